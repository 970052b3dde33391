import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { isAlive } from './is-alive.js';

const POLL_MS = 500;
const HEARTBEAT_MS = 10_000;
/** A lock that was not refreshed for so long is dead, even where another program has its owner's number by now. */
const STALE_AFTER_MS = 120_000;

export interface LockOptions {
  readonly onWait?: () => void;
  readonly signal?: AbortSignal;
  readonly pollMs?: number;
}

/** Waits until we alone hold the lock `file`, that of a process that is gone being taken over. Returns its release. */
export async function acquireLock(
  file: string,
  { onWait, signal, pollMs = POLL_MS }: LockOptions = {},
): Promise<() => void> {
  for (let waited = false; !tryLock(file); await wait(pollMs, undefined, { signal })) {
    signal?.throwIfAborted();
    if (isStale(file)) takeAway(file);
    else if (!waited) {
      waited = true;
      onWait?.();
    }
  }
  const heartbeat = setInterval(() => touch(file), HEARTBEAT_MS).unref();
  return () => {
    clearInterval(heartbeat);
    if (read(file)?.owner === process.pid) rmSync(file, { force: true });
  };
}

/** By a link, which appears with its content: an empty lock would look like one of nobody. */
function tryLock(file: string): boolean {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

/** By a rename, which one of several can do; should it have met a new lock of a faster one, that is put back. */
function takeAway(file: string): void {
  const taken = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, taken);
    if (!isStale(taken)) linkSync(taken, file);
  } catch {
    // Gone already, or there is a new one already.
  } finally {
    rmSync(taken, { force: true });
  }
}

function isStale(file: string): boolean {
  const lock = read(file);
  return lock !== null && (!isAlive(lock.owner) || lock.ageMs > STALE_AFTER_MS);
}

/** `null` where there is no lock. One that names no process is owned by NaN, which is not alive. */
function read(file: string): { readonly owner: number; readonly ageMs: number } | null {
  try {
    const owner = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return { owner, ageMs: Date.now() - statSync(file).mtimeMs };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function touch(file: string): void {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // Someone took it for dead; both build now, and each result is whole.
  }
}
