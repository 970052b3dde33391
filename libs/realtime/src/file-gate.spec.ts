import { describe, expect, it } from '@jest/globals';
import { MessageCode, OpCode, decodeFrame, type ClientOp } from '@foyer/protocol';
import { toJson } from '@foyer/storage-engine';
import { FilesNotUploaded, type HasFiles } from './file-gate.js';
import { InProcessBus } from './in-process-bus.js';
import type { LiveRoom } from './live-room.js';
import { MemoryRoomStore } from './memory-room-store.js';
import { RoomHub } from './room-hub.js';
import { StoreUnavailable } from './room-store.js';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const limits = {
  flushIntervalMs: 0,
  firstWordMs: 1_000,
  pendingBytes: 100_000,
  bufferedBytes: 100_000,
  connectionsPerRoom: 3,
  roomBytes: 1_000_000_000,
  idleMs: 1_000_000,
  snapshotAfterBytes: 1_000_000,
};
const idOf = (letter: string): string => `fl_${letter.repeat(21)}`;
const uploaded: HasFiles = (_, ids) => Promise.resolve(new Set(ids.filter((id) => id === idOf('a'))));
let opIds = 0;
const create = (letter: string, key: string): ClientOp => ({
  type: OpCode.CREATE_FILE,
  id: `9:${opIds}`,
  opId: `9:${opIds++}`,
  parentId: 'root',
  parentKey: key,
  data: { id: idOf(letter), name: 'x', size: 1, mimeType: 'text/plain' },
});
const set = (data: Record<string, number>): ClientOp => ({
  type: OpCode.UPDATE_OBJECT,
  id: 'root',
  opId: `9:${opIds++}`,
  data,
});
const until = async (holds: () => boolean): Promise<void> => {
  for (let i = 0; i < 500 && !holds(); i++) await new Promise((resolve) => setTimeout(resolve, 2));
  expect(holds()).toBe(true);
};

interface Peer {
  send(...messages: object[]): void;
  messages(...types: number[]): { type: number; [key: string]: unknown }[];
  closed: number | null;
}

async function enter(room: LiveRoom): Promise<Peer> {
  const frames: string[] = [];
  const peer: Pick<Peer, 'closed'> = { closed: null };
  const session = await room.join(
    {
      send: (frame) => frames.push(Buffer.from(frame).toString()),
      close: (code) => (peer.closed = code),
      bufferedBytes: 0,
      pause: () => undefined,
      resume: () => undefined,
    },
    { user: { scopes: ['room:write'] }, storage: 'write' },
    8,
  );
  return Object.assign(peer, {
    send: (...messages: object[]) => {
      const text = JSON.stringify(messages);
      room.receive(session, decodeFrame(text), text.length);
    },
    messages: (...types: number[]) =>
      frames
        .flatMap((frame) => JSON.parse(frame) as ReturnType<Peer['messages']>)
        .filter(({ type }) => types.includes(type)),
  });
}

async function aRoom(hasFiles: HasFiles): Promise<LiveRoom> {
  const store = new MemoryRoomStore();
  store.create('room');
  const room = await new RoomHub({ store, bus: new InProcessBus(), hasFiles, limits, log: silent }).open('room');
  if (room === null) throw new Error('no room');
  return room;
}
const ops = (...list: ClientOp[]): object => ({ type: MessageCode.UPDATE_STORAGE, ops: list });
const keysOf = (room: LiveRoom): string[] => Object.keys(toJson(room.state.document.root) as object).sort();

describe('files in the storage', () => {
  it('[RT40] that were not uploaded are refused op by op, the others go on', async () => {
    const room = await aRoom(uploaded);
    const [alice, bob] = [await enter(room), await enter(room)];
    const [good, bad] = [create('a', 'good'), create('b', 'bad')];
    alice.send(ops(set({ n: 1 }), bad, good), ops(create('b', 'alone')));
    await until(() => alice.messages(MessageCode.REJECT_STORAGE_OP).length === 2);
    expect(alice.messages(MessageCode.REJECT_STORAGE_OP)[0]).toEqual({
      type: MessageCode.REJECT_STORAGE_OP,
      opIds: [bad.opId],
      reason: 'Storage file has not been uploaded',
    });
    expect(keysOf(room)).toEqual(['good', 'n']);
    await until(() => bob.messages(MessageCode.UPDATE_STORAGE).length === 1);
    expect(bob.messages(MessageCode.UPDATE_STORAGE)[0]?.ops).toHaveLength(2);
  });

  it('[RT41] keep the order of their sender, whatever comes behind them', async () => {
    let answer: () => void = () => undefined;
    const room = await aRoom(async (...asked) => {
      await new Promise<void>((resolve) => (answer = resolve));
      return uploaded(...asked);
    });
    const [alice, bob] = [await enter(room), await enter(room)];
    alice.send(ops(create('b', 'bad')), ops(set({ n: 1 })), { type: MessageCode.UPDATE_PRESENCE, data: { p: 1 } });
    alice.send({ type: MessageCode.FETCH_STORAGE }, ops(create('a', 'good')), ops(set({ n: 2 })));
    bob.send(ops(set({ other: 1 })));
    await until(() => keysOf(room).includes('other'));
    expect(keysOf(room)).toEqual(['other']);
    expect(room.isIdle).toBe(false);
    answer();
    await until(() => keysOf(room).includes('n'));
    expect(toJson(room.state.document.root)).toMatchObject({ n: 1 });
    await until(() => alice.messages(MessageCode.STORAGE_STREAM_END).length === 1);
    answer();
    await until(() => (toJson(room.state.document.root) as { n?: number }).n === 2);
    await until(() => alice.messages(MessageCode.UPDATE_STORAGE).length === 4);
    const seen = alice
      .messages(MessageCode.REJECT_STORAGE_OP, MessageCode.UPDATE_STORAGE, MessageCode.STORAGE_CHUNK)
      .map(({ type }) => type);
    // Of the four updates one is bob's, before all of them.
    expect(seen).toEqual([201, 299, 201, 210, 201, 201]);
    expect(bob.messages(MessageCode.UPDATE_PRESENCE)).toHaveLength(1);
  });

  it('[RT42] wait while the store is away; a look-up that fails sends its sender away', async () => {
    let away = 2;
    const room = await aRoom((...asked) =>
      away-- > 0 ? Promise.reject(new StoreUnavailable('away')) : uploaded(...asked),
    );
    const alice = await enter(room);
    alice.send(ops(create('a', 'good')));
    await until(() => keysOf(room).length === 1);

    const broken = await aRoom(() => Promise.reject(new Error('no such table')));
    const carol = await enter(broken);
    carol.send(ops(create('a', 'good')), ops(set({ n: 1 })));
    await until(() => carol.closed !== null);
    expect(keysOf(broken)).toEqual([]);
  });

  it('[RT43] that REST writes are whole or not at all, also where they are made from the room', async () => {
    const room = await aRoom(uploaded);
    await expect(room.write([{ ops: [set({ n: 1 }), create('b', 'bad')] }])).rejects.toThrow(FilesNotUploaded);
    await expect(room.write(() => [{ ops: [set({ n: 1 }), create('b', 'bad')] }])).rejects.toThrow(FilesNotUploaded);
    expect(keysOf(room)).toEqual([]);
    let made = 0;
    await room.write(() => [{ ops: [set({ made: ++made }), create('a', 'good')] }]);
    expect([keysOf(room), made]).toEqual([['good', 'made'], 2]);
  });
});
