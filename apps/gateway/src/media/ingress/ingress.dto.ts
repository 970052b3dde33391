import type { RoomId } from '@foyer/core';
import { isValidRoomId } from '@foyer/room-registry';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsNumber, Max, Min } from 'class-validator';
import { Follows, MayBeAbsent, Nested, isQueryText } from '../../platform/http/fields.js';
import { isUserId } from '../../platform/http/user-fields.js';
import { roomIdSchema, userIdSchema } from '../../platform/openapi/schemas.js';
import { CALL_LIMITS, isText } from '../call-fields.js';
import {
  INGRESS_LIMITS,
  LAYER_QUALITIES,
  isAlwaysTrue,
  isEncodedOneWay,
  isFilledText,
  isLayers,
  isMediaUrl,
} from './ingress-fields.js';
import { AUDIO_PRESETS, SAID, VIDEO_PRESETS } from './ingress-info.dto.js';

const AUDIO_SOURCES = ['UNKNOWN', 'MICROPHONE', 'SCREEN_SHARE_AUDIO'] as const;
const VIDEO_SOURCES = ['UNKNOWN', 'CAMERA', 'SCREEN_SHARE'] as const;
/** Of LiveKit's codecs those that its ingress service encodes. */
const AUDIO_CODECS = ['DEFAULT_AC', 'OPUS'] as const;
const VIDEO_CODECS = ['DEFAULT_VC', 'H264_BASELINE', 'VP8'] as const;

const { audioBitrate, videoBitrate, frameRate, layerSide } = INGRESS_LIMITS;
const trackName = { description: 'The name of the track.', maxLength: INGRESS_LIMITS.nameLength };
const TRANSCODING = 'only WHIP can do without';
const STARTS_AT_ONCE = 'an ingress from a URL begins as soon as it is made';

export class IngressAudioEncodingBody {
  @ApiPropertyOptional({
    description: 'What the others receive; the default is Opus.',
    enum: AUDIO_CODECS,
    enumName: 'IngressAudioCodec',
    example: 'OPUS',
  })
  @MayBeAbsent()
  @IsIn(AUDIO_CODECS)
  audioCodec?: (typeof AUDIO_CODECS)[number];

  @ApiPropertyOptional({
    type: 'integer',
    minimum: audioBitrate.min,
    maximum: audioBitrate.max,
    description: 'Bits per second. Absent: 96000, or 64000 for one channel.',
    example: 96_000,
  })
  @MayBeAbsent()
  @IsInt()
  @Min(audioBitrate.min)
  @Max(audioBitrate.max)
  bitrate?: number;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: INGRESS_LIMITS.channels,
    default: INGRESS_LIMITS.channels,
    description: 'One channel or two.',
    example: 2,
  })
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(INGRESS_LIMITS.channels)
  channels?: number;

  @ApiPropertyOptional({ description: 'Whether silence is sent like sound.', default: false, example: false })
  @MayBeAbsent()
  @IsBoolean()
  disableDtx?: boolean;
}

export class IngressAudioBody {
  @ApiPropertyOptional({ ...trackName, example: 'microphone' })
  @MayBeAbsent()
  @Follows(isText(INGRESS_LIMITS.nameLength))
  name?: string;

  @ApiPropertyOptional({
    description: 'What the track is said to come from.',
    enum: AUDIO_SOURCES,
    enumName: 'IngressAudioSource',
    default: 'UNKNOWN',
    example: 'MICROPHONE',
  })
  @MayBeAbsent()
  @IsIn(AUDIO_SOURCES)
  source?: (typeof AUDIO_SOURCES)[number];

  @ApiPropertyOptional({
    ...SAID.audioPreset,
    description: 'A ready-made encoding. Absent, and without `options`: `OPUS_STEREO_96KBPS`.',
    example: 'OPUS_STEREO_96KBPS',
  })
  @MayBeAbsent()
  @IsIn(AUDIO_PRESETS)
  preset?: (typeof AUDIO_PRESETS)[number];

  @ApiPropertyOptional({
    description: 'An encoding of its own. Not together with `preset`.',
    type: IngressAudioEncodingBody,
  })
  @MayBeAbsent()
  @Nested(() => IngressAudioEncodingBody)
  options?: IngressAudioEncodingBody;
}

/** One size in which the video is sent. */
export class IngressVideoLayerBody {
  @ApiProperty({ description: 'Its quality.', enum: LAYER_QUALITIES, enumName: 'IngressLayerQuality', example: 'HIGH' })
  quality: (typeof LAYER_QUALITIES)[number];

  @ApiProperty({
    type: 'integer',
    minimum: layerSide.min,
    maximum: layerSide.max,
    multipleOf: 2,
    description: 'Width in pixels; smaller where the stream has another shape.',
    example: 1280,
  })
  width: number;

  @ApiProperty({
    type: 'integer',
    minimum: layerSide.min,
    maximum: layerSide.max,
    multipleOf: 2,
    description: 'Height in pixels; smaller where the stream has another shape.',
    example: 720,
  })
  height: number;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: videoBitrate.min,
    maximum: videoBitrate.max,
    description: 'Bits per second. Absent: what suits its size.',
    example: 1_700_000,
  })
  bitrate?: number;
}

export class IngressVideoEncodingBody {
  @ApiPropertyOptional({
    description: 'What the others receive; the default is H.264 baseline.',
    enum: VIDEO_CODECS,
    enumName: 'IngressVideoCodec',
    example: 'H264_BASELINE',
  })
  @MayBeAbsent()
  @IsIn(VIDEO_CODECS)
  videoCodec?: (typeof VIDEO_CODECS)[number];

  @ApiPropertyOptional({
    type: 'number',
    minimum: frameRate.min,
    maximum: frameRate.max,
    default: 30,
    description: 'Pictures per second at most.',
    example: 30,
  })
  @MayBeAbsent()
  @IsNumber()
  @Min(frameRate.min)
  @Max(frameRate.max)
  frameRate?: number;

  @ApiPropertyOptional({
    description:
      'The sizes in which it is sent: one of each quality at most, none smaller than that of a lower quality. Absent or empty: 1280 x 720 and two smaller ones.',
    type: [IngressVideoLayerBody],
    maxItems: LAYER_QUALITIES.length,
  })
  @MayBeAbsent()
  @Follows(isLayers)
  layers?: IngressVideoLayerBody[];
}

export class IngressVideoBody {
  @ApiPropertyOptional({ ...trackName, example: 'camera' })
  @MayBeAbsent()
  @Follows(isText(INGRESS_LIMITS.nameLength))
  name?: string;

  @ApiPropertyOptional({
    description: 'What the track is said to come from.',
    enum: VIDEO_SOURCES,
    enumName: 'IngressVideoSource',
    default: 'UNKNOWN',
    example: 'CAMERA',
  })
  @MayBeAbsent()
  @IsIn(VIDEO_SOURCES)
  source?: (typeof VIDEO_SOURCES)[number];

  @ApiPropertyOptional({
    ...SAID.videoPreset,
    description: 'A ready-made encoding. Absent, and without `options`: `H264_720P_30FPS_3_LAYERS`.',
    example: 'H264_720P_30FPS_3_LAYERS',
  })
  @MayBeAbsent()
  @IsIn(VIDEO_PRESETS)
  preset?: (typeof VIDEO_PRESETS)[number];

  @ApiPropertyOptional({
    description: 'An encoding of its own. Not together with `preset`.',
    type: IngressVideoEncodingBody,
  })
  @MayBeAbsent()
  @Nested(() => IngressVideoEncodingBody)
  options?: IngressVideoEncodingBody;
}

/** What every new ingress can be told. */
export class NewIngressBody {
  @ApiProperty({
    ...roomIdSchema,
    description: 'The call to send to: its name is the id of its room.',
    example: 'Test Room',
  })
  @Follows(isValidRoomId)
  roomName: RoomId;

  @ApiProperty({ ...userIdSchema, ...SAID.participantIdentity })
  @Follows(isUserId)
  participantIdentity: string;

  @ApiPropertyOptional({ ...SAID.participantName, maxLength: CALL_LIMITS.nameLength })
  @MayBeAbsent()
  @Follows(isText(CALL_LIMITS.nameLength))
  participantName?: string;

  @ApiPropertyOptional({ ...SAID.participantMetadata, maxLength: CALL_LIMITS.metadataLength })
  @MayBeAbsent()
  @Follows(isText(CALL_LIMITS.metadataLength))
  participantMetadata?: string;

  @ApiPropertyOptional({ description: 'How audio is sent into the call.', type: IngressAudioBody })
  @MayBeAbsent()
  @Nested(() => IngressAudioBody)
  @Follows(isEncodedOneWay)
  audio?: IngressAudioBody;

  @ApiPropertyOptional({ description: 'How video is sent into the call.', type: IngressVideoBody })
  @MayBeAbsent()
  @Nested(() => IngressVideoBody)
  @Follows(isEncodedOneWay)
  video?: IngressVideoBody;
}

const nameOf = (byDefault: string) => ({
  ...SAID.name,
  minLength: 1,
  maxLength: INGRESS_LIMITS.nameLength,
  default: byDefault,
  example: byDefault,
});

export class CreateRtmpIngressBody extends NewIngressBody {
  @ApiPropertyOptional(nameOf('rtmp-ingress'))
  @MayBeAbsent()
  @Follows(isFilledText(INGRESS_LIMITS.nameLength))
  name?: string;

  @ApiPropertyOptional({ ...SAID.enabled, default: true })
  @MayBeAbsent()
  @IsBoolean()
  enabled?: boolean;

  @ApiPropertyOptional({
    description: 'Always `true`: only WHIP can do without.',
    enum: [true],
    default: true,
    example: true,
  })
  @MayBeAbsent()
  @Follows(isAlwaysTrue(TRANSCODING))
  enableTranscoding?: true;
}

export class CreateWhipIngressBody extends NewIngressBody {
  @ApiPropertyOptional(nameOf('whip-ingress'))
  @MayBeAbsent()
  @Follows(isFilledText(INGRESS_LIMITS.nameLength))
  name?: string;

  @ApiPropertyOptional({ ...SAID.enabled, default: true })
  @MayBeAbsent()
  @IsBoolean()
  enabled?: boolean;

  @ApiPropertyOptional({
    description:
      'Whether media is decoded and encoded anew. Without that it goes on as it comes, which costs little; then `audio` and `video` can have no `preset` and no `options`.',
    default: false,
    example: false,
  })
  @MayBeAbsent()
  @IsBoolean()
  enableTranscoding?: boolean;
}

export class CreateUrlIngressBody extends NewIngressBody {
  @ApiPropertyOptional(nameOf('url-ingress'))
  @MayBeAbsent()
  @Follows(isFilledText(INGRESS_LIMITS.nameLength))
  name?: string;

  @ApiProperty({ ...SAID.url, maxLength: INGRESS_LIMITS.urlLength })
  @Follows(isMediaUrl)
  url: string;

  @ApiPropertyOptional({
    description: 'Always `true`: it begins as soon as it is made.',
    enum: [true],
    default: true,
    example: true,
  })
  @MayBeAbsent()
  @Follows(isAlwaysTrue(STARTS_AT_ONCE))
  enabled?: true;

  @ApiPropertyOptional({
    description: 'Always `true`: only WHIP can do without.',
    enum: [true],
    default: true,
    example: true,
  })
  @MayBeAbsent()
  @Follows(isAlwaysTrue(TRANSCODING))
  enableTranscoding?: true;
}

/** What changes; what is absent stays as it is. LiveKit takes an empty text for an absent one. */
export class UpdateIngressBody {
  @ApiPropertyOptional({
    ...roomIdSchema,
    description: 'The call to send to from now on: its name is the id of its room.',
    example: 'Test Room',
  })
  @MayBeAbsent()
  @Follows(isValidRoomId)
  roomName?: RoomId;

  @ApiPropertyOptional({ ...userIdSchema, ...SAID.participantIdentity })
  @MayBeAbsent()
  @Follows(isUserId)
  participantIdentity?: string;

  @ApiPropertyOptional({ ...SAID.participantName, minLength: 1, maxLength: CALL_LIMITS.nameLength })
  @MayBeAbsent()
  @Follows(isFilledText(CALL_LIMITS.nameLength))
  participantName?: string;

  @ApiPropertyOptional({ ...SAID.participantMetadata, minLength: 1, maxLength: CALL_LIMITS.metadataLength })
  @MayBeAbsent()
  @Follows(isFilledText(CALL_LIMITS.metadataLength))
  participantMetadata?: string;

  @ApiPropertyOptional({
    ...SAID.name,
    minLength: 1,
    maxLength: INGRESS_LIMITS.nameLength,
    example: 'updated-ingress',
  })
  @MayBeAbsent()
  @Follows(isFilledText(INGRESS_LIMITS.nameLength))
  name?: string;

  @ApiPropertyOptional(SAID.enabled)
  @MayBeAbsent()
  @IsBoolean()
  enabled?: boolean;

  @ApiPropertyOptional({
    description: 'Whether media is decoded and encoded anew; `false` for WHIP alone.',
    example: true,
  })
  @MayBeAbsent()
  @IsBoolean()
  enableTranscoding?: boolean;

  @ApiPropertyOptional({
    description: 'How audio is sent into the call. Replaces all that was set for it.',
    type: IngressAudioBody,
  })
  @MayBeAbsent()
  @Nested(() => IngressAudioBody)
  @Follows(isEncodedOneWay)
  audio?: IngressAudioBody;

  @ApiPropertyOptional({
    description: 'How video is sent into the call. Replaces all that was set for it.',
    type: IngressVideoBody,
  })
  @MayBeAbsent()
  @Nested(() => IngressVideoBody)
  @Follows(isEncodedOneWay)
  video?: IngressVideoBody;
}

export class ListIngressesQuery {
  @ApiPropertyOptional({
    type: String,
    description: 'Only those that send to the call with exactly this name.',
    example: 'Test Room',
  })
  @MayBeAbsent()
  @Follows(isQueryText)
  roomName?: string;

  @ApiPropertyOptional({ type: String, description: 'Only the one with this id.', example: 'IN_WrMdcyaUnkWa' })
  @MayBeAbsent()
  @Follows(isQueryText)
  ingressId?: string;

  @ApiPropertyOptional({
    type: Boolean,
    description: 'Whether to show stream keys too, which are secrets of publishers.',
    default: false,
    example: false,
  })
  @MayBeAbsent()
  @IsIn(['true', 'false'])
  showStreamKey?: 'true' | 'false';
}
