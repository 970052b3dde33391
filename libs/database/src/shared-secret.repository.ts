import { randomBytes } from 'node:crypto';
import type pg from 'pg';

const SECRET_BYTES = 32;

export class SharedSecretRepository {
  constructor(private readonly pool: pg.Pool) {}

  /** The secret of this name; whoever asks first makes it, also when several nodes start at once. */
  async loadOrCreate(name: string): Promise<Buffer> {
    await this.pool.query('insert into shared_secret (name, bytes) values ($1, $2) on conflict do nothing', [
      name,
      randomBytes(SECRET_BYTES),
    ]);
    const { rows } = await this.pool.query<{ bytes: Buffer }>('select bytes from shared_secret where name = $1', [
      name,
    ]);
    if (rows[0] === undefined) throw new Error(`The secret ${name} was removed from the database.`);
    return rows[0].bytes;
  }
}
