import type { RoomId } from '@foyer/core';
import { isValidRoomId } from '@foyer/room-registry';
import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { Follows, MayBeAbsent, Nested } from '../../platform/http/fields.js';
import { roomIdSchema } from '../../platform/openapi/schemas.js';
import { CALL_LIMITS, isId } from '../call-fields.js';
import { EGRESS_LIMITS, isAddress, isAnyStreamUrls, isLayout, isStreamUrl } from './egress-fields.js';
import { EgressOutputBody, EncodingBody, TrackOutputBody } from './egress-output.dto.js';

const RoomName = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ ...roomIdSchema, description: 'The name of the call, which must be open.', example: 'Test Room' }),
    Follows(isValidRoomId),
  );

const Output = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({
      description: 'What is written, and where. Absent: one file in the default storage.',
      type: EgressOutputBody,
    }),
    MayBeAbsent(),
    Nested(() => EgressOutputBody),
  );

const EncodingField = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ description: 'Absent: the preset H264_720P_30.', type: EncodingBody }),
    MayBeAbsent(),
    Nested(() => EncodingBody),
  );

const Flag = (description: string): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ type: Boolean, description, default: false, example: false }),
    MayBeAbsent(),
    IsBoolean(),
  );

const Layout = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({
      type: String,
      description:
        'How the page shows the participants: `grid`, `speaker` or `single-speaker`, each also with `-light` or `-dark`; or a word that a page of your own knows.',
      minLength: 1,
      maxLength: EGRESS_LIMITS.layoutLength,
      default: 'grid',
      example: 'speaker',
    }),
    MayBeAbsent(),
    Follows(isLayout),
  );

const PageUrl = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({
      type: String,
      description: "A page of your own that takes the place of the recorder's.",
      maxLength: EGRESS_LIMITS.urlLength,
      example: 'https://example.com/recording-page',
    }),
    MayBeAbsent(),
    Follows(isAddress('http:', 'https:')),
  );

const TrackId = (description: string): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({
      type: String,
      description,
      minLength: 1,
      maxLength: CALL_LIMITS.identityLength,
      example: 'TR_AMyzUAVuM4ezGp',
    }),
    MayBeAbsent(),
    Follows(isId),
  );

const AUDIO_ONLY = 'Only the sound.';
const VIDEO_ONLY = 'Only the picture.';

export class RoomCompositeEgressBody {
  @RoomName()
  roomName: RoomId;

  @Layout()
  layout?: string;

  @Output()
  output?: EgressOutputBody;

  @EncodingField()
  encoding?: EncodingBody;

  @Flag(AUDIO_ONLY)
  audioOnly?: boolean;

  @Flag(VIDEO_ONLY)
  videoOnly?: boolean;

  @PageUrl()
  customBaseUrl?: string;
}

export class StreamEgressBody {
  @RoomName()
  roomName: RoomId;

  @ApiProperty({
    description: 'Where the call is streamed to: an address of RTMP or SRT.',
    maxLength: EGRESS_LIMITS.urlLength,
    example: 'rtmp://live.example.com/app/stream-key',
  })
  @Follows(isStreamUrl)
  streamUrl: string;

  @Layout()
  layout?: string;

  @ApiPropertyOptional({ description: 'What is written beside the stream. Absent: nothing.', type: EgressOutputBody })
  @MayBeAbsent()
  @Nested(() => EgressOutputBody)
  output?: EgressOutputBody;

  @EncodingField()
  encoding?: EncodingBody;

  @Flag(AUDIO_ONLY)
  audioOnly?: boolean;

  @Flag(VIDEO_ONLY)
  videoOnly?: boolean;

  @PageUrl()
  customBaseUrl?: string;
}

export class ParticipantEgressBody {
  @RoomName()
  roomName: RoomId;

  @ApiProperty({
    description: 'Who is recorded; must be in the call.',
    minLength: 1,
    maxLength: CALL_LIMITS.identityLength,
    example: 'Participant1',
  })
  @Follows(isId)
  participantIdentity: string;

  @Flag('Their screen and its sound instead of camera and microphone.')
  screenShare?: boolean;

  @Output()
  output?: EgressOutputBody;

  @EncodingField()
  encoding?: EncodingBody;
}

export class TrackCompositeEgressBody {
  @RoomName()
  roomName: RoomId;

  @TrackId('The track of the picture. At least one of the two tracks is needed.')
  videoTrackId?: string;

  @TrackId('The track of the sound.')
  audioTrackId?: string;

  @Output()
  output?: EgressOutputBody;

  @EncodingField()
  encoding?: EncodingBody;
}

export class TrackEgressBody {
  @RoomName()
  roomName: RoomId;

  @ApiProperty({
    description: 'The track, which is written as it comes, without encoding it anew.',
    minLength: 1,
    maxLength: CALL_LIMITS.identityLength,
    example: 'TR_AMyzUAVuM4ezGp',
  })
  @Follows(isId)
  trackId: string;

  @ApiPropertyOptional({ description: 'Where the file goes.', type: TrackOutputBody })
  @MayBeAbsent()
  @Nested(() => TrackOutputBody)
  output?: TrackOutputBody;

  @ApiPropertyOptional({
    description: 'A WebSocket that gets the sound as PCM, instead of a file. For tracks of audio.',
    maxLength: EGRESS_LIMITS.urlLength,
    example: 'wss://example.com/transcribe',
  })
  @MayBeAbsent()
  @Follows(isAddress('ws:', 'wss:'))
  websocketUrl?: string;
}

export class WebEgressBody {
  @ApiProperty({
    description: 'The page that is recorded. The egress service must reach it.',
    maxLength: EGRESS_LIMITS.urlLength,
    example: 'https://example.com/dashboard',
  })
  @Follows(isAddress('http:', 'https:'))
  url: string;

  @Output()
  output?: EgressOutputBody;

  @EncodingField()
  encoding?: EncodingBody;

  @Flag(AUDIO_ONLY)
  audioOnly?: boolean;

  @Flag(VIDEO_ONLY)
  videoOnly?: boolean;

  @Flag('Begins only when the page prints START_RECORDING to its console.')
  awaitStartSignal?: boolean;
}

export class UpdateLayoutBody {
  @ApiProperty({
    description: 'The new layout of a room composite.',
    minLength: 1,
    maxLength: EGRESS_LIMITS.layoutLength,
    example: 'speaker',
  })
  @Follows(isLayout)
  layout: string;
}

const streamUrlsSchema = {
  type: 'array' as const,
  items: { type: 'string' as const, maxLength: EGRESS_LIMITS.urlLength },
  maxItems: EGRESS_LIMITS.streams,
};

export class UpdateStreamsBody {
  @ApiPropertyOptional({
    ...streamUrlsSchema,
    description: 'Where it is streamed to from now on, too.',
    example: ['rtmp://live.example.com/app/another-key'],
  })
  @MayBeAbsent()
  @Follows(isAnyStreamUrls)
  streamUrlsToAdd?: string[];

  @ApiPropertyOptional({
    ...streamUrlsSchema,
    description: 'Where it is streamed to no longer. The last one ends the egress.',
    example: ['rtmp://live.example.com/app/stream-key'],
  })
  @MayBeAbsent()
  @Follows(isAnyStreamUrls)
  streamUrlsToRemove?: string[];
}
