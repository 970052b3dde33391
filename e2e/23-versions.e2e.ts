import { LiveList, LiveText, type Lson } from '@liveblocks/client';
import { Liveblocks } from '@liveblocks/node';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@foyer/testing';
import { getYjsProviderForRoom } from '@liveblocks/yjs';
import * as Y from 'yjs';
import { enter, type OfficialClient } from './realtime/official-client.js';
import { identify } from './realtime/rest.js';
import { SECRET_KEY, aRoomId, call, secret, url, type Answer } from './support/foyer.js';

const liveblocks = new Liveblocks({ secret: SECRET_KEY, baseUrl: url });
const entered: OfficialClient[] = [];
afterEach(() => {
  for (const client of entered.splice(0)) client.leave();
});

const STORAGE = { title: 'Plan', items: { liveblocksType: 'LiveList' as const, data: ['a', 'b'] } };
const PLAIN = { title: 'Plan', items: ['a', 'b'] };

const aRoom = async (): Promise<string> => {
  const { id } = await liveblocks.createRoom(aRoomId('versions'), { defaultAccesses: ['room:write'] });
  return id;
};
const aFilledRoom = async (): Promise<{ id: string; doc: Y.Doc }> => {
  const id = await aRoom();
  const doc = new Y.Doc();
  doc.getText('text').insert(0, 'hello');
  await liveblocks.initializeStorageDocument(id, { liveblocksType: 'LiveObject', data: STORAGE });
  await liveblocks.sendYjsBinaryUpdate(id, Y.encodeStateAsUpdate(doc));
  return { id, doc };
};
const at = (id: string, path = ''): string => `/v2/rooms/${id}/versions${path}`;
const keep = async (id: string): Promise<string> => (await call('POST', at(id))).body.data.id as string;
const restore = async (id: string, version: string): Promise<string> =>
  (await call('POST', at(id, `/${version}/restore`))).body.data.id as string;
const storageOf = async (id: string): Promise<unknown> =>
  (await call('GET', `/v2/rooms/${id}/storage?format=json`)).body;
const textOf = async (id: string, query = 'key=text&type=ytext'): Promise<unknown> =>
  (await call('GET', `/v2/rooms/${id}/ydoc?${query}`)).body;
const authorsOf = ({ body }: Answer): string[][] =>
  (body.data as { authors: { id: string }[] }[]).map(({ authors }) => authors.map((author) => author.id));
const join = async (id: string, userId: string): Promise<OfficialClient> => {
  const client = await enter({ url, roomId: id, token: secret(await identify(url, userId)) });
  entered.push(client);
  return client;
};

describe('versions of a room', () => {
  it('[VH1][VH4] are kept by the official SDK, and hold storage and Yjs', async () => {
    const { id } = await aFilledRoom();
    const { data } = await liveblocks.createVersionHistorySnapshot(id);
    expect(data.id).toMatch(/^vh_/);
    await liveblocks.deleteStorageDocument(id);
    const later = new Y.Doc();
    later.getText('text').insert(0, 'later');
    await liveblocks.sendYjsBinaryUpdate(id, Y.encodeStateAsUpdate(later));

    const kept = new Y.Doc();
    Y.applyUpdate(kept, new Uint8Array(await liveblocks.getYjsVersion({ roomId: id, versionId: data.id })));
    expect(kept.getText('text').toString()).toBe('hello');
    const tree = await call('GET', at(id, `/${data.id}/storage`));
    expect(tree.body).toEqual({ liveblocksType: 'LiveObject', data: STORAGE });
    expect((await call('GET', at(id, `/${data.id}/storage?format=json`))).body).toEqual(PLAIN);
    expect((await call('GET', at(id, `/${data.id}/storage?format=xml`))).status).toBe(422);

    const page = await liveblocks.getVersionHistory(id);
    expect(page).toMatchObject({ nextCursor: null, data: [{ id: data.id, authors: [] }] });
    expect(Date.now() - new Date(page.data[0]?.createdAt ?? 0).getTime()).toBeLessThan(60_000);
    expect((await call('GET', at(id))).body.data[0]).toMatchObject({ type: 'historyVersion', kind: 'yjs' });
  });

  it('[VH4] of an empty room are empty', async () => {
    const id = await aRoom();
    const version = await keep(id);
    const update = await call('GET', at(id, `/${version}/yjs`));
    expect([update.status, update.headers.get('content-type'), update.text]).toEqual([
      200,
      'application/octet-stream',
      '\0\0',
    ]);
    expect((await call('GET', at(id, `/${version}/storage`))).body).toEqual({ liveblocksType: 'LiveObject', data: {} });
  });

  it('[VH1][VH4] are kept and read under the older names', async () => {
    const { id } = await aFilledRoom();
    const kept = await call('POST', `/v2/rooms/${id}/version`, { body: {} });
    expect([kept.status, kept.body.data.id]).toEqual([200, expect.stringMatching(/^vh_/)]);
    const [old, current] = [`/v2/rooms/${id}/version/${kept.body.data.id}`, at(id, `/${kept.body.data.id}/yjs`)];
    expect((await call('GET', old)).text).toBe((await call('GET', current)).text);
    expect((await call('POST', at(id), { body: '[]' })).status).toBe(422);
    expect((await call('POST', at(id), { body: 'null' })).status).toBe(422);
    expect((await call('POST', at(id), { body: '{' })).status).toBe(400);
  });

  it('[VH3] are listed newest first, each once, a page at a time', async () => {
    const id = await aRoom();
    const kept: string[] = [];
    for (let i = 0; i < 23; i++) kept.push(await keep(id));
    const other = await aRoom();
    await keep(other);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await liveblocks.getVersionHistory(id, { limit: 5, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.data.map((version) => version.id));
      // A cursor names a place: it outlives what it was made from.
      if (seen.length === 5) await liveblocks.deleteVersion({ roomId: id, versionId: seen[4] as string });
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(kept.toReversed());
    expect((await call('GET', at(id))).body.data).toHaveLength(20);
    expect((await call('GET', at(id, '?limit=100'))).body).toMatchObject({ nextCursor: null });
    for (const query of [
      'limit=0',
      'limit=101',
      'limit=x',
      'limit=',
      'limit=1&limit=2',
      'cursor=',
      'cursor=x',
      'cursor=MA',
    ])
      expect([query, (await call('GET', at(id, `?${query}`))).status]).toEqual([query, 422]);
  });

  it('[VH5][VH8] are not found where they are not', async () => {
    const [id, other] = [await aRoom(), await aRoom()];
    const [mine, deleted] = [await keep(id), await keep(id)];
    expect((await call('DELETE', at(id, `/${deleted}`))).status).toBe(204);
    const paths = ['/yjs', '/storage', ''];
    const answers = async (room: string, version: string): Promise<unknown[]> => {
      const all = [
        ...paths.map((path) => call(path === '' ? 'DELETE' : 'GET', at(room, `/${version}${path}`))),
        call('POST', at(room, `/${version}/restore`)),
        call('GET', `/v2/rooms/${room}/version/${version}`),
      ];
      return (await Promise.all(all)).map(({ status, body }) => [status, body.error]);
    };
    const unknown = Array.from({ length: 5 }, () => [404, 'RESOURCE_NOT_FOUND']);
    expect(await answers(id, deleted)).toEqual(unknown);
    expect(await answers(other, mine)).toEqual(unknown);
    expect(await answers(id, 'vh_none')).toEqual(unknown);
    expect(await answers(id, 'a%00b%20c')).toEqual(unknown);
    expect(await answers('none-of-ours', mine)).toEqual(Array.from({ length: 5 }, () => [404, 'ROOM_NOT_FOUND']));
    expect((await call('POST', at('none-of-ours'))).body.error).toBe('ROOM_NOT_FOUND');
    expect((await call('GET', at('none-of-ours'))).body.error).toBe('ROOM_NOT_FOUND');
    expect((await call('GET', at(id))).body.data).toHaveLength(1);

    const renamed = aRoomId('renamed');
    await liveblocks.updateRoomId({ currentRoomId: id, newRoomId: renamed });
    expect((await call('GET', at(renamed))).body.data).toMatchObject([{ id: mine }]);
    await liveblocks.deleteRoom(renamed);
    await liveblocks.createRoom(renamed, { defaultAccesses: [] });
    expect((await call('GET', at(renamed))).body.data).toEqual([]);
    expect((await call('GET', at(renamed, `/${mine}/yjs`))).status).toBe(404);
  });

  it('[VH2] name whose changes came since the version before', async () => {
    const { id } = await aFilledRoom();
    const [alice, bob] = [await join(id, 'alice'), await join(id, 'bob')];
    alice.root.set('by', 'alice');
    await alice.untilSynchronized();
    await keep(id);
    await keep(id);
    const text = getYjsProviderForRoom(bob.room);
    await eventually(() => text.synced || 'no Yjs yet');
    text.getYDoc().getText('text').insert(0, 'bob ');
    await eventually(async () => (await textOf(id)) === 'bob hello' || 'the text is not there');
    alice.root.set('by', 'alice again');
    await alice.untilSynchronized();
    await keep(id);
    expect(authorsOf(await call('GET', at(id)))).toEqual([['alice', 'bob'], [], ['alice']]);
  });
});

describe('a restore', () => {
  it('[VH6] is seen by an official client, whose edits go on', async () => {
    const { id } = await aFilledRoom();
    const alice = await join(id, 'alice');
    alice.root.set('text', new LiveText([['note', { bold: true }]]));
    const provider = getYjsProviderForRoom(alice.room);
    const doc = provider.getYDoc();
    await eventually(() => provider.synced || 'no Yjs yet');
    await alice.untilSynchronized();
    const before = alice.tree;
    const version = await keep(id);

    const items = alice.root.get('items') as LiveList<string>;
    items.delete(0);
    items.push('c');
    alice.root.set('title', new LiveList<Lson>(['no text']));
    (alice.root.get('text') as LiveText).insert(0, 'changed ');
    alice.root.set('more', true);
    doc.getText('text').delete(0, 4);
    doc.getText('other').insert(0, 'new');
    await alice.untilSynchronized();
    await eventually(async () => (await textOf(id)) === 'o' || 'the text is not there');
    const changed = alice.tree;

    const undo = await restore(id, version);
    const same = async (tree: unknown, text: string): Promise<void> => {
      await eventually(async () => JSON.stringify(await storageOf(id)) === JSON.stringify(alice.tree) || 'behind');
      expect(alice.tree).toEqual(tree);
      await eventually(() => doc.getText('text').toString() === text || `text ${doc.getText('text').toString()}`);
      expect(await textOf(id)).toBe(text);
      await eventually(() => provider.getStatus() === 'synchronized' || provider.getStatus());
    };
    await same(before, 'hello');
    expect(doc.getText('other').toString()).toBe('');

    (alice.root.get('items') as LiveList<string>).push('after');
    (alice.root.get('text') as LiveText).insert(0, 'a ');
    doc.getText('text').insert(5, '!');
    await alice.untilSynchronized();
    await eventually(async () => (await textOf(id)) === 'hello!' || 'the text is not there');
    expect(await storageOf(id)).toEqual(alice.tree);
    expect(await storageOf(id)).toMatchObject({ items: ['a', 'b', 'after'] });

    await restore(id, undo);
    await same(changed, 'o');
    expect(alice.errors).toEqual([]);
  });

  it('[VH7] can be taken back and repeated, and keeps what was before', async () => {
    const { id } = await aFilledRoom();
    const version = await keep(id);
    const typed = (await call('GET', `/v2/rooms/${id}/storage`)).body as unknown;
    await call('PATCH', `/v2/rooms/${id}/storage/json-patch`, {
      body: [
        { op: 'remove', path: '/items/0' },
        { op: 'add', path: '/map', value: { deep: { liveblocksType: 'LiveMap', data: { x: 1 } } } },
      ],
    });
    const patched = await storageOf(id);
    for (let round = 0; round < 3; round++) {
      const undo = await restore(id, version);
      expect([(await call('GET', `/v2/rooms/${id}/storage`)).body, await textOf(id)]).toEqual([typed, 'hello']);
      await restore(id, undo);
      expect(await storageOf(id)).toEqual(patched);
    }
    await restore(id, version);
    const [unchanged] = [await restore(id, version), await restore(id, version)];
    expect((await call('GET', at(id, `/${unchanged}/storage`))).body).toEqual(typed);
    expect((await call('GET', at(id))).body.data).toHaveLength(10);
  });

  it('[VH6] takes subdocuments back', async () => {
    const id = await aRoom();
    const [main, sub] = [new Y.Doc(), new Y.Doc({ guid: aRoomId('sub') })];
    main.getMap('docs').set('sub', sub);
    await liveblocks.sendYjsBinaryUpdate(id, Y.encodeStateAsUpdate(main));
    const write = (text: string): Promise<void> => {
      sub.getText('text').insert(0, text);
      return liveblocks.sendYjsBinaryUpdate(id, Y.encodeStateAsUpdate(sub), { guid: sub.guid });
    };
    await write('inner');
    const version = await keep(id);
    await write('more ');
    main.getMap('docs').delete('sub');
    await liveblocks.sendYjsBinaryUpdate(id, Y.encodeStateAsUpdate(main));
    await restore(id, version);
    expect(await textOf(id, `guid=${sub.guid}`)).toEqual({ text: 'inner' });
    const read = new Y.Doc();
    Y.applyUpdate(read, new Uint8Array(await liveblocks.getYjsDocumentAsBinaryUpdate(id)));
    expect([...read.getSubdocGuids()]).toEqual([sub.guid]);
  });

  it('[VH6] among many writers is one step, and exactly what was before it is kept', async () => {
    const { id } = await aFilledRoom();
    const version = await keep(id);
    const write = (n: number): Promise<Answer> =>
      call('PATCH', `/v2/rooms/${id}/storage/json-patch`, { body: [{ op: 'add', path: `/n${n}`, value: n }] });
    const [undo] = await Promise.all([restore(id, version), ...Array.from({ length: 20 }, (_, n) => write(n))]);
    const kept = (await call('GET', at(id, `/${undo}/storage?format=json`))).body as object;
    const now = (await storageOf(id)) as object;
    const numbers = [...Object.keys(kept), ...Object.keys(now)].filter((key) => key.startsWith('n'));
    expect(new Set(numbers).size).toBe(20);
    expect(numbers).toHaveLength(20);
    expect(now).toMatchObject(PLAIN);
  });
});
