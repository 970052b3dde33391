export type { Accesses, MediaSettings, Metadata, Room, RoomFilter } from '@foyer/database';
export type { RoomFacet } from './room-facet.js';
export { ROOM_LIMITS } from './room-limits.js';
export type { MediaPatch, RoomPatch } from './room-patch.js';
export { RoomQueryError, parseRoomQuery, type RoomQuery } from './room-query.js';
export { RoomRegistry, type RoomDraft, type RoomPage } from './room-registry.js';
export {
  isAccesses,
  isAccessesPatch,
  isMediaPatch,
  isMediaSettings,
  isMetadata,
  isMetadataPatch,
  isPermissionList,
  isValidOrganizationId,
  isValidRoomId,
  type Rule,
} from './room-rules.js';
