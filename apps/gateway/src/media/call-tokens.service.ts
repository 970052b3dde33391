import { admit } from '@foyer/auth';
import { Calls } from '@foyer/calls';
import { FoyerError, invalid } from '@foyer/core';
import type { CallToken } from '@foyer/livekit';
import { Injectable } from '@nestjs/common';
import { grantOf } from './call-grants.js';
import type { CallTokenRequestBody } from './call-token.dto.js';
import { toRoomAgents } from './room-agent.dto.js';

@Injectable()
export class CallTokensService {
  constructor(private readonly calls: Calls) {}

  /** A token under the access rule of the room, whose call is opened for it. Throws 403 for whom the room gives no role. */
  async make(request: CallTokenRequestBody): Promise<CallToken> {
    const { roomName, participantName, groupIds, ttl, grants = {}, metadata, attributes, agents = [] } = request;
    const identity = request.participantIdentity ?? participantName;
    if (identity === undefined) {
      throw invalid([{ pointer: '/participantIdentity', message: "Missing key: 'participantIdentity'." }]);
    }
    const room = await this.calls.room(roomName);
    const { media: rights } = admit(room, { userId: identity, groupIds });
    if (rights.role === 'none') {
      throw new FoyerError(
        'UNAUTHORIZED_ROOM_ACCESS',
        `The room "${roomName}" gives "${identity}" no role in the call.`,
      );
    }
    const grant = grantOf(grants, rights);
    return this.calls.ticket(room, rights, {
      identity,
      groupIds,
      name: participantName,
      metadata,
      attributes,
      ttlSeconds: ttl,
      grant,
      ...(agents.length === 0 ? {} : { agents: toRoomAgents(agents) }),
    });
  }
}
