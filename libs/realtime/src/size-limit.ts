import { OpCode, type ClientOp, type Op } from '@foyer/protocol';
import { isYjsEntry, type LogEntry } from './log-entry.js';
import type { RoomState } from './room-state.js';
import { readYjsUpdate } from './yjs-documents.js';

/** The room would hold more than it may; nothing was written. */
export class RoomTooLarge extends Error {
  override name = 'RoomTooLarge';
}

const MIB = 1024 * 1024;

/** How much a room may hold. What makes it smaller is let through also when it is full. */
export class SizeLimit {
  /** What whoever is refused is told. */
  readonly reason: string;

  constructor(
    private readonly state: RoomState,
    /** Of its snapshot: storage and Yjs documents, without files. */
    private readonly maxBytes: number,
  ) {
    const limit = maxBytes >= MIB ? `${Math.floor(maxBytes / MIB)} MiB` : `${maxBytes} bytes`;
    this.reason = `The room is full: it holds at most ${limit}. Remove something first.`;
  }

  /** Whether so many bytes more are too many. */
  isReached(bytes: number): boolean {
    return this.state.isLargerThan(this.maxBytes - bytes);
  }

  /** Which ops of a frame of so many bytes may be written. */
  sort(
    ops: readonly ClientOp[],
    bytes: number,
  ): { readonly kept: readonly ClientOp[]; readonly refused: readonly ClientOp[] } {
    if (!this.isReached(bytes)) return { kept: ops, refused: [] };
    return { kept: ops.filter((op) => !adds(op)), refused: ops.filter(adds) };
  }

  /** The entries, if they may all be written. Throws `RoomTooLarge`. */
  checked(entries: readonly LogEntry[]): readonly LogEntry[] {
    const bytes = entries.reduce((sum, entry) => sum + bytesAdded(entry), 0);
    if (bytes > 0 && this.isReached(bytes)) throw new RoomTooLarge(this.reason);
    return entries;
  }
}

/** Ops that take away, or leave as much as there is. */
const NEVER_ADDING: ReadonlySet<Op['type']> = new Set([
  OpCode.DELETE_CRDT,
  OpCode.DELETE_OBJECT_KEY,
  OpCode.SET_PARENT_KEY,
]);

/** Whether an op can make the document larger. */
function adds(op: Op): boolean {
  if (op.type === OpCode.UPDATE_TEXT) return op.ops.some(({ type }) => type !== 'delete');
  return !NEVER_ADDING.has(op.type);
}

function bytesAdded(entry: LogEntry): number {
  if (isYjsEntry(entry)) {
    const update = Buffer.from(entry.update, 'base64');
    return readYjsUpdate(update, entry.v2)?.adds === true ? update.length : 0;
  }
  const added = entry.ops.filter(adds);
  return added.length === 0 ? 0 : JSON.stringify(added).length;
}
