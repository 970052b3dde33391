import { mkdirSync } from 'node:fs';
import { dirname, delimiter, join } from 'node:path';
import { keepRunning, untilReady, type KeptRunning } from './keep-running.js';
import { writePrivately } from './livekit-config.js';
import type { RedisServer } from './redis-server.js';
import { startChild, type SupervisedChild } from './supervised-child.js';

export interface MediaServiceOptions {
  /** For messages and files. */
  readonly name: string;
  readonly binary: string;
  readonly stateDir: string;
  /** The text of its configuration. */
  readonly config: string;
  readonly env: Readonly<Record<string, string>>;
  readonly redis: RedisServer;
  /** The channel of Redis on which it hears what it shall do. */
  readonly channel: string;
  readonly log: (message: string) => void;
  /** Gives up the start. */
  readonly signal?: AbortSignal;
}

const READY_TIMEOUT_MS = 60_000;
const POLL_MS = 50;
/** What is under way is stopped in good order: a recording gets its last bytes. */
const KILL_AFTER_MS = 10_000;

/** The RTMP library of ingress has a log of its own, which no setting makes quieter, and names stream keys in it. */
const CHATTER = /^time="[^"]*" level=(?:info|debug) /;
/** So do the warnings of ingress itself. */
const STREAM_KEY = /(?<="streamKey": ")[^"]*/g;

/** Starts one of the services that LiveKit reaches over Redis: it is ready when it listens there. */
export function startMediaService(options: MediaServiceOptions): Promise<KeptRunning> {
  const { name, binary, stateDir, config, log, signal } = options;
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const configFile = join(stateDir, `${name}.yaml`);
  writePrivately(configFile, config);
  const env = {
    ...options.env,
    // It looks there for itself, to make a process for each job.
    PATH: [dirname(binary), process.env.PATH].join(delimiter),
  };
  const start = (stopping: AbortSignal): Promise<SupervisedChild> =>
    startOnce(options, ['--config', configFile], env, stopping);
  return keepRunning({ name, start, log, signal });
}

async function startOnce(
  { name, binary, stateDir, redis, channel, log }: MediaServiceOptions,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<SupervisedChild> {
  const said: string[] = [];
  let ready = false;
  const onOutput = (line: string): void => {
    if (CHATTER.test(line)) return;
    if (ready) log(`${name}: ${line.replace(STREAM_KEY, '…')}`);
    else said.push(line);
  };
  const child = startChild({
    command: binary,
    args,
    env,
    cwd: stateDir,
    // At TERM it would wait for the end of every job.
    stopSignal: 'INT',
    killAfterMs: KILL_AFTER_MS,
    onOutput,
  });
  const listens = async (): Promise<boolean> => (await redis.listenersTo(channel).catch(() => 0)) > 0;
  try {
    await untilReady(child, listens, { timeoutMs: READY_TIMEOUT_MS, pollMs: POLL_MS, signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new Error(`${binary} did not start: ${said.slice(-3).join(' ') || (error as Error).message}`, {
      cause: error,
    });
  }
  ready = true;
  return child;
}
