import type { MediaRights } from '@foyer/auth';
import { FoyerError, type RoomId } from '@foyer/core';
import type { CallGuest, CallGuestRepository, Room } from '@foyer/database';
import {
  LiveKit,
  isNotFound,
  mintCallToken,
  type CallToken,
  type CallTokenRequest,
  type CreateOptions,
  type LivekitRoom,
} from '@foyer/livekit';
import type { RoomDraft, RoomRegistry } from '@foyer/room-registry';
import { setTimeout as wait } from 'node:timers/promises';
import { OPEN_ROOM } from './open-room.js';

/** What a call may start with; what the room's own settings say is the default. Times in seconds. */
export type CallOptions = Omit<CreateOptions, 'name' | 'nodeId'>;

/** Whom a ticket is for, and what others see of them. */
export type Guest = Pick<CallTokenRequest, 'identity' | 'name' | 'metadata' | 'attributes'> & {
  readonly groupIds?: readonly string[];
  readonly ttlSeconds?: number;
  /** Beside the rights that the room gives. */
  readonly grant?: CallTokenRequest['grant'];
  /** Called in where the call is opened for this guest. */
  readonly agents?: CallOptions['agents'];
};

/** The books of calls. */
export interface CallBooks {
  /** LiveKit has this call of the room open. Answers whether it is one that has ended, or its room has gone meanwhile. */
  opened(call: LivekitRoom, room: Room): Promise<'open' | 'ended' | 'room gone'>;
  /** Writes down who is in the call with this name. */
  look(name: string): Promise<void>;
  /** The call with this name is over. */
  ended(name: string): Promise<void>;
}

const DYING_RETRY_MS = 250;
const DYING_TRIES = 8;

/** The calls of rooms: opened by the gateway alone, under the name that is the room's id. */
export class Calls {
  constructor(
    private readonly livekit: LiveKit,
    private readonly registry: () => RoomRegistry,
    private readonly books: CallBooks,
    private readonly guests: CallGuestRepository,
    private readonly options: { readonly tokenTtlSeconds: number },
  ) {}

  /** The room, registered where it is not there. Without a LiveKit that answers nothing is registered. */
  async room(id: RoomId, draft: RoomDraft = OPEN_ROOM): Promise<Room> {
    const room = await this.registry().find(id);
    if (room !== null) return room;
    await this.livekit.read(({ rooms }) => rooms.listRooms([id]));
    return this.registry().getOrCreate(id, draft);
  }

  /** Opens the call of a room; one that is open already stays as it is. */
  async open(room: Room, options: CallOptions = {}): Promise<LivekitRoom> {
    const { id, media } = room;
    const { maxParticipants, departureTimeout } = media;
    const request = {
      // Long enough for every ticket to be used.
      emptyTimeout: media.emptyTimeout ?? this.options.tokenTtlSeconds,
      ...(maxParticipants === undefined ? {} : { maxParticipants }),
      ...(departureTimeout === undefined ? {} : { departureTimeout }),
      ...options,
      name: id,
    };
    for (let tries = 1; ; tries++) {
      const call = await this.livekit.change(({ rooms }) => rooms.createRoom(request));
      const state = await this.books.opened(call, room);
      if (state === 'open') return call;
      if (state === 'room gone') {
        await this.livekit.change(({ rooms }) => rooms.deleteRoom(id));
        throw new FoyerError('ROOM_NOT_FOUND', `Room with id "${id}" not found.`);
      }
      // It still sends people away, and LiveKit has answered with it.
      if (tries === DYING_TRIES) {
        throw new FoyerError('MEDIA_UNAVAILABLE', `The last call of the room "${id}" is still ending.`, {
          suggestion: 'Try again in some seconds.',
          retryAfter: 2,
        });
      }
      await wait(DYING_RETRY_MS);
    }
  }

  /** Ends the call of this name, if there is one; without a LiveKit there is none. Answers whether there was one. */
  async close(name: string): Promise<boolean> {
    if (!this.livekit.isConfigured) return false;
    try {
      // Whoever is in it now has been there.
      await this.books.look(name);
      await this.livekit.change(({ rooms }) => rooms.deleteRoom(name));
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
    await this.books.ended(name);
    return true;
  }

  /** The way into the call of a room for somebody whom the room gives these rights. The call is open then. */
  async ticket(room: Room, rights: MediaRights, guest: Guest): Promise<CallToken> {
    const { ttlSeconds = this.options.tokenTtlSeconds, grant = {}, groupIds = [], agents, ...shown } = guest;
    const stays = room.media.emptyTimeout ?? Math.max(ttlSeconds, this.options.tokenTtlSeconds);
    await Promise.all([
      this.open(room, { emptyTimeout: stays, ...(agents === undefined ? {} : { agents }) }),
      this.guests.remember(room.key, guest.identity, { groupIds, grant: leftOut(grant) }),
    ]);
    return mintCallToken(this.livekit.connection, {
      ...shown,
      roomName: room.id,
      ttlSeconds,
      grant: {
        roomAdmin: rights.role === 'moderator',
        canPublish: rights.canPublish,
        canPublishData: rights.canPublishData,
        canSubscribe: rights.canSubscribe,
        ...grant,
      },
    });
  }
}

/** The rights that a ticket leaves out, whatever the room gives. */
function leftOut({ canPublish, canPublishData, canSubscribe }: CallTokenRequest['grant']): CallGuest['grant'] {
  return {
    ...(canPublish === false ? { canPublish } : {}),
    ...(canPublishData === false ? { canPublishData } : {}),
    ...(canSubscribe === false ? { canSubscribe } : {}),
  };
}
