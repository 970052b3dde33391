import {
  KeyAuthenticator,
  admitBearer,
  admitPublicKey,
  resolveAccessToken,
  type ResolvedAccess,
  type UserTokenClaims,
} from '@foyer/auth';
import { UserTokens } from '@foyer/auth/nest';
import { FoyerError, isRoomId, type RoomId } from '@foyer/core';
import type { Room } from '@foyer/database';
import type { Admission } from '@foyer/realtime';
import { RoomRegistry } from '@foyer/room-registry';
import { DEFAULT_ORGANIZATION } from '@foyer/auth';
import type { Json } from '@foyer/protocol';

/** What a socket says on its way in. */
export interface EntryRequest {
  readonly roomId: string | null;
  readonly token: string | null;
  readonly publicKey: string | null;
}

/** Somebody who may come in. */
export interface Entry {
  readonly room: Room;
  readonly admission: Admission;
  /** When the token's time is over; a public key has none. */
  readonly expiresAt: Date | null;
  /** What holds for the same person after the room has changed; `null` is no access any more. */
  readonly readmit: (room: Room) => Admission | null;
}

/** The door of the document half: finds the room, and asks the rule that all doors share. */
export class RoomEntry {
  constructor(
    private readonly registry: RoomRegistry,
    private readonly tokens: UserTokens,
    private readonly keys: KeyAuthenticator,
    private readonly createsRooms: boolean,
  ) {}

  /** Throws `FoyerError` for whoever may not come in. */
  async enter({ roomId, token, publicKey }: EntryRequest): Promise<Entry> {
    if (roomId === null || !isRoomId(roomId)) throw refused('The address names no room: add ?roomId=….');
    if (token !== null) return this.enterWithToken(roomId, token);
    if (publicKey !== null) return this.enterWithPublicKey(roomId, publicKey);
    throw refused('The address carries no token: add &tok=….');
  }

  private async enterWithToken(roomId: RoomId, token: string): Promise<Entry> {
    const claims = this.tokens.verify(token);
    if (claims === null) throw refused('The token is none of ours, or its time is over.');
    const room = await this.findOrCreate(roomId, mayCreate(roomId, claims), {
      defaultAccesses: [],
      organizationId: claims.oid,
    });
    const access = (changed: Room): Admission => toAdmission(admitBearer(changed, claims), claims);
    return { room, admission: access(room), expiresAt: new Date(claims.exp * 1000), readmit: orNull(access) };
  }

  private async enterWithPublicKey(roomId: RoomId, publicKey: string): Promise<Entry> {
    await this.keys.authenticatePublic(publicKey);
    const room = await this.findOrCreate(roomId, true, {
      defaultAccesses: ['room:write'],
      organizationId: DEFAULT_ORGANIZATION,
    });
    const access = (changed: Room): Admission => toAdmission(admitPublicKey(changed), {});
    return { room, admission: access(room), expiresAt: null, readmit: orNull(access) };
  }

  private findOrCreate(id: RoomId, mayCreateIt: boolean, draft: Parameters<RoomRegistry['create']>[1]): Promise<Room> {
    return this.createsRooms && mayCreateIt ? this.registry.getOrCreate(id, draft) : this.registry.get(id);
  }
}

/** An access token carries its permissions: where they let it write, it needs no room to ask. */
function mayCreate(roomId: RoomId, { k, perms, roomId: boundTo }: UserTokenClaims): boolean {
  if (k !== 'acc' || boundTo !== undefined) return false;
  return resolveAccessToken(perms ?? {}, roomId)?.permissions.room === 'write';
}

function toAdmission({ scopes, permissions }: ResolvedAccess, { uid, ui }: Partial<UserTokenClaims>): Admission {
  return {
    user: {
      ...(uid === undefined ? {} : { id: uid }),
      ...(ui === undefined ? {} : { info: ui as Json }),
      scopes,
    },
    storage: permissions.storage,
  };
}

const orNull =
  (access: (room: Room) => Admission) =>
  (room: Room): Admission | null => {
    try {
      return access(room);
    } catch {
      return null;
    }
  };

const refused = (message: string): FoyerError => new FoyerError('UNAUTHORIZED_ROOM_ACCESS', message);
