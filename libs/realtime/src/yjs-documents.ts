import { createHash } from 'node:crypto';
import * as Y from 'yjs';

/** A document of a room: its main one has no guid. */
type Guid = string | undefined;

/** What a document takes in memory, however little it holds. */
const MIN_DOCUMENT_BYTES = 1024;

/** The Yjs documents of one room: the main one, and subdocuments by guid. */
export class YjsDocuments {
  private readonly documents = new Map<Guid, YjsDocument>();

  /** Of every document that holds anything. */
  guids(): Iterable<Guid> {
    return this.documents.keys();
  }

  /** Every document that holds anything, with all of its state as one v1 update. */
  *states(): Generator<{ readonly guid: Guid; readonly update: Uint8Array }> {
    for (const [guid, { doc }] of this.documents) yield { guid, update: Y.encodeStateAsUpdate(doc) };
  }

  /** The document itself, to be read only. An unknown one is empty. */
  get(guid: Guid): Y.Doc {
    return this.documents.get(guid)?.doc ?? new Y.Doc();
  }

  /** Whether the main document mentions this subdocument, or it holds something. */
  knows(guid: string): boolean {
    return this.documents.has(guid) || this.get(undefined).getSubdocGuids().has(guid);
  }

  /** Answers whether it changed anything. */
  apply(guid: Guid, update: Uint8Array, v2: boolean): boolean {
    let document = this.documents.get(guid);
    if (document === undefined) this.documents.set(guid, (document = new YjsDocument()));
    return document.apply(update, v2);
  }

  /** What a client lacks that has what `vector` says; empty: everything. Throws on a vector that is none. */
  diff(guid: Guid, vector: Uint8Array, v2: boolean): { update: Uint8Array; stateVector: Uint8Array } {
    const doc = this.get(guid);
    const since = vector.length === 0 ? undefined : vector;
    return {
      update: v2 ? Y.encodeStateAsUpdateV2(doc, since) : Y.encodeStateAsUpdate(doc, since),
      stateVector: Y.encodeStateVector(doc),
    };
  }

  /** About how much all of them take. */
  get bytes(): number {
    let sum = 0;
    for (const document of this.documents.values()) sum += document.bytes;
    return sum;
  }

  /** The SHA-256 of the document's snapshot, base64: the client's provider compares it with its own. */
  hash(guid: Guid, v2: boolean): string {
    return (this.documents.get(guid) ?? new YjsDocument()).hash(v2);
  }
}

/**
 * What an update would do; `null` where the bytes are none. Tried before an update is let in: applying half of one is worse than
 * refusing it.
 */
export function readYjsUpdate(update: Uint8Array, v2: boolean): { readonly adds: boolean } | null {
  try {
    const { structs } = v2 ? Y.decodeUpdateV2(update) : Y.decodeUpdate(update);
    return { adds: structs.length > 0 };
  } catch {
    return null;
  }
}

/** Whether the bytes are a state vector, or nothing. */
export function isStateVector(vector: Uint8Array): boolean {
  if (vector.length === 0) return true;
  try {
    Y.decodeStateVector(vector);
    return true;
  } catch {
    return false;
  }
}

class YjsDocument {
  readonly doc = new Y.Doc();
  /** Kept up to date with each transaction: collecting it from all items for every hash would cost more the longer the text. */
  private deleted = Y.createDeleteSet();
  /** How far each author has come: what Yjs has just found out, and would have to collect anew for every hash. */
  private state = new Map<number, number>();
  private hashes: { v1?: string; v2?: string } = {};
  private changed = false;
  /** What its state took when that was last measured, and the updates since then. */
  private measuredBytes = 0;
  private grownBytes = 0;

  constructor() {
    this.doc.on('afterTransaction', ({ deleteSet, changed, afterState }: Y.Transaction) => {
      this.state = afterState;
      if (changed.size > 0 || deleteSet.clients.size > 0) this.changed = true;
      if (deleteSet.clients.size > 0) this.deleted = Y.mergeDeleteSets([this.deleted, deleteSet]);
    });
  }

  apply(update: Uint8Array, v2: boolean): boolean {
    this.hashes = {};
    this.changed = false;
    this.grownBytes += update.length;
    if (v2) Y.applyUpdateV2(this.doc, update);
    else Y.applyUpdate(this.doc, update);
    return this.changed;
  }

  /** At most one part in sixteen too much: encoding all of a large document after each update would take too long. */
  get bytes(): number {
    if (this.grownBytes > this.measuredBytes / 16) {
      this.measuredBytes = Y.encodeStateAsUpdate(this.doc).length;
      this.grownBytes = 0;
    }
    return Math.max(MIN_DOCUMENT_BYTES, this.measuredBytes + this.grownBytes);
  }

  hash(v2: boolean): string {
    const name = v2 ? 'v2' : 'v1';
    return (this.hashes[name] ??= createHash('sha256')
      .update(v2 ? Y.encodeSnapshotV2(this.snapshot()) : Y.encodeSnapshot(this.snapshot()))
      .digest('base64'));
  }

  private snapshot(): Y.Snapshot {
    return Y.createSnapshot(this.deleted, this.state);
  }
}
