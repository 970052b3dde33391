import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { acquireLock } from './build-lock.js';
import { findOnPath, isProgram } from './find-program.js';
import { compile } from './go-build.js';
import { findGo } from './go-toolchain.js';
import { PROGRAMS, type Program, type ProgramSource } from './programs.js';

export interface BuildOptions {
  readonly cacheDir: string;
  readonly log: (message: string) => void;
  /** Stops the build. */
  readonly signal?: AbortSignal;
}

/** What pins each program and everything in it. */
const SOURCES = fileURLToPath(new URL('../../../tools/livekit', import.meta.url));
function waysToGet(program: Program): string {
  if (program === 'livekit-server')
    return 'Ways to get a LiveKit: set LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET; or put livekit-server on PATH; or install Go 1.26 or newer, or Python 3, so that it can be built.';
  return `Put ${program} on PATH, or let \`node tools/livekit/check.mjs\` say what building it needs.`;
}

/** Where builds are kept, for all checkouts of this user. */
export function defaultCacheDir(): string {
  // An empty one counts as unset, as the XDG specification says.
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'foyer');
}

/** The program on PATH, else the one that was built into the cache, else `null`. */
export function findProgram(program: Program, { cacheDir }: { readonly cacheDir: string }): string | null {
  const onPath = findOnPath(program);
  if (onPath !== null) return onPath;
  const built = builtBinary(program, cacheDir);
  return built !== null && isProgram(built) ? built : null;
}

/** Where the program built from the pinned sources is, or will be; `null` where those are not shipped. */
export function builtBinary(program: Program, cacheDir: string): string | null {
  const folder = join(SOURCES, PROGRAMS[program].folder);
  if (!existsSync(join(folder, 'go.sum'))) return null;
  const names = readdirSync(folder).toSorted();
  const files = names.map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const);
  return join(cacheDir, buildFolder(program, Object.fromEntries(files)), program);
}

/** Named by everything that goes into the build, so that a change of any of it makes a new one. */
export function buildFolder(program: Program, files: Readonly<Record<string, string>>): string {
  const source: ProgramSource = PROGRAMS[program];
  const version = new RegExp(`${source.module} v(\\S+)`).exec(files['go.mod'] ?? '')?.[1] ?? 'unknown';
  const hash = createHash('sha256')
    .update(JSON.stringify([source, files]))
    .digest('hex');
  return `${program}-${version}-${hash.slice(0, 12)}`;
}

/**
 * Builds one of LiveKit's programs from the Go module proxy: some minutes, once. Whoever builds the same at the same time
 * waits for the first. Throws with the ways to get it.
 */
export async function buildProgram(program: Program, { cacheDir, log, signal }: BuildOptions): Promise<string> {
  signal?.throwIfAborted();
  const binary = builtBinary(program, cacheDir);
  if (binary === null)
    throw new Error(`There is no ${program}, and nothing here to build it from. ${waysToGet(program)}`);
  if (isProgram(binary)) return binary;
  mkdirSync(dirname(binary), { recursive: true });
  const release = await acquireLock(`${binary}.lock`, {
    signal,
    onWait: () => log(`another process is building ${program}; waiting for it`),
  });
  // A folder of our own for what is half made: a go that is killed cleans up nothing.
  const scratch = join(dirname(binary), 'building');
  try {
    if (isProgram(binary)) return binary;
    const go = await findGo(cacheDir, log, signal);
    if (go === null) throw new Error('neither Go 1.26 nor Python 3, which brings one, was found.');
    rmSync(scratch, { recursive: true, force: true });
    mkdirSync(scratch);
    const source = PROGRAMS[program];
    const output = join(scratch, program);
    await compile({ go, program, source, folder: join(SOURCES, source.folder), output, temp: scratch, log, signal });
    renameSync(output, binary);
    return binary;
  } catch (error) {
    signal?.throwIfAborted();
    const why = (error as Error).message.replace(/\.?$/, '.');
    throw new Error(`${program} could not be built: ${why} ${waysToGet(program)}`, { cause: error });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
    release();
  }
}
