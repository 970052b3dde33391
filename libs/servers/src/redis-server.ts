import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { askRedis } from './ask-redis.js';
import { freeTcpPort } from './free-port.js';
import { keepRunning, untilReady, type ServerState } from './keep-running.js';
import { HOST, writePrivately, type RedisAddress } from './livekit-config.js';
import { redisConfig } from './service-configs.js';
import { startChild, type SupervisedChild } from './supervised-child.js';

export interface RedisServerOptions {
  readonly binary: string;
  /** Where its data lies. */
  readonly stateDir: string;
  readonly log: (message: string) => void;
  /** Gives up the start. */
  readonly signal?: AbortSignal;
}

export interface RedisServer extends RedisAddress {
  /** redis://… for this machine. */
  readonly url: string;
  /** How many listen to this channel. */
  listenersTo(channel: string): Promise<number>;
  /** Takes away what a livekit-server that was killed left of its calls: nothing else does, and they would be listed for a day. */
  forgetCalls(): Promise<void>;
  state(): ServerState;
  stop(): Promise<void>;
}

const PREFERRED_PORT = 6379;
const READY_TIMEOUT_MS = 30_000;
const POLL_MS = 25;
const KEYS_OF_CALLS = ['rooms', 'room_internal', 'room_node_map', 'nodes'];
const FORGET_PARTICIPANTS =
  'for _, key in ipairs(redis.call("KEYS", "room_participants:*")) do redis.call("DEL", key) end';

/**
 * Starts a Redis for this machine only, whose data outlives it: LiveKit keeps ingresses, SIP trunks and rules, and the
 * history of egress there. It is started again when it dies, under the same address, and never outlives this process.
 */
export async function startRedisServer({ binary, stateDir, log, signal }: RedisServerOptions): Promise<RedisServer> {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const configFile = join(stateDir, 'redis.conf');
  const port = await freeTcpPort(HOST, PREFERRED_PORT);
  const password = randomBytes(24).toString('base64url');
  writePrivately(configFile, redisConfig(port, password));
  const ask = (...words: string[]): Promise<string> => askRedis(port, password, ...words);
  const answers = (): Promise<boolean> =>
    ask('PING').then(
      (answer) => answer === '+PONG',
      () => false,
    );
  const start = async (stopping: AbortSignal): Promise<SupervisedChild> => {
    const said: string[] = [];
    let ready = false;
    const onOutput = (line: string): void => void (ready ? log(`redis: ${line}`) : said.push(line));
    // TERM writes the last of the data.
    const child = startChild({ command: binary, args: [configFile], cwd: stateDir, stopSignal: 'TERM', onOutput });
    try {
      await untilReady(child, answers, { timeoutMs: READY_TIMEOUT_MS, pollMs: POLL_MS, signal: stopping });
    } catch (error) {
      stopping.throwIfAborted();
      throw new Error(`${binary} did not start: ${said.at(-1) ?? (error as Error).message}`, { cause: error });
    }
    ready = true;
    return child;
  };
  const server = await keepRunning({ name: 'Redis', start, log, signal });
  return {
    url: `redis://:${password}@${HOST}:${port}`,
    address: `${HOST}:${port}`,
    password,
    listenersTo: async (channel) => Number((await ask('PUBSUB', 'NUMSUB', channel)).split(':').at(-1)),
    forgetCalls: async () => {
      await ask('DEL', ...KEYS_OF_CALLS);
      await ask('EVAL', FORGET_PARTICIPANTS, '0');
    },
    state: () => server.state(),
    stop: () => server.stop(),
  };
}
