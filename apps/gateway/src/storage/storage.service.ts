import { FoyerError, invalid, isRecord, type RoomId } from '@foyer/core';
import {
  MessageCode,
  OpCode,
  ProtocolError,
  ROOT_ID,
  decodeMessage,
  toVerboseNode,
  type ClientOp,
  type Json,
  type Op,
} from '@foyer/protocol';
import { storageMessages, type LiveRoom, type RoomState } from '@foyer/realtime';
import {
  LsonError,
  PatchError,
  compactNodes,
  lsonToOps,
  patchToOps,
  splitObject,
  toJson,
  toLson,
} from '@foyer/storage-engine';
import { Injectable } from '@nestjs/common';
import { LiveRooms } from '../platform/live-rooms.js';
import type { STORAGE_FORMATS } from './storage.dto.js';

type StorageFormat = (typeof STORAGE_FORMATS)[number];

/** The storage of a room over REST. Every write takes the way that those of sockets take, so everybody sees it at once. */
@Injectable()
export class StorageService {
  /** The views that were asked for last, as text, by the seq that they show. */
  private readonly views = new WeakMap<RoomState, { seq: number; texts: Partial<Record<StorageFormat, string>> }>();

  constructor(private readonly rooms: LiveRooms) {}

  /** The tree as JSON text. */
  read(id: RoomId, format: StorageFormat): Promise<string> {
    return this.rooms.in(id, ({ state }) => {
      let view = this.views.get(state);
      if (view?.seq !== state.seq) this.views.set(state, (view = { seq: state.seq, texts: {} }));
      const show = format === 'json' ? toJson : toLson;
      return (view.texts[format] ??= JSON.stringify(show(state.document.root)));
    });
  }

  /** Fills an empty storage with a tree. 409 where it is not empty, 422 where the tree is none. */
  async initialize(id: RoomId, tree: Json): Promise<void> {
    if (!isRecord(tree) || tree.liveblocksType !== 'LiveObject')
      throw invalid([{ pointer: '/liveblocksType', message: "Value at key 'liveblocksType': Must be 'LiveObject'." }]);
    await this.rooms.in(id, async (room) => {
      const newId = await room.newIds();
      await room.write(({ document }) => {
        if (!document.isEmpty) throw alreadyFilled();
        return entryOf(rootOps(tree.data, newId));
      });
    });
  }

  /** Empties the storage; the Yjs documents stay. */
  async delete(id: RoomId): Promise<void> {
    await this.rooms.in(id, (room) =>
      room.write(({ document: { root } }) =>
        entryOf(
          [...Object.keys(root.data), ...root.children.keys()].map((key) => ({
            type: OpCode.DELETE_OBJECT_KEY,
            id: ROOT_ID,
            key,
          })),
        ),
      ),
    );
  }

  /** Applies a JSON Patch, all or nothing. */
  async patch(id: RoomId, patch: Json): Promise<void> {
    if (!Array.isArray(patch)) throw refusedPatch('The body must be a list of operations.');
    await this.rooms.in(id, async (room) => {
      const newId = await room.newIds();
      try {
        await room.write(({ document }) => entryOf(patchToOps(document, patch, newId)));
      } catch (error) {
        if (error instanceof PatchError) throw refusedPatch(`Operation ${error.index}: ${error.message}`);
        throw error;
      }
    });
  }

  /** A connection number of its own for the caller, and the whole storage, as lines of JSON. */
  requestMutation(id: RoomId): Promise<string> {
    return this.rooms.in(id, async (room) => {
      const actor = await room.takeActor();
      const lines = [{ actor }, ...Array.from(compactNodes(room.state.document), toVerboseNode)];
      return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    });
  }

  /** Ops as a socket would send them; answers what a socket would hear, message by message. */
  sendMessages(id: RoomId, messages: readonly unknown[]): Promise<unknown[][]> {
    const entries = messages.map((message, i) => ({ ops: storageOps(message, i) }));
    return this.rooms.in(id, async (room: LiveRoom) => {
      const folded = await room.write(entries.filter(({ ops }) => ops.length > 0));
      return folded.map(({ fold }) =>
        fold === null ? [] : storageMessages(fold).map((text) => JSON.parse(text) as unknown),
      );
    });
  }
}

const entryOf = (ops: readonly Op[]): { ops: readonly Op[] }[] => (ops.length === 0 ? [] : [{ ops }]);

function rootOps(data: unknown, newId: () => string): Op[] {
  try {
    const { plain, nodes } = splitObject(data, '/data');
    return [
      ...(Object.keys(plain).length === 0 ? [] : [{ type: OpCode.UPDATE_OBJECT, id: ROOT_ID, data: plain }]),
      ...nodes.flatMap(([key, tree]) => lsonToOps(tree, { parentId: ROOT_ID, parentKey: key, newId }, `/data/${key}`)),
    ];
  } catch (error) {
    if (error instanceof LsonError) throw invalid([{ pointer: error.pointer, message: error.message }]);
    throw error;
  }
}

function storageOps(message: unknown, index: number): readonly ClientOp[] {
  try {
    const decoded = decodeMessage(message, `message ${index}`);
    if (decoded.type === MessageCode.UPDATE_STORAGE) return decoded.ops;
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw invalid([{ pointer: `/messages/${index}`, message: error.message }]);
  }
  throw invalid([{ pointer: `/messages/${index}/type`, message: 'Only changes of the storage (type 201) are taken.' }]);
}

const alreadyFilled = (): FoyerError =>
  new FoyerError(
    'CANNOT_UPDATE_EXISTING_STORAGE',
    "The room already has storage data. It's only possible to initialize the storage for an empty room.",
    { suggestion: 'Create another room or clear this room storage first.' },
  );

const refusedPatch = (message: string): FoyerError =>
  new FoyerError('INVALID_STORAGE_MUTATION_REQUEST', message, {
    suggestion: 'Nothing was changed. See RFC 6902 for what each operation needs.',
  });
