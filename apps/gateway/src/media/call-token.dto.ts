import { isValidRoomId } from '@foyer/room-registry';
import type { RoomId } from '@foyer/core';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Follows, MayBeAbsent } from '../platform/http/fields.js';
import { isUserId } from '../platform/http/user-fields.js';
import { roomIdSchema, userIdSchema } from '../platform/openapi/schemas.js';

export class CallTokenRequestBody {
  @ApiProperty({ ...roomIdSchema, description: 'The room to join.', example: 'Test Room' })
  @Follows(isValidRoomId)
  roomName: RoomId;

  @ApiPropertyOptional({
    ...userIdSchema,
    description: 'Who joins. This or `participantName` is needed.',
    example: 'Participant1',
  })
  @MayBeAbsent()
  @Follows(isUserId)
  participantIdentity?: string;

  @ApiPropertyOptional({
    ...userIdSchema,
    description: 'The name that others see; also the identity, where `participantIdentity` is absent.',
    example: 'Participant1',
  })
  @MayBeAbsent()
  @Follows(isUserId)
  participantName?: string;
}

export class CallTokenBody {
  @ApiProperty({ description: 'A LiveKit token.', example: 'eyJhbGciOiJIUzI1NiJ9.eyJ2aWRlbyI6e319.c2lnbmF0dXJl' })
  token: string;

  @ApiProperty({ description: 'The address that a client connects to.', example: 'ws://127.0.0.1:7880' })
  url: string;
}
