import 'reflect-metadata';
import type { DataSourceOptions } from 'typeorm';
import { ApiKeyEntity } from './api-key.entity.js';
import {
  CallAttendanceEntity,
  CallGuestEntity,
  CallSessionEntity,
  CallTrackEntity,
  EventEntity,
} from './call.entity.js';
import { FileChunkEntity, FilePartEntity, FileUploadEntity, StorageFileEntity } from './file.entity.js';
import { RoomsAndKeys1764000000000 } from './migrations/1764000000000-rooms-and-keys.js';
import { RoomLog1764100000000 } from './migrations/1764100000000-room-log.js';
import { RoomVersions1764200000000 } from './migrations/1764200000000-room-versions.js';
import { StorageFiles1764300000000 } from './migrations/1764300000000-storage-files.js';
import { Calls1764400000000 } from './migrations/1764400000000-calls.js';
import { Recordings1764500000000 } from './migrations/1764500000000-recordings.js';
import { RecordingEntity, StorageProfileEntity } from './recording.entity.js';
import { RoomLogEntity, RoomSnapshotEntity } from './room-log.entity.js';
import { RoomVersionEntity } from './room-version.entity.js';
import { RoomEntity, RoomTermEntity } from './room.entity.js';
import { SharedSecretEntity } from './shared-secret.entity.js';
import { SigningKeyEntity } from './signing-key.entity.js';

export interface DatabaseSettings {
  /** postgres://… */
  readonly url: string;
  readonly poolSize: number;
  /** How long a statement, or the wait for a connection, may take. */
  readonly timeoutMs: number;
}

export function dataSourceOptions({ url, poolSize, timeoutMs }: DatabaseSettings): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    entities: [
      RoomEntity,
      RoomTermEntity,
      RoomLogEntity,
      RoomSnapshotEntity,
      RoomVersionEntity,
      ApiKeyEntity,
      SigningKeyEntity,
      FileUploadEntity,
      StorageFileEntity,
      FilePartEntity,
      FileChunkEntity,
      SharedSecretEntity,
      CallSessionEntity,
      CallAttendanceEntity,
      CallTrackEntity,
      CallGuestEntity,
      EventEntity,
      RecordingEntity,
      StorageProfileEntity,
    ],
    migrations: [
      RoomsAndKeys1764000000000,
      RoomLog1764100000000,
      RoomVersions1764200000000,
      StorageFiles1764300000000,
      Calls1764400000000,
      Recordings1764500000000,
    ],
    migrationsTableName: 'schema_migration',
    migrationsTransactionMode: 'each',
    synchronize: false,
    logging: false,
    poolSize,
    connectTimeoutMS: timeoutMs,
    applicationName: 'foyer',
    extra: { statement_timeout: timeoutMs, query_timeout: timeoutMs + 1000, keepAlive: true },
  };
}
