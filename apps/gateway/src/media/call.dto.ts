import type { Permission } from '@foyer/auth';
import type { CallOptions } from '@foyer/calls';
import type { RoomId } from '@foyer/core';
import type { Json } from '@foyer/protocol';
import { ROOM_LIMITS, isPermissionList, isValidRoomId } from '@foyer/room-registry';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsInt, Max, Min } from 'class-validator';
import { Follows, MayBeAbsent, isQueryText } from '../platform/http/fields.js';
import { anyJsonSchema, permissionsSchema, roomIdSchema } from '../platform/openapi/schemas.js';
import { CALL_LIMITS, isIdentities, isText, isThere } from './call-fields.js';
import { isRoomAgents, roomAgentsSchema, type RoomAgentRequestBody } from './room-agent.dto.js';

const wholeNumber = (maximum: number) => ({ type: 'integer' as const, minimum: 0, maximum });

export class OpenCallBody implements Omit<CallOptions, 'agents' | 'egress'> {
  @ApiProperty({
    ...roomIdSchema,
    description: 'The name of the call, which is the id of its room.',
    example: 'Test Room',
  })
  @Follows(isValidRoomId)
  roomName: RoomId;

  @ApiPropertyOptional({
    ...permissionsSchema,
    description: 'What everybody may do in a room that is registered by this request; others keep theirs.',
    default: ['room:write'],
    example: ['room:write'],
  })
  @MayBeAbsent()
  @Follows(isPermissionList)
  defaultAccesses?: Permission[];

  @ApiPropertyOptional({
    description: 'Metadata of the call, which its participants see.',
    maxLength: CALL_LIMITS.metadataLength,
    example: '{"agenda":"budget"}',
  })
  @MayBeAbsent()
  @Follows(isText(CALL_LIMITS.metadataLength))
  metadata?: string;

  @ApiPropertyOptional({
    ...wholeNumber(ROOM_LIMITS.timeoutSeconds),
    description:
      "Seconds that it stays open before anybody joins. Absent: the room's own setting, else as long as tokens are good; 0: LiveKit's default.",
    example: 300,
  })
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(ROOM_LIMITS.timeoutSeconds)
  emptyTimeout?: number;

  @ApiPropertyOptional({
    ...wholeNumber(ROOM_LIMITS.timeoutSeconds),
    description:
      "Seconds that it stays open after the last one left. Absent: the room's own setting; 0: LiveKit's default.",
    example: 20,
  })
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(ROOM_LIMITS.timeoutSeconds)
  departureTimeout?: number;

  @ApiPropertyOptional({
    ...wholeNumber(ROOM_LIMITS.participants),
    description:
      "How many participants at most. Absent: the room's own setting; 0: LiveKit's default, which is no limit.",
    example: 20,
  })
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(ROOM_LIMITS.participants)
  maxParticipants?: number;

  @ApiPropertyOptional({
    ...wholeNumber(CALL_LIMITS.playoutDelayMs),
    description: 'Milliseconds that receivers hold media back at least, to play it more smoothly.',
    example: 200,
  })
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(CALL_LIMITS.playoutDelayMs)
  minPlayoutDelay?: number;

  @ApiPropertyOptional({
    ...wholeNumber(CALL_LIMITS.playoutDelayMs),
    description: "The same at most, not less than `minPlayoutDelay`; 0: LiveKit's default.",
    example: 2000,
  })
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(CALL_LIMITS.playoutDelayMs)
  maxPlayoutDelay?: number;

  @ApiPropertyOptional({
    description:
      'Keeps audio and video of a participant together where `minPlayoutDelay` is large. Not for calls in which subscriptions change often.',
    default: false,
    example: false,
  })
  @MayBeAbsent()
  @IsBoolean()
  syncStreams?: boolean;

  @ApiPropertyOptional({
    ...roomAgentsSchema,
    description:
      'Agents that are called in where this opens the call; into an open call `POST …/agent-dispatches` calls them.',
  })
  @MayBeAbsent()
  @Follows(isRoomAgents)
  agents?: RoomAgentRequestBody[];
}

export class CallMetadataBody {
  @ApiProperty({
    description: 'The new metadata; `""` clears it.',
    maxLength: CALL_LIMITS.metadataLength,
    example: '{"agenda":"budget"}',
  })
  @Follows(isText(CALL_LIMITS.metadataLength))
  metadata: string;
}

export class SendDataBody {
  @ApiProperty({
    ...anyJsonSchema,
    description: 'Any JSON value; participants receive its text in UTF-8.',
    example: { text: 'Hello' },
  })
  @Follows(isThere)
  data: Json;

  @ApiPropertyOptional({
    description: 'What receivers tell messages apart by.',
    maxLength: CALL_LIMITS.topicLength,
    default: 'chat',
    example: 'chat',
  })
  @MayBeAbsent()
  @Follows(isText(CALL_LIMITS.topicLength))
  topic?: string;

  @ApiPropertyOptional({
    description: 'Whether it is sent again until it arrives; `false` is faster.',
    default: true,
    example: true,
  })
  @MayBeAbsent()
  @IsBoolean()
  reliable?: boolean;

  @ApiPropertyOptional({
    description: 'Only to these participants, who must be in the call. Absent or empty: to everybody.',
    type: 'array',
    items: { type: 'string', minLength: 1, maxLength: CALL_LIMITS.identityLength },
    example: ['Participant1'],
  })
  @MayBeAbsent()
  @Follows(isIdentities)
  destinationIdentities?: string[];
}

export class CallMessageBody {
  @ApiProperty({ description: 'What was done, in words.', example: 'Room deleted' })
  message: string;
}

export class ListCallsQuery {
  @ApiPropertyOptional({ type: String, description: 'Only the call with exactly this name.', example: 'Test Room' })
  @MayBeAbsent()
  @Follows(isQueryText)
  roomName?: string;
}

/** A codec that a call may use. */
export class CodecBody {
  @ApiProperty({ description: 'MIME type.', example: 'video/VP8' })
  mime: string;

  @ApiProperty({ description: 'Format parameters.', example: '' })
  fmtpLine: string;
}

export class TimedVersionBody {
  @ApiProperty({
    description: 'Microseconds since 1970, as a string because it has 64 bits.',
    example: '1763990825225000',
  })
  unixMicro: string;

  @ApiProperty({ description: 'Counts changes within one microsecond.', type: 'integer', example: 0 })
  ticks: number;
}

/** A call as LiveKit shows it, without its TURN password. */
export class CallBody {
  @ApiProperty({ description: 'Id of this session of the call.', example: 'RM_hycBMAjmt6Ub' })
  sid: string;

  @ApiProperty({ description: 'The name, which is the id of the room.', example: 'Test Room' })
  name: string;

  @ApiProperty({ description: 'Seconds that it stays open before anybody joins.', type: 'integer', example: 300 })
  emptyTimeout: number;

  @ApiProperty({ description: 'Seconds that it stays open after the last one left.', type: 'integer', example: 20 })
  departureTimeout: number;

  @ApiProperty({ description: 'How many participants at most; 0 for no limit.', type: 'integer', example: 0 })
  maxParticipants: number;

  @ApiProperty({
    description: 'When it was opened, in seconds since 1970, as a string because it has 64 bits.',
    example: '1763990825',
  })
  creationTime: string;

  @ApiProperty({ description: 'The same in milliseconds.', example: '1763990825225' })
  creationTimeMs: string;

  @ApiProperty({ description: 'Codecs that may be used.', type: [CodecBody] })
  enabledCodecs: CodecBody[];

  @ApiProperty({ description: 'Metadata of the call, which its participants see.', example: '' })
  metadata: string;

  @ApiProperty({ description: 'How many participants are in it.', type: 'integer', example: 0 })
  numParticipants: number;

  @ApiProperty({ description: 'How many of them send something.', type: 'integer', example: 0 })
  numPublishers: number;

  @ApiProperty({ description: 'Whether it is being recorded.', example: false })
  activeRecording: boolean;

  @ApiPropertyOptional({ description: 'Version of this state.', type: TimedVersionBody })
  version?: TimedVersionBody;
}

export class CallAnswerBody {
  @ApiProperty({ description: 'The call.', type: CallBody })
  room: CallBody;
}

export class CallListBody {
  @ApiProperty({ description: 'The open calls.', type: [CallBody] })
  rooms: CallBody[];
}
