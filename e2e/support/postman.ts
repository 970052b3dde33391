import type { NewmanRun } from 'newman';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataDir, url } from './foyer.js';

export interface Item {
  readonly name: string;
  readonly item?: readonly Item[];
}

const collectionFile = fileURLToPath(new URL('../../openapi/foyer-media.postman_collection.json', import.meta.url));

export const collection = JSON.parse(readFileSync(collectionFile, 'utf8')) as {
  readonly item: readonly Item[];
  readonly variable: readonly { readonly key: string; readonly value: string }[];
};

/** The names of the requests in these folders, as they are run. */
export const requestNames = (items: readonly Item[]): string[] =>
  items.flatMap(({ name, item }) => (item === undefined ? [name] : requestNames(item)));

/**
 * Runs these parts of the collection with newman, as a process of its own: some of it is CommonJS that requires ES modules, which
 * Jest cannot load.
 */
export async function runCollection(
  items: readonly Item[],
  variables: Record<string, string> = {},
): Promise<NewmanRun> {
  const newman = createRequire(import.meta.url).resolve('newman/bin/newman.js');
  const report = join(dataDir, 'postman-run.json');
  const output = ['--reporters', 'json', '--reporter-json-export', report];
  const set = Object.entries({ BASE_URL: url, ...variables }).flatMap(([key, value]) => [
    '--env-var',
    `${key}=${value}`,
  ]);
  const folders = items.flatMap(({ name }) => ['--folder', name]);
  const child = spawn(process.execPath, [newman, 'run', collectionFile, ...folders, ...set, ...output], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  const { run } = JSON.parse(readFileSync(report, 'utf8')) as { run: NewmanRun };
  if (code !== (run.failures.length === 0 ? 0 : 1)) throw new Error(`newman ended with ${String(code)}`);
  return run;
}
