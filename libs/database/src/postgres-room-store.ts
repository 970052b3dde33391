import {
  StoreUnavailable,
  type AppendOutcome,
  type LogRow,
  type RoomKey,
  type RoomStore,
  type StoredRoom,
  type StoredSnapshot,
} from '@foyer/realtime';
import type pg from 'pg';
import { inTransaction, isUnavailable } from './pool.js';

/** A room that is deleted while its row is being added. */
const FOREIGN_KEY_VIOLATION = '23503';

interface RowOnWire {
  readonly seq: string;
  readonly bytes: Buffer;
}

const toLogRow = ({ seq, bytes }: RowOnWire): LogRow => ({ seq: Number(seq), bytes });

/** The logs of rooms in Postgres. */
export class PostgresRoomStore implements RoomStore {
  constructor(private readonly pool: pg.Pool) {}

  append(rows: readonly (LogRow & { readonly room: RoomKey })[]): Promise<readonly AppendOutcome[]> {
    return answering(async () => {
      // One blob for all rows: an array of bytea would be sent as text, twice as long.
      const values = [
        rows.map(({ room }) => room),
        rows.map(({ seq }) => seq),
        offsets(rows),
        rows.map(({ bytes }) => bytes.byteLength),
        Buffer.concat(rows.map(({ bytes }) => bytes)),
      ];
      for (;;) {
        try {
          const { rows: added } = await this.pool.query<{ room: string }>({
            name: 'room-log-append',
            text: `insert into room_log (room_key, seq, bytes)
              select b.room_key, b.seq, substring($5::bytea from b.at for b.length)
              from unnest($1::bigint[], $2::bigint[], $3::integer[], $4::integer[]) b(room_key, seq, at, length)
              join room r on r.key = b.room_key and b.seq > r.forgotten_seq for key share of r
              on conflict do nothing returning room_key as room`,
            values,
          });
          const appended = new Set(added.map(({ room }) => room));
          return rows.map(({ room }) => (appended.has(room) ? 'appended' : 'behind'));
        } catch (error) {
          // Deleted between the check and the insert: the next try does not see it.
          if (!isForeignKeyViolation(error)) throw error;
        }
      }
    });
  }

  load(room: RoomKey): Promise<StoredRoom | null> {
    return answering(async () => {
      for (;;) {
        const snapshot = await this.newestSnapshot(room);
        const tail = await this.rowsAfter(room, snapshot?.seq ?? 0);
        // Two snapshots that others stored in between may have taken rows away that this one needs.
        if (!isWhole(tail, snapshot?.seq ?? 0)) continue;
        if (snapshot !== null || tail.length > 0) return { snapshot, tail };
        return (await this.exists(room)) ? { snapshot, tail } : null;
      }
    });
  }

  readAfter(room: RoomKey, seq: number): Promise<readonly LogRow[] | null> {
    return answering(async () => {
      const rows = await this.rowsAfter(room, seq);
      if (!isWhole(rows, seq)) return null;
      if (rows.length > 0) return rows;
      const { rows: newer } = await this.pool.query(
        'select from room r where r.key = $1 and not exists (select from room_snapshot s where s.room_key = r.key and s.seq > $2)',
        [room, seq],
      );
      return newer.length === 0 ? null : rows;
    });
  }

  saveSnapshot(room: RoomKey, { seq, parts }: StoredSnapshot): Promise<void> {
    return answering(() =>
      inTransaction(this.pool, async (client) => {
        // Alone in the room: two nodes may cut it into other parts, and an append must not take a seq just as it is forgotten.
        await client.query('select from room where key = $1 for update', [room]);
        const { rows } = await client.query<{ seq: string | null }>(
          'select max(seq) as seq from room_snapshot where room_key = $1',
          [room],
        );
        const before = Number(rows[0]?.seq ?? 0);
        if (before >= seq) return;
        try {
          for (const [part, bytes] of parts.entries())
            await client.query('insert into room_snapshot (room_key, seq, part, bytes) values ($1, $2, $3, $4)', [
              room,
              seq,
              part,
              bytes,
            ]);
        } catch (error) {
          if (isForeignKeyViolation(error)) return;
          throw error;
        }
        await client.query('delete from room_snapshot where room_key = $1 and seq < $2', [room, seq]);
        await client.query('delete from room_log where room_key = $1 and seq <= $2', [room, before]);
        await client.query('update room set forgotten_seq = $2 where key = $1', [room, before]);
      }),
    );
  }

  reserveActors(room: RoomKey, count: number): Promise<number | null> {
    return answering(async () => {
      const { rows } = await this.pool.query<{ first: string }>({
        name: 'room-reserve-actors',
        text: 'update room set next_actor = next_actor + $2 where key = $1 returning next_actor - $2 as first',
        values: [room, count],
      });
      return rows[0] === undefined ? null : Number(rows[0].first);
    });
  }

  private async newestSnapshot(room: RoomKey): Promise<StoredSnapshot | null> {
    const { rows } = await this.pool.query<RowOnWire>({
      name: 'room-snapshot-newest',
      text: `select seq, bytes from room_snapshot where room_key = $1
        and seq = (select max(seq) from room_snapshot where room_key = $1) order by part`,
      values: [room],
    });
    return rows[0] === undefined ? null : { seq: Number(rows[0].seq), parts: rows.map(({ bytes }) => bytes) };
  }

  private async rowsAfter(room: RoomKey, seq: number): Promise<LogRow[]> {
    const { rows } = await this.pool.query<RowOnWire>({
      name: 'room-log-after',
      text: 'select seq, bytes from room_log where room_key = $1 and seq > $2 order by seq',
      values: [room, seq],
    });
    return rows.map(toLogRow);
  }

  private async exists(room: RoomKey): Promise<boolean> {
    const { rows } = await this.pool.query('select from room where key = $1', [room]);
    return rows.length > 0;
  }
}

/** Where each row begins in the blob of all, counted from 1 as SQL does. */
function offsets(rows: readonly LogRow[]): number[] {
  let at = 1;
  return rows.map(({ bytes }) => {
    const start = at;
    at += bytes.byteLength;
    return start;
  });
}

const isWhole = (rows: readonly LogRow[], after: number): boolean => rows.every(({ seq }, i) => seq === after + 1 + i);

const isForeignKeyViolation = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === FOREIGN_KEY_VIOLATION;

async function answering<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    throw new StoreUnavailable((error as Error).message, { cause: error });
  }
}
