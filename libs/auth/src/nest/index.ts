export { AccessGuard } from './access.guard.js';
export {
  ACCESS,
  LIVEKIT_SCHEME,
  Requires,
  SECRET_KEY_SCHEME,
  USER_TOKEN_SCHEME,
  type Access,
} from './requires.decorator.js';
export { signRoomToken } from './room-tokens.js';
export { UserClaims } from './user-token.guard.js';
export { UserTokenStrategy } from './user-token.strategy.js';
export { UserTokens, type SignedToken, type TokenRequest } from './user-tokens.js';
