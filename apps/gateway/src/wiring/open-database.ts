import { Database, isUnavailable } from '@foyer/database';
import { startEmbeddedPostgres } from '@foyer/servers';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Config } from '../platform/config/index.js';
import type { Logger } from '../platform/logging/logger.js';

/** How long a database that is not there yet (both are just being started) is waited for. */
const FIRST_CONNECT_MS = 60_000;
const RETRY_MS = 500;

/** The configured database, or the embedded one. What is started here is added to `stops`. */
export async function openDatabase(
  config: Config,
  logger: Logger,
  stops: (() => Promise<void> | void)[],
): Promise<{ database: Database; place: string }> {
  const { url, place } = await locate(config, logger, stops);
  const settings = { url, poolSize: config.databasePool, timeoutMs: config.databaseTimeoutMs };
  const onIdleError = (error: Error): void => logger.warn({ err: error }, 'a connection to the database ended');
  const deadline = Date.now() + FIRST_CONNECT_MS;
  for (let attempt = 1; ; attempt++) {
    try {
      const database = await Database.open(settings, onIdleError);
      stops.push(() => database.close());
      if (database.migrated.length > 0)
        logger.info({ migrations: database.migrated }, 'the database schema is up to date');
      return { database, place };
    } catch (error) {
      if (!isUnavailable(error) || Date.now() > deadline) throw error;
      if (attempt === 1) logger.warn({ err: error }, 'the database cannot be reached yet; trying for a minute');
      await wait(RETRY_MS);
    }
  }
}

async function locate(
  config: Config,
  logger: Logger,
  stops: (() => Promise<void> | void)[],
): Promise<{ url: string; place: string }> {
  if (config.databaseUrl !== undefined) {
    const { hostname, port, pathname } = new URL(config.databaseUrl);
    return { url: config.databaseUrl, place: `Postgres at ${hostname || 'localhost'}:${port || '5432'}${pathname}` };
  }
  const dataDir = join(resolve(config.dataDir), 'postgres');
  const postgres = await startEmbeddedPostgres({
    dataDir,
    log: (message) => logger.info({ part: 'postgres' }, message),
  });
  stops.push(() => postgres.stop());
  return { url: postgres.url, place: dataDir };
}
