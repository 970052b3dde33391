import type { Json, JsonObject } from './json.js';
import type { FileData, TextSegment } from './nodes.js';

/** What an op does, by the number that the wire gives it. 0 was the first message of an older client and is refused. */
export const OpCode = {
  SET_PARENT_KEY: 1,
  CREATE_LIST: 2,
  UPDATE_OBJECT: 3,
  CREATE_OBJECT: 4,
  DELETE_CRDT: 5,
  DELETE_OBJECT_KEY: 6,
  CREATE_MAP: 7,
  CREATE_REGISTER: 8,
  CREATE_TEXT: 9,
  UPDATE_TEXT: 10,
  CREATE_FILE: 11,
} as const;
export type OpCode = (typeof OpCode)[keyof typeof OpCode];

/** How a create under a list wants its place: absent inserts at the position, `push` appends, `set` replaces. */
export type Intent = 'push' | 'set';

interface OpBase {
  /** Unique for the client that made it. Absent where the op is not the receiver's own. */
  readonly opId?: string;
  /** The node it is about. */
  readonly id: string;
}

interface CreateBase extends OpBase {
  readonly parentId: string;
  /** The key in an object or a map, the position in a list. */
  readonly parentKey: string;
  readonly intent?: Intent;
  /** With `set`: the item that the new one takes the place of. */
  readonly deletedId?: string;
}

/** Indexes and lengths count UTF-16 units; each op stands on the text that the one before it leaves. */
export type TextOp =
  | { readonly type: 'insert'; readonly index: number; readonly text: string; readonly attributes?: JsonObject }
  | { readonly type: 'delete'; readonly index: number; readonly length: number }
  | { readonly type: 'format'; readonly index: number; readonly length: number; readonly attributes: JsonObject };

export type CreateOp =
  | (CreateBase & { readonly type: typeof OpCode.CREATE_OBJECT; readonly data: JsonObject })
  | (CreateBase & { readonly type: typeof OpCode.CREATE_LIST | typeof OpCode.CREATE_MAP })
  | (CreateBase & { readonly type: typeof OpCode.CREATE_REGISTER; readonly data: Json })
  | (CreateBase & {
      readonly type: typeof OpCode.CREATE_TEXT;
      readonly data: readonly TextSegment[];
      readonly version: number;
    })
  | (CreateBase & { readonly type: typeof OpCode.CREATE_FILE; readonly data: FileData });

export type UpdateTextOp = OpBase & {
  readonly type: typeof OpCode.UPDATE_TEXT;
  /** The version that `ops` stand on. */
  readonly baseVersion: number;
  readonly ops: readonly TextOp[];
  /** The version that they lead to; only the server knows it. */
  readonly version?: number;
};

export type Op =
  | CreateOp
  | UpdateTextOp
  | (OpBase & { readonly type: typeof OpCode.SET_PARENT_KEY; readonly parentKey: string })
  | (OpBase & { readonly type: typeof OpCode.UPDATE_OBJECT; readonly data: JsonObject })
  | (OpBase & { readonly type: typeof OpCode.DELETE_CRDT })
  | (OpBase & { readonly type: typeof OpCode.DELETE_OBJECT_KEY; readonly key: string });

/** An op that a client asks for: it waits for an answer with the same `opId`. */
export type ClientOp = Op & { readonly opId: string };

/** The answer to an op that had no effect. */
export const noOpAck = (opId: string): Op => ({ type: OpCode.DELETE_CRDT, id: 'ACK', opId });
