import type pg from 'pg';

/** Where files of recordings go, as an admin has set it. What is in `profile` is for whoever reads it to know. */
export interface StoredProfile {
  readonly name: string;
  readonly profile: object;
  readonly updatedAt: Date;
}

const COLUMNS = 'name, profile, updated_at as "updatedAt"';

export class StorageProfileRepository {
  constructor(private readonly pool: pg.Pool) {}

  async list(): Promise<StoredProfile[]> {
    const { rows } = await this.pool.query<StoredProfile>(`select ${COLUMNS} from storage_profile order by name`);
    return rows;
  }

  async find(name: string): Promise<StoredProfile | null> {
    const { rows } = await this.pool.query<StoredProfile>(`select ${COLUMNS} from storage_profile where name = $1`, [
      name,
    ]);
    return rows[0] ?? null;
  }

  /** Makes it, or takes the place of the one with this name. */
  async put({ name, profile, updatedAt }: StoredProfile): Promise<void> {
    await this.pool.query(
      `insert into storage_profile (name, profile, updated_at) values ($1, $2, $3)
        on conflict (name) do update set profile = excluded.profile, updated_at = excluded.updated_at`,
      [name, JSON.stringify(profile), updatedAt],
    );
  }

  /** Answers whether there was one. */
  async remove(name: string): Promise<boolean> {
    const { rowCount } = await this.pool.query('delete from storage_profile where name = $1', [name]);
    return rowCount === 1;
  }
}
