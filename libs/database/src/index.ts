export { ApiKeyRepository } from './api-key.repository.js';
export {
  type CallChange,
  type CallParticipant,
  type CallSession,
  type CallSessionPosition,
  type CallTrack,
  type KnownCall,
} from './call.js';
export { CallGuestRepository, type CallGuest } from './call-guest.repository.js';
export { CallSessionRepository, type CallBook, type OpenedCall } from './call-session.repository.js';
export { dataSourceOptions, type DatabaseSettings } from './data-source.js';
export { Database } from './database.js';
export { EventRepository, type StoredEvent } from './event.repository.js';
export type { FileBytes, PartKey } from './file-bytes.js';
export { FileRepository, type FileName, type FilePart, type FileUpload, type StoredFile } from './file.repository.js';
export { isUnavailable } from './pool.js';
export { PostgresFileBytes } from './postgres-file-bytes.js';
export { PostgresRoomStore } from './postgres-room-store.js';
export {
  OUTPUT_TYPES,
  RECORDING_KINDS,
  RECORDING_STATUSES,
  type NewRecording,
  type Recording,
  type RecordingFilter,
  type RecordingKind,
  type RecordingOutput,
  type RecordingPosition,
  type RecordingProgress,
  type RecordingStatus,
} from './recording.js';
export { RecordingRepository, type CallToRecord } from './recording.repository.js';
export { StorageProfileRepository, type StoredProfile } from './storage-profile.repository.js';
export { RoomRepository } from './room.repository.js';
export { RoomVersionRepository, type VersionContent, type VersionSummary } from './room-version.repository.js';
export type { Accesses, MediaSettings, Metadata, NewRoom, Room, RoomFilter, RoomPosition } from './room.js';
export { SharedSecretRepository } from './shared-secret.repository.js';
export { SigningKeyRepository } from './signing-key.repository.js';
