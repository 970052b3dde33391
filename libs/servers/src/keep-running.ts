import { setTimeout as wait } from 'node:timers/promises';
import type { SupervisedChild } from './supervised-child.js';

export type ServerState = 'starting' | 'ready' | 'restarting' | 'stopped';

/** What supervision needs to know of a child. */
export type Running = Pick<SupervisedChild, 'pid' | 'exited' | 'stop'>;

export interface KeepRunningOptions {
  /** For messages. */
  readonly name: string;
  /** Resolves when the server is ready. When `signal` says so it ends what it began, and rejects. */
  readonly start: (signal: AbortSignal) => Promise<Running>;
  readonly log: (message: string) => void;
  readonly onStateChange?: (state: ServerState) => void;
  /** Gives up the first start; later `stop()` does that. */
  readonly signal?: AbortSignal;
  readonly firstPauseMs?: number;
  readonly slowestPauseMs?: number;
}

export interface KeptRunning {
  state(): ServerState;
  /** Its process, `undefined` while there is none. */
  pid(): number | undefined;
  stop(): Promise<void>;
}

/** A server that ran this long had started well, so its next failure counts from the beginning. */
const SETTLED_MS = 30_000;

/**
 * Starts a server, and starts it again whenever it ends by itself, ever slower while that fails. A first start that
 * fails rejects: what is wrong then is wrong with the settings, and whoever asked for it must hear of it.
 */
export async function keepRunning({
  name,
  start,
  log,
  onStateChange,
  signal,
  firstPauseMs = 200,
  slowestPauseMs = 5_000,
}: KeepRunningOptions): Promise<KeptRunning> {
  let state: ServerState | undefined;
  const enter = (next: ServerState): void => {
    if (state === next) return;
    state = next;
    onStateChange?.(next);
  };
  const stopping = new AbortController();

  enter('starting');
  let child: Running;
  try {
    child = await start(signal ?? stopping.signal);
  } catch (error) {
    enter('stopped');
    throw error;
  }
  enter('ready');

  const loop = async (): Promise<void> => {
    for (let pause = firstPauseMs, startedAt = Date.now(); ;) {
      const { code } = await child.exited;
      if (stopping.signal.aborted) return;
      enter('restarting');
      log(`${name} ended unexpectedly (exit code ${code ?? 'unknown'}); starting it again`);
      if (Date.now() - startedAt > SETTLED_MS) pause = firstPauseMs;
      for (let running = false; !running;) {
        try {
          await wait(pause, undefined, { signal: stopping.signal });
          pause = Math.min(pause * 2, slowestPauseMs);
          startedAt = Date.now();
          child = await start(stopping.signal);
          running = true;
        } catch (error) {
          if (stopping.signal.aborted) return;
          log(`${name} could not be started again: ${(error as Error).message}`);
        }
      }
      // stop() may have come while the last step of the start was under way.
      if (stopping.signal.aborted) return child.stop();
      enter('ready');
      log(`${name} is ready again`);
    }
  };
  const ended = loop();
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    stopping.abort();
    await child.stop();
    await ended;
    enter('stopped');
  };
  return { state: () => state ?? 'starting', pid: () => child.pid, stop: () => (stopped ??= stop()) };
}

/** Waits until `isReady`. Where the child ends before, takes too long or is no longer wanted, it is stopped and that is thrown. */
export async function untilReady(
  child: Running,
  isReady: () => boolean | Promise<boolean>,
  { timeoutMs, pollMs, signal }: { readonly timeoutMs: number; readonly pollMs: number; readonly signal?: AbortSignal },
): Promise<void> {
  let ended: { readonly code: number | null } | undefined;
  void child.exited.then((exit) => (ended = exit));
  try {
    for (const deadline = Date.now() + timeoutMs; ; await wait(pollMs, undefined, { signal })) {
      signal?.throwIfAborted();
      const ready = await isReady();
      if (ended !== undefined) throw new Error(`it ended with exit code ${ended.code ?? 'unknown'}`);
      if (ready) return;
      if (Date.now() > deadline) throw new Error(`it was not ready after ${timeoutMs / 1000} s`);
    }
  } catch (error) {
    await child.stop();
    throw error;
  }
}
