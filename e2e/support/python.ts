import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const PYTHON_FOLDER = join(ROOT, 'e2e/python');
const REQUIREMENTS = join(PYTHON_FOLDER, 'requirements.txt');

/**
 * The `bin` folder of a virtual environment with what a `requirements.txt` names, made once and kept under `.cache`.
 * On Debian as root the package for it is installed where it is missing; else says what to install.
 */
export function pythonBin(requirements = REQUIREMENTS): string {
  const version = spawnSync('python3', ['-c', 'import sys; print(sys.version)'], { encoding: 'utf8' }).stdout ?? '';
  if (version === '')
    throw new Error('This suite needs Python 3.11 or later: install the packages python3 and python3-venv.');
  const hash = createHash('sha256').update(readFileSync(requirements)).update(version).digest('hex').slice(0, 12);
  const folder = join(ROOT, '.cache', `python-${hash}`);
  if (!existsSync(folder)) make(folder, requirements);
  return join(folder, 'bin');
}

/** Made aside and then moved, so that a half-made one is never taken for whole; its programs are run through its python. */
function make(folder: string, requirements: string): void {
  const started = Date.now();
  console.log(`installing the Python packages of ${relative(ROOT, requirements)}, once`);
  const aside = `${folder}.${process.pid}`;
  mkdirSync(dirname(folder), { recursive: true });
  try {
    if (!makeEmpty(aside)) {
      if (process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0) {
        run('apt-get', ['update', '-qq']);
        run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'python3-venv']);
      }
      rmSync(aside, { recursive: true, force: true });
      if (!makeEmpty(aside))
        throw new Error('This suite needs the module venv of Python: install the package python3-venv.');
    }
    run(join(aside, 'bin/python'), ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', '-r', requirements]);
    renameSync(aside, folder);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  console.log(`installed the Python packages in ${((Date.now() - started) / 1000).toFixed(0)} s`);
}

const makeEmpty = (folder: string): boolean => spawnSync('python3', ['-m', 'venv', folder]).status === 0;

function run(command: string, args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? `exit code ${status}`}`);
}

export interface PythonRun {
  readonly code: number | null;
  /** Both outputs, as they came. */
  readonly output: string;
}

/** Runs one module or script with the environment's Python, away from the event loop of the test. */
export function python(
  args: readonly string[],
  { env = {}, cwd = PYTHON_FOLDER }: PythonOptions = {},
): Promise<PythonRun> {
  const bin = pythonBin();
  const child = spawn(join(bin, 'python'), args, {
    cwd,
    env: {
      PATH: `${bin}:${process.env.PATH}`,
      HOME: process.env.HOME,
      PYTHONDONTWRITEBYTECODE: '1',
      NO_COLOR: '1',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

export interface PythonOptions {
  readonly env?: Record<string, string>;
  readonly cwd?: string;
}
