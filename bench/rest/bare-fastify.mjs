// What Foyer is compared with: the same statements on the same kind of Postgres behind bare Fastify. JSON in, JSON out;
// no keys, no validation, no errors worth the name. Started by rest.mjs: `node bare-fastify.mjs <folder for Postgres>`.
import { createRequire } from 'node:module';
import { Database, RoomRepository } from '../../libs/database/dist/index.js';
import { startEmbeddedPostgres } from '../../libs/servers/dist/index.js';

const fastify = createRequire(new URL('../../apps/gateway/package.json', import.meta.url))('fastify');

const postgres = await startEmbeddedPostgres({ dataDir: process.argv[2], log: () => {} });
// The pool that Foyer opens, with its default settings, so that both ask in the same way.
const database = await Database.open({ url: postgres.url, poolSize: 10, timeoutMs: 10_000 }, () => {});
const rooms = new RoomRepository(database.pool);

const app = fastify();

app.post('/v2/rooms', async ({ body }) =>
  toBody(
    await rooms.insert({
      id: body.id,
      organizationId: body.organizationId ?? 'default',
      metadata: body.metadata ?? {},
      defaultAccesses: body.defaultAccesses,
      usersAccesses: body.usersAccesses ?? {},
      groupsAccesses: body.groupsAccesses ?? {},
    }),
  ),
);

app.get('/v2/rooms/:id', async ({ params }) => toBody(await rooms.find(params.id)));

app.get('/v2/rooms', async ({ query }) => {
  const limit = Number(query.limit);
  const found = await rooms.list(
    { ids: [], idPrefixes: [], metadata: [], accessibleTo: { groupIds: [] } },
    null,
    limit + 1,
  );
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const nextCursor = Buffer.from(JSON.stringify([last.createdAt.getTime(), last.key])).toString('base64url');
  return { nextPage: `/v2/rooms?limit=${limit}&startingAfter=${nextCursor}`, nextCursor, data: page.map(toBody) };
});

app.post('/v2/rooms/:id', async ({ params, body }) =>
  toBody(await rooms.update(params.id, (room) => ({ ...room, metadata: { ...room.metadata, ...body.metadata } }))),
);

function toBody(room) {
  return { type: 'room', ...room, key: undefined };
}

async function stop() {
  await app.close();
  await database.close();
  await postgres.stop();
  process.exit(0);
}

process.once('SIGTERM', () => void stop());
console.log(`listens on ${await app.listen({ host: '127.0.0.1', port: 0 })}`);
