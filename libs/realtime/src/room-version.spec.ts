import { describe, expect, it } from '@jest/globals';
import { OpCode, ROOT_ID, type Op } from '@foyer/protocol';
import { toJson, toLson } from '@foyer/storage-engine';
import * as Y from 'yjs';
import { encodeBatch, type LogEntry } from './log-entry.js';
import { RoomState } from './room-state.js';
import { RoomVersion } from './room-version.js';

const aRoom = async (...rows: LogEntry[][]): Promise<RoomState> => {
  const room = await RoomState.from({ snapshot: null, tail: [] });
  for (const entries of rows) append(room, entries);
  return room;
};
const append = (room: RoomState, entries: readonly LogEntry[]): void => {
  room.advance({ seq: room.seq + 1, bytes: encodeBatch({ id: `${room.seq}`, entries }) });
  for (const entry of entries) room.fold(entry);
};
const ids = (): (() => string) => {
  let next = 0;
  return () => `new:${next++}`;
};
const restore = (room: RoomState, version: Uint8Array): readonly LogEntry[] => {
  const entries = new RoomVersion(version).entriesFor(room, ids());
  append(room, entries);
  return entries;
};
const update = (doc: Y.Doc, guid?: string): LogEntry => ({
  update: Buffer.from(Y.encodeStateAsUpdate(doc)).toString('base64'),
  v2: false,
  ...(guid === undefined ? {} : { guid }),
});
const shown = (room: RoomState): unknown => toLson(room.document.root);

const TREE: readonly Op[] = [
  { type: OpCode.UPDATE_OBJECT, id: ROOT_ID, data: { title: 'Plan', n: 1, ['__proto__']: 'key' } },
  { type: OpCode.CREATE_MAP, id: '1:0', parentId: ROOT_ID, parentKey: 'map' },
  { type: OpCode.CREATE_OBJECT, id: '1:1', parentId: '1:0', parentKey: 'x', data: { deep: [1] } },
  { type: OpCode.CREATE_LIST, id: '1:2', parentId: ROOT_ID, parentKey: 'list' },
  { type: OpCode.CREATE_REGISTER, id: '1:3', parentId: '1:2', parentKey: '!', data: 'a' },
  { type: OpCode.CREATE_REGISTER, id: '1:4', parentId: '1:2', parentKey: '"', data: 'b' },
  {
    type: OpCode.CREATE_TEXT,
    id: '1:5',
    parentId: ROOT_ID,
    parentKey: 'text',
    data: [['hi', { bold: true }]],
    version: 0,
  },
  {
    type: OpCode.UPDATE_TEXT,
    id: '1:5',
    opId: '1:6',
    baseVersion: 0,
    ops: [{ type: 'insert', index: 2, text: '!' }],
  },
  {
    type: OpCode.CREATE_FILE,
    id: '1:7',
    parentId: '1:0',
    parentKey: 'file',
    data: { id: 'fl_1', name: 'a.txt', size: 1, mimeType: 'text/plain' },
  },
];

const CHANGES: [string, readonly Op[]][] = [
  ['deleted', TREE.slice(1, 7).map(({ id }) => ({ type: OpCode.DELETE_CRDT, id }))],
  [
    'changed',
    [
      { type: OpCode.UPDATE_OBJECT, id: ROOT_ID, data: { title: 'Other', map: 'plain', extra: null } },
      { type: OpCode.SET_PARENT_KEY, id: '1:3', parentKey: '~' },
      { type: OpCode.UPDATE_TEXT, id: '1:5', baseVersion: 1, ops: [{ type: 'delete', index: 0, length: 3 }] },
    ],
  ],
  ['put where plain values were', [{ type: OpCode.CREATE_MAP, id: '2:0', parentId: ROOT_ID, parentKey: 'title' }]],
];

describe('a version of a room', () => {
  it.each(CHANGES)('[RV1] gives the storage back that was %s', async (_, ops) => {
    const room = await aRoom([{ ops: TREE }]);
    const [version, before] = [RoomVersion.encode(room), shown(room)];
    append(room, [{ ops }]);
    expect(shown(room)).not.toEqual(before);
    restore(room, version);
    expect(shown(room)).toEqual(before);
    expect(['1:0', '1:1', '1:2', '1:3', '1:7'].map((id) => room.document.find(id)?.id)).not.toContain(undefined);
    expect(room.document.find('1:5')).toBeUndefined();
    expect(room.document.find('new:0')).toMatchObject({ version: 0, segments: [['hi', { bold: true }], ['!']] });
  });

  it('[RV1] empties a storage that was empty, and shows it as it was', async () => {
    const room = await aRoom();
    const empty = RoomVersion.encode(room);
    append(room, [{ ops: TREE }]);
    const full = RoomVersion.encode(room);
    restore(room, empty);
    expect(room.document.isEmpty).toBe(true);
    restore(room, full);
    expect(toJson(new RoomVersion(full).document.root)).toEqual(toJson(room.document.root));
  });

  it('[RV2] changes nothing where the room is as it says', async () => {
    const doc = new Y.Doc();
    doc.getText('t').insert(0, 'hi');
    const room = await aRoom([{ ops: TREE }, update(doc)]);
    expect(new RoomVersion(RoomVersion.encode(room)).entriesFor(room, ids())).toEqual([]);
  });

  it('[RV4] holds all Yjs documents, and takes each back', async () => {
    const [main, sub] = [new Y.Doc(), new Y.Doc()];
    main.getText('t').insert(0, 'main');
    const room = await aRoom([update(main)]);
    const version = RoomVersion.encode(room);
    main.getText('t').delete(0, 2);
    sub.getText('t').insert(0, 'sub');
    append(room, [update(main), update(sub, 'guid')]);
    const both = RoomVersion.encode(room);
    expect(restore(room, version)).toHaveLength(2);
    const textOf = (bytes: Uint8Array): string => {
      const doc = new Y.Doc();
      Y.applyUpdate(doc, bytes);
      return doc.getText('t').toString();
    };
    const texts = (): string[] =>
      [undefined, 'guid'].map((guid) => textOf(room.yjs.diff(guid, new Uint8Array(), false).update));
    expect(texts()).toEqual(['main', '']);
    restore(room, both);
    expect(texts()).toEqual(['in', 'sub']);
    expect([textOf(new RoomVersion(both).ydoc('guid')), textOf(new RoomVersion(version).ydoc('guid'))]).toEqual([
      'sub',
      '',
    ]);
    expect([...new RoomVersion(RoomVersion.encode(await aRoom())).ydoc()]).toEqual([0, 0]);
  });
});

describe('the users behind a room', () => {
  const title = (userId: string | undefined, value: string): LogEntry => ({
    ...(userId === undefined ? {} : { userId }),
    ops: [{ type: OpCode.UPDATE_OBJECT, id: ROOT_ID, data: { value } }],
  });

  it('[RV5] are those whose changes came behind a row, also after it comes back from a snapshot', async () => {
    const doc = new Y.Doc();
    doc.getText('t').insert(0, 'hi');
    const room = await aRoom(
      [title('alice', 'a')],
      [title('bob', 'b'), title(undefined, 'c')],
      [{ ...update(doc), userId: 'carol' }],
    );
    const expected = [['alice', 'bob', 'carol'], ['bob', 'carol'], ['carol'], []];
    expect([0, 1, 2, 3].map((seq) => room.changersSince(seq))).toEqual(expected);
    const again = await RoomState.from({ snapshot: room.snapshot(), tail: [] });
    expect([0, 1, 2, 3].map((seq) => again.changersSince(seq))).toEqual(expected);
    append(room, [title('alice', 'd')]);
    expect(room.changersSince(3)).toEqual(['alice']);
  });

  it('[RV5] are not those whose changes had no effect', async () => {
    const doc = new Y.Doc();
    doc.getText('t').insert(0, 'hi');
    const room = await aRoom([update(doc)]);
    append(room, [
      { ...update(doc), userId: 'alice' },
      { ...update(new Y.Doc()), userId: 'bob' },
      { userId: 'carol', ops: [{ type: OpCode.SET_PARENT_KEY, id: 'none', parentKey: '!' }] },
    ]);
    expect(room.changersSince(0)).toEqual([]);
    doc.getText('t').delete(0, 1);
    append(room, [{ ...update(doc), userId: 'dave' }]);
    expect(room.changersSince(0)).toEqual(['dave']);
  });
});
