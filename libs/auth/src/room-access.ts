import { FoyerError } from '@foyer/core';
import type { Permission } from './permission-names.js';
import {
  resolveAccessToken,
  resolvePermissions,
  type Person,
  type ResolvedAccess,
  type RoomAccesses,
} from './permissions.js';
import type { UserTokenClaims } from './user-token.js';

/** What the access rule needs to know of a room. */
export interface GuardedRoom extends RoomAccesses {
  readonly id: string;
  readonly organizationId: string;
}

/** What a person may do in the room. Throws 403 when that is nothing. */
export function admit(room: GuardedRoom, person: Person): ResolvedAccess {
  const access = resolvePermissions(room, person);
  if (access !== null) return access;
  const who = person.userId === undefined ? 'An anonymous user' : `The user "${person.userId}"`;
  throw new FoyerError('UNAUTHORIZED_ROOM_ACCESS', `${who} has no access to the room "${room.id}".`, {
    suggestion: `Give access with POST /v2/rooms/${encodeURIComponent(room.id)}.`,
  });
}

/** Only a room that everybody may write to is open to a public key, which everybody can see. */
const PUBLIC_ROOM: readonly Permission[] = ['room:write', '*:write'];

/** What a browser with nothing but a public key may do in the room. Throws 403 where the room is not open to everybody. */
export function admitPublicKey(room: GuardedRoom): ResolvedAccess {
  if (room.defaultAccesses.some((permission) => PUBLIC_ROOM.includes(permission))) return admit(room, {});
  throw new FoyerError('UNAUTHORIZED_ROOM_ACCESS', `The room "${room.id}" is not open to a public key.`, {
    suggestion: 'Only rooms with "room:write" in defaultAccesses are.',
  });
}

/** What the bearer of a token may do in the room. Throws 403 when that is nothing. */
export function admitBearer(room: GuardedRoom, claims: UserTokenClaims): ResolvedAccess {
  if (claims.oid !== room.organizationId) {
    throw new FoyerError(
      'UNAUTHORIZED_ROOM_ACCESS',
      `This token is for the organization "${claims.oid}", the room "${room.id}" is in another.`,
    );
  }
  // A room-bound token names its room exactly: its permission patterns are for the client only.
  if (claims.roomId !== undefined && claims.roomId !== room.id) {
    throw new FoyerError('UNAUTHORIZED_ROOM_ACCESS', `This token is for the room "${claims.roomId}" only.`);
  }
  const carriesPermissions = claims.k === 'acc' && claims.roomId === undefined;
  const person = { userId: claims.uid, groupIds: claims.gids };
  if (!carriesPermissions) return admit(room, person);
  const access = resolveAccessToken(claims.perms ?? {}, room.id, person, room.media);
  if (access !== null) return access;
  throw new FoyerError('UNAUTHORIZED_ROOM_ACCESS', `This token gives no access to the room "${room.id}".`);
}
