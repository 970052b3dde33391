import type { Op } from '@foyer/protocol';

/** Who is behind an entry; nobody, where it came over REST. */
interface Origin {
  readonly actor?: number;
  readonly userId?: string;
}

/** Ops of one sender, as they were sent and found well-formed. */
export interface OpsEntry extends Origin {
  readonly ops: readonly Op[];
}

/** One update of a Yjs document of the room. */
export interface YjsEntry extends Origin {
  /** Base64. */
  readonly update: string;
  /** The encoding of `update`. */
  readonly v2: boolean;
  /** The subdocument; absent for the main document. */
  readonly guid?: string;
}

/** One accepted change of a room. Folding it is a pure function of the room before it. */
export type LogEntry = OpsEntry | YjsEntry;

export const isYjsEntry = (entry: LogEntry): entry is YjsEntry => 'update' in entry;

/** The entries that one node appends to one room at once. They are one row of the log. */
export interface EntryBatch {
  /** Unique: after a failed append it tells whether the row that stands there is ours. */
  readonly id: string;
  readonly entries: readonly LogEntry[];
}

export const encodeBatch = (batch: EntryBatch): Uint8Array => Buffer.from(JSON.stringify(batch));

export const decodeBatch = (bytes: Uint8Array): EntryBatch =>
  JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()) as EntryBatch;
