import { afterEach, describe, expect, it } from '@jest/globals';
import { CloseCode, MessageCode, OpCode, decodeFrame, type ClientOp, type Json } from '@foyer/protocol';
import { toJson } from '@foyer/storage-engine';
import * as Y from 'yjs';
import { InProcessBus } from './in-process-bus.js';
import { RoomFull, type LiveRoom } from './live-room.js';
import { MemoryRoomStore } from './memory-room-store.js';
import { RoomHub } from './room-hub.js';
import { RoomTooLarge } from './size-limit.js';
import { RoomGone } from './room-log.js';
import type { RealtimeLimits } from './room-services.js';
import { StoreUnavailable, type AppendOutcome, type RoomStore } from './room-store.js';
import type { Admission, ClientSocket, ProtocolVersion, Session } from './session.js';

const LIMITS: RealtimeLimits = {
  flushIntervalMs: 0,
  firstWordMs: 1_000_000,
  pendingBytes: 1_000,
  bufferedBytes: 1_000,
  connectionsPerRoom: 3,
  roomBytes: 1_000_000_000,
  idleMs: 1_000_000,
  snapshotAfterBytes: 1_000_000,
};
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const hubs: RoomHub[] = [];
afterEach(async () => void (await Promise.all(hubs.splice(0).map((hub) => hub.shutDown()))));

/** A store whose appends wait, fail or lie, as a test says. */
class FaultyStore extends MemoryRoomStore {
  appends: number[] = [];
  before: () => Promise<void> | void = () => undefined;
  after: () => void = () => undefined;

  override async append(rows: Parameters<RoomStore['append']>[0]): Promise<readonly AppendOutcome[]> {
    await this.before();
    this.appends.push(rows.length);
    const outcomes = await super.append(rows);
    this.after();
    return outcomes;
  }
}

const aHub = (store: RoomStore, bus = new InProcessBus(), limits: Partial<RealtimeLimits> = {}): RoomHub => {
  const hub = new RoomHub({ store, bus, limits: { ...LIMITS, ...limits }, log: silent });
  hubs.push(hub);
  return hub;
};
const aStore = (...rooms: string[]): FaultyStore => {
  const store = new FaultyStore();
  for (const room of rooms.length === 0 ? ['room'] : rooms) store.create(room);
  return store;
};
const opened = async (hub: RoomHub, key = 'room'): Promise<LiveRoom> => {
  const room = await hub.open(key);
  if (room === null) throw new Error(`no room ${key}`);
  return room;
};
const turns = async (count = 20): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
};

interface Peer {
  readonly session: Session;
  readonly frames: string[];
  /** All messages so far, out of their frames. */
  messages(type?: number): { type: number; [key: string]: unknown }[];
  send(...messages: object[]): void;
  closed: [code: number, reason: string] | null;
  paused: boolean;
  bufferedBytes: number;
}

const WRITER: Admission = { user: { id: 'alice', info: { name: 'A' }, scopes: ['room:write'] }, storage: 'write' };
const READER: Admission = { user: { id: 'rita', scopes: ['room:read'] }, storage: 'read' };

/** Enters, and has said a first word: in an empty frame, which nobody hears. */
async function enter(room: LiveRoom, admission = WRITER, version: ProtocolVersion = 8): Promise<Peer> {
  const peer = await enterSilently(room, admission, version);
  peer.send();
  return peer;
}

async function enterSilently(room: LiveRoom, admission = WRITER, version: ProtocolVersion = 8): Promise<Peer> {
  const frames: string[] = [];
  const peer = { frames, closed: null, paused: false, bufferedBytes: 0 } as unknown as Peer & { session: Session };
  const socket: ClientSocket = {
    send: (frame) => frames.push(Buffer.from(frame).toString()),
    close: (code, reason) => (peer.closed = [code, reason]),
    get bufferedBytes() {
      return peer.bufferedBytes;
    },
    pause: () => (peer.paused = true),
    resume: () => (peer.paused = false),
  };
  const session = await room.join(socket, admission, version);
  return Object.assign(peer, {
    session,
    messages: (type?: number) =>
      frames
        .flatMap((frame) => JSON.parse(frame) as ReturnType<Peer['messages']>)
        .filter((message) => type === undefined || message.type === type),
    send: (...messages: object[]) => {
      const text = JSON.stringify(messages);
      room.receive(session, decodeFrame(text), text.length);
    },
  });
}

let opIds = 0;
const set = (data: Record<string, Json>, opId = `9:${opIds++}`): ClientOp => ({
  type: OpCode.UPDATE_OBJECT,
  id: 'root',
  data,
  opId,
});
const ops = (...list: ClientOp[]): object => ({ type: MessageCode.UPDATE_STORAGE, ops: list });
const presence = (data: object, rest = {}): object => ({ type: MessageCode.UPDATE_PRESENCE, data, ...rest });
const acked = (peer: Peer): unknown[] =>
  peer
    .messages(MessageCode.UPDATE_STORAGE)
    .flatMap((message) => message.ops as { opId?: string }[])
    .flatMap(({ opId }) => opId ?? []);
const storageOf = (room: LiveRoom): unknown => JSON.parse(JSON.stringify(toJson(room.state.document.root)));

describe('coming and going', () => {
  it('[RT1] the newcomer hears the room, the others hear of the newcomer', async () => {
    const room = await opened(aHub(aStore()));
    const alice = await enter(room);
    const rita = await enter(room, READER);
    await turns();
    expect(JSON.parse(alice.frames[0] ?? '')).toMatchObject({
      type: MessageCode.ROOM_STATE,
      actor: 0,
      users: {},
      meta: {},
    });
    expect(JSON.parse(rita.frames[0] ?? '')).toMatchObject({
      actor: 1,
      scopes: ['room:read'],
      users: { 0: WRITER.user },
    });
    expect(alice.messages().slice(1)).toEqual([{ type: MessageCode.USER_JOINED, actor: 1, ...READER.user }]);
    expect(rita.messages()).toHaveLength(1);
    room.leave(rita.session);
    await turns();
    expect(alice.messages().at(-1)).toEqual({ type: MessageCode.USER_LEFT, actor: 1 });
  });

  it('[RT2] connection numbers go up for ever', async () => {
    const store = aStore();
    const room = await opened(aHub(store));
    const actors = [(await enter(room)).session.actor, (await enter(room)).session.actor];
    room.close(CloseCode.SERVICE_RESTART, 'x');
    const again = await opened(aHub(store));
    for (let i = 0; i < 40; i++) {
      const peer = await enter(again);
      actors.push(peer.session.actor);
      again.leave(peer.session);
    }
    expect(actors).toEqual([...new Set(actors)].sort((a, b) => a - b));
  });

  it('[RT3] the room takes so many, and no more', async () => {
    const room = await opened(aHub(aStore()));
    const first = await enter(room);
    await enter(room);
    await enter(room);
    await expect(enter(room)).rejects.toThrow(RoomFull);
    room.leave(first.session);
    await enter(room);
  });

  it('[RT4] shows the users that REST shows, for their time', async () => {
    const room = await opened(aHub(aStore()));
    const alice = await enter(room);
    await room.showUser({ id: 'bot', scopes: [] }, { busy: true }, 30);
    await room.showUser({ id: 'bot', scopes: [] }, { busy: false }, 30);
    const late = await enter(room);
    await turns();
    expect(alice.messages().slice(1, 4)).toMatchObject([
      { type: MessageCode.USER_JOINED, actor: 1, id: 'bot' },
      { type: MessageCode.UPDATE_PRESENCE, actor: 1, data: { busy: true } },
      { type: MessageCode.UPDATE_PRESENCE, actor: 1, data: { busy: false } },
    ]);
    expect(late.messages()).toMatchObject([
      { users: { 0: WRITER.user, 1: { id: 'bot' } } },
      { type: MessageCode.UPDATE_PRESENCE, actor: 1, data: { busy: false }, targetActor: late.session.actor },
    ]);
    while (alice.messages(MessageCode.USER_LEFT).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(room.people().map(({ actor }) => actor)).toEqual([0, late.session.actor]);
  });
});

describe('messages', () => {
  it('[RT10] presence and events go where they should, in order', async () => {
    const room = await opened(aHub(aStore()));
    const [alice, bob, carol] = [await enter(room), await enter(room), await enter(room)];
    await turns();
    alice.send(
      presence({ x: 1 }, { targetActor: -1 }),
      { type: MessageCode.BROADCAST_EVENT, event: null },
      presence({ x: null }),
    );
    alice.send(presence({ hello: 'carol' }, { targetActor: carol.session.actor }));
    await turns();
    const all = [
      { type: MessageCode.UPDATE_PRESENCE, actor: 0, data: { x: 1 }, targetActor: -1 },
      { type: MessageCode.BROADCAST_EVENT, actor: 0, event: null },
      { type: MessageCode.UPDATE_PRESENCE, actor: 0, data: { x: null } },
    ];
    const talk = (peer: Peer): unknown[] =>
      peer
        .messages()
        .filter(({ type }) => type === MessageCode.UPDATE_PRESENCE || type === MessageCode.BROADCAST_EVENT);
    expect([talk(alice), talk(bob)]).toEqual([[], all]);
    expect(talk(carol).slice(3)).toMatchObject([{ data: { hello: 'carol' } }]);
  });

  it('[RT11] nothing is answered or relayed before it stands in the log', async () => {
    const store = aStore();
    let release = (): void => undefined;
    store.before = () => new Promise((resolve) => (release = resolve));
    const room = await opened(aHub(store));
    const [alice, bob] = [await enter(room), await enter(room)];
    alice.send(ops(set({ a: 1 }, '0:1')));
    await turns();
    expect([acked(alice), bob.messages(MessageCode.UPDATE_STORAGE), storageOf(room)]).toEqual([[], [], {}]);
    release();
    await turns();
    expect([acked(alice), storageOf(room)]).toEqual([['0:1'], { a: 1 }]);
    expect(bob.messages(MessageCode.UPDATE_STORAGE)).toEqual([
      { type: MessageCode.UPDATE_STORAGE, ops: [{ type: OpCode.UPDATE_OBJECT, id: 'root', data: { a: 1 } }] },
    ]);
  });

  it('[RT12] what comes behind a change stays behind it', async () => {
    const room = await opened(aHub(aStore()));
    const [alice, bob] = [await enter(room), await enter(room)];
    await turns();
    alice.send(presence({ p: 1 }), ops(set({ a: 1 })), { type: 200 }, presence({ p: 2 }), ops(set({ a: 2 })), {
      type: 200,
    });
    await turns();
    expect(
      bob
        .messages()
        .map(({ type }) => type)
        .slice(1),
    ).toEqual([100, 201, 100, 201]);
    const loaded = alice.messages(MessageCode.STORAGE_CHUNK).map(({ nodes }) => nodes);
    expect(loaded).toEqual([[['root', { a: 1 }]], [['root', { a: 2 }]]]);
  });

  it('[RT13] whoever may not write is told for each op, and heard by nobody', async () => {
    const room = await opened(aHub(aStore()));
    const [alice, rita] = [await enter(room), await enter(room, READER)];
    const nobody = await enter(room, { user: { scopes: ['room:read', 'storage:none'] }, storage: 'none' });
    alice.send(ops(set({ secret: 1 })));
    await turns();
    rita.send(ops(set({ a: 1 }, '1:1'), set({ b: 1 }, '1:2')), { type: MessageCode.UPDATE_YDOC, update: 'AAA=' });
    nobody.send({ type: 200 }, { type: MessageCode.FETCH_YDOC, vector: '' });
    await turns();
    expect(rita.messages(MessageCode.REJECT_STORAGE_OP)).toMatchObject([{ opIds: ['1:1', '1:2'] }]);
    expect([storageOf(room), acked(rita)]).toEqual([{ secret: 1 }, []]);
    expect(nobody.messages(MessageCode.STORAGE_CHUNK)).toEqual([{ type: 210, nodes: [['root', {}]] }]);
    const doc = new Y.Doc();
    doc.getText('secret').insert(0, 'secret');
    const update = Buffer.from(Y.encodeStateAsUpdate(doc)).toString('base64');
    alice.send({ type: MessageCode.UPDATE_YDOC, update });
    await turns();
    expect(rita.messages(MessageCode.FETCH_YDOC)).toMatchObject([{ update }]);
    expect([MessageCode.FETCH_YDOC, MessageCode.UPDATE_STORAGE].flatMap((type) => nobody.messages(type))).toEqual([]);
  });

  it('[RT14] both versions of the protocol load all of it', async () => {
    const room = await opened(aHub(aStore()));
    const [old, young] = [await enter(room, WRITER, 7), await enter(room)];
    old.send(
      ops(set({ a: 1 }), { type: OpCode.CREATE_LIST, opId: '0:2', id: '0:9', parentId: 'root', parentKey: 'l' }),
    );
    for (const peer of [old, young]) peer.send({ type: 200 });
    await turns();
    old.send({ type: 200 });
    young.send({ type: 200 });
    await turns();
    expect(old.messages(MessageCode.FETCH_STORAGE).at(-1)).toEqual({
      type: 200,
      items: [
        ['root', { type: 0, data: { a: 1 } }],
        ['0:9', { type: 1, parentId: 'root', parentKey: 'l' }],
      ],
    });
    expect(young.messages().slice(-2)).toEqual([
      {
        type: 210,
        nodes: [
          ['root', { a: 1 }],
          ['0:9', 1, 'root', 'l'],
        ],
      },
      { type: 211 },
    ]);
  });

  it('[RT15] one turn is one frame, and a busy room sends few', async () => {
    const room = await opened(aHub(aStore(), undefined, { flushIntervalMs: 60 }));
    const [alice, bob] = [await enter(room), await enter(room)];
    await turns();
    const before = bob.frames.length;
    for (let i = 0; i < 5; i++) alice.send(presence({ i }));
    await turns(3);
    expect([bob.messages(100).length, bob.frames.length - before]).toEqual([5, 1]);
    for (let i = 0; i < 200; i++) {
      await turns(1);
      alice.send(presence({ i }));
    }
    while (bob.messages(100).length < 205) await turns(1);
    expect(bob.frames.length - before).toBeLessThan(100);
  });

  const BEHIND = [MessageCode.USER_JOINED, MessageCode.UPDATE_STORAGE, MessageCode.UPDATE_PRESENCE];
  it.each([
    ['that loads the storage first hears of no change from before', [{ type: MessageCode.FETCH_STORAGE }], [101, 100]],
    ['that says something else hears of all, in order', [], BEHIND],
    ['that says nothing hears of all after a while', null, BEHIND],
  ])('[RT16] a newcomer %s', async (_, firstWord, heard) => {
    const room = await opened(aHub(aStore(), undefined, { firstWordMs: firstWord === null ? 20 : 1_000_000 }));
    const alice = await enter(room);
    const bob = await enterSilently(room);
    await enter(room);
    alice.send(ops(set({ a: 1 })), presence({ a: 1 }));
    await turns();
    const types = (): number[] => bob.messages().map(({ type }) => type);
    expect(types()).toEqual([MessageCode.ROOM_STATE, MessageCode.USER_JOINED]);
    if (firstWord !== null) bob.send(...firstWord);
    const loaded = firstWord?.length === 1 ? [MessageCode.STORAGE_CHUNK, MessageCode.STORAGE_STREAM_END] : [];
    while (types().length < 1 + heard.length + loaded.length) await turns(1);
    expect(types().slice(1)).toEqual([...heard, ...loaded]);
    alice.send(ops(set({ a: 2 })));
    await turns();
    expect(types().at(-1)).toBe(MessageCode.UPDATE_STORAGE);
  });
});

describe('the log', () => {
  it('[RT20] what waits together is appended together', async () => {
    const keys = ['a', 'b', 'c'];
    const store = aStore(...keys);
    const hub = aHub(store);
    const peers = await Promise.all(keys.map(async (key) => enter(await opened(hub, key))));
    for (const peer of peers) for (let i = 0; i < 10; i++) peer.send(ops(set({ [`${i}`]: i })));
    await turns();
    expect([store.appends, peers.map((peer) => acked(peer).length)]).toEqual([[3], [10, 10, 10]]);
  });

  it('[RT21] nodes that write at once show the same', async () => {
    const store = aStore();
    const bus = new InProcessBus();
    const rooms = await Promise.all([1, 2, 3].map(() => opened(aHub(store, bus))));
    const peers = await Promise.all(rooms.map((room) => enter(room)));
    await turns();
    for (let round = 0; round < 30; round++) {
      peers.forEach((peer, i) => peer.send(ops(set({ last: `${i}:${round}`, [`${i}`]: round }))));
      await turns(round % 3);
    }
    await turns(200);
    const [one, ...others] = rooms.map((room) => JSON.stringify([room.state.seq, storageOf(room)]));
    expect(others).toEqual([one, one]);
    expect(peers.map((peer) => acked(peer).length)).toEqual([30, 30, 30]);
    expect(storageOf(await opened(aHub(store)))).toEqual(storageOf(rooms[0] as LiveRoom));
    // Everybody sees everybody, wherever they are.
    expect(rooms.map((room) => room.people().length)).toEqual([3, 3, 3]);
    peers[0]?.send({ type: MessageCode.BROADCAST_EVENT, event: 'across' });
    await turns();
    expect(peers.map((peer) => peer.messages(MessageCode.BROADCAST_EVENT).length)).toEqual([0, 1, 1]);
  });

  it('[RT22] [RT23] waits while the store is away, and repeats nothing', async () => {
    const store = aStore();
    const room = await opened(aHub(store));
    const [alice, bob] = [await enter(room), await enter(room)];
    let away = true;
    store.before = () => {
      if (away) throw new StoreUnavailable('away');
    };
    // The first append after that happens, and its answer is lost.
    let lost = true;
    store.after = () => {
      if (!lost) return;
      lost = false;
      throw new StoreUnavailable('the answer was lost');
    };
    for (const key of ['a', 'b', 'c']) alice.send(ops(set({ [key]: 1 }, `0:${key}`)));
    await turns();
    alice.send(presence({ still: 'here' }));
    await turns();
    expect([acked(alice), alice.closed, bob.messages(100).length]).toEqual([[], null, 1]);
    away = false;
    while (acked(alice).length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    expect([acked(alice), storageOf(room)]).toEqual([['0:a', '0:b', '0:c'], { a: 1, b: 1, c: 1 }]);
    expect((await store.load('room'))?.tail).toHaveLength(room.state.seq);
    expect(storageOf(await opened(aHub(store)))).toEqual(storageOf(room));
  });

  it('[RT24] what REST makes from the room is made anew when another was first', async () => {
    const store = aStore();
    const bus = new InProcessBus();
    const rooms = await Promise.all([1, 2].map(() => opened(aHub(store, bus))));
    const add = (room: LiveRoom): Promise<unknown> =>
      room.write((state) => {
        const count = (toJson(state.document.root) as { n?: number }).n ?? 0;
        return [{ ops: [{ type: OpCode.UPDATE_OBJECT, id: 'root', data: { n: count + 1 } }] }];
      });
    await Promise.all(Array.from({ length: 20 }, (_, i) => add(rooms[i % 2] as LiveRoom)));
    await turns(50);
    expect(rooms.map(storageOf)).toEqual([{ n: 20 }, { n: 20 }]);
    await expect(
      (rooms[0] as LiveRoom).write(() => {
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await (rooms[0] as LiveRoom).write(() => [])).toEqual([]);
  });

  it('[RT21] a node that hears of rows while its own are on their way misses none', async () => {
    const store = aStore();
    const bus = new InProcessBus();
    const [one, two] = [await opened(aHub(store, bus)), await opened(aHub(store, bus))];
    const [alice, bob] = [await enter(one), await enter(two)];
    let release = (): void => undefined;
    store.before = () => new Promise((resolve) => (release = resolve));
    alice.send(ops(set({ a: 1 })));
    await turns(3);
    const releaseAlice = release;
    store.before = () => undefined;
    for (let i = 0; i < 3; i++) {
      bob.send(ops(set({ b: i })));
      await turns();
    }
    releaseAlice();
    await turns(50);
    expect([storageOf(one), storageOf(two), acked(alice).length]).toEqual([{ a: 1, b: 2 }, { a: 1, b: 2 }, 1]);
  });

  it('[RT22] a room that is deleted while it writes lets everybody go, and leaves nobody waiting', async () => {
    const store = aStore();
    const room = await opened(aHub(store));
    const alice = await enter(room);
    store.delete('room');
    await expect(room.write([{ ops: [{ type: OpCode.UPDATE_OBJECT, id: 'root', data: { a: 1 } }] }])).rejects.toThrow(
      RoomGone,
    );
    expect([alice.closed?.[0], room.closed]).toEqual([CloseCode.KICKED, true]);
    await expect(room.write([])).rejects.toThrow(RoomGone);
  });

  it('[RT25] a row that cannot be stored harms nobody else', async () => {
    const store = aStore('good', 'bad');
    const hub = aHub(store);
    const [good, bad] = [await enter(await opened(hub, 'good')), await enter(await opened(hub, 'bad'))];
    const append = store.append.bind(store);
    store.append = async (rows) => {
      if (rows.some((row) => row.room === 'bad')) throw new Error('too large');
      return append(rows);
    };
    bad.send(ops(set({ a: 1 })));
    good.send(ops(set({ a: 1 })));
    await turns();
    expect([acked(good).length, good.closed, acked(bad).length, bad.closed?.[0]]).toEqual([
      1,
      null,
      0,
      CloseCode.SERVICE_RESTART,
    ]);
  });

  it('[RT26] the room is the same from its log and from a snapshot', async () => {
    const store = aStore();
    const room = await opened(aHub(store, undefined, { snapshotAfterBytes: 300 }));
    const alice = await enter(room);
    for (let i = 0; i < 40; i++) {
      alice.send(
        ops(set({ [`k${i}`]: i }), {
          type: OpCode.CREATE_LIST,
          opId: `0:l${i}`,
          id: `0:${i}`,
          parentId: 'root',
          parentKey: `l${i}`,
        }),
      );
      await turns(3);
    }
    await turns();
    const stored = await store.load('room');
    expect([stored?.snapshot === null, (stored?.tail.length ?? 0) < 40]).toEqual([false, true]);
    expect(storageOf(await opened(aHub(store)))).toEqual(storageOf(room));
  });
});

describe('limits', () => {
  it('[RT30] whoever writes faster than can be stored has to wait', async () => {
    const store = aStore();
    let release = (): void => undefined;
    store.before = () => new Promise((resolve) => (release = resolve));
    const room = await opened(aHub(store));
    const alice = await enter(room);
    alice.send(ops(set({ a: 'x'.repeat(LIMITS.pendingBytes / 2) })));
    expect(alice.paused).toBe(false);
    alice.send(ops(set({ b: 'x'.repeat(LIMITS.pendingBytes) })));
    expect(alice.paused).toBe(true);
    for (let i = 0; i < 2; i++) {
      await turns();
      release();
    }
    await turns();
    expect([alice.paused, acked(alice).length]).toEqual([false, 2]);
  });

  it('[RT31] whoever does not read is sent away; whoever loads much is not', async () => {
    const room = await opened(aHub(aStore()));
    const [alice, bob] = [await enter(room), await enter(room)];
    alice.send(ops(set({ big: 'x'.repeat(5_000) })));
    await turns();
    bob.send({ type: 200 });
    await turns();
    bob.bufferedBytes = 5_500;
    alice.send(presence({ a: 1 }));
    await turns();
    expect(bob.closed).toBeNull();
    bob.bufferedBytes = 10_000;
    alice.send(presence({ a: 2 }));
    await turns();
    expect([bob.closed?.[0], room.connections]).toEqual([CloseCode.TRY_AGAIN_LATER, 1]);
  });

  it('[RT34] a room that holds as much as it may refuses what adds to it, and takes what does not', async () => {
    const store = aStore();
    const roomOf = async (roomBytes: number): Promise<LiveRoom> => opened(aHub(store, undefined, { roomBytes }));
    const first = await roomOf(LIMITS.roomBytes);
    await first.write([{ ops: [set({ keep: 1, old: 'x'.repeat(500) })] }]);
    const holds = first.state.storageChunks().reduce((sum, chunk) => sum + chunk.length, 0);
    const frame = JSON.stringify([ops(set({ new: 'y'.repeat(100) }, '9:n'))]).length;

    const tooSmall = await roomOf(holds + frame - 1);
    const alice = await enter(tooSmall);
    alice.send(ops(set({ new: 'y'.repeat(100) }, '9:n')));
    alice.send(ops({ type: OpCode.DELETE_OBJECT_KEY, id: 'root', key: 'gone', opId: '9:d' }, set({ new: 1 }, '9:o')));
    await turns();
    expect(alice.messages(MessageCode.REJECT_STORAGE_OP)).toEqual([
      { type: MessageCode.REJECT_STORAGE_OP, opIds: ['9:n'], reason: expect.stringContaining('The room is full') },
    ]);
    expect(acked(alice)).toEqual(['9:d', '9:o']);
    const large = { ops: [set({ new: 'y'.repeat(200) })] };
    await expect(tooSmall.write([large])).rejects.toThrow(RoomTooLarge);
    await expect(tooSmall.write(() => [large])).rejects.toThrow('The room is full');
    expect(storageOf(tooSmall)).toEqual({ keep: 1, old: 'x'.repeat(500), new: 1 });
    await tooSmall.write([large], { replacing: true });
    alice.send(ops({ type: OpCode.DELETE_OBJECT_KEY, id: 'root', key: 'old', opId: '9:r' }));
    await turns();
    alice.send(ops(set({ more: 'z'.repeat(200) }, '9:s')));
    await turns();
    expect([acked(alice).slice(2), Object.keys(storageOf(tooSmall) as object)]).toEqual([
      ['9:r', '9:s'],
      ['keep', 'new', 'more'],
    ]);

    store.create('other');
    const other = await opened(aHub(store, undefined, { roomBytes: holds + frame }), 'other');
    await other.write([{ ops: [set({ keep: 1, old: 'x'.repeat(500) })] }]);
    const bob = await enter(other);
    bob.send(ops(set({ new: 'y'.repeat(100) }, '9:n')));
    await turns();
    expect(acked(bob)).toEqual(['9:n']);
  });

  it('[RT34] in a full room a Yjs update that adds ends its sender, and one that removes is taken', async () => {
    const doc = new Y.Doc();
    doc.getText('t').insert(0, 'x'.repeat(3_000));
    const room = await opened(aHub(aStore(), undefined, { roomBytes: 5_000, pendingBytes: 10_000 }));
    const [alice, bob] = [await enter(room), await enter(room)];
    const send = (update: Uint8Array): void =>
      alice.send({ type: MessageCode.UPDATE_YDOC, update: Buffer.from(update).toString('base64') });
    send(Y.encodeStateAsUpdate(doc));
    await turns();
    const whole = Y.encodeStateVector(doc);
    doc.getText('t').delete(0, 2_000);
    send(Y.encodeStateAsUpdate(doc, whole));
    await turns();
    expect(room.state.yjs.get(undefined).getText('t').length).toBe(1_000);
    doc.getText('t').insert(0, 'y'.repeat(4_000));
    send(Y.encodeStateAsUpdate(doc, whole));
    await turns();
    expect([alice.closed, bob.closed]).toEqual([
      [CloseCode.ROOM_TOO_LARGE, expect.stringContaining('The room is full')],
      null,
    ]);
    expect(room.state.yjs.get(undefined).getText('t').length).toBe(1_000);
  });

  it('[RT32] other rights send back to the door, none send away', async () => {
    const room = await opened(aHub(aStore()));
    const [same, other, none] = [await enter(room), await enter(room), await enter(room)];
    room.recheck((session) => (session === same.session ? WRITER : session === other.session ? READER : null));
    expect([same.closed, other.closed?.[0], none.closed?.[0]]).toEqual([null, CloseCode.KICKED, CloseCode.NOT_ALLOWED]);
  });

  it('[RT33] a node that ends first stores what it has taken', async () => {
    const store = aStore();
    const hub = aHub(store);
    const room = await opened(hub);
    const alice = await enter(room);
    alice.send(ops(set({ a: 1 }, '0:1')));
    await hub.shutDown();
    expect([acked(alice), alice.closed?.[0]]).toEqual([['0:1'], CloseCode.SERVICE_RESTART]);
    expect(storageOf(await opened(aHub(store)))).toEqual({ a: 1 });
  });
});
