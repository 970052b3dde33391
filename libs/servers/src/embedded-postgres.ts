import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  rmdirSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { keepRunning, untilReady, type ServerState } from './keep-running.js';
import {
  USER,
  checkVersion,
  chooseUser,
  findBinaries,
  initialise,
  type Binaries,
  type RunAs,
} from './postgres-directory.js';
import { startChild, type SupervisedChild } from './supervised-child.js';

export interface EmbeddedPostgresOptions {
  readonly dataDir: string;
  readonly log: (message: string) => void;
  readonly onStateChange?: (state: ServerState) => void;
  /** Gives up the start. */
  readonly signal?: AbortSignal;
}

export interface EmbeddedPostgres {
  /** postgres://… over a Unix socket: there is no TCP port that could clash or be reached from outside. */
  readonly url: string;
  readonly socketDir: string;
  /** The postmaster, `undefined` while there is none. */
  pid(): number | undefined;
  state(): ServerState;
  stop(): Promise<void>;
}

const READY_TIMEOUT_MS = 60_000;
/** After a kill of the postmaster its memory, and after a kill of a Foyer its Postgres, is there for a moment. */
const RETRY_FOR_MS = 5_000;
const RETRY_EVERY_MS = 200;
const POLL_MS = 15;
/** Names the socket's file; given to both sides, because both would else take it from PGPORT. */
const PORT = 5432;
const SOCKET_DIR = 'foyer-pg-';
/** A socket path may have at most 107 bytes (103 on macOS); what follows the temp folder takes some 35. */
const LONGEST_TEMP_DIR = 65;

/**
 * Starts a real Postgres on `dataDir`, made where it is missing. It is started again when it dies, under the same
 * address, and never outlives this process.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log, onStateChange, signal } = options;
  const dataDir = resolve(options.dataDir);
  const binaries = findBinaries();
  mkdirSync(dirname(dataDir), { recursive: true });
  const runAs = chooseUser(dataDir, binaries);
  if (!existsSync(join(dataDir, 'PG_VERSION'))) {
    log(`making a database in ${dataDir}`);
    await initialise(dataDir, binaries, runAs, signal);
  }
  checkVersion(dataDir, binaries);

  const socketDir = makeSocketDir(runAs);
  const launch = (stopping: AbortSignal): Promise<SupervisedChild> =>
    startPatiently(() => startPostmaster({ dataDir, socketDir, binaries, runAs, log, signal: stopping }), stopping);
  try {
    const server = await keepRunning({ name: 'Postgres', start: launch, log, onStateChange, signal });
    return {
      url: `postgres://${USER}@localhost:${PORT}/postgres?host=${encodeURIComponent(socketDir)}`,
      socketDir,
      pid: () => server.pid(),
      state: () => server.state(),
      stop: async () => {
        await server.stop();
        rmSync(socketDir, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(socketDir, { recursive: true, force: true });
    throw error;
  }
}

/** Open to its owner alone: the socket asks for no password. Not inside the data folder, whose path may be too long. */
function makeSocketDir({ uid, gid }: RunAs): string {
  const temp = Buffer.byteLength(tmpdir()) > LONGEST_TEMP_DIR ? '/tmp' : tmpdir();
  removeAbandonedSocketDirs(temp);
  const socketDir = mkdtempSync(join(temp, SOCKET_DIR));
  if (uid !== undefined && gid !== undefined) chownSync(socketDir, uid, gid);
  return socketDir;
}

/** Those of a Foyer that was killed: its Postgres took the socket away, so they are empty; a new one is so for a moment only. */
function removeAbandonedSocketDirs(temp: string): void {
  for (const name of readdirSync(temp)) {
    if (!name.startsWith(SOCKET_DIR)) continue;
    try {
      if (Date.now() - statSync(join(temp, name)).mtimeMs > 600_000) rmdirSync(join(temp, name));
    } catch {
      // In use, someone else's, or gone already.
    }
  }
}

class StillInUse extends Error {}

async function startPatiently(start: () => Promise<SupervisedChild>, signal: AbortSignal): Promise<SupervisedChild> {
  for (const deadline = Date.now() + RETRY_FOR_MS; ; await wait(RETRY_EVERY_MS, undefined, { signal })) {
    try {
      return await start();
    } catch (error) {
      if (!(error instanceof StillInUse) || Date.now() > deadline) throw error;
    }
  }
}

/** Resolves when Postgres takes connections on the socket; rejects with what it said when it ends before. */
async function startPostmaster({
  dataDir,
  socketDir,
  binaries: { postgres },
  runAs: { prefix, uid, gid },
  log,
  signal,
}: {
  readonly dataDir: string;
  readonly socketDir: string;
  readonly binaries: Binaries;
  readonly runAs: RunAs;
  readonly log: (message: string) => void;
  readonly signal: AbortSignal;
}): Promise<SupervisedChild> {
  const settings = [
    'listen_addresses=',
    `unix_socket_directories=${socketDir}`,
    `port=${PORT}`,
    'shared_buffers=64MB',
    'log_min_messages=warning',
    'log_checkpoints=off',
  ].flatMap((setting) => ['-c', setting]);
  const [command = postgres, ...args] = [...prefix, postgres, '-D', dataDir, ...settings];
  const said: string[] = [];
  let ready = false;
  const child = startChild({
    command,
    args,
    uid,
    gid,
    // A fast shutdown: clients are cut off, the data is written.
    stopSignal: 'INT',
    // Its messages before the database is open are read below.
    env: { LC_ALL: 'C' },
    onOutput: (line) => (ready ? log(line) : said.push(line)),
  });
  try {
    const serves = (): boolean => isReady(dataDir, socketDir, child.pid);
    await untilReady(child, serves, { timeoutMs: READY_TIMEOUT_MS, pollMs: POLL_MS, signal });
  } catch (error) {
    signal.throwIfAborted();
    throw failure(dataDir, said.join(' '), error as Error);
  }
  ready = true;
  return child;
}

function failure(dataDir: string, said: string, error: Error): Error {
  const other = /\(PID (\d+)\)/.exec(said)?.[1];
  if (other !== undefined && said.includes('lock file')) {
    return new StillInUse(
      `Another Postgres (PID ${other}) is running on ${dataDir}: is there a second Foyer? Stop it, give this one another data folder, or set DATABASE_URL for both. (${said})`,
    );
  }
  const message = `Postgres did not start on ${dataDir}: ${said || error.message}`;
  return said.includes('shared memory block') ? new StillInUse(message) : new Error(message, { cause: error });
}

/** `postmaster.pid`: line 1 is the process, line 5 the socket folder, line 8 the state. A killed one leaves its file behind. */
function isReady(dataDir: string, socketDir: string, pid: number | undefined): boolean {
  try {
    const lines = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n');
    return Number(lines[0]) === pid && lines[4]?.trim() === socketDir && lines[7]?.trim() === 'ready';
  } catch {
    return false;
  }
}
