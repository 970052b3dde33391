import { describe, expect, it } from '@jest/globals';
import { Database } from '@foyer/database';
import { Gateway } from '@foyer/testing';
import pg from 'pg';
import { call } from './support/foyer.js';
import { anEmptyDatabase } from './support/postgres.js';

describe('the schema', () => {
  it('[DB1] is the same by migrations and by entities', async () => {
    const url = await anEmptyDatabase('drift');
    const database = await Database.open({ url, poolSize: 2, timeoutMs: 10_000 }, () => undefined);
    expect(database.migrated.length).toBeGreaterThan(0);
    expect(await database.drift()).toEqual([]);
    await database.close();
  });

  it('[DB2] is made once when three nodes start on an empty database together', async () => {
    const url = await anEmptyDatabase('three');
    const nodes = await Promise.all([1, 2, 3].map(() => Gateway.start({ env: { DATABASE_URL: url } })));
    const [one, two] = nodes;
    await call('POST', '/v2/rooms', { base: one?.url, body: { id: 'shared', defaultAccesses: [] } });
    expect((await call('GET', '/v2/rooms/shared', { base: two?.url })).status).toBe(200);

    const jwks = await Promise.all(
      nodes.map(async (node) => (await call('GET', '/.well-known/jwks.json', { base: node.url })).text),
    );
    expect(new Set(jwks).size).toBe(1);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query('select name, count(*)::int as times from schema_migration group by name');
    await client.end();
    expect(rows.every(({ times }) => times === 1)).toBe(true);
    await Promise.all(nodes.map((node) => node.remove()));
  });
});
