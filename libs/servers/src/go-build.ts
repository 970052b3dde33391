import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath } from './find-program.js';
import type { ProgramSource, SourcePatch } from './programs.js';
import { runToEnd } from './supervised-child.js';

export interface Compilation {
  readonly go: string;
  /** For messages. */
  readonly program: string;
  readonly source: ProgramSource;
  /** Where go.mod and go.sum are. */
  readonly folder: string;
  readonly output: string;
  /** An empty folder for what is half made. */
  readonly temp: string;
  readonly log: (message: string) => void;
  readonly signal?: AbortSignal;
}

const PROGRESS_EVERY_MS = 10_000;
const KILL_AFTER_MS = 3_000;

/** Compiles a program, telling how far it is. Throws with the last words of `go`. */
export async function compile(compilation: Compilation): Promise<void> {
  const { program, source, folder, output, temp, log } = compilation;
  const started = Date.now();
  const seconds = (): number => Math.round((Date.now() - started) / 1000);
  const counts = { download: 0, package: 0 };
  log(`building ${program}, once; this takes some minutes`);
  const progress = setInterval(() => {
    const { download, package: compiled } = counts;
    log(`building ${program}: ${seconds()} s, ${download} modules fetched, ${compiled} packages compiled`);
  }, PROGRESS_EVERY_MS);
  const run = (cwd: string, ...args: string[]): Promise<void> =>
    runGo(compilation, cwd, args, (kind) => (counts[kind] += 1));
  try {
    const options = ['-v', '-trimpath', '-ldflags=-s -w', '-p=2', '-o', output];
    if (source.patch === undefined) {
      await run(folder, 'build', ...options, source.package);
    } else {
      const copy = join(temp, 'patched');
      await copyPatched(source.patch, folder, copy, run);
      await run(copy, 'build', '-mod=vendor', ...options, source.package);
    }
  } finally {
    clearInterval(progress);
  }
  log(`${program} was built in ${seconds()} s`);
}

/** Only a vendored copy of the modules may be changed: Go refuses to lay other text over its verified cache. */
async function copyPatched(
  { file, find, replace }: SourcePatch,
  from: string,
  to: string,
  run: (cwd: string, ...args: string[]) => Promise<void>,
): Promise<void> {
  mkdirSync(to);
  for (const name of ['go.mod', 'go.sum']) copyFileSync(join(from, name), join(to, name));
  await run(to, 'mod', 'vendor');
  const path = join(to, file);
  const parts = readFileSync(path, 'utf8').split(find);
  if (parts.length !== 2) throw new Error(`${file} has changed, so that our change to it does not fit any more.`);
  writeFileSync(path, parts.join(replace));
}

async function runGo(
  { go, temp, signal }: Compilation,
  cwd: string,
  goArgs: readonly string[],
  onProgress: (kind: 'download' | 'package') => void,
): Promise<void> {
  // Beside a gateway that serves already: at the lowest priority.
  const nice = findOnPath('nice');
  const [command, args] = nice === null ? [go, goArgs] : [nice, ['-n', '19', go, ...goArgs]];
  const said: string[] = [];
  const onOutput = (line: string): void => {
    const kind = outputKind(line);
    if (kind === 'message') said.push(line);
    else onProgress(kind);
  };
  const env = { GOTMPDIR: temp, GOTOOLCHAIN: 'local', GOWORK: 'off', GOFLAGS: undefined };
  const options = { command, args, env, cwd, stopSignal: 'TERM', killAfterMs: KILL_AFTER_MS, onOutput } as const;
  const code = await runToEnd(options, signal);
  if (code !== 0) throw new Error(said.slice(-5).join(' ') || `go ended with exit code ${code ?? 'unknown'}.`);
}

/** What a line of `go build -v` tells: it names each package that it compiles, alone on a line. */
export function outputKind(line: string): 'download' | 'package' | 'message' {
  if (line.startsWith('go: downloading ')) return 'download';
  return /^[\w.~-]+(\/[\w.~+-]+)*$/.test(line) ? 'package' : 'message';
}
