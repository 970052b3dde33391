import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { findTool } from './find-missing.js';
import { startLivekitServer, type LivekitServer, type LivekitServerOptions } from './livekit-server.js';
import { missingReport, needsOf } from './machine-needs.js';
import { startMediaServices } from './media-services.js';
import { startRedisServer, type RedisServer } from './redis-server.js';
import { makeRuntimeDir } from './runtime-dir.js';
import { chooseServicePorts, ingressUrls } from './service-ports.js';

export interface MediaOptions extends Pick<
  LivekitServerOptions,
  'binary' | 'stateDir' | 'preferredPort' | 'webhookUrl' | 'log' | 'signal'
> {
  /** Where the programs that are built are kept. */
  readonly cacheDir: string;
  /** See `Backbone`. */
  readonly doorUrl?: string;
}

export interface Media {
  readonly server: LivekitServer;
  /** Over which LiveKit reaches its services; none where this machine has no Redis. */
  readonly redisUrl?: string;
  stop(): Promise<void>;
}

/**
 * Starts all of LiveKit: Redis and livekit-server, which are there when this resolves, then egress, ingress and SIP. Where
 * there is no Redis, calls work all the same.
 */
export async function startMedia(options: MediaOptions): Promise<Media> {
  const { stateDir, log } = options;
  const binary = findTool('redis-server');
  if (binary === null) {
    log('cannot run here: Redis, and with it egress, ingress and SIP');
    for (const line of missingReport(needsOf(['redis'], () => false)).split('\n')) log(line);
    const server = await startLivekitServer(options);
    return { server, stop: () => server.stop() };
  }
  const redis = await startRedisServer({ binary, stateDir: join(stateDir, 'redis'), log, signal: options.signal });
  try {
    return await startWith(redis, options);
  } catch (error) {
    await redis.stop();
    throw error;
  }
}

async function startWith(redis: RedisServer, options: MediaOptions): Promise<Media> {
  const { cacheDir, stateDir, log, doorUrl } = options;
  const ports = await chooseServicePorts();
  const server = await startLivekitServer({
    ...options,
    beside: { redis, ingress: ingressUrls(ports) },
    beforeStart: () => redis.forgetCalls(),
  });
  const runtimeDir = makeRuntimeDir();
  const backbone = { livekitUrl: server.url, doorUrl, keys: server, redis };
  const services = startMediaServices({ backbone, redis, ports, cacheDir, stateDir, runtimeDir, log });
  return {
    server,
    redisUrl: redis.url,
    stop: async () => {
      await services.stop();
      await server.stop();
      await redis.stop();
      rmSync(runtimeDir, { recursive: true, force: true });
    },
  };
}
