import { admit, type MediaRights } from '@foyer/auth';
import { UserTokens, signRoomToken } from '@foyer/auth/nest';
import { Calls } from '@foyer/calls';
import { FoyerError, type RoomId } from '@foyer/core';
import { RoomRegistry, type Room } from '@foyer/room-registry';
import { Injectable } from '@nestjs/common';
import type { JoinAnswerBody, JoinBody } from './join.dto.js';

/** Lets a person into both halves of a room by one decision. */
@Injectable()
export class JoinService {
  constructor(
    private readonly registry: RoomRegistry,
    private readonly tokens: UserTokens,
    private readonly calls: Calls,
  ) {}

  async join(roomId: RoomId, person: JoinBody): Promise<JoinAnswerBody> {
    const room = await this.registry.get(roomId);
    const access = admit(room, person);
    const storage = signRoomToken(this.tokens, room, person, access);
    return {
      room: { id: room.id, organizationId: room.organizationId, metadata: room.metadata },
      permissions: [...access.scopes],
      storage: { token: storage.token, expiresAt: storage.expiresAt.toISOString() },
      ...(await this.mediaTicket(room, person, access.media)),
    };
  }

  /** The call must not keep anybody out of the document: whatever is wrong with it becomes part of the answer. */
  private async mediaTicket(
    room: Room,
    person: JoinBody,
    rights: MediaRights,
  ): Promise<Pick<JoinAnswerBody, 'media' | 'mediaAbsence'>> {
    if (rights.role === 'none') {
      return {
        media: null,
        mediaAbsence: { error: 'NO_MEDIA_ROLE', message: 'The room gives this user no role in the call.' },
      };
    }
    try {
      const { token, url, expiresAt } = await this.calls.ticket(room, rights, {
        identity: person.userId,
        groupIds: person.groupIds,
        name: typeof person.userInfo?.name === 'string' ? person.userInfo.name : undefined,
        metadata: person.userInfo === undefined ? undefined : JSON.stringify(person.userInfo),
      });
      return { media: { token, url, role: rights.role, expiresAt: expiresAt.toISOString() } };
    } catch (error) {
      if (!(error instanceof FoyerError)) throw error;
      return { media: null, mediaAbsence: { error: error.code, message: error.message } };
    }
  }
}
