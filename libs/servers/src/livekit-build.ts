import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { acquireLock } from './build-lock.js';
import { findOnPath, isProgram } from './find-program.js';
import { findGo } from './go-toolchain.js';
import { runToEnd } from './supervised-child.js';

export interface BuildOptions {
  readonly cacheDir: string;
  readonly log: (message: string) => void;
  /** Stops the build. */
  readonly signal?: AbortSignal;
}

/** go.mod and go.sum, which pin livekit-server and everything in it. */
const SOURCE = fileURLToPath(new URL('../../../tools/livekit', import.meta.url));
const PACKAGE = 'github.com/livekit/livekit-server/cmd/server';
const PROGRESS_EVERY_MS = 10_000;
const KILL_AFTER_MS = 3_000;
const WAYS =
  'Ways to get a LiveKit: set LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET; or put livekit-server on PATH; or install Go 1.26 or newer, or Python 3, so that it can be built.';

/** Where builds are kept, for all checkouts of this user. */
export function defaultCacheDir(): string {
  // An empty one counts as unset, as the XDG specification says.
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'foyer');
}

/** Where the built livekit-server of the pinned version is, or will be; `null` where its sources are not shipped. */
export function builtBinary(cacheDir: string): string | null {
  if (!existsSync(join(SOURCE, 'go.sum'))) return null;
  const folder = buildFolder(
    readFileSync(join(SOURCE, 'go.mod'), 'utf8'),
    readFileSync(join(SOURCE, 'go.sum'), 'utf8'),
  );
  return join(cacheDir, folder, 'livekit-server');
}

/** Named by everything that goes into the build, so that a change of any of it makes a new one. */
export function buildFolder(goMod: string, goSum: string): string {
  const version = /github\.com\/livekit\/livekit-server v(\S+)/.exec(goMod)?.[1] ?? 'unknown';
  return `livekit-server-${version}-${createHash('sha256').update(goSum).digest('hex').slice(0, 12)}`;
}

/**
 * Builds livekit-server from the Go module proxy: some minutes, once. Whoever builds the same at the same time waits for
 * the first. Throws with the ways to get a LiveKit, where there is no Go and no Python to get it with.
 */
export async function buildLivekitServer({ cacheDir, log, signal }: BuildOptions): Promise<string> {
  signal?.throwIfAborted();
  const binary = builtBinary(cacheDir);
  if (binary === null) throw new Error(`There is no LiveKit, and nothing here to build it from. ${WAYS}`);
  if (isProgram(binary)) return binary;
  mkdirSync(dirname(binary), { recursive: true });
  const release = await acquireLock(`${binary}.lock`, {
    signal,
    onWait: () => log('another process is building livekit-server; waiting for it'),
  });
  // A folder of our own for what is half made: a go that is killed cleans up nothing.
  const scratch = join(dirname(binary), 'building');
  try {
    if (isProgram(binary)) return binary;
    const go = await findGo(cacheDir, log, signal);
    if (go === null) throw new Error('neither Go 1.26 nor Python 3, which brings one, was found.');
    rmSync(scratch, { recursive: true, force: true });
    mkdirSync(scratch);
    const made = join(scratch, 'livekit-server');
    await runGo(go, made, scratch, log, signal);
    renameSync(made, binary);
    return binary;
  } catch (error) {
    signal?.throwIfAborted();
    const why = (error as Error).message.replace(/\.?$/, '.');
    throw new Error(`livekit-server could not be built: ${why} ${WAYS}`, { cause: error });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
    release();
  }
}

async function runGo(
  go: string,
  output: string,
  temp: string,
  log: (message: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const build = [go, 'build', '-v', '-trimpath', '-ldflags=-s -w', '-p=2', '-o', output, PACKAGE];
  // Beside a gateway that serves already: at the lowest priority.
  const nice = findOnPath('nice');
  const [command = go, ...args] = nice === null ? build : [nice, '-n', '19', ...build];
  const started = Date.now();
  const seconds = (): number => Math.round((Date.now() - started) / 1000);
  let downloaded = 0;
  let compiled = 0;
  const said: string[] = [];
  log('building livekit-server, once; this takes some minutes');
  const progress = setInterval(
    () => log(`building livekit-server: ${seconds()} s, ${downloaded} modules fetched, ${compiled} packages compiled`),
    PROGRESS_EVERY_MS,
  );
  try {
    const onOutput = (line: string): void => {
      const kind = outputKind(line);
      if (kind === 'download') downloaded += 1;
      else if (kind === 'package') compiled += 1;
      else said.push(line);
    };
    const env = { GOTMPDIR: temp, GOTOOLCHAIN: 'local', GOWORK: 'off', GOFLAGS: undefined };
    const options = {
      command,
      args,
      env,
      cwd: SOURCE,
      stopSignal: 'TERM',
      killAfterMs: KILL_AFTER_MS,
      onOutput,
    } as const;
    const code = await runToEnd(options, signal);
    if (code !== 0) throw new Error(said.slice(-5).join(' ') || `go ended with exit code ${code ?? 'unknown'}.`);
  } finally {
    clearInterval(progress);
  }
  log(`livekit-server was built in ${seconds()} s`);
}

/** What a line of `go build -v` tells: it names each package that it compiles, alone on a line. */
export function outputKind(line: string): 'download' | 'package' | 'message' {
  if (line.startsWith('go: downloading ')) return 'download';
  return /^[\w.~-]+(\/[\w.~+-]+)*$/.test(line) ? 'package' : 'message';
}
