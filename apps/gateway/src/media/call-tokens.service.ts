import { admit } from '@foyer/auth';
import { Calls, OPEN_ROOM } from '@foyer/calls';
import { FoyerError, invalid } from '@foyer/core';
import type { CallToken } from '@foyer/livekit';
import { RoomRegistry } from '@foyer/room-registry';
import { Injectable } from '@nestjs/common';
import type { CallTokenRequestBody } from './call-token.dto.js';

@Injectable()
export class CallTokensService {
  constructor(
    private readonly registry: RoomRegistry,
    private readonly calls: Calls,
  ) {}

  /** A token under the access rule of the room, whose call is opened for it. Throws 403 for whom the room gives no role. */
  async make({ roomName, participantIdentity, participantName }: CallTokenRequestBody): Promise<CallToken> {
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
    return this.calls.ticket(room, rights, { identity, name: participantName });
  }
}
