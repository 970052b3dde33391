import type { LiveKit } from '@foyer/livekit';
import {
  buildProgram,
  defaultCacheDir,
  findProgram,
  startLivekitServer,
  startMedia,
  type LivekitServer,
  type LivekitServerOptions,
} from '@foyer/servers';
import { join, resolve } from 'node:path';
import type { Config } from '../platform/config/index.js';
import type { Logger } from '../platform/logging/logger.js';

/**
 * Connects `livekit` to a server: the configured one; else a `livekit-server` found on this machine; else one built
 * once, while the gateway serves without calls. One that we start reports to `webhookUrl`, and has LiveKit's services
 * beside it where the settings say so. Returns what stops it again.
 */
export function provideLivekit(
  config: Config,
  livekit: LiveKit,
  logger: Logger,
  webhookUrl: string,
): () => Promise<void> {
  const { livekitUrl: url, livekitPublicUrl, livekitApiKey: apiKey, livekitApiSecret: apiSecret } = config;
  if (url !== undefined && apiKey !== undefined && apiSecret !== undefined) {
    const publicUrl = livekitPublicUrl ?? url.replace(/^http/, 'ws');
    livekit.connect({ url, publicUrl, apiKey, apiSecret, redisUrl: config.livekitRedisUrl });
    return async () => undefined;
  }
  if (config.livekit === 'off') {
    livekit.setAbsent({ status: 'not-configured', reason: 'No LiveKit server is configured.' });
    return async () => undefined;
  }
  const cancel = new AbortController();
  const running = bringUp(config, livekit, logger, webhookUrl, cancel.signal);
  return async () => {
    cancel.abort();
    await (await running)?.stop();
  };
}

async function bringUp(
  config: Config,
  livekit: LiveKit,
  logger: Logger,
  webhookUrl: string,
  signal: AbortSignal,
): Promise<{ stop(): Promise<void> } | null> {
  const log = (message: string): void => logger.info({ part: 'livekit' }, message);
  try {
    const binary = await findOrBuild(livekit, log, signal);
    if (signal.aborted) return null;
    const stateDir = join(resolve(config.dataDir), 'livekit');
    const preferredPort = config.livekitPort;
    const started = await start(config, { binary, stateDir, preferredPort, webhookUrl, log, signal });
    const { server, redisUrl } = started;
    const { url, apiKey, apiSecret } = server;
    livekit.connect({ url, publicUrl: config.livekitPublicUrl ?? url, apiKey, apiSecret, redisUrl });
    log(`calls are ready at ${url}`);
    return started;
  } catch (error) {
    if (signal.aborted) return null;
    const reason = (error as Error).message;
    logger.warn({ part: 'livekit', reason }, 'there are no calls; everything else works');
    livekit.setAbsent({ status: 'not-configured', reason });
    return null;
  }
}

/** The door for services is beside the webhook. */
const doorOf = (webhookUrl: string): string => new URL('.', webhookUrl).href.replace(/^http/, 'ws').replace(/\/$/, '');

/** LiveKit alone, or with its services, which come later. */
async function start(
  { media }: Config,
  options: LivekitServerOptions & { readonly webhookUrl: string },
): Promise<{ readonly server: LivekitServer; readonly redisUrl?: string; stop(): Promise<void> }> {
  if (media === 'full')
    return startMedia({ ...options, cacheDir: defaultCacheDir(), doorUrl: doorOf(options.webhookUrl) });
  const server = await startLivekitServer(options);
  return { server, stop: () => server.stop() };
}

async function findOrBuild(livekit: LiveKit, log: (message: string) => void, signal: AbortSignal): Promise<string> {
  const cacheDir = defaultCacheDir();
  const found = findProgram('livekit-server', { cacheDir });
  if (found !== null) return found;
  livekit.setAbsent({ status: 'starting', reason: 'livekit-server is being built, once; this takes some minutes.' });
  return buildProgram('livekit-server', { cacheDir, log, signal });
}
