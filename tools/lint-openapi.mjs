// Lints openapi/openapi.json by Redocly's recommended rules, where a warning is an error. Redocly is not in the workspace: its
// tree is large, and nothing else needs it.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const args = [
  '--yes',
  '--loglevel=error',
  '@redocly/cli@2.77.0',
  'lint',
  '--config',
  'openapi/redocly.yaml',
  'openapi/openapi.json',
];
const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
const done = spawnSync('npx', args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env });
process.exit(done.status ?? 1);
