import type pg from 'pg';

/** Something that has happened. */
export interface StoredEvent {
  /** Ascending in the order in which events happened. */
  readonly key: string;
  readonly type: string;
  readonly roomId: string;
  readonly at: Date;
  readonly data: object;
}

/** What has happened, in order. Events are written where what they tell of is written. */
export class EventRepository {
  constructor(private readonly pool: pg.Pool) {}

  /** The first events after this one, of all rooms or of one. */
  async list(roomId: string | undefined, after: string, limit: number): Promise<StoredEvent[]> {
    const { rows } = await this.pool.query<StoredEvent>(
      `select key, type, room_id as "roomId", at, data from event
        where key > $1 ${roomId === undefined ? '' : 'and room_id = $3'} order by key limit $2`,
      [after, limit, ...(roomId === undefined ? [] : [roomId])],
    );
    return rows;
  }
}
