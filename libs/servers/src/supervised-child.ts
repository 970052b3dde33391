import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * Runs a server as a child that never outlives us. The shell between us and it holds the end of a pipe; when we die in
 * any way, a kill -9 included, the pipe closes and the shell ends the server: by its signal, again every half second
 * (livekit-server loses one that comes too early, and waits for its participants until the second), at last by KILL.
 * Signals to the shell itself are ignored: a stop of the whole service reaches every process, and the server must
 * still be there while we finish what is under way. Descriptor 3 tells us the server's own process id. Last, TERM goes to
 * the group, for what the server itself had started.
 */
const WATCHDOG = `
sig=$1 tries=$2; shift 2
exec 4<&0
"$@" </dev/null 3>&- 4<&- & p=$!
trap '' PIPE
echo $p >&3
exec 3>&- >/dev/null 2>&1
trap : HUP INT TERM
(
  trap '' HUP INT TERM
  read -r _ <&4
  while [ $tries -gt 0 ]; do kill -$sig $p || exit; sleep 0.5; tries=$((tries - 1)); done
  kill -KILL $p
) & w=$!
exec 4<&-
while kill -0 $p; do wait $p; r=$?; done
kill -KILL $w
trap '' TERM; kill -TERM 0
exit $r
`;
const SIGNAL_EVERY_MS = 500;
const DEFAULT_KILL_AFTER_MS = 15_000;
/** For a shell that itself does not do its work any more. */
const SHELL_GRACE_MS = 2_000;
/** How long output that is still on its way is waited for; a grandchild may hold the other end for longer. */
const LAST_OUTPUT_MS = 1_000;

export interface ChildOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** The signal that lets this server end in good order. */
  readonly stopSignal: 'INT' | 'TERM';
  /** How long it may take to end before it is killed. */
  readonly killAfterMs?: number;
  /** Added to our own environment; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Run as another user: the ids to spawn with. */
  readonly uid?: number;
  readonly gid?: number;
  /** Hears each line of its stdout and stderr. */
  readonly onOutput?: (line: string) => void;
}

export function startChild(options: ChildOptions): SupervisedChild {
  return new SupervisedChild(options);
}

export class SupervisedChild {
  /** Resolves, never rejects, when the server has ended and its last output was heard. A signal counts as 128 + its number. */
  readonly exited: Promise<{ readonly code: number | null }>;
  private readonly shell: ChildProcess;
  private readonly killAfterMs: number;
  private serverPid: number | undefined;
  private stopping = false;

  constructor({
    command,
    args,
    stopSignal,
    killAfterMs = DEFAULT_KILL_AFTER_MS,
    env,
    cwd,
    uid,
    gid,
    onOutput,
  }: ChildOptions) {
    this.killAfterMs = killAfterMs;
    const tries = String(Math.max(1, Math.round(killAfterMs / SIGNAL_EVERY_MS)));
    this.shell = spawn('/bin/sh', ['-c', WATCHDOG, 'foyer-watchdog', stopSignal, tries, command, ...args], {
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      // Keeps a Ctrl-C of the terminal to us alone.
      detached: true,
      env: { ...process.env, ...env },
      cwd,
      uid,
      gid,
    });
    // A server that ended first makes the write end fail; `exited` tells of it.
    this.shell.stdin?.on('error', () => undefined);
    this.shell.stdio[3]?.on('data', (text) => (this.serverPid = Number(text)));
    for (const stream of [this.shell.stdout, this.shell.stderr])
      if (stream !== null) createInterface({ input: stream }).on('line', (line) => onOutput?.(line));
    this.exited = new Promise((resolve) => {
      this.shell.once('error', (error) => {
        onOutput?.(error.message);
        resolve({ code: null });
      });
      this.shell.once('exit', (code) => {
        this.serverPid = undefined;
        const done = (): void => resolve({ code });
        const late = setTimeout(done, LAST_OUTPUT_MS);
        this.shell.once('close', () => (clearTimeout(late), done()));
      });
    });
  }

  /** The server's own process, while it runs; known a moment after the start. */
  get pid(): number | undefined {
    return this.serverPid;
  }

  /** Ends the server in good order, or kills it where that takes too long. Resolves when it is gone. */
  async stop(): Promise<void> {
    if (!this.stopping) {
      this.stopping = true;
      this.shell.stdin?.end();
    }
    const late = setTimeout(() => this.killGroup(), this.killAfterMs + SHELL_GRACE_MS);
    await this.exited;
    clearTimeout(late);
  }

  private killGroup(): void {
    try {
      if (this.shell.pid !== undefined) process.kill(-this.shell.pid, 'SIGKILL');
    } catch {
      // The group is gone already.
    }
  }
}

/** Runs a command that ends by itself. When `signal` says so it is stopped, and its reason thrown. */
export async function runToEnd(options: ChildOptions, signal?: AbortSignal): Promise<number | null> {
  signal?.throwIfAborted();
  const child = startChild(options);
  const stop = (): void => void child.stop();
  signal?.addEventListener('abort', stop, { once: true });
  const { code } = await child.exited;
  signal?.removeEventListener('abort', stop);
  signal?.throwIfAborted();
  return code;
}
