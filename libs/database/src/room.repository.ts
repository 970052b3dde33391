import type { RoomId } from '@foyer/core';
import type pg from 'pg';
import { gather } from './gather.js';
import { inTransaction } from './pool.js';
import { ROOM_COLUMNS, countUpTo, driversOf, pageStatement, type Driver } from './room-list.sql.js';
import { termsOf } from './room-terms.js';
import type { NewRoom, Room, RoomFilter, RoomPosition } from './room.js';

/** Above this many rooms a driver counts as long: telling apart how long is not worth counting further. */
const DRIVER_COUNT_CAP = 1_000;

const UNIQUE_VIOLATION = '23505';

/** Rooms in Postgres. The statements of every request are prepared by name. */
export class RoomRepository {
  constructor(private readonly pool: pg.Pool) {
    this.find = gather(async (ids) => {
      const { rows } = await this.pool.query<Room>({
        name: 'room-find',
        text: `select ${ROOM_COLUMNS} from room r where r.id = any($1)`,
        values: [ids],
      });
      return new Map(rows.map((room) => [room.id, room]));
    });
    this.markConnection = gather(async (keys) => {
      await this.pool.query({
        name: 'room-mark-connection',
        text: 'update room set last_connection_at = now() where key = any($1)',
        values: [keys],
      });
      return new Map();
    });
  }

  /** Adds the room, or answers `null` when its id is taken. Room and terms are one statement, so it is all or nothing. */
  async insert(room: NewRoom): Promise<Room | null> {
    const { rows } = await this.pool.query<Room>({
      name: 'room-insert',
      text: `with r as (
          insert into room (id, organization_id, metadata, default_accesses, users_accesses, groups_accesses, media, created_at, last_connection_at)
          values ($1, $2, $3, $4, $5, $6, $7, now(), now()) on conflict (id) do nothing returning *),
        t as (insert into room_term (term, created_at, room_key)
          select distinct term, r.created_at, r.key from r, unnest($8::bigint[]) term)
        select ${ROOM_COLUMNS} from r`,
      values: [
        room.id,
        room.organizationId,
        JSON.stringify(room.metadata),
        JSON.stringify(room.defaultAccesses),
        JSON.stringify(room.usersAccesses),
        JSON.stringify(room.groupsAccesses),
        JSON.stringify(room.media),
        termsOf(room),
      ],
    });
    return rows[0] ?? null;
  }

  /** The room, read together with those that others ask for in the same turn. */
  readonly find: (id: RoomId) => Promise<Room | null>;

  /** Somebody connects to this room now. */
  readonly markConnection: (key: string) => Promise<unknown>;

  /** Up to `limit` rooms after `after`, newest first. */
  async list(filter: RoomFilter, after: RoomPosition | null, limit: number): Promise<Room[]> {
    const driver = await this.shortestDriver(filter);
    const statement = pageStatement(filter, driver, after, limit);
    // The unfiltered list is one of two texts and worth preparing; filtered ones are planned for their values.
    const name =
      driversOf(filter).length === 0
        ? { name: `room-list-${statement.values.length}-${filter.organizationId === undefined}` }
        : {};
    const { rows } = await this.pool.query<Room>({ ...name, ...statement });
    return rows;
  }

  /**
   * Changes the room by what `change` makes of it, while nobody else can change it. Answers `null` when there is no such
   * room; whatever `change` throws leaves it as it was.
   */
  async update(id: RoomId, change: (room: Room) => NewRoom): Promise<Room | null> {
    return inTransaction(this.pool, async (client) => {
      const before = await this.lock(client, id);
      if (before === null) return null;
      const after = change(before);
      const { rows } = await client.query<Room>({
        name: 'room-update',
        text: `update room r set organization_id = $2, metadata = $3, default_accesses = $4, users_accesses = $5, groups_accesses = $6, media = $7
          where key = $1 returning ${ROOM_COLUMNS}`,
        values: [
          before.key,
          after.organizationId,
          JSON.stringify(after.metadata),
          JSON.stringify(after.defaultAccesses),
          JSON.stringify(after.usersAccesses),
          JSON.stringify(after.groupsAccesses),
          JSON.stringify(after.media),
        ],
      });
      await this.replaceTerms(client, before, after);
      return rows[0] ?? null;
    });
  }

  /** Gives the room another id. `taken`: a room has that id already. */
  async rename(id: RoomId, newId: RoomId): Promise<Room | 'taken' | null> {
    try {
      const { rows } = await this.pool.query<Room>({
        text: `update room r set id = $2 where id = $1 returning ${ROOM_COLUMNS}`,
        values: [id, newId],
      });
      return rows[0] ?? null;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION) return 'taken';
      throw error;
    }
  }

  /** Deletes the room with its terms; answers what it was, or `null`. */
  async delete(id: RoomId): Promise<Room | null> {
    return inTransaction(this.pool, async (client) => {
      // Locked first: a statement sees only what was there when it began, and an update may just be adding terms.
      const room = await this.lock(client, id);
      if (room === null) return null;
      await client.query({
        name: 'room-delete',
        text: 'with t as (delete from room_term where room_key = $1) delete from room where key = $1',
        values: [room.key],
      });
      return room;
    });
  }

  private async lock(client: pg.PoolClient, id: RoomId): Promise<Room | null> {
    const { rows } = await client.query<Room>({
      name: 'room-lock',
      text: `select ${ROOM_COLUMNS} from room r where r.id = $1 for update`,
      values: [id],
    });
    return rows[0] ?? null;
  }

  private async replaceTerms(client: pg.PoolClient, before: Room, after: NewRoom): Promise<void> {
    const had = new Set(termsOf(before));
    const has = new Set(termsOf(after));
    const gone = [...had].filter((term) => !has.has(term));
    const added = [...has].filter((term) => !had.has(term));
    if (gone.length > 0) {
      await client.query('delete from room_term where room_key = $1 and term = any($2::bigint[])', [before.key, gone]);
    }
    if (added.length > 0) {
      await client.query(
        `insert into room_term (term, created_at, room_key) select term, $2, $1 from unnest($3::bigint[]) term`,
        [before.key, before.createdAt, added],
      );
    }
  }

  /**
   * The shortest way into the list. Postgres cannot see it: it knows little of what is in metadata, expects rooms of
   * any filter to be spread evenly, and walks the order index even for a filter that two rooms of a million match.
   */
  private async shortestDriver(filter: RoomFilter): Promise<Driver> {
    const drivers = driversOf(filter);
    const [only] = drivers;
    if (only === undefined) return { by: 'order' };
    if (drivers.length === 1) return only;
    const counted = await Promise.all(
      drivers.map(async (driver) => {
        if (driver.by !== 'terms' && driver.by !== 'prefix') return { driver, n: 0 };
        const { rows } = await this.pool.query<{ n: number }>(countUpTo(driver, DRIVER_COUNT_CAP));
        return { driver, n: rows[0]?.n ?? 0 };
      }),
    );
    return counted.reduce((best, next) => (next.n < best.n ? next : best)).driver;
  }
}
