import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * Runs a server as a child that never outlives us. The shell between us and it holds the end of a pipe: when we die in
 * any way, the pipe closes and the shell signals the server. `detached` keeps a Ctrl-C of the terminal to us alone.
 */
const WATCHDOG = `
sig=$1; shift
exec 3<&0
"$@" </dev/null & p=$!
trap 'kill -$sig $p 2>/dev/null' TERM INT
(cat <&3 >/dev/null; kill -$sig $p) 2>/dev/null & w=$!
while kill -0 $p 2>/dev/null; do wait $p; r=$?; done
kill $w 2>/dev/null; exit $r
`;

export interface ChildOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** The signal that lets this server end in good order. */
  readonly stopSignal: 'INT' | 'TERM';
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Run as another user: the ids to spawn with. */
  readonly uid?: number;
  readonly gid?: number;
  readonly onLine: (line: string) => void;
}

/** How long a server may take to end before it is killed. */
const STOP_TIMEOUT_MS = 15_000;

export class SupervisedChild {
  readonly exited: Promise<{ readonly code: number | null }>;
  private readonly shell: ChildProcess;

  constructor({ command, args, stopSignal, env, cwd, uid, gid, onLine }: ChildOptions) {
    this.shell = spawn('/bin/sh', ['-c', WATCHDOG, 'foyer-watchdog', stopSignal, command, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
      env: { ...process.env, ...env },
      cwd,
      uid,
      gid,
    });
    this.exited = new Promise((resolve) => {
      this.shell.once('error', (error) => {
        onLine(error.message);
        resolve({ code: null });
      });
      this.shell.once('exit', (code) => resolve({ code }));
    });
    // A server that ended first makes the write end fail; `exited` tells of it.
    this.shell.stdin?.on('error', () => undefined);
    for (const stream of [this.shell.stdout, this.shell.stderr])
      if (stream !== null) createInterface({ input: stream }).on('line', onLine);
  }

  /** Closes the pipe, and kills the whole group if that is not enough. */
  async stop(): Promise<void> {
    this.shell.stdin?.end();
    const kill = setTimeout(() => this.signalGroup('SIGKILL'), STOP_TIMEOUT_MS);
    await this.exited;
    clearTimeout(kill);
  }

  /** A signal for the server and all of its own children. */
  signalGroup(signal: NodeJS.Signals): void {
    if (this.shell.pid === undefined || this.shell.exitCode !== null) return;
    try {
      process.kill(-this.shell.pid, signal);
    } catch {
      // The group is gone already.
    }
  }
}

const FIRST_RESTART_MS = 200;
const SLOWEST_RESTART_MS = 5_000;
/** A server that ran this long had started well, so its next failure counts from the beginning. */
const SETTLED_MS = 30_000;

/**
 * Starts a server again whenever it ends by itself, ever slower while that fails. `start` resolves when the server is
 * ready. Returns what ends it for good.
 */
export function keepRunning(
  first: SupervisedChild,
  start: () => Promise<SupervisedChild>,
  log: (message: string) => void,
): () => Promise<void> {
  let child = first;
  let stopping = false;
  const wake = new AbortController();
  const loop = async (): Promise<void> => {
    for (let pause = FIRST_RESTART_MS, startedAt = Date.now(); ;) {
      const { code } = await child.exited;
      if (stopping) return;
      if (Date.now() - startedAt > SETTLED_MS) pause = FIRST_RESTART_MS;
      log(`ended unexpectedly (exit ${code ?? 'by a signal'}); starting it again`);
      for (;;) {
        await sleep(pause, wake.signal);
        if (stopping) return;
        pause = Math.min(pause * 2, SLOWEST_RESTART_MS);
        startedAt = Date.now();
        try {
          child = await start();
          break;
        } catch (error) {
          log(`could not be started again: ${(error as Error).message}`);
        }
      }
      if (stopping) return child.stop();
    }
  };
  const ended = loop();
  return async () => {
    stopping = true;
    wake.abort();
    await child.stop();
    await ended;
  };
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
