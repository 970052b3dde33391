import { admit } from '@foyer/auth';
import { FoyerError, invalid, type RoomId } from '@foyer/core';
import { LiveKit, type LivekitRoom, type MediaToken } from '@foyer/livekit';
import { RoomRegistry, type RoomDraft } from '@foyer/room-registry';
import { Injectable } from '@nestjs/common';
import type { CallTokenRequestBody } from './media.dto.js';

/** A room that was never made over the storage routes is open to everybody, as the tutorials expect. */
const OPEN_ROOM: RoomDraft = { defaultAccesses: ['room:write'] };

@Injectable()
export class MediaService {
  constructor(
    private readonly registry: RoomRegistry,
    private readonly livekit: LiveKit,
  ) {}

  /** Opens the call, and registers its room if that is new. LiveKit comes first: without it nothing is changed. */
  async openCall(roomName: RoomId): Promise<LivekitRoom> {
    const call = await this.livekit.openRoom(roomName);
    await this.registry.getOrCreate(roomName, OPEN_ROOM);
    return call;
  }

  /** A token under the access rule of the room, whose call is opened for it. Throws 403 for whom the room gives no role. */
  async makeToken({ roomName, participantIdentity, participantName }: CallTokenRequestBody): Promise<MediaToken> {
    const identity = participantIdentity ?? participantName;
    if (identity === undefined) {
      throw invalid([{ pointer: '/participantIdentity', message: "Missing key: 'participantIdentity'." }]);
    }
    const room = await this.registry.getOrCreate(roomName, OPEN_ROOM);
    const { media: rights } = admit(room, { userId: identity });
    if (rights.role === 'none') {
      throw new FoyerError(
        'UNAUTHORIZED_ROOM_ACCESS',
        `The room "${roomName}" gives "${identity}" no role in the call.`,
      );
    }
    await this.livekit.openRoom(roomName);
    return this.livekit.mintToken({ roomName, identity, name: participantName, rights });
  }
}
