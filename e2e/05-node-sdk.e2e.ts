import { describe, expect, it } from '@jest/globals';
import { Liveblocks, LiveblocksError } from '@liveblocks/node';
import { SECRET_KEY, aRoomId, payloadOf, secret, url } from './support/foyer.js';

// The official SDK, unmodified, as a product's backend uses it.
const liveblocks = new Liveblocks({ secret: SECRET_KEY, baseUrl: url });

const failure = async (work: Promise<unknown>): Promise<LiveblocksError> => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(LiveblocksError);
  return error as LiveblocksError;
};

describe('@liveblocks/node: rooms', () => {
  it('[SD1] creates, gets, updates, upserts, renames, prewarms and deletes a room', async () => {
    const id = aRoomId('sdk/ü ');
    const room = await liveblocks.createRoom(id, {
      defaultAccesses: ['room:read', 'room:presence:write'],
      usersAccesses: { alice: ['room:write'] },
      groupsAccesses: { product: ['room:write'] },
      metadata: { color: 'blue', tags: ['a'] },
      organizationId: 'acme',
    });
    expect(room).toMatchObject({ type: 'room', id, organizationId: 'acme', metadata: { color: 'blue', tags: ['a'] } });
    expect(room.createdAt).toBeInstanceOf(Date);
    expect(await liveblocks.getRoom(id)).toEqual(room);

    const updated = await liveblocks.updateRoom(id, {
      metadata: { color: null, size: '10' },
      usersAccesses: { alice: null, bob: ['room:read'] },
    });
    expect(updated).toMatchObject({ metadata: { tags: ['a'], size: '10' }, usersAccesses: { bob: ['room:read'] } });

    expect(
      await liveblocks.upsertRoom(id, { update: { metadata: { size: '11' } }, create: { defaultAccesses: [] } }),
    ).toMatchObject({ metadata: { size: '11' } });
    expect(await liveblocks.getOrCreateRoom(id, { defaultAccesses: [] })).toMatchObject({ metadata: { size: '11' } });
    await liveblocks.prewarmRoom(id);

    const newId = aRoomId('sdk-renamed');
    expect(await liveblocks.updateRoomId({ currentRoomId: id, newRoomId: newId })).toMatchObject({
      id: newId,
      createdAt: room.createdAt,
    });
    await liveblocks.deleteRoom(newId);
    expect((await failure(liveblocks.getRoom(newId))).status).toBe(404);
  });

  it('[SD2] finds rooms by every filter, a page at a time', async () => {
    const organizationId = aRoomId('sdk-list');
    for (const i of [...Array.from({ length: 17 }, (_, n) => `old-${n}`), 0, 1, 2, 3, 4]) {
      await liveblocks.createRoom(`${organizationId}:${i}`, {
        defaultAccesses: [],
        organizationId,
        metadata: { quote: i === 2 ? `it's "2"` : 'none' },
        usersAccesses: i === 0 ? { [organizationId]: ['room:write'] } : {},
        groupsAccesses: i === 1 ? { [organizationId]: ['room:write'] } : {},
      });
    }
    const last = async (params: Parameters<typeof liveblocks.getRooms>[0]): Promise<string[]> =>
      (await liveblocks.getRooms({ limit: 5, ...params })).data.map(({ id }) => id.split(':').at(-1) ?? '');
    expect(await last({ organizationId })).toEqual(['4', '3', '2', '1', '0']);
    expect(await last({ userId: organizationId, groupIds: ['none', organizationId] })).toEqual(['1', '0']);
    expect(
      await last({ query: { roomId: { startsWith: `${organizationId}:` }, metadata: { quote: `it's "2"` } } }),
    ).toEqual(['2']);
    expect(await last({ limit: 4, query: `roomId^"${organizationId}:" AND metadata["quote"]:"none"` })).toEqual([
      '4',
      '3',
      '1',
      '0',
    ]);

    const first = await liveblocks.getRooms({ organizationId, limit: 3 });
    expect(first.nextCursor).not.toBeNull();
    expect(await last({ organizationId, limit: 2, startingAfter: first.nextCursor ?? '' })).toEqual(['1', '0']);
    const seen: string[] = [];
    for await (const room of liveblocks.iterRooms(
      { query: { roomId: { startsWith: `${organizationId}:` } } },
      { pageSize: 20 },
    ))
      seen.push(room.id);
    expect(seen).toHaveLength(22);
  });

  it('[SD3] reads our errors as its own', async () => {
    const id = aRoomId('sdk-taken');
    await liveblocks.createRoom(id, { defaultAccesses: [] });
    const error = await failure(liveblocks.createRoom(id, { defaultAccesses: [] }));
    expect([error.status, error.message]).toEqual([409, `Room with id "${id}" already exists.`]);
    expect(error.details).toContain('?idempotent');
    expect((await failure(new Liveblocks({ secret: 'sk_wrong', baseUrl: url }).getRoom(id))).status).toBe(403);
  });
});

describe('@liveblocks/node: tokens', () => {
  it('[SD4] authorizes a session', async () => {
    const session = liveblocks.prepareSession('alice', { userInfo: { name: 'Alice' }, organizationId: 'acme' });
    session.allow('team-a:*', session.READ_ACCESS).allow('my-room', session.FULL_ACCESS);
    const { status, body } = await session.authorize();
    expect(status).toBe(200);
    const token = secret((JSON.parse(body) as { token: string }).token);
    expect(payloadOf(token)).toMatchObject({ k: 'acc', uid: 'alice', ui: { name: 'Alice' }, oid: 'acme' });
    expect(Object.keys(payloadOf(token).perms as object)).toEqual(['team-a:*', 'my-room']);
  });

  it('[SD5] identifies a user', async () => {
    const { status, body } = await liveblocks.identifyUser(
      { userId: 'bob', groupIds: ['product'], organizationId: 'acme' },
      { userInfo: { name: 'Bob' } },
    );
    expect(status).toBe(200);
    expect(payloadOf(secret((JSON.parse(body) as { token: string }).token))).toMatchObject({
      k: 'id',
      uid: 'bob',
      gids: ['product'],
      oid: 'acme',
    });
  });
});
