export { ApiKeyRepository } from './api-key.repository.js';
export { dataSourceOptions, type DatabaseSettings } from './data-source.js';
export { Database } from './database.js';
export { isUnavailable } from './pool.js';
export { PostgresRoomStore } from './postgres-room-store.js';
export { RoomRepository } from './room.repository.js';
export type { Accesses, Metadata, NewRoom, Room, RoomFilter, RoomPosition } from './room.js';
export { SigningKeyRepository } from './signing-key.repository.js';
