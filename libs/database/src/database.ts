import type pg from 'pg';
import { DataSource } from 'typeorm';
import { dataSourceOptions, type DatabaseSettings } from './data-source.js';
import { poolOf } from './pool.js';

/** Any number that is ours alone: all nodes that migrate one database take this lock, so that one does it at a time. */
const MIGRATION_LOCK = 7_269_370_512;

const PROBE_TIMEOUT_MS = 2_000;

/** An open database with its schema up to date. It may go away and come back; the pool connects anew by itself. */
export class Database {
  private constructor(
    readonly dataSource: DataSource,
    readonly pool: pg.Pool,
    /** Names of the migrations that ran when it was opened. */
    readonly migrated: readonly string[],
  ) {}

  /** Connects and migrates. `onIdleError` hears of connections that the server ended; without a listener they would end the process. */
  static async open(settings: DatabaseSettings, onIdleError: (error: Error) => void): Promise<Database> {
    const dataSource = await new DataSource(dataSourceOptions(settings)).initialize();
    try {
      const pool = poolOf(dataSource);
      pool.on('error', onIdleError);
      return new Database(dataSource, pool, await migrate(dataSource));
    } catch (error) {
      await dataSource.destroy();
      throw error;
    }
  }

  /** How things stand, by asking the server. */
  async state(): Promise<{ status: 'ready' | 'unavailable'; reason?: string }> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('no answer in time')), PROBE_TIMEOUT_MS);
    });
    try {
      await Promise.race([this.pool.query('select 1'), late]);
      return { status: 'ready' };
    } catch {
      return { status: 'unavailable', reason: 'Postgres cannot be reached.' };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Statements that would bring the schema to what the entities say; none, as long as the migrations are complete. */
  async drift(): Promise<string[]> {
    const { upQueries } = await this.dataSource.driver.createSchemaBuilder().log();
    return upQueries.map(({ query }) => query);
  }

  async close(): Promise<void> {
    await this.dataSource.destroy();
  }
}

async function migrate(dataSource: DataSource): Promise<string[]> {
  const locker = dataSource.createQueryRunner();
  try {
    await locker.query('set statement_timeout = 0');
    await locker.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const migrated = await dataSource.runMigrations();
    return migrated.map(({ name }) => name);
  } finally {
    await locker.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    await locker.query('reset statement_timeout');
    await locker.release();
  }
}
