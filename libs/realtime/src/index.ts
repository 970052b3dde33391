export { FilesNotUploaded, type HasFiles } from './file-gate.js';
export { InProcessBus } from './in-process-bus.js';
export { LiveRoom, RoomFull } from './live-room.js';
export type { LogEntry, OpsEntry, YjsEntry } from './log-entry.js';
export { MemoryRoomStore } from './memory-room-store.js';
export type { BusMessage, RoomBus } from './room-bus.js';
export { RoomHub } from './room-hub.js';
export { RoomGone } from './room-log.js';
export type { RealtimeLimits, RealtimeLog } from './room-services.js';
export type { FoldedEntry, RoomState } from './room-state.js';
export {
  StoreUnavailable,
  type AppendOutcome,
  type LogRow,
  type RoomKey,
  type RoomStore,
  type StoredRoom,
  type StoredSnapshot,
} from './room-store.js';
export { RoomVersion } from './room-version.js';
export type { Admission, ClientSocket, ProtocolVersion, Session } from './session.js';
export { RoomTooLarge } from './size-limit.js';
export { storageMessages } from './storage-messages.js';
export { readYjsUpdate } from './yjs-documents.js';
