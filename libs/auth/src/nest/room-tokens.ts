import { randomUUID } from 'node:crypto';
import type { Person, ResolvedAccess } from '../permissions.js';
import type { GuardedRoom } from '../room-access.js';
import type { SignedToken, UserTokens } from './user-tokens.js';

/**
 * Signs a token that is good for one room. It carries the claims of both generations of the official client: those of
 * today's access tokens, and those of 2022 (`scopes`, `actor`, `id` …).
 */
export function signRoomToken(
  tokens: UserTokens,
  room: GuardedRoom,
  person: Person & { readonly userInfo?: unknown },
  access: ResolvedAccess,
): SignedToken {
  const { userId, groupIds, userInfo } = person;
  return tokens.sign({
    k: 'acc',
    uid: userId,
    perms: Object.fromEntries([[room.id, access.scopes]]),
    gids: groupIds,
    ui: userInfo,
    oid: room.organizationId,
    roomId: room.id,
    appId: tokens.projectId,
    scopes: access.scopes,
    actor: 0,
    ...(userId === undefined ? { anonymousId: randomUUID() } : { id: userId }),
    info: userInfo,
    groupIds,
  });
}
