import { MessageCode, ROOT_ID, toVerboseNode, type ServerMessage } from '@foyer/protocol';
import { compactNodes, type Fold } from '@foyer/storage-engine';
import type { Outgoing } from './frames.js';
import type { RoomState } from './room-state.js';
import type { Session } from './session.js';

const STREAM_END = JSON.stringify({ type: MessageCode.STORAGE_STREAM_END } satisfies ServerMessage);

/** What the sender of ops hears: what it has wrong first, then what was refused, then its own ops as they were applied. */
export function storageMessages({ corrections, rejected, echoes }: Fold): string[] {
  const messages: ServerMessage[] = [
    ...(corrections.length === 0 ? [] : [{ type: MessageCode.UPDATE_STORAGE, ops: corrections }]),
    ...rejected.map(({ opId, reason }) => ({ type: MessageCode.REJECT_STORAGE_OP, opIds: [opId], reason })),
    ...(echoes.length === 0 ? [] : [{ type: MessageCode.UPDATE_STORAGE, ops: echoes }]),
  ];
  return messages.map((message) => JSON.stringify(message));
}

/** The whole storage, as the client's version reads it. Who may not read it sees an empty one: without an answer it would wait for ever. */
export function storageAnswer(state: RoomState, { admission, version }: Session): readonly Outgoing[] {
  const hidden = admission.storage === 'none';
  if (version === 7) {
    const items = hidden
      ? [[ROOT_ID, { type: 0, data: {} }] as const]
      : Array.from(compactNodes(state.document), toVerboseNode);
    return [JSON.stringify({ type: MessageCode.FETCH_STORAGE, items } satisfies ServerMessage)];
  }
  const empty = JSON.stringify({ type: MessageCode.STORAGE_CHUNK, nodes: [[ROOT_ID, {}]] } satisfies ServerMessage);
  return [...(hidden ? [empty] : state.storageChunks()), STREAM_END];
}
