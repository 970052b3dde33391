import type { AppendOutcome, LogRow, RoomKey, RoomStore, StoredRoom, StoredSnapshot } from './room-store.js';

interface MemoryRoom {
  rows: LogRow[];
  snapshot: StoredSnapshot | null;
  nextActor: number;
  forgottenSeq: number;
}

/** Logs that live as long as the process: for tests, and as the simplest thing that the contract allows. */
export class MemoryRoomStore implements RoomStore {
  private readonly rooms = new Map<RoomKey, MemoryRoom>();

  create(room: RoomKey): void {
    this.rooms.set(room, { rows: [], snapshot: null, nextActor: 0, forgottenSeq: 0 });
  }

  delete(room: RoomKey): void {
    this.rooms.delete(room);
  }

  async append(rows: readonly (LogRow & { readonly room: RoomKey })[]): Promise<readonly AppendOutcome[]> {
    return rows.map(({ room, seq, bytes }) => {
      const stored = this.rooms.get(room);
      if (stored === undefined || seq <= stored.forgottenSeq) return 'behind';
      if (stored.rows.some((row) => row.seq === seq)) return 'behind';
      stored.rows.push({ seq, bytes });
      return 'appended';
    });
  }

  async load(room: RoomKey): Promise<StoredRoom | null> {
    const stored = this.rooms.get(room);
    if (stored === undefined) return null;
    const { snapshot, rows } = stored;
    return { snapshot, tail: rows.filter(({ seq }) => seq > (snapshot?.seq ?? 0)) };
  }

  async readAfter(room: RoomKey, seq: number): Promise<readonly LogRow[] | null> {
    const stored = this.rooms.get(room);
    if (stored === undefined) return null;
    const after = stored.rows.filter((row) => row.seq > seq);
    const whole = after.every((row, i) => row.seq === seq + 1 + i);
    return whole && (after.length > 0 || (stored.snapshot?.seq ?? 0) <= seq) ? after : null;
  }

  async saveSnapshot(room: RoomKey, snapshot: StoredSnapshot): Promise<void> {
    const stored = this.rooms.get(room);
    if (stored === undefined) return;
    const before = stored.snapshot?.seq ?? 0;
    if (stored.snapshot !== null && before >= snapshot.seq) return;
    stored.snapshot = snapshot;
    stored.forgottenSeq = before;
    stored.rows = stored.rows.filter(({ seq }) => seq > before);
  }

  async reserveActors(room: RoomKey, count: number): Promise<number | null> {
    const stored = this.rooms.get(room);
    if (stored === undefined) return null;
    const first = stored.nextActor;
    stored.nextActor += count;
    return first;
  }
}
