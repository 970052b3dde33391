import type { DataSource } from 'typeorm';
import type pg from 'pg';

/**
 * The pool that TypeORM opened, for the statements that every request runs: `pg` can prepare them by name, which
 * halves what they cost, and TypeORM cannot. One pool serves both.
 */
export function poolOf(dataSource: DataSource): pg.Pool {
  // TypeORM does not export the type of its Postgres driver.
  return (dataSource.driver as unknown as { master: pg.Pool }).master;
}

/** Runs `work` on one connection between `begin` and `commit`; any failure rolls back and is thrown on. */
export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // Of a connection that ends between two statements nobody else would hear, and an error that nobody hears ends the process.
  const onError = (error: Error): void => void (broken = error);
  client.on('error', onError);
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    // A connection that cannot even roll back is closed instead of going back to the pool.
    await client.query('rollback').catch((reason: Error) => (broken = reason));
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

/** A transaction that holds a lock while others are asked: Postgres ends it where this process, or its whole host, is gone. */
const LONGEST_LOCK = "set local idle_in_transaction_session_timeout = '60s'";

/**
 * Runs `work` while no other node does so under the lock of this number, and keeps what it wrote if it succeeds. Answers `null` where another
 * node is at it, unless that is to be waited for.
 */
export function exclusively<T>(
  pool: pg.Pool,
  lock: number,
  otherwise: 'wait' | 'skip',
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T | null> {
  return inTransaction(pool, async (client) => {
    await client.query(LONGEST_LOCK);
    if (otherwise === 'wait') await client.query('select pg_advisory_xact_lock($1)', [lock]);
    else {
      const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_xact_lock($1) as got', [lock]);
      if (rows[0]?.got !== true) return null;
    }
    return work(client);
  });
}

/** SQLSTATE classes and codes that mean "the server is not there now", not "the statement is wrong". */
const UNAVAILABLE_STATES = /^(08...|57P0[1-4]|53[34]00|25006|57014)$/;
const UNAVAILABLE_ERRNOS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
]);
/** `pg` reports a lost or late connection by sentence only. */
const UNAVAILABLE_SENTENCES =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Client was closed)/;

/** Whether an error of `pg` says that the database cannot be reached or cannot answer now. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (UNAVAILABLE_STATES.test(code) || UNAVAILABLE_ERRNOS.has(code) || UNAVAILABLE_SENTENCES.test(error.message))
    return true;
  return error instanceof AggregateError && error.errors.some(isUnavailable);
}
