import type { RoomId } from '@foyer/core';
import { isValidRoomId } from '@foyer/room-registry';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, Max, Min } from 'class-validator';
import { Follows, MayBeAbsent, Nested } from '../platform/http/fields.js';
import { isGroupIds, isUserId } from '../platform/http/user-fields.js';
import { groupIdsSchema, roomIdSchema, userIdSchema } from '../platform/openapi/schemas.js';
import { CALL_LIMITS, isAttributes, isText } from './call-fields.js';
import { TRACK_SOURCES, type GrantWishes, type TrackSourceName } from './call-grants.js';
import { isRoomAgents, roomAgentsSchema, type RoomAgentRequestBody } from './room-agent.dto.js';

const TTL_MAX_SECONDS = 604_800;

/** What the token should give beside, or less than, what the room gives. */
export class CallGrantsBody implements GrantWishes {
  @ApiPropertyOptional({ description: 'Audio and video. `true` needs a role that publishes.', example: true })
  @MayBeAbsent()
  @IsBoolean()
  canPublish?: boolean;

  @ApiPropertyOptional({
    description: 'Only these kinds of tracks.',
    enum: TRACK_SOURCES,
    enumName: 'TrackSourceName',
    isArray: true,
    example: ['microphone'],
  })
  @MayBeAbsent()
  @IsIn(TRACK_SOURCES, { each: true })
  canPublishSources?: TrackSourceName[];

  @ApiPropertyOptional({ description: 'Data messages. `true` needs a role that may send them.', example: true })
  @MayBeAbsent()
  @IsBoolean()
  canPublishData?: boolean;

  @ApiPropertyOptional({ description: "Others' tracks.", example: true })
  @MayBeAbsent()
  @IsBoolean()
  canSubscribe?: boolean;

  @ApiPropertyOptional({ description: 'Its own name, metadata and attributes.', default: false, example: true })
  @MayBeAbsent()
  @IsBoolean()
  canUpdateOwnMetadata?: boolean;

  @ApiPropertyOptional({ description: 'Not seen by the others.', default: false, example: false })
  @MayBeAbsent()
  @IsBoolean()
  hidden?: boolean;

  @ApiPropertyOptional({
    description: 'Muting and removing others. `true` needs the role `moderator`, which has it anyway.',
    example: false,
  })
  @MayBeAbsent()
  @IsBoolean()
  roomAdmin?: boolean;
}

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

  @ApiPropertyOptional({
    ...groupIdsSchema,
    description: 'The groups that the participant is in, for the access rule.',
  })
  @MayBeAbsent()
  @Follows(isGroupIds)
  groupIds?: string[];

  @ApiPropertyOptional({
    description: 'What others can read of the participant.',
    maxLength: CALL_LIMITS.metadataLength,
    example: '{"team":"blue"}',
  })
  @MayBeAbsent()
  @Follows(isText(CALL_LIMITS.metadataLength))
  metadata?: string;

  @ApiPropertyOptional({
    description: 'The same as single texts by name.',
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { team: 'blue' },
  })
  @MayBeAbsent()
  @Follows(isAttributes)
  attributes?: Record<string, string>;

  @ApiPropertyOptional({
    description: 'Seconds within which the token must be used to connect. Absent: the setting FOYER_TOKEN_TTL_SECONDS.',
    type: 'integer',
    minimum: 1,
    maximum: TTL_MAX_SECONDS,
    example: 3600,
  })
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(TTL_MAX_SECONDS)
  ttl?: number;

  @ApiPropertyOptional({ description: 'What the token gives, within what the room gives.', type: CallGrantsBody })
  @MayBeAbsent()
  @Nested(() => CallGrantsBody)
  grants?: CallGrantsBody;

  @ApiPropertyOptional({
    ...roomAgentsSchema,
    description:
      'Agents that are called in where the call is opened for this token; into an open call `POST /rooms/{roomName}/agent-dispatches` calls them.',
  })
  @MayBeAbsent()
  @Follows(isRoomAgents)
  agents?: RoomAgentRequestBody[];
}

export class CallTokenBody {
  @ApiProperty({ description: 'A LiveKit token.', example: 'eyJhbGciOiJIUzI1NiJ9.eyJ2aWRlbyI6e319.c2lnbmF0dXJl' })
  token: string;

  @ApiProperty({ description: 'The address that a client connects to.', example: 'ws://127.0.0.1:7880' })
  url: string;
}
