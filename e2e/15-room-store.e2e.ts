import { PostgresRoomStore } from '@foyer/database';
import { describeRoomStore } from '@foyer/realtime/contracts';
import { afterAll } from '@jest/globals';
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
