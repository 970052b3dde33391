import { OpCode, ROOT_ID, type CompactNode, type CreateOp, type Op } from '@foyer/protocol';
import { documentFrom, toCreateOp, toLson, type Document } from '@foyer/storage-engine';
import { isDeepStrictEqual } from 'node:util';
import * as Y from 'yjs';
import type { LogEntry } from './log-entry.js';
import type { RoomState } from './room-state.js';
import { revertingUpdate } from './yjs-revert.js';

const NEW_LINE = Buffer.from('\n');
const EMPTY_UPDATE = Y.encodeStateAsUpdate(new Y.Doc());

/** What a room held at some moment. */
export class RoomVersion {
  private readonly nodes: CompactNode[] = [];
  private readonly ydocs = new Map<string | undefined, Uint8Array>();

  /** Reads what `encode` made. */
  constructor(bytes: Uint8Array) {
    for (const line of Buffer.from(bytes).toString().split('\n')) {
      const part = JSON.parse(line) as Line;
      if ('nodes' in part) for (const node of part.nodes) this.nodes.push(node);
      else this.ydocs.set(part.ydoc.guid, Buffer.from(part.ydoc.update, 'base64'));
    }
  }

  /** The room as it is now, as bytes. */
  static encode(state: RoomState): Uint8Array {
    return Buffer.concat(state.content().flatMap((part, i) => (i === 0 ? [part] : [NEW_LINE, part])));
  }

  /** The storage. */
  get document(): Document {
    return documentFrom(this.nodes);
  }

  /** All of a Yjs document as one v1 update; of one that was not there, an empty one. */
  ydoc(guid?: string): Uint8Array {
    return this.ydocs.get(guid) ?? EMPTY_UPDATE;
  }

  /** What turns the room into this version; nothing where it is that already. `newId` gives ids that no node had ever. */
  entriesFor({ document, yjs }: RoomState, newId: () => string): LogEntry[] {
    const ops = isDeepStrictEqual(toLson(document.root), toLson(this.document.root)) ? [] : this.ops(document, newId);
    const updates = Array.from(yjs.guids(), (guid) => ({
      guid,
      update: revertingUpdate(yjs.get(guid), this.ydoc(guid)),
    }));
    return [
      ...(ops.length === 0 ? [] : [{ ops }]),
      ...updates.flatMap(({ guid, update }) =>
        update === null
          ? []
          : [{ update: Buffer.from(update).toString('base64'), v2: false, ...(guid === undefined ? {} : { guid }) }],
      ),
    ];
  }

  /** The storage is emptied first, so all ids are free: nodes get those back that they had, and the clients' undo finds them. */
  private ops({ root }: Document, newId: () => string): Op[] {
    const ops: Op[] = [...Object.keys(root.data), ...root.children.keys()].map((key) => ({
      type: OpCode.DELETE_OBJECT_KEY,
      id: ROOT_ID,
      key,
    }));
    for (const node of this.nodes) {
      if (node.length !== 2) ops.push(recreated(toCreateOp(node), newId));
      else if (Object.keys(node[1]).length > 0) ops.push({ type: OpCode.UPDATE_OBJECT, id: ROOT_ID, data: node[1] });
    }
    return ops;
  }
}

type Line =
  { readonly nodes: readonly CompactNode[] } | { readonly ydoc: { readonly guid?: string; readonly update: string } };

/** A text counts its changes: under its old id, updates that are still on their way would be laid over another text. */
const recreated = (op: CreateOp, newId: () => string): CreateOp =>
  op.type === OpCode.CREATE_TEXT ? { ...op, id: newId(), version: 0 } : op;
