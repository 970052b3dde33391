import { isValidRoomId } from '@foyer/room-registry';
import type { RoomId } from '@foyer/core';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Follows, MayBeAbsent, isQueryText } from '../platform/http/fields.js';
import { roomIdSchema } from '../platform/openapi/schemas.js';

export class OpenCallBody {
  @ApiProperty({
    ...roomIdSchema,
    description: 'The name of the call, which is the id of its room.',
    example: 'Test Room',
  })
  @Follows(isValidRoomId)
  roomName: RoomId;
}

export class ListCallsQuery {
  @ApiPropertyOptional({ type: String, description: 'Only the call with exactly this name.' })
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
