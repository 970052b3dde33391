import { PostgresRoomStore } from '@foyer/database';
import { OpCode } from '@foyer/protocol';
import { InProcessBus, RoomHub, type LiveRoom, type RoomState } from '@foyer/realtime';
import { describeRoomStore } from '@foyer/realtime/contracts';
import { afterAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { aRoomId, call } from './support/foyer.js';
import { databaseUrl } from './support/postgres.js';

const pool = new pg.Pool({ connectionString: databaseUrl() });
afterAll(() => pool.end());

// The rooms of the shared gateway's own database: made over REST, as all rooms are.
describeRoomStore('Postgres', async () => ({
  store: new PostgresRoomStore(pool),
  aRoom: async () => {
    const id = aRoomId('store');
    await call('POST', '/v2/rooms', { body: { id, defaultAccesses: [] } });
    const { rows } = await pool.query<{ key: string }>('select key from room where id = $1', [id]);
    return rows[0]?.key ?? '';
  },
  deleteRoom: async (room) => void (await pool.query('delete from room where key = $1', [room])),
}));

describe('two nodes on one database', () => {
  const limits = {
    flushIntervalMs: 3,
    firstWordMs: 1_000,
    pendingBytes: 1e6,
    bufferedBytes: 1e6,
    connectionsPerRoom: 10,
    roomBytes: 1_000_000_000,
    idleMs: 60_000,
    snapshotAfterBytes: 2_000,
  };
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

  it.each([
    ['that hear of each other', true],
    ['that hear of each other only by losing a seq', false],
  ])('[RT21] [RT24] %s write one log', async (...[, together]: readonly [string, boolean]) => {
    const id = aRoomId('nodes');
    await call('POST', '/v2/rooms', { body: { id, defaultAccesses: [] } });
    const { rows } = await pool.query<{ key: string }>('select key from room where id = $1', [id]);
    const key = rows[0]?.key ?? '';
    const bus = new InProcessBus();
    const hubs = [1, 2, 3].map(
      () =>
        new RoomHub({
          store: new PostgresRoomStore(pool),
          bus: together ? bus : new InProcessBus(),
          limits,
          log: silent,
        }),
    );
    const rooms = (await Promise.all(hubs.map((hub) => hub.open(key)))).filter((room) => room !== null);
    const count = (state: RoomState): number => (state.document.root.data.n as number | undefined) ?? 0;
    const increment = (room: LiveRoom): Promise<unknown> =>
      room.write((state) => [{ ops: [{ type: OpCode.UPDATE_OBJECT, id: 'root', data: { n: count(state) + 1 } }] }]);
    let acknowledged = 0;
    const tried = Array.from({ length: 60 }, (_, i) => increment(rooms[i % 3] as LiveRoom));
    // A node that fell too far behind lets its room go: what it then refuses was not stored.
    for (const outcome of await Promise.allSettled(tried)) if (outcome.status === 'fulfilled') acknowledged++;
    await Promise.all(hubs.map((hub) => hub.shutDown()));
    const again = new RoomHub({ store: new PostgresRoomStore(pool), bus, limits, log: silent });
    expect(count(((await again.open(key)) as LiveRoom).state)).toBe(acknowledged);
    expect(acknowledged).toBeGreaterThanOrEqual(together ? 60 : 20);
    await again.shutDown();
  });
});
