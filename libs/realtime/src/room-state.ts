import { MessageCode, type CompactNode } from '@foyer/protocol';
import { Document, Fold, restoreNodes, textHistories, type TextHistories } from '@foyer/storage-engine';
import { setImmediate as turn } from 'node:timers/promises';
import { decodeBatch, isYjsEntry, type LogEntry } from './log-entry.js';
import type { LogRow, StoredRoom, StoredSnapshot } from './room-store.js';
import { YjsDocuments } from './yjs-documents.js';

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
  /** What the content took when that was last measured, if it was, and the bytes of the log since then. */
  private measuredBytes = Infinity;
  private grownBytes = 0;

  private constructor(
    public seq: number,
    public snapshotBytes: number,
    readonly document: Document,
    readonly yjs: YjsDocuments,
  ) {}

  /** Reads what was stored; a large room in many turns of the event loop. */
  static async from({ snapshot, tail }: StoredRoom): Promise<RoomState> {
    const document = new Document();
    const yjs = new YjsDocuments();
    let changedBy: readonly (readonly [string, number])[] = [];
    const chunks: { readonly part: Uint8Array; readonly nodes: readonly CompactNode[] }[] = [];
    let texts: TextHistories = {};
    let bytes = 0;
    for (const part of snapshot?.parts ?? []) {
      bytes += part.byteLength;
      const read = JSON.parse(Buffer.from(part).toString()) as SnapshotPart;
      if ('nodes' in read) {
        if (chunks.push({ part, nodes: read.nodes }) > 1) await turn();
      } else if ('texts' in read) texts = read.texts;
      else if ('changedBy' in read) changedBy = read.changedBy;
      else yjs.apply(read.ydoc.guid, Buffer.from(read.ydoc.update, 'base64'), false);
    }
    for (const [index, { part, nodes }] of chunks.entries()) {
      if (index > 0) await turn();
      restoreNodes(document, nodes, texts);
      // As it was written it can be sent, as long as nothing in it changes.
      document.chunks.seal(part);
    }
    const state = new RoomState(snapshot?.seq ?? 0, bytes, document, yjs);
    for (const [userId, seq] of changedBy) state.changedBy.set(userId, seq);
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
    this.grownBytes += bytes.byteLength;
  }

  fold(entry: LogEntry): FoldedEntry {
    if (isYjsEntry(entry)) {
      if (this.yjs.apply(entry.guid, Buffer.from(entry.update, 'base64'), entry.v2)) this.changed(entry);
      return { entry, fold: null };
    }
    const fold = new Fold();
    for (const op of entry.ops) this.document.apply(op, fold);
    if (fold.relayed.length > 0) this.changed(entry);
    return { entry, fold };
  }

  /** The storage as the messages that a client reads it from. */
  storageChunks(): readonly Uint8Array[] {
    return Array.from(this.document.chunks, ({ message }) => message);
  }

  /** Encodes what has changed, a part in each turn of the event loop, so that `snapshot` finds most of it done. */
  async encodeAhead(): Promise<void> {
    for (const chunk of this.document.chunks) {
      if (chunk.isEncoded) continue;
      void chunk.message;
      await turn();
    }
  }

  /** Whether what people see of the room takes more than so many bytes; measured only where that could be. */
  isLargerThan(bytes: number): boolean {
    if (this.measuredBytes + this.grownBytes > bytes) {
      this.measuredBytes = this.yjs.bytes;
      for (const chunk of this.document.chunks) this.measuredBytes += chunk.message.byteLength;
      this.grownBytes = 0;
    }
    return this.measuredBytes > bytes;
  }

  /** Users with a change in a row behind `seq`. */
  changersSince(seq: number): string[] {
    return Array.from(this.changedBy)
      .filter(([, last]) => last > seq)
      .map(([userId]) => userId);
  }

  /** What people see of the room, without how it came to that: the storage, then its Yjs documents, JSON each. */
  content(): Uint8Array[] {
    const documents = Array.from(this.yjs.states(), ({ guid, update }) =>
      encodePart({
        ydoc: { ...(guid === undefined ? {} : { guid }), update: Buffer.from(update).toString('base64') },
      }),
    );
    return [...this.storageChunks(), ...documents];
  }

  /** Everything that the room would come back from. */
  snapshot(): StoredSnapshot {
    const rest: SnapshotPart[] = [{ texts: textHistories(this.document) }, { changedBy: [...this.changedBy] }];
    return { seq: this.seq, parts: [...this.content(), ...rest.map(encodePart)] };
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

const encodePart = (part: SnapshotPart): Uint8Array => Buffer.from(JSON.stringify(part));
