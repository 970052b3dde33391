import { createHmac } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freeTcpPort, freeUdpPort } from './free-port.js';
import { keepRunning, untilReady, type KeptRunning, type ServerState } from './keep-running.js';
import {
  HOST,
  livekitConfig,
  loadOrMakeKeys,
  writePrivately,
  type LivekitBeside,
  type LivekitKeys,
} from './livekit-config.js';
import { startChild, type SupervisedChild } from './supervised-child.js';

export interface LivekitServerOptions {
  readonly binary: string;
  /** Where its keys and configuration lie. */
  readonly stateDir: string;
  /** Taken if it is free, else a free one is. */
  readonly preferredPort?: number;
  /** Where it reports what happens in its rooms, signed with its key. */
  readonly webhookUrl?: string;
  /** What else it works with. */
  readonly beside?: LivekitBeside;
  /** Done before each of its starts. */
  readonly beforeStart?: () => Promise<void>;
  readonly log: (message: string) => void;
  readonly onStateChange?: (state: ServerState) => void;
  /** Gives up the start. */
  readonly signal?: AbortSignal;
}

export interface LivekitServer {
  /** ws://… for clients. */
  readonly url: string;
  readonly httpUrl: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Its process, `undefined` while there is none. */
  pid(): number | undefined;
  state(): ServerState;
  stop(): Promise<void>;
}

const PREFERRED_PORT = 7880;
const PREFERRED_RTC_PORT = 7882;
const READY_TIMEOUT_MS = 30_000;
const POLL_MS = 25;
/** It keeps nothing, so there is nothing to wait long for. */
const KILL_AFTER_MS = 5_000;
/** Between the look for free ports and its start, another may take them. */
const PORT_ATTEMPTS = 3;

/** Starts a livekit-server for this machine only. It is started again when it dies, and never outlives this process. */
export async function startLivekitServer(options: LivekitServerOptions): Promise<LivekitServer> {
  const { binary, stateDir, preferredPort = PREFERRED_PORT, webhookUrl, beside, log, onStateChange, signal } = options;
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const keys = loadOrMakeKeys(join(stateDir, 'keys.json'));
  const configFile = join(stateDir, 'livekit.yaml');
  for (let attempt = 1; ; attempt++) {
    const ports = { http: await freeTcpPort(HOST, preferredPort), rtc: await freeUdpPort(HOST, PREFERRED_RTC_PORT) };
    writePrivately(configFile, livekitConfig(ports, keys, { webhookUrl, ...beside }));
    const httpUrl = `http://${HOST}:${ports.http}`;
    const start = async (stopping: AbortSignal): Promise<SupervisedChild> => {
      await options.beforeStart?.();
      return startOnce({ binary, configFile, httpUrl, keys, log, signal: stopping });
    };
    try {
      const server = await keepRunning({ name: 'livekit-server', start, log, onStateChange, signal });
      return describe(server, ports.http, keys);
    } catch (error) {
      if (!(error instanceof PortTaken) || attempt === PORT_ATTEMPTS) throw error;
      log('another program was faster to take a port of livekit-server; trying with others');
    }
  }
}

function describe(server: KeptRunning, port: number, keys: LivekitKeys): LivekitServer {
  return {
    url: `ws://${HOST}:${port}`,
    httpUrl: `http://${HOST}:${port}`,
    ...keys,
    pid: () => server.pid(),
    state: () => server.state(),
    stop: () => server.stop(),
  };
}

class PortTaken extends Error {}

async function startOnce({
  binary,
  configFile,
  httpUrl,
  keys,
  log,
  signal,
}: {
  readonly binary: string;
  readonly configFile: string;
  readonly httpUrl: string;
  readonly keys: LivekitKeys;
  readonly log: (message: string) => void;
  readonly signal: AbortSignal;
}): Promise<SupervisedChild> {
  const said: string[] = [];
  let ready = false;
  const child = startChild({
    command: binary,
    args: ['--config', configFile, '--node-ip', HOST],
    stopSignal: 'TERM',
    killAfterMs: KILL_AFTER_MS,
    onOutput: (line) => {
      if (!ready) said.push(line);
      log(line);
    },
  });
  try {
    await untilReady(child, () => answers(httpUrl, keys), { timeoutMs: READY_TIMEOUT_MS, pollMs: POLL_MS, signal });
  } catch (error) {
    signal.throwIfAborted();
    const message = `${binary} did not start: ${said.slice(-3).join(' ') || (error as Error).message}`;
    throw said.some((line) => line.includes('address already in use')) ? new PortTaken(message) : new Error(message);
  }
  ready = true;
  return child;
}

/** With our keys: another gateway's server, that took the port at the same moment, would answer too. */
async function answers(httpUrl: string, keys: LivekitKeys): Promise<boolean> {
  try {
    const answer = await fetch(`${httpUrl}/twirp/livekit.RoomService/ListRooms`, {
      method: 'POST',
      headers: { authorization: `Bearer ${listRoomsToken(keys)}`, 'content-type': 'application/json' },
      body: '{}',
      signal: AbortSignal.timeout(1_000),
    });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}

/** By hand, so that this library needs no LiveKit SDK. */
function listRoomsToken({ apiKey, apiSecret }: LivekitKeys): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: apiKey, exp: Math.floor(Date.now() / 1000) + 60, video: { roomList: true } };
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', apiSecret).update(signed).digest('base64url')}`;
}
