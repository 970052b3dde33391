import type { Json, JsonObject } from './json.js';
import type { CompactNode, VerboseNode } from './nodes.js';
import type { ClientOp, Op } from './ops.js';

/** Codes of messages, both ways. Some mean a question one way and its answer the other. */
export const MessageCode = {
  UPDATE_PRESENCE: 100,
  USER_JOINED: 101,
  USER_LEFT: 102,
  BROADCAST_EVENT: 103,
  ROOM_STATE: 104,
  /** To the server: the question. To a `/v7` client: the whole storage. */
  FETCH_STORAGE: 200,
  UPDATE_STORAGE: 201,
  STORAGE_CHUNK: 210,
  STORAGE_STREAM_END: 211,
  REJECT_STORAGE_OP: 299,
  /** To the server: the question. To a client: an update, its own one included. */
  FETCH_YDOC: 300,
  UPDATE_YDOC: 301,
} as const;

/** Feeds are not built: their messages (510–517) are read, so that a client that asks for them is not cut off. */
export const FEED_REQUESTS = { first: 510, last: 517 } as const;

export type ClientMessage =
  | {
      readonly type: typeof MessageCode.UPDATE_PRESENCE;
      readonly data: JsonObject;
      /** Present: `data` is the whole presence, and replaces what the others know. Absent: it is merged. */
      readonly targetActor?: number;
    }
  | { readonly type: typeof MessageCode.BROADCAST_EVENT; readonly event: Json }
  | { readonly type: typeof MessageCode.FETCH_STORAGE }
  | { readonly type: typeof MessageCode.UPDATE_STORAGE; readonly ops: readonly ClientOp[] }
  | {
      readonly type: typeof MessageCode.FETCH_YDOC;
      /** A Yjs state vector, base64; empty for everything. */
      readonly vector: string;
      readonly guid?: string;
      readonly v2?: boolean;
    }
  | {
      readonly type: typeof MessageCode.UPDATE_YDOC;
      /** A Yjs update, base64, in the encoding that `v2` names. */
      readonly update: string;
      readonly guid?: string;
      readonly v2?: boolean;
    }
  | { readonly type: 'feeds'; readonly requestId: string };

/** Somebody in the room, as the others see them. An anonymous user has neither id nor info. */
export interface UserOnWire {
  readonly id?: string;
  readonly info?: Json;
  readonly scopes: readonly string[];
}

export type ServerMessage =
  | {
      readonly type: typeof MessageCode.UPDATE_PRESENCE;
      readonly actor: number;
      readonly data: JsonObject;
      readonly targetActor?: number;
    }
  | ({ readonly type: typeof MessageCode.USER_JOINED; readonly actor: number } & UserOnWire)
  | { readonly type: typeof MessageCode.USER_LEFT; readonly actor: number }
  | { readonly type: typeof MessageCode.BROADCAST_EVENT; readonly actor: number; readonly event: Json }
  | {
      readonly type: typeof MessageCode.ROOM_STATE;
      readonly actor: number;
      readonly nonce: string;
      readonly scopes: readonly string[];
      readonly users: Readonly<Record<string, UserOnWire>>;
      /** The client reads a field of it: it must be there. */
      readonly meta: JsonObject;
    }
  | { readonly type: typeof MessageCode.FETCH_STORAGE; readonly items: readonly VerboseNode[] }
  | { readonly type: typeof MessageCode.UPDATE_STORAGE; readonly ops: readonly Op[] }
  | { readonly type: typeof MessageCode.STORAGE_CHUNK; readonly nodes: readonly CompactNode[] }
  | { readonly type: typeof MessageCode.STORAGE_STREAM_END }
  | { readonly type: typeof MessageCode.REJECT_STORAGE_OP; readonly opIds: readonly string[]; readonly reason: string }
  | {
      readonly type: typeof MessageCode.FETCH_YDOC;
      readonly update: string;
      readonly isSync: boolean;
      readonly stateVector: string | null;
      readonly guid?: string;
      readonly v2?: boolean;
      /** SHA-256 of the document's snapshot, base64: the client compares it with its own to know that it is in sync. */
      readonly remoteSnapshotHash: string;
    }
  | { readonly type: 508; readonly requestId: string; readonly code: 'INTERNAL'; readonly reason: string };

/** The connection number of what came over REST: the client shows no user for it. */
export const REST_ACTOR = -1;
