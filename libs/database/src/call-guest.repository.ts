import type pg from 'pg';
import { gather } from './gather.js';

/** What a ticket said that the room's rule needs when it changes. */
export interface CallGuest {
  readonly groupIds: readonly string[];
  /** Rights that the ticket left out are `false`. */
  readonly grant: { readonly canPublish?: boolean; readonly canPublishData?: boolean; readonly canSubscribe?: boolean };
}

/** The last ticket of whoever has been given one to the calls of a room, where it said more than who it is for. */
export class CallGuestRepository {
  /** Most tickets say no more: what an earlier one said is forgotten together with that of others of the same turn. */
  private readonly forget: (guest: string) => Promise<unknown>;

  constructor(private readonly pool: pg.Pool) {
    this.forget = gather(async (guests) => {
      const pairs = guests.map((guest) => JSON.parse(guest) as [roomKey: string, identity: string]);
      await this.pool.query({
        name: 'call-guest-forget',
        text: `delete from call_guest g using unnest($1::bigint[], $2::text[]) f(room_key, identity)
          where g.room_key = f.room_key and g.identity = f.identity`,
        values: [pairs.map(([roomKey]) => roomKey), pairs.map(([, identity]) => identity)],
      });
      return new Map();
    });
  }

  /** Remembers a ticket, in the place of an earlier one. */
  async remember(roomKey: string, identity: string, { groupIds, grant }: CallGuest): Promise<void> {
    if (groupIds.length === 0 && Object.keys(grant).length === 0) {
      await this.forget(JSON.stringify([roomKey, identity]));
      return;
    }
    await this.pool.query({
      name: 'call-guest-remember',
      text: `insert into call_guest (room_key, identity, group_ids, "grant") select key, $2, $3, $4 from room where key = $1
        on conflict (room_key, identity) do update set group_ids = excluded.group_ids, "grant" = excluded."grant"`,
      values: [roomKey, identity, JSON.stringify(groupIds), JSON.stringify(grant)],
    });
  }

  /** By identity; whoever is missing had a plain ticket, or none. */
  async of(roomKey: string, identities: readonly string[]): Promise<ReadonlyMap<string, CallGuest>> {
    const { rows } = await this.pool.query<CallGuest & { identity: string }>(
      'select identity, group_ids as "groupIds", "grant" from call_guest where room_key = $1 and identity = any($2)',
      [roomKey, identities],
    );
    return new Map(rows.map(({ identity, ...guest }) => [identity, guest]));
  }
}
