export { MEDIA_ROLES, type MediaRights, type MediaRole, type MediaRoles } from './media-role.js';
export { PERMISSIONS, isPermission, type Permission } from './permission-names.js';
export {
  ACCESS_TOKEN_PATTERNS_MAX,
  isRoomPattern,
  resolveAccessToken,
  resolvePermissions,
  type EffectivePermissions,
  type Person,
  type ResolvedAccess,
  type RoomAccesses,
} from './permissions.js';
export {
  KEY_KINDS,
  SCOPES,
  generateKey,
  hasKeyForm,
  hashKey,
  isAlive,
  visiblePrefix,
  type ApiKey,
  type KeyKind,
  type Scope,
} from './api-key.js';
export { KeyAuthenticator, bearerValue, type FindKeyByHash } from './key-authenticator.js';
export { admit, admitBearer, admitPublicKey, type GuardedRoom } from './room-access.js';
export {
  SigningKeys,
  TOKEN_ALGORITHM,
  generateSigningKey,
  toSigningKey,
  type PublicJwk,
  type SigningKey,
} from './signing-keys.js';
export { DEFAULT_ORGANIZATION, type UserTokenClaims } from './user-token.js';
