import type { LiveKit } from '@foyer/livekit';
import { buildLivekitServer, defaultCacheDir, findLivekitServer, startLivekitServer } from '@foyer/servers';
import { join, resolve } from 'node:path';
import type { Config } from '../platform/config/index.js';
import type { Logger } from '../platform/logging/logger.js';

/**
 * Connects `livekit` to a server: the configured one; else a `livekit-server` found on this machine; else one built
 * once, while the gateway serves without calls. One that we start reports to `webhookUrl`. Returns what stops it again.
 */
export function provideLivekit(
  config: Config,
  livekit: LiveKit,
  logger: Logger,
  webhookUrl: string,
): () => Promise<void> {
  const { livekitUrl: url, livekitPublicUrl, livekitApiKey: apiKey, livekitApiSecret: apiSecret } = config;
  if (url !== undefined && apiKey !== undefined && apiSecret !== undefined) {
    livekit.connect({ url, publicUrl: livekitPublicUrl ?? url.replace(/^http/, 'ws'), apiKey, apiSecret });
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
    const server = await startLivekitServer({
      binary,
      stateDir: join(resolve(config.dataDir), 'livekit'),
      preferredPort: config.livekitPort,
      webhookUrl,
      log,
    });
    livekit.connect({
      url: server.url,
      publicUrl: config.livekitPublicUrl ?? server.url,
      apiKey: server.apiKey,
      apiSecret: server.apiSecret,
    });
    log(`calls are ready at ${server.url}`);
    return server;
  } catch (error) {
    if (signal.aborted) return null;
    const reason = (error as Error).message;
    logger.warn({ part: 'livekit', reason }, 'there are no calls; everything else works');
    livekit.setAbsent({ status: 'not-configured', reason });
    return null;
  }
}

async function findOrBuild(livekit: LiveKit, log: (message: string) => void, signal: AbortSignal): Promise<string> {
  const cacheDir = defaultCacheDir();
  const found = findLivekitServer({ cacheDir });
  if (found !== null) return found;
  livekit.setAbsent({ status: 'starting', reason: 'livekit-server is being built, once; this takes some minutes.' });
  return buildLivekitServer({ cacheDir, log, signal });
}
