// Writes the files that are made from the code: openapi/openapi.json, .env.example, docs/settings.md, and the types of libs/client.
// With --check nothing is written: says which of them are out of date.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const check = process.argv.includes('--check');
const work = mkdtempSync(join(tmpdir(), 'foyer-generate-'));
const run = (script, ...args) => {
  const done = spawnSync(process.execPath, [join(root, script), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (done.status !== 0) process.exit(done.status ?? 1);
  return done.stdout;
};

const openapi = join(work, 'openapi.json');
writeFileSync(openapi, run('apps/gateway/dist/generated-files.js', 'openapi'));
const files = {
  'openapi/openapi.json': readFileSync(openapi, 'utf8'),
  '.env.example': run('apps/gateway/dist/generated-files.js', 'env-example'),
  'docs/settings.md': run('apps/gateway/dist/generated-files.js', 'settings'),
  'libs/client/src/generated/schema.ts': run('libs/client/generate.mjs', openapi),
};
rmSync(work, { recursive: true });

let stale = 0;
for (const [name, text] of Object.entries(files)) {
  const path = join(root, name);
  const current = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (current === text) continue;
  stale += 1;
  if (check) console.error(`${name} is out of date: npm run generate`);
  else writeFileSync(path, text);
}
console.log(
  check
    ? `${Object.keys(files).length - stale} of ${Object.keys(files).length} generated files are up to date`
    : `${stale} files written`,
);
process.exit(check && stale > 0 ? 1 : 0);
