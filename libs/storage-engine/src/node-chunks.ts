import { MessageCode, type ServerMessage } from '@foyer/protocol';
import { toCompactNode, type DocumentNode } from './nodes.js';

/** Small enough to encode within a few milliseconds, large enough that a room of a million nodes is hundreds of chunks. */
const NODES_PER_CHUNK = 2_000;

/** Nodes that were made one after the other, and the message that carries them, as long as none of them changes. */
export class NodeChunk {
  readonly nodes = new Set<DocumentNode>();
  private sealed = false;
  private encoded: Uint8Array | null = null;

  get isFull(): boolean {
    return this.sealed || this.nodes.size >= NODES_PER_CHUNK;
  }

  get isEncoded(): boolean {
    return this.encoded !== null;
  }

  /** The message: JSON as UTF-8. */
  get message(): Uint8Array {
    if (this.encoded !== null) return this.encoded;
    const nodes = Array.from(this.nodes, toCompactNode);
    const message: ServerMessage = { type: MessageCode.STORAGE_CHUNK, nodes };
    return (this.encoded = Buffer.from(JSON.stringify(message)));
  }

  /** Its nodes were read from this message, and no others come to them. */
  seal(message: Uint8Array): void {
    this.sealed = true;
    this.encoded = message;
  }

  /** One of its nodes is another now. */
  changed(): void {
    this.encoded = null;
  }
}

/**
 * The nodes of a document in the order in which they were made, so that every parent stands before its children. Of a large
 * document that has changed a little, only the chunks that changed are encoded anew.
 */
export class NodeChunks implements Iterable<NodeChunk> {
  private chunks: NodeChunk[] = [];
  private nodes = 0;

  add(node: DocumentNode): void {
    let last = this.chunks.at(-1);
    if (last === undefined || last.isFull) {
      if (this.isSparse) this.regroup();
      this.chunks.push((last = new NodeChunk()));
    }
    last.nodes.add(node);
    last.changed();
    node.chunk = last;
    this.nodes++;
  }

  remove(node: DocumentNode): void {
    node.chunk?.nodes.delete(node);
    node.chunk?.changed();
    node.chunk = null;
    this.nodes--;
  }

  /** The nodes that were added since the last time were read from this message. */
  seal(message: Uint8Array): void {
    this.chunks.at(-1)?.seal(message);
  }

  *[Symbol.iterator](): Iterator<NodeChunk> {
    for (const chunk of this.chunks) if (chunk.nodes.size > 0) yield chunk;
  }

  /** Whether removals have left many chunks with few nodes. */
  private get isSparse(): boolean {
    return this.chunks.length > 2 * (1 + this.nodes / NODES_PER_CHUNK);
  }

  private regroup(): void {
    const nodes = this.chunks.flatMap((chunk) => [...chunk.nodes]);
    this.chunks = [];
    this.nodes = 0;
    for (const node of nodes) this.add(node);
  }
}
