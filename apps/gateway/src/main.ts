import { existsSync } from 'node:fs';
import { createApp } from './create-app.js';
import { ConfigError, DEVELOPMENT_KEYS, printConfig, readConfig, type Config } from './platform/config/index.js';
import { ServiceDoor } from './media/service-door.js';
import { SocketServer } from './realtime/socket-server.js';
import { createLogger } from './platform/logging/logger.js';
import { developmentKeys } from './wiring/bootstrap-keys.js';
import { wire, type Wired } from './wiring/wire.js';

if (existsSync('.env')) process.loadEnvFile('.env');

const config = readOrExit();
if (process.argv.includes('--print-config')) {
  console.log(printConfig(config));
  process.exit(0);
}

const logger = createLogger(config.logLevel);
const stopping = new AbortController();
process.once('SIGTERM', () => stopping.abort());
process.once('SIGINT', () => stopping.abort());

const wired = await wire(config, logger).catch((error: unknown) => {
  logger.error({ err: error }, 'Foyer cannot start');
  console.error(`\nFoyer cannot start: ${(error as Error).message}`);
  process.exit(1);
});
const app = await createApp(config, wired.services, logger);
const door = new ServiceDoor(wired.services.livekit, wired.services.calls, logger);
const sockets = new SocketServer(app.getHttpServer(), {
  entrance: wired.entrance,
  facet: wired.documents,
  hub: wired.hub,
  ...wired.services,
  logger,
  maxFrameBytes: config.maxFrameBytes,
  others: (...request) => door.take(...request),
});
try {
  await app.listen(config.port, config.host);
} catch (error) {
  console.error(
    `\nFoyer cannot listen on ${config.host}:${config.port}: ${(error as Error).message}. Set FOYER_PORT to another port.`,
  );
  await wired.stop();
  process.exit(1);
}
const url = await app.getUrl();
wired.startMedia(url);
greet(url, wired);

if (!stopping.signal.aborted)
  await new Promise((resolve) => stopping.signal.addEventListener('abort', resolve, { once: true }));
logger.info('stopping');
// A second signal, or a request that does not end, must not keep the process.
const impatient = setTimeout(() => process.exit(1), config.shutdownTimeoutMs + 10_000);
door.close();
await Promise.race([
  sockets.close().then(() => app.close()),
  new Promise((resolve) => setTimeout(resolve, config.shutdownTimeoutMs)),
]);
await wired.stop();
clearTimeout(impatient);
logger.info('stopped');
process.exit(0);

function readOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

/** What a person who just started the gateway wants to know, apart from the log. */
function greet(url: string, { databasePlace, madeKeys }: Wired): void {
  const development = developmentKeys(config).size > 0;
  const lines = [
    `Foyer listens on ${url}`,
    `  Docs      ${url}/docs   (document: ${url}/openapi.json)`,
    `  Data      ${databasePlace}`,
  ];
  if (development)
    lines.push(
      `  Key       ${DEVELOPMENT_KEYS.secret}   (public: ${DEVELOPMENT_KEYS.public}; fixed, known to everyone, on loopback only)`,
    );
  if (madeKeys !== null) {
    lines.push(
      '  Keys      made now, and shown only this once:',
      `              ${madeKeys.secret}`,
      `              ${madeKeys.public}`,
    );
  }
  lines.push(
    `  Calls     ${config.livekitUrl ?? (config.livekit === 'off' ? 'off: no LiveKit is configured, media routes answer 503' : `starting LiveKit; ${url}/health/ready tells when it is ready`)}`,
  );
  console.error(`\n${lines.join('\n')}\n`);
}
