import type pg from 'pg';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** What a version keeps of a room. */
export interface VersionContent {
  /** The row of the room's log that it shows. */
  readonly seq: number;
  /** Ids of the users whose changes came after the version before. */
  readonly authors: readonly string[];
  readonly state: Uint8Array;
}

/** A version as lists show it. */
export interface VersionSummary {
  /** Its place in the list: newer ones have higher keys. */
  readonly key: string;
  readonly id: string;
  readonly createdAt: Date;
  readonly authors: readonly string[];
}

/** Versions of rooms in Postgres. `room` is the key of a room. */
export class RoomVersionRepository {
  constructor(private readonly pool: pg.Pool) {}

  /** Keeps a version; `false`: there is no such room. */
  async insert(room: string, id: string, { seq, authors, state }: VersionContent): Promise<boolean> {
    const { rowCount } = await this.pool.query({
      name: 'room-version-insert',
      // Locked, so that the room is not deleted between being seen and being referred to.
      text: `insert into room_version (id, room_key, seq, authors, created_at, state)
        select $2::text, r.key, $3::bigint, $4::text[], now(), $5::bytea from room r where r.key = $1 for key share`,
      values: [room, id, seq, authors, await compress(state)],
    });
    return rowCount === 1;
  }

  /** Lets a version hold something else. */
  async replace(id: string, { seq, authors, state }: VersionContent): Promise<void> {
    await this.pool.query('update room_version set seq = $2, authors = $3, state = $4 where id = $1', [
      id,
      seq,
      authors,
      await compress(state),
    ]);
  }

  /** The row of the log that the newest version shows; 0 where there is none. */
  async newestSeq(room: string): Promise<number> {
    const { rows } = await this.pool.query<{ seq: string }>({
      name: 'room-version-newest',
      text: 'select seq from room_version where room_key = $1 order by key desc limit 1',
      values: [room],
    });
    return Number(rows[0]?.seq ?? 0);
  }

  /** Up to `limit` versions with keys below `before`, newest first. */
  async list(room: string, before: string | null, limit: number): Promise<VersionSummary[]> {
    const { rows } = await this.pool.query<VersionSummary>(
      `select key, id, created_at as "createdAt", authors from room_version
        where room_key = $1 and key < coalesce($2::bigint, 9223372036854775807) order by key desc limit $3`,
      [room, before, limit],
    );
    return rows;
  }

  /** What the version keeps of the room, or `null`. */
  async state(room: string, id: string): Promise<Uint8Array | null> {
    const { rows } = await this.pool.query<{ state: Buffer }>(
      'select state from room_version where room_key = $1 and id = $2',
      [room, id],
    );
    return rows[0] === undefined ? null : decompress(rows[0].state);
  }

  /** Whether it was there. */
  async delete(room: string, id: string): Promise<boolean> {
    const { rowCount } = await this.pool.query('delete from room_version where room_key = $1 and id = $2', [room, id]);
    return rowCount === 1;
  }
}
