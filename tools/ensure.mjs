// Installs the workspace when the lockfile changed, then builds. Only Node built-ins: it runs before any install.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const read = (name) => readFileSync(join(root, name), 'utf8');
const stampFile = join(root, 'node_modules', '.installed');

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Foyer needs Node 20.19 or newer (24 recommended); this is ${process.versions.node}.`);
  process.exit(1);
}

function run(command, args) {
  // stdout of the installer goes to stderr, so that stdout stays the program's
  const done = spawnSync(command, args, { cwd: root, stdio: ['inherit', 2, 2], shell: process.platform === 'win32' });
  if (done.error) throw done.error;
  if (done.status !== 0) process.exit(done.status ?? 1);
}

const wanted = createHash('sha256').update(read('pnpm-lock.yaml')).update(read('pnpm-workspace.yaml')).digest('hex');
if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== wanted) {
  const install = ['install', '--frozen-lockfile'];
  const agent = process.env.npm_config_user_agent ?? '';
  if (agent.startsWith('pnpm/')) run('pnpm', install);
  else run('npx', ['--yes', '--loglevel=error', JSON.parse(read('package.json')).packageManager, ...install]);
  writeFileSync(stampFile, wanted);
}
run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-b']);
