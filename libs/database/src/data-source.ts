import 'reflect-metadata';
import type { DataSourceOptions } from 'typeorm';
import { ApiKeyEntity } from './api-key.entity.js';
import { RoomsAndKeys1764000000000 } from './migrations/1764000000000-rooms-and-keys.js';
import { RoomLog1764100000000 } from './migrations/1764100000000-room-log.js';
import { RoomLogEntity, RoomSnapshotEntity } from './room-log.entity.js';
import { RoomEntity, RoomTermEntity } from './room.entity.js';
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
    entities: [RoomEntity, RoomTermEntity, RoomLogEntity, RoomSnapshotEntity, ApiKeyEntity, SigningKeyEntity],
    migrations: [RoomsAndKeys1764000000000, RoomLog1764100000000],
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
