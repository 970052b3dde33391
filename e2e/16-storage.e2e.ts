import { LiveMap, type LiveList, type LiveObject, type Lson } from '@liveblocks/client';
import { Liveblocks } from '@liveblocks/node';
import { describe, expect, it } from '@jest/globals';
import { SECRET_KEY, aRoomId, call, url } from './support/foyer.js';

const liveblocks = new Liveblocks({ secret: SECRET_KEY, baseUrl: url });
const lson = (liveblocksType: string, data: unknown): object => ({ liveblocksType, data });
const aRoom = async (tree?: Record<string, unknown>): Promise<string> => {
  const id = aRoomId('storage');
  await liveblocks.createRoom(id, { defaultAccesses: ['room:write'] });
  if (tree !== undefined) await liveblocks.initializeStorageDocument(id, lson('LiveObject', tree) as never);
  return id;
};
const jsonOf = async (id: string): Promise<unknown> => liveblocks.getStorageDocument(id, 'json');
const tree = {
  n: 1,
  plain: { deep: [1, { liveblocksType: 'not one' }] },
  list: lson('LiveList', ['a', lson('LiveObject', { x: 1 })]),
  map: lson('LiveMap', { k: lson('LiveList', []) }),
  text: lson('LiveText', [['Hello'], [' w', { bold: true }]]),
};

describe('storage over REST', () => {
  it('[ST1] is empty at first, is filled once, and read in both formats', async () => {
    const id = await aRoom();
    expect(await liveblocks.getStorageDocument(id)).toEqual(lson('LiveObject', {}));
    expect(await jsonOf(id)).toEqual({});
    expect(await liveblocks.initializeStorageDocument(id, lson('LiveObject', tree) as never)).toEqual(
      lson('LiveObject', tree),
    );
    expect(await liveblocks.getStorageDocument(id, 'plain-lson')).toEqual(lson('LiveObject', tree));
    expect(await jsonOf(id)).toEqual({
      n: 1,
      plain: { deep: [1, { liveblocksType: 'not one' }] },
      list: ['a', { x: 1 }],
      map: { k: [] },
      text: [['Hello'], [' w', { bold: true }]],
    });
    const again = await call('POST', `/v2/rooms/${id}/storage`, { body: lson('LiveObject', { n: 2 }) });
    expect([again.status, again.body.error]).toEqual([409, 'CANNOT_UPDATE_EXISTING_STORAGE']);
    expect((await jsonOf(id)) as object).toMatchObject({ n: 1 });
  });

  it.each([
    ['a list as root', lson('LiveList', []), '/liveblocksType'],
    ['no type', {}, '/liveblocksType'],
    ['nothing', 'null', '/liveblocksType'],
    ['no data', { liveblocksType: 'LiveObject' }, '/data'],
    ['an unknown type inside', lson('LiveObject', { a: lson('LiveSet', {}) }), '/data/a/liveblocksType'],
    ['a LiveMap of a list', lson('LiveObject', { a: lson('LiveMap', []) }), '/data/a/data'],
  ])('[ST2] is not filled by %s', async (...[, body, pointer]: readonly [string, unknown, string]) => {
    const id = await aRoom();
    const answer = await call('POST', `/v2/rooms/${id}/storage`, { body });
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, pointer]);
    expect(await jsonOf(id)).toEqual({});
  });

  it('[ST2] refuses what is no JSON, an unknown format, an unknown room', async () => {
    const id = await aRoom();
    expect((await call('POST', `/v2/rooms/${id}/storage`, { body: '{' })).status).toBe(400);
    expect((await call('GET', `/v2/rooms/${id}/storage?format=xml`)).status).toBe(422);
    const gone = (method: string, path: string, body?: unknown): ReturnType<typeof call> =>
      call(method, `/v2/rooms/none-of-ours/${path}`, { body });
    const answers = await Promise.all([
      gone('GET', 'storage'),
      gone('POST', 'storage', lson('LiveObject', {})),
      gone('DELETE', 'storage'),
      gone('PATCH', 'storage/json-patch', []),
      gone('POST', 'request-storage-mutation', {}),
      gone('POST', 'send-message', { messages: [] }),
    ]);
    expect(answers.map(({ status, body }) => [status, body.error])).toEqual(answers.map(() => [404, 'ROOM_NOT_FOUND']));
  });

  it('[ST3] is emptied, also when it is empty', async () => {
    const id = await aRoom(tree);
    await liveblocks.deleteStorageDocument(id);
    expect(await jsonOf(id)).toEqual({});
    const answer = await call('DELETE', `/v2/rooms/${id}/storage`);
    expect([answer.status, answer.text]).toEqual([200, '']);
    await liveblocks.initializeStorageDocument(id, lson('LiveObject', { again: true }) as never);
  });

  it('[ST4] is changed by a JSON Patch, all or nothing', async () => {
    const id = await aRoom(tree);
    const patch = (...body: unknown[]): ReturnType<typeof call> =>
      call('PATCH', `/v2/rooms/${id}/storage/json-patch`, {
        body,
        headers: { 'content-type': 'application/json-patch+json' },
      });
    expect((await patch({ op: 'replace', path: '/n', value: 2 }, { op: 'test', path: '/n', value: 2 })).status).toBe(
      200,
    );
    expect((await patch({ op: 'add', path: '/list/-', value: { y: [1] } })).body).toEqual({});
    const refused = await patch({ op: 'add', path: '/bad', value: 1 }, { op: 'remove', path: '/nothing' });
    expect([refused.status, refused.body.error, refused.body.message]).toEqual([
      422,
      'INVALID_STORAGE_MUTATION_REQUEST',
      "Operation 1: There is nothing at '/nothing'.",
    ]);
    expect(await jsonOf(id)).toMatchObject({ n: 2, list: ['a', { x: 1 }, { y: [1] }] });
    expect(Object.keys((await jsonOf(id)) as object)).not.toContain('bad');
    expect((await patch()).status).toBe(200);
    expect((await call('PATCH', `/v2/rooms/${id}/storage/json-patch`, { body: {} })).status).toBe(422);
  });

  it('[ST5] is changed by mutateStorage and massMutateStorage of the official SDK', async () => {
    const id = await aRoom({ n: 1, list: lson('LiveList', ['a']) });
    await liveblocks.mutateStorage(id, ({ root }) => {
      const live = root as unknown as LiveObject<{ n: number; list: LiveList<Lson>; map: LiveMap<string, Lson> }>;
      live.set('n', live.get('n') + 1);
      live.get('list').push('b');
      live.set('map', new LiveMap([['k', 1]]));
    });
    expect(await jsonOf(id)).toEqual({ n: 2, list: ['a', 'b'], map: { k: 1 } });
    await liveblocks.massMutateStorage({ query: { roomId: { startsWith: id } } }, ({ root }) => {
      (root as unknown as LiveObject<{ n: number }>).set('n', 9);
    });
    expect(await jsonOf(id)).toMatchObject({ n: 9 });
  });

  it('[ST5] takes ops as a socket would, and refuses what is none', async () => {
    const id = await aRoom();
    const started = await call('POST', `/v2/rooms/${id}/request-storage-mutation`, { body: {} });
    expect(started.headers.get('content-type')).toBe('application/x-ndjson');
    const [{ actor }, root] = started.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown) as [{ actor: number }, unknown];
    expect(root).toEqual(['root', { type: 0, data: {} }]);
    const next = await call('POST', `/v2/rooms/${id}/request-storage-mutation`, { body: {} });
    expect(JSON.parse(next.text.split('\n')[0] ?? '')).toEqual({ actor: actor + 1 });

    const send = (...messages: unknown[]): ReturnType<typeof call> =>
      call('POST', `/v2/rooms/${id}/send-message`, { body: { messages } });
    const op = { opId: `${actor}:0`, type: 3, id: 'root', data: { n: 1 } };
    expect((await send({ type: 201, ops: [op] })).body).toEqual({ messages: [[{ type: 201, ops: [op] }]] });
    expect(await jsonOf(id)).toEqual({ n: 1 });
    expect((await send()).body).toEqual({ messages: [] });
    for (const bad of [
      { type: 100, data: {} },
      { type: 201, ops: [{ type: 3, id: 'root', data: {} }] },
      { type: 201, ops: [{ ...op, type: 99 }] },
      5,
    ])
      expect((await send({ type: 201, ops: [{ ...op, data: { n: 2 } }] }, bad)).status).toBe(422);
    expect((await call('POST', `/v2/rooms/${id}/send-message`, { body: {} })).status).toBe(422);
    expect(await jsonOf(id)).toEqual({ n: 1 });
  });
});
