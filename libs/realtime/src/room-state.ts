import { MessageCode, type CompactNode } from '@foyer/protocol';
import {
  Fold,
  compactNodes,
  documentFrom,
  textHistories,
  type Document,
  type TextHistories,
} from '@foyer/storage-engine';
import { decodeBatch, isYjsEntry, type LogEntry } from './log-entry.js';
import type { LogRow, StoredRoom, StoredSnapshot } from './room-store.js';
import { YjsDocuments } from './yjs-documents.js';

/** Small enough to make in a few milliseconds, large enough that a room of a million nodes is hundreds of messages. */
const NODES_PER_CHUNK = 2_000;

/** What a part of a snapshot holds. */
type SnapshotPart =
  | { readonly type: typeof MessageCode.STORAGE_CHUNK; readonly nodes: readonly CompactNode[] }
  | { readonly texts: TextHistories }
  | { readonly changedBy: readonly (readonly [userId: string, seq: number])[] }
  | { readonly ydoc: { readonly guid?: string; readonly update: string } };

/** What one entry came to: the answers to its ops, or nothing for Yjs, whose sender hears what all hear. */
export type FoldedEntry = { readonly entry: LogEntry; readonly fold: Fold | null };

/** What the log of a room has come to so far: its storage and its Yjs documents. */
export class RoomState {
  /** Bytes of the log since the last snapshot. */
  tailBytes = 0;
  /** By user: the row of the last change that is known to be theirs. */
  private readonly changedBy = new Map<string, number>();
  private chunks: readonly string[] | null = null;

  private constructor(
    public seq: number,
    public snapshotBytes: number,
    readonly document: Document,
    readonly yjs: YjsDocuments,
  ) {}

  static from({ snapshot, tail }: StoredRoom): RoomState {
    const nodes: CompactNode[] = [];
    let texts: TextHistories = {};
    let changedBy: Iterable<readonly [string, number]> = [];
    const yjs = new YjsDocuments();
    const chunks: string[] = [];
    let bytes = 0;
    for (const part of snapshot?.parts ?? []) {
      bytes += part.byteLength;
      const text = Buffer.from(part).toString();
      const read = JSON.parse(text) as SnapshotPart;
      if ('nodes' in read) {
        chunks.push(text);
        for (const node of read.nodes) nodes.push(node);
      } else if ('texts' in read) texts = read.texts;
      else if ('changedBy' in read) changedBy = read.changedBy;
      else yjs.apply(read.ydoc.guid, Buffer.from(read.ydoc.update, 'base64'), false);
    }
    const state = new RoomState(snapshot?.seq ?? 0, bytes, documentFrom(nodes, texts), yjs);
    for (const [userId, seq] of changedBy) state.changedBy.set(userId, seq);
    // As they were written they can be sent, as long as nothing of the storage changes.
    if (chunks.length > 0) state.chunks = chunks;
    for (const row of tail) {
      state.advance(row);
      for (const entry of decodeBatch(row.bytes).entries) state.fold(entry);
    }
    return state;
  }

  /** Goes on to one row of the log, which must be the next one. Its entries have to be folded now. */
  advance({ seq, bytes }: LogRow): void {
    if (seq !== this.seq + 1) throw new Error(`Row ${seq} does not follow row ${this.seq}.`);
    this.seq = seq;
    this.tailBytes += bytes.byteLength;
  }

  fold(entry: LogEntry): FoldedEntry {
    if (isYjsEntry(entry)) {
      if (this.yjs.apply(entry.guid, Buffer.from(entry.update, 'base64'), entry.v2)) this.changed(entry);
      return { entry, fold: null };
    }
    const fold = new Fold();
    for (const op of entry.ops) this.document.apply(op, fold);
    if (fold.relayed.length > 0) {
      this.chunks = null;
      this.changed(entry);
    }
    return { entry, fold };
  }

  /** The storage as the messages that a client reads it from. */
  storageChunks(): readonly string[] {
    return (this.chunks ??= [...encodeChunks(this.document)]);
  }

  /** Users with a change in a row behind `seq`. */
  changersSince(seq: number): string[] {
    return Array.from(this.changedBy)
      .filter(([, last]) => last > seq)
      .map(([userId]) => userId);
  }

  /** What people see of the room, without how it came to that: the storage, then its Yjs documents, a JSON text each. */
  content(): string[] {
    const documents = Array.from(this.yjs.states(), ({ guid, update }) =>
      JSON.stringify({
        ydoc: { ...(guid === undefined ? {} : { guid }), update: Buffer.from(update).toString('base64') },
      } satisfies SnapshotPart),
    );
    return [...this.storageChunks(), ...documents];
  }

  /** Everything that the room would come back from. */
  snapshot(): StoredSnapshot {
    const rest: SnapshotPart[] = [{ texts: textHistories(this.document) }, { changedBy: [...this.changedBy] }];
    const parts = [...this.content(), ...rest.map((part) => JSON.stringify(part))];
    return { seq: this.seq, parts: parts.map((part) => Buffer.from(part)) };
  }

  /** The snapshot is stored: only what comes after it is tail. */
  snapshotStored({ parts }: StoredSnapshot, tailBytesThen: number): void {
    this.snapshotBytes = parts.reduce((sum, part) => sum + part.byteLength, 0);
    this.tailBytes -= tailBytesThen;
  }

  private changed({ userId }: LogEntry): void {
    if (userId !== undefined) this.changedBy.set(userId, this.seq);
  }
}

function* encodeChunks(document: Document): Generator<string> {
  let nodes: CompactNode[] = [];
  for (const node of compactNodes(document)) {
    nodes.push(node);
    if (nodes.length < NODES_PER_CHUNK) continue;
    yield JSON.stringify({ type: MessageCode.STORAGE_CHUNK, nodes });
    nodes = [];
  }
  if (nodes.length > 0) yield JSON.stringify({ type: MessageCode.STORAGE_CHUNK, nodes });
}
