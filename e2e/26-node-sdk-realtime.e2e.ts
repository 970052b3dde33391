import { LiveList, type Json, type LiveObject, type Lson, type LsonObject } from '@liveblocks/client';
import { Liveblocks, LiveblocksError } from '@liveblocks/node';
import { getYjsProviderForRoom } from '@liveblocks/yjs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@foyer/testing';
import * as Y from 'yjs';
import { difference } from './realtime/difference.js';
import { enter, type OfficialClient } from './realtime/official-client.js';
import { SECRET_KEY, aRoomId, secret, url } from './support/foyer.js';

type Items = LiveList<string>;
type Lists = { [name: string]: readonly string[] };

const liveblocks = new Liveblocks({ secret: SECRET_KEY, baseUrl: url });
const entered: OfficialClient[] = [];
afterEach(() => {
  for (const client of entered.splice(0)) client.leave();
});

const lson = (liveblocksType: string, data: unknown): never => ({ liveblocksType, data }) as never;
const anEmptyRoom = async (): Promise<string> => {
  const { id } = await liveblocks.createRoom(aRoomId('node-sdk'), { defaultAccesses: ['room:write'] });
  return id;
};
const aRoom = async (...names: string[]): Promise<string> => {
  const id = await anEmptyRoom();
  const lists = names.map((name) => [name, lson('LiveList', [])]);
  await liveblocks.initializeStorageDocument(id, lson('LiveObject', Object.fromEntries(lists)));
  return id;
};
const join = async (roomId: string, userId: string): Promise<OfficialClient> => {
  const { body } = await liveblocks.identifyUser(userId, { userInfo: { name: `The ${userId}` } });
  const client = await enter({ url, roomId, token: secret((JSON.parse(body) as { token: string }).token) });
  entered.push(client);
  return client;
};
const jsonOf = async (id: string): Promise<Lists> => (await liveblocks.getStorageDocument(id, 'json')) as Lists;
const listIn = (root: LiveObject<LsonObject>, name: string): Items => root.get(name) as Items;
const showsTree = (client: OfficialClient, tree: object): Promise<true> =>
  eventually(() => difference(client.tree, tree as Json) ?? true);
const statusOf = async (refused: Promise<unknown>): Promise<number | string> =>
  refused.then(
    () => 'was not refused',
    (error: unknown) => (error instanceof LiveblocksError ? error.status : String(error)),
  );

describe('the official Node SDK beside connected clients', () => {
  it('[SD6] lists who is there, shows somebody for a time, and sends events', async () => {
    const id = await anEmptyRoom();
    const alice = await join(id, 'alice');
    const others = (): unknown[] => alice.room.getOthers().map((other) => [other.id, other.info, other.presence]);
    const person = { type: 'user', connectionId: alice.room.getSelf()?.connectionId, id: 'alice' };
    expect((await liveblocks.getActiveUsers(id)).data).toEqual([{ ...person, info: { name: 'The alice' } }]);

    const bot = { userId: 'bot', userInfo: { name: 'Bot' }, ttl: 2 };
    await liveblocks.setPresence(id, { ...bot, data: { status: 'thinking' } });
    await eventually(() => others().length === 1 || 'alice sees no bot');
    expect(others()).toEqual([['bot', { name: 'Bot' }, { status: 'thinking' }]]);
    expect((await liveblocks.getActiveUsers(id)).data.map((user) => user.id)).toEqual(['alice', 'bot']);
    await liveblocks.setPresence(id, { ...bot, data: { status: 'writing' } });
    await eventually(() => JSON.stringify(others()).includes('writing') || JSON.stringify(others()));
    expect(others()).toHaveLength(1);
    await eventually(() => others().length === 0 || 'the bot is still there');
    expect((await liveblocks.getActiveUsers(id)).data.map((user) => user.id)).toEqual(['alice']);

    const events: unknown[] = [];
    alice.room.subscribe('event', ({ event, connectionId }) => events.push([connectionId, event]));
    const sent = [{ type: 'ping' }, 'text', 0, null, [1, [2]]];
    for (const event of sent) await liveblocks.broadcastEvent(id, event as never);
    await eventually(() => events.length === sent.length || `${events.length} events`);
    expect(events).toEqual(sent.map((event) => [-1, event]));
  });

  it('[SD7] fills, reads and empties the storage under a connected client', async () => {
    const id = await anEmptyRoom();
    const alice = await join(id, 'alice');
    const tree = { title: 'a', items: lson('LiveList', ['x']) };
    expect(await liveblocks.initializeStorageDocument(id, lson('LiveObject', tree))).toEqual(lson('LiveObject', tree));
    await showsTree(alice, { title: 'a', items: ['x'] });
    listIn(alice.root, 'items').push('y');
    await alice.untilSynchronized();
    expect(await liveblocks.getStorageDocument(id, 'plain-lson')).toEqual(
      lson('LiveObject', { title: 'a', items: lson('LiveList', ['x', 'y']) }),
    );
    expect(await jsonOf(id)).toEqual({ title: 'a', items: ['x', 'y'] });
    expect(await statusOf(liveblocks.initializeStorageDocument(id, lson('LiveObject', {})))).toBe(409);

    await liveblocks.deleteStorageDocument(id);
    await showsTree(alice, {});
    alice.root.set('again', new LiveList<Lson>(['z']));
    await alice.untilSynchronized();
    expect(await jsonOf(id)).toEqual({ again: ['z'] });
  });

  it('[SD8] mutates a storage while a client edits it: both see it live, nothing is lost', async () => {
    const id = await aRoom('items');
    const alice = await join(id, 'alice');
    const items = (): readonly string[] => (alice.tree as Lists).items ?? [];
    await liveblocks.mutateStorage(id, async ({ root }) => {
      listIn(root, 'items').push('sdk 1');
      await eventually(() => items().includes('sdk 1') || 'alice does not see the first edit during the mutation');
      listIn(alice.root, 'items').push('alice 1');
      await alice.untilSynchronized();
      expect(await jsonOf(id)).toEqual({ items: ['sdk 1', 'alice 1'] });
      // The mutation does not know of it, and takes the same place.
      listIn(root, 'items').push('sdk 2');
      root.set('done', true);
    });
    const after = await jsonOf(id);
    expect([...(after.items ?? [])].toSorted()).toEqual(['alice 1', 'sdk 1', 'sdk 2']);
    await showsTree(alice, after);
    await liveblocks.mutateStorage(id, ({ root }) => {
      expect([...listIn(root, 'items')]).toEqual(after.items);
    });
  });

  it('[SD8] keeps all of mutations and clients at once', async () => {
    const id = await aRoom('items');
    const clients = [await join(id, 'alice'), await join(id, 'bob')];
    const expected: string[] = [];
    const pushAll = (list: () => Items, name: string): void => {
      for (let i = 0; i < 20; i++) {
        expected.push(`${name} ${i}`);
        list().push(`${name} ${i}`);
      }
    };
    const mutations = ['m0', 'm1', 'm2'].map((name) =>
      liveblocks.mutateStorage(id, ({ root }) => pushAll(() => listIn(root, 'items'), name)),
    );
    for (const [index, { root }] of clients.entries()) pushAll(() => listIn(root, 'items'), `c${index}`);
    await Promise.all(mutations);
    for (const client of clients) await client.untilSynchronized();
    const { items = [] } = await jsonOf(id);
    expect([...items].toSorted()).toEqual(expected.toSorted());
    for (const client of clients) await showsTree(client, { items });
  });

  it('[SD8] mutates every room that is asked for, and no other; a failing one stops it', async () => {
    const kind = aRoomId('kind');
    const ids = await Promise.all(Array.from({ length: 25 }, () => aRoom('items')));
    const other = await aRoom('items');
    for (const id of ids) await liveblocks.updateRoom(id, { metadata: { kind } });
    const alice = await join(ids[0] ?? '', 'alice');
    const criteria = { query: { metadata: { kind } } };
    const seen: string[] = [];
    await liveblocks.massMutateStorage(
      criteria,
      ({ room, root }) => {
        seen.push(room.id);
        listIn(root, 'items').push(room.id);
      },
      { concurrency: 4 },
    );
    expect(seen.toSorted()).toEqual(ids.toSorted());
    for (const id of ids) expect(await jsonOf(id)).toEqual({ items: [id] });
    expect(await jsonOf(other)).toEqual({ items: [] });
    await showsTree(alice, { items: [ids[0]] });
    const failing = liveblocks.massMutateStorage(criteria, () => {
      throw new Error('no more');
    });
    await expect(failing).rejects.toThrow('no more');
  });

  it('[SD9] reads what a connected Yjs provider wrote, and writes what it shows, in subdocuments too', async () => {
    const id = await anEmptyRoom();
    const provider = getYjsProviderForRoom((await join(id, 'alice')).room, { autoloadSubdocs: true });
    const doc = provider.getYDoc();
    const synchronized = (): Promise<true> =>
      eventually(() => provider.getStatus() === 'synchronized' || provider.getStatus());
    await synchronized();
    doc.getText('t').insert(0, 'hello', { bold: true });
    doc.getMap('m').set('a', 1);
    const sub = new Y.Doc({ guid: aRoomId('sub'), autoLoad: true });
    doc.getMap('docs').set('sub', sub);
    sub.getText('t').insert(0, 'inner');
    await eventually(async () => {
      const json = await liveblocks.getYjsDocument(id);
      return 'docs' in json || JSON.stringify(json);
    });
    await synchronized();
    expect(await liveblocks.getYjsDocument(id, { key: 'm', type: 'ymap' })).toEqual({ a: 1 });
    expect(await liveblocks.getYjsDocument(id, { key: 't' })).toEqual({ t: 'hello' });
    expect(await liveblocks.getYjsDocument(id, { format: true })).toMatchObject({
      t: [{ key: 'bold', value: true }, 'hello', { key: 'bold', value: null }],
    });

    const copy = new Y.Doc();
    Y.applyUpdate(copy, new Uint8Array(await liveblocks.getYjsDocumentAsBinaryUpdate(id)));
    copy.getText('t').insert(5, ' world');
    await liveblocks.sendYjsBinaryUpdate(id, Y.encodeStateAsUpdate(copy));
    await eventually(() => doc.getText('t').toString() === 'hello world' || doc.getText('t').toString());

    const subOf = async (): Promise<string> => {
      const read = new Y.Doc();
      Y.applyUpdate(read, new Uint8Array(await liveblocks.getYjsDocumentAsBinaryUpdate(id, { guid: sub.guid })));
      return read.getText('t').toString();
    };
    await eventually(async () => (await subOf()) === 'inner' || (await subOf()));
    const more = new Y.Doc();
    more.getText('more').insert(0, 'from REST');
    await liveblocks.sendYjsBinaryUpdate(id, Y.encodeStateAsUpdate(more), { guid: sub.guid });
    await eventually(() => sub.getText('more').toString() === 'from REST' || 'the provider does not see it');
    await synchronized();
  });

  it('[SD3] reads that a room is not there as its own error, whatever it asked', async () => {
    const id = aRoomId('missing');
    const update = Y.encodeStateAsUpdate(new Y.Doc());
    const asked = [
      liveblocks.getActiveUsers(id),
      liveblocks.setPresence(id, { userId: 'bot', data: {} }),
      liveblocks.broadcastEvent(id, {} as never),
      liveblocks.getStorageDocument(id),
      liveblocks.initializeStorageDocument(id, lson('LiveObject', {})),
      liveblocks.deleteStorageDocument(id),
      liveblocks.mutateStorage(id, () => undefined),
      liveblocks.getYjsDocument(id),
      liveblocks.sendYjsBinaryUpdate(id, update),
      liveblocks.getYjsDocumentAsBinaryUpdate(id),
    ];
    expect(await Promise.all(asked.map(statusOf))).toEqual(asked.map(() => 404));
  });
});
