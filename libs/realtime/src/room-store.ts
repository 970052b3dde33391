/** The number of a room in the registry; it stays when the room is renamed. */
export type RoomKey = string;

/** One row of a room's log. The pair of room and seq exists once: it is the total order of the room. */
export interface LogRow {
  /** 1 for the first row of a room, and one more for each. */
  readonly seq: number;
  readonly bytes: Uint8Array;
}

/** A room as it was after row `seq`, in parts that mean something only to whoever wrote them. */
export interface StoredSnapshot {
  readonly seq: number;
  readonly parts: readonly Uint8Array[];
}

/** What a room comes back from: the newest snapshot, if any, and every row after it. */
export interface StoredRoom {
  readonly snapshot: StoredSnapshot | null;
  readonly tail: readonly LogRow[];
}

/** Whether a row stands in the log now; `behind`: another writer took its seq, or the room is gone. */
export type AppendOutcome = 'appended' | 'behind';

/** The store does not answer now. An append that failed with it may have happened all the same. */
export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable';
}

/**
 * Where the logs of rooms are kept. What `append` has answered `appended` is never lost. Any method fails with
 * `StoreUnavailable` while the store is away.
 */
export interface RoomStore {
  /** Adds at most one row to each room, all with one round trip; the outcomes in the order of `rows`. */
  append(rows: readonly (LogRow & { readonly room: RoomKey })[]): Promise<readonly AppendOutcome[]>;
  /** `null`: there is no such room. */
  load(room: RoomKey): Promise<StoredRoom | null>;
  /** The rows after `seq`; `null` if they are not all there any more, or the room is gone. */
  readAfter(room: RoomKey, seq: number): Promise<readonly LogRow[] | null>;
  /**
   * Keeps the snapshot unless there is a newer one. Rows up to the seq of the one before it may be forgotten: a node that is a
   * little behind still finds what it lacks.
   */
  saveSnapshot(room: RoomKey, snapshot: StoredSnapshot): Promise<void>;
  /** Sets aside connection numbers that nobody else in the life of the room gets; answers the first. `null`: no such room. */
  reserveActors(room: RoomKey, count: number): Promise<number | null>;
}
