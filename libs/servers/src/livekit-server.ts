import { randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createSocket } from 'node:dgram';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { builtBinary } from './livekit-build.js';
import { SupervisedChild, keepRunning } from './supervised-child.js';

export interface LivekitServerOptions {
  readonly binary: string;
  /** Where its keys and configuration lie. */
  readonly stateDir: string;
  /** Taken if it is free, else a free one is. */
  readonly preferredPort: number;
  readonly log: (message: string) => void;
}

export interface LivekitServer {
  readonly url: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  stop(): Promise<void>;
}

interface Keys {
  readonly apiKey: string;
  readonly apiSecret: string;
}

interface Ports {
  readonly http: number;
  readonly rtc: number;
}

const HOST = '127.0.0.1';
const PREFERRED_RTC_PORT = 7882;
const READY_TIMEOUT_MS = 30_000;
const POLL_MS = 25;
/** A signal in the first moments after it answers is lost, seen with 1.13.5. */
const SETTLE_MS = 300;
/** With participants it waits for them to leave, unless it is told twice. */
const PATIENCE_MS = 500;

/** A livekit-server on PATH, else the one that was built into the cache, else `null`. */
export function findLivekitServer({ cacheDir }: { readonly cacheDir: string }): string | null {
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, 'livekit-server'));
  return [...onPath, builtBinary(cacheDir)].find(isExecutable) ?? null;
}

/** Starts a livekit-server for this machine only. It is started again when it dies, and never outlives this process. */
export async function startLivekitServer({
  binary,
  stateDir,
  preferredPort,
  log,
}: LivekitServerOptions): Promise<LivekitServer> {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const keys = loadOrMakeKeys(join(stateDir, 'keys.json'));
  const ports = { http: await freeTcpPort(preferredPort), rtc: await freeUdpPort(PREFERRED_RTC_PORT) };
  const configFile = join(stateDir, 'livekit.yaml');
  writeFileSync(configFile, livekitConfig(ports, keys), { mode: 0o600 });

  const start = (): Promise<SupervisedChild> => startOnce(binary, configFile, ports.http, log);
  let current = await start();
  const startAgain = async (): Promise<SupervisedChild> => (current = await start());
  const stop = keepRunning(current, startAgain, (message) => log(`livekit-server ${message}`));
  return {
    url: `ws://${HOST}:${ports.http}`,
    ...keys,
    stop: async () => {
      const insist = setTimeout(() => current.signalGroup('SIGTERM'), PATIENCE_MS);
      await stop();
      clearTimeout(insist);
    },
  };
}

/** Everything on loopback; rooms are opened by the gateway alone, so that an old token cannot bring back a deleted one. */
export function livekitConfig(ports: Ports, { apiKey, apiSecret }: Keys): string {
  return `port: ${ports.http}
bind_addresses: ["${HOST}"]
rtc:
  tcp_port: 0
  udp_port: ${ports.rtc}
  use_external_ip: false
  node_ip: ${HOST}
  enable_loopback_candidate: true
  interfaces:
    includes: [lo]
  stun_servers: ["${HOST}:3478"]
keys:
  ${apiKey}: ${apiSecret}
room:
  auto_create: false
  enable_remote_unmute: true
logging:
  level: warn
  json: false
`;
}

async function startOnce(
  binary: string,
  configFile: string,
  port: number,
  log: (message: string) => void,
): Promise<SupervisedChild> {
  const child = new SupervisedChild({
    command: binary,
    args: ['--config', configFile, '--node-ip', HOST],
    stopSignal: 'TERM',
    onLine: log,
  });
  let ended = false;
  void child.exited.then(() => (ended = true));
  for (const deadline = Date.now() + READY_TIMEOUT_MS; !(await answers(port)); await wait(POLL_MS)) {
    if (ended) throw new Error(`${binary} ended before it answered; its log says why.`);
    if (Date.now() > deadline) {
      await child.stop();
      throw new Error(`${binary} did not answer in ${READY_TIMEOUT_MS / 1000} s.`);
    }
  }
  await wait(SETTLE_MS);
  return child;
}

async function answers(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://${HOST}:${port}/`, { signal: AbortSignal.timeout(1_000) })).ok;
  } catch {
    return false;
  }
}

/** The same keys at every start, so that tokens outlive a restart. */
function loadOrMakeKeys(file: string): Keys {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Keys;
  const keys = { apiKey: `API${randomBytes(6).toString('hex')}`, apiSecret: randomBytes(32).toString('base64url') };
  writeFileSync(file, JSON.stringify(keys), { mode: 0o600 });
  return keys;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function freeTcpPort(preferred: number): Promise<number> {
  return firstFree([preferred, 0], (port, done, failed) => {
    const server = createServer().once('error', failed);
    server.listen(port, HOST, () => {
      const { port: taken } = server.address() as { port: number };
      server.close(() => done(taken));
    });
  });
}

function freeUdpPort(preferred: number): Promise<number> {
  return firstFree([preferred, 0], (port, done, failed) => {
    const socket = createSocket('udp4').once('error', failed);
    socket.bind(port, HOST, () => {
      const { port: taken } = socket.address();
      socket.close(() => done(taken));
    });
  });
}

async function firstFree(
  ports: readonly number[],
  tryPort: (port: number, done: (port: number) => void, failed: (error: Error) => void) => void,
): Promise<number> {
  let last: unknown;
  for (const port of ports) {
    try {
      return await new Promise<number>((resolve, reject) => tryPort(port, resolve, reject));
    } catch (error) {
      last = error;
    }
  }
  throw last;
}
