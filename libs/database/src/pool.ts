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
    client.release(broken);
  }
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
