import { describe, expect, it } from '@jest/globals';
import type { AppendOutcome, LogRow, RoomKey, RoomStore } from '../room-store.js';

export interface RoomStoreUnderTest {
  readonly store: RoomStore;
  /** A room that is there, and has no log yet. */
  readonly aRoom: () => Promise<RoomKey>;
  readonly deleteRoom: (room: RoomKey) => Promise<void>;
}

const bytes = (text: string): Uint8Array => Buffer.from(text);
const textOf = (rows: readonly LogRow[]): string[] =>
  rows.map((row) => `${row.seq}${Buffer.from(row.bytes).toString()}`);

/** What every store of rooms keeps to. */
export function describeRoomStore(name: string, open: () => Promise<RoomStoreUnderTest>): void {
  describe(`the room store in ${name}`, () => {
    const append = async (
      store: RoomStore,
      room: RoomKey,
      seq: number,
      text: string,
    ): Promise<AppendOutcome | undefined> => (await store.append([{ room, seq, bytes: bytes(text) }]))[0];

    it('[RS1] keeps rows in order, byte by byte', async () => {
      const { store, aRoom } = await open();
      const room = await aRoom();
      const odd = Uint8Array.from({ length: 256 }, (_, i) => i);
      expect(await store.load(room)).toEqual({ snapshot: null, tail: [] });
      expect(await append(store, room, 1, 'a')).toBe('appended');
      expect(await store.append([{ room, seq: 2, bytes: odd }])).toEqual(['appended']);
      expect(await append(store, room, 3, '')).toBe('appended');
      const stored = await store.load(room);
      expect(stored?.tail.map(({ seq }) => seq)).toEqual([1, 2, 3]);
      expect([...(stored?.tail[1]?.bytes ?? [])]).toEqual([...odd]);
    });

    it('[RS2] takes each seq once, whoever comes second is behind', async () => {
      const { store, aRoom } = await open();
      const room = await aRoom();
      const outcomes = await Promise.all(Array.from({ length: 10 }, (_, i) => append(store, room, 1, `${i}`)));
      expect(outcomes.filter((outcome) => outcome === 'appended')).toHaveLength(1);
      const winner = outcomes.indexOf('appended');
      expect(textOf((await store.readAfter(room, 0)) ?? [])).toEqual([`1${winner}`]);
    });

    it('[RS3] appends to many rooms at once, each for itself', async () => {
      const { store, aRoom, deleteRoom } = await open();
      const [one, two, gone] = [await aRoom(), await aRoom(), await aRoom()];
      await append(store, two, 1, 'before');
      await deleteRoom(gone);
      const rows = [one, two, gone].map((room) => ({ room, seq: 1, bytes: bytes('x') }));
      expect(await store.append(rows)).toEqual(['appended', 'behind', 'behind']);
      expect(textOf((await store.readAfter(one, 0)) ?? [])).toEqual(['1x']);
      expect(await store.load(gone)).toBeNull();
      expect(await store.reserveActors(gone, 1)).toBeNull();
      expect(await store.readAfter(gone, 0)).toBeNull();
    });

    it('[RS4] reads what came after a seq', async () => {
      const { store, aRoom } = await open();
      const room = await aRoom();
      for (const seq of [1, 2, 3]) await append(store, room, seq, 'r');
      expect(textOf((await store.readAfter(room, 1)) ?? [])).toEqual(['2r', '3r']);
      expect(await store.readAfter(room, 3)).toEqual([]);
    });

    it('[RS5] comes back from the newest snapshot and the rows after it', async () => {
      const { store, aRoom } = await open();
      const room = await aRoom();
      for (const seq of [1, 2, 3]) await append(store, room, seq, 'r');
      await store.saveSnapshot(room, { seq: 2, parts: [bytes('p'), bytes('q')] });
      const stored = await store.load(room);
      expect(stored?.snapshot?.seq).toBe(2);
      expect(stored?.snapshot?.parts.map((part) => Buffer.from(part).toString())).toEqual(['p', 'q']);
      expect(textOf(stored?.tail ?? [])).toEqual(['3r']);
      await store.saveSnapshot(room, { seq: 1, parts: [bytes('old')] });
      expect((await store.load(room))?.snapshot?.seq).toBe(2);
    });

    it('[RS6] forgets rows only behind the snapshot before, and says so to whoever is further behind', async () => {
      const { store, aRoom } = await open();
      const room = await aRoom();
      for (const seq of [1, 2, 3, 4, 5]) await append(store, room, seq, 'r');
      await store.saveSnapshot(room, { seq: 2, parts: [bytes('2')] });
      expect(textOf((await store.readAfter(room, 1)) ?? [])).toEqual(['2r', '3r', '4r', '5r']);
      await store.saveSnapshot(room, { seq: 4, parts: [bytes('4')] });
      expect(textOf((await store.readAfter(room, 2)) ?? [])).toEqual(['3r', '4r', '5r']);
      expect(await store.readAfter(room, 1)).toBeNull();
      expect((await store.load(room))?.snapshot?.seq).toBe(4);
    });

    it('[RS8] never takes a seq again whose row is forgotten', async () => {
      const { store, aRoom } = await open();
      const room = await aRoom();
      for (const seq of [1, 2, 3, 4]) await append(store, room, seq, 'r');
      await store.saveSnapshot(room, { seq: 2, parts: [bytes('2')] });
      await store.saveSnapshot(room, { seq: 4, parts: [bytes('4')] });
      expect(await append(store, room, 2, 'late')).toBe('behind');
      expect(await append(store, room, 4, 'late')).toBe('behind');
      expect(await append(store, room, 5, 'next')).toBe('appended');
    });

    it('[RS7] never gives a connection number twice', async () => {
      const { store, aRoom } = await open();
      const room = await aRoom();
      const firsts = await Promise.all(Array.from({ length: 20 }, () => store.reserveActors(room, 3)));
      expect([...firsts].sort((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 20 }, (_, i) => i * 3));
    });
  });
}
