import { createClient } from '@liveblocks/client';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@foyer/testing';
import { WebSocket } from 'ws';
import { enter, enterMany, untilAllSynchronized, type OfficialClient } from './realtime/official-client.js';
import { randomSession, type RandomSessionOptions } from './realtime/random-session.js';
import { authorize, identify } from './realtime/rest.js';
import { yjsSession } from './realtime/yjs-session.js';
import { PUBLIC_KEY, aRoomId, call, secret, url } from './support/foyer.js';

const entered: OfficialClient[] = [];
afterEach(() => {
  for (const client of entered.splice(0)) client.leave();
});

const aRoom = async (fields: object = {}): Promise<string> => {
  const id = aRoomId('official');
  await call('POST', '/v2/rooms', { body: { id, defaultAccesses: ['room:write'], ...fields } });
  return id;
};
const join = async (roomId: string, userId: string): Promise<OfficialClient> => {
  const client = await enter({ url, roomId, token: secret(await identify(url, userId)) });
  entered.push(client);
  return client;
};

describe('the official client', () => {
  it('[OC1] sees others, their presence, and events', async () => {
    const id = await aRoom();
    const [alice, bob] = [await join(id, 'alice'), await join(id, 'bob')];
    alice.room.updatePresence({ cursor: 1 });
    await eventually(() => bob.room.getOthers()[0]?.presence.cursor === 1 || 'bob does not see the cursor');
    const carol = await join(id, 'carol');
    await eventually(() => carol.room.getOthers().length === 2 || `carol sees ${carol.room.getOthers().length}`);
    expect(carol.room.getOthers().map(({ id: userId }) => userId)).toEqual(['alice', 'bob']);

    const events: unknown[] = [];
    carol.room.subscribe('event', ({ event, connectionId, user }) => events.push([event, connectionId, user?.id]));
    bob.room.broadcastEvent({ hi: 1 });
    await eventually(() => events.length === 1 || 'no event of bob');
    await call('POST', `/v2/rooms/${id}/broadcast-event`, { body: { from: 'rest' } });
    await eventually(() => events.length === 2 || 'no event of REST');
    expect(events).toEqual([
      [{ hi: 1 }, 1, 'bob'],
      [{ from: 'rest' }, -1, undefined],
    ]);

    await call('POST', `/v2/rooms/${id}/presence`, { body: { userId: 'bot', data: { status: 'busy' }, ttl: 30 } });
    await eventually(
      () => carol.room.getOthers().find((other) => other.id === 'bot')?.presence.status === 'busy' || 'no bot',
    );
    bob.leave();
    await eventually(() => !carol.room.getOthers().some((other) => other.id === 'bob') || 'bob is still there');
    expect(
      (await call('GET', `/v2/rooms/${id}/active-users`)).body.data.map((user: { id: string }) => user.id),
    ).toEqual(['alice', 'carol', 'bot']);
  });

  // What the official client itself does not survive is left out; docs/compatibility.md lists it.
  const CLIENT_FAULTS = ['undo', 'object.race'] as const;
  const sessions: [string, Partial<RandomSessionOptions>][] = [
    ['with everybody near', {}],
    ['with latency', { disturbance: { latency: { ms: 5, jitterMs: 20 } } }],
    ['with stalls', { disturbance: { latency: { ms: 2, jitterMs: 10 }, stalls: 4 } }],
    [
      'with cuts and lost answers',
      {
        without: [...CLIENT_FAULTS, 'text', 'list.set'],
        disturbance: { latency: { ms: 5, jitterMs: 20 }, cuts: 3, lostAnswers: 2 },
      },
    ],
    [
      'of lists only, with latency',
      {
        only: ['list.push', 'list.insert', 'list.move', 'list.set', 'list.delete'],
        disturbance: { latency: { ms: 5, jitterMs: 20 } },
      },
    ],
    [
      'of texts only, with lost answers',
      {
        only: ['text.insert', 'text.delete', 'text.replace', 'text.format'],
        disturbance: { latency: { ms: 5, jitterMs: 20 }, cuts: 2, lostAnswers: 2 },
      },
    ],
  ];
  // Failed while a client that came back was told of changes before it had loaded the storage, as did 1.
  const FAILED: Record<string, readonly number[]> = { 'with cuts and lost answers': [174, 293, 326] };
  it.each(
    sessions.flatMap(([name, options]) =>
      [1, 2, 3, 4, ...(FAILED[name] ?? [])].map((seed) => [name, seed, options] as const),
    ),
  )(
    '[OC2] sessions %s end with the same for all: seed %i',
    async (...[, seed, options]: readonly [string, number, Partial<RandomSessionOptions>]) => {
      await randomSession({ url, seed, without: [...CLIENT_FAULTS], settleMs: 20_000, ...options });
    },
    60_000,
  );

  it.each([
    ['v1', 1, 2, {}],
    ['v2', 2, 0, {}],
    ['v1', 3, 1, { latency: { ms: 5, jitterMs: 20 }, cuts: 2, lostAnswers: 1 }],
    ['v2', 4, 1, { latency: { ms: 5, jitterMs: 20 }, cuts: 2, lostAnswers: 1 }],
  ] as const)(
    '[OC3] [YJ1] Yjs in %s is synchronized: seed %i',
    async (encoding, seed, subdocuments, disturbance) => {
      await yjsSession({ url, seed, encoding, subdocuments, disturbance, settleMs: 20_000 });
    },
    60_000,
  );

  it('[OC4] fifty in one room', async () => {
    const id = await aRoom();
    const clients = await enterMany(50, async (index) => ({
      url,
      roomId: id,
      token: secret(await identify(url, `u${index}`)),
    }));
    entered.push(...clients);
    await eventually(
      () => clients.every(({ room }) => room.getOthers().length === 49) || 'not everybody sees everybody',
      20_000,
    );
    clients.forEach(({ root }, i) => root.set(`k${i}`, i));
    await untilAllSynchronized(clients);
    await eventually(
      () => clients.every(({ tree }) => Object.keys(tree as object).length === 50) || 'not everybody sees all',
      20_000,
    );
  }, 60_000);

  it('[OC5] REST and clients see each other at once', async () => {
    const id = await aRoom();
    const alice = await join(id, 'alice');
    alice.root.set('n', 1);
    await alice.untilSynchronized();
    expect((await call('GET', `/v2/rooms/${id}/storage?format=json`)).body).toEqual({ n: 1 });
    await call('PATCH', `/v2/rooms/${id}/storage/json-patch`, { body: [{ op: 'add', path: '/list', value: ['a'] }] });
    await eventually(() => JSON.stringify(alice.tree) === '{"n":1,"list":["a"]}' || JSON.stringify(alice.tree));
    await call('DELETE', `/v2/rooms/${id}/storage`);
    await eventually(() => JSON.stringify(alice.tree) === '{}' || JSON.stringify(alice.tree));
    const tree = { liveblocksType: 'LiveObject', data: { map: { liveblocksType: 'LiveMap', data: { k: 'v' } } } };
    await call('POST', `/v2/rooms/${id}/storage`, { body: tree });
    await eventually(() => JSON.stringify(alice.tree) === '{"map":{"k":"v"}}' || JSON.stringify(alice.tree));
    await alice.untilSynchronized();
  });

  it('[OC6] rights count, and change while one is in the room', async () => {
    const id = await aRoom({ defaultAccesses: ['room:read'], usersAccesses: { alice: ['room:write'] } });
    const [alice, rita] = [await join(id, 'alice'), await join(id, 'rita')];
    expect([rita.room.getSelf()?.canWrite, alice.room.getSelf()?.canWrite]).toEqual([false, true]);
    await call('POST', `/v2/rooms/${id}`, { body: { defaultAccesses: ['room:write'] } });
    await eventually(() => rita.room.getSelf()?.canWrite === true || 'rita may not write yet');
    await rita.untilSynchronized();
    const ended: unknown[] = [];
    rita.client.events.error.subscribe(({ context }) => ended.push('code' in context ? context.code : null));
    await call('POST', `/v2/rooms/${id}`, { body: { defaultAccesses: [] } });
    await eventually(() => rita.room.getStatus() === 'disconnected' || rita.room.getStatus());
    expect([ended, alice.room.getStatus()]).toEqual([[4001], 'connected']);
    alice.client.events.error.subscribe(({ message }) => ended.push(message));
    const newId = aRoomId('renamed');
    await call('POST', `/v2/rooms/${id}/update-room-id`, { body: { newRoomId: newId } });
    await eventually(() => alice.room.getStatus() === 'disconnected' || alice.room.getStatus());
    expect(ended).toEqual([4001, newId]);
  });

  type Case = [name: string, room: object | null, tokenOf: () => Promise<string>];
  it.each([
    ['a stranger', { usersAccesses: {}, defaultAccesses: [] }, () => identify(url, 'stranger')],
    ['a token for another room', {}, () => authorize(url, 'a', { 'another-*': ['room:write'] })],
    ['a token that only reads a room that is not there', null, () => authorize(url, 'a', { '*': ['room:read'] })],
    ['no token of ours', {}, async () => 'eyJhbGciOiJub25lIn0.eyJrIjoiaWQiLCJ1aWQiOiJhIn0.'],
  ] satisfies Case[])('[OC7] %s is sent away for good', async (...[, fields, tokenOf]: Case) => {
    const roomId = fields === null ? aRoomId('missing') : await aRoom(fields);
    const token = secret(await tokenOf());
    const socket = new WebSocket(`${url.replace('http', 'ws')}/v8?roomId=${roomId}&tok=${token}&version=3.24.2`);
    const [code, frames] = await new Promise<[number, number]>((resolve) => {
      let count = 0;
      socket.on('message', () => count++);
      socket.on('close', (closed) => resolve([closed, count]));
    });
    expect([code, frames]).toEqual([4001, 0]);
  });

  it('[OC7] a token that may write makes the room; a public key makes a public one, and enters no other', async () => {
    const id = aRoomId('made');
    const alice = await enter({
      url,
      roomId: id,
      token: secret(await authorize(url, 'alice', { [id]: ['room:write'] })),
    });
    entered.push(alice);
    expect((await call('GET', `/v2/rooms/${id}`)).body.defaultAccesses).toEqual([]);

    const publicId = aRoomId('public');
    const client = createClient({
      publicApiKey: PUBLIC_KEY,
      baseUrl: url,
      polyfills: { WebSocket: WebSocket as never },
    });
    const { room, leave } = client.enterRoom(publicId);
    await eventually((): true | string => (room.getStatus() === 'connected' ? true : room.getStatus()));
    leave();
    const refused = client.enterRoom(id);
    await eventually((): true | string =>
      refused.room.getStatus() === 'disconnected' ? true : refused.room.getStatus(),
    );
    refused.leave();
  });
});
