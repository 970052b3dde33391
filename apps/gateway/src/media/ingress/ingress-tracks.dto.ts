import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsNumber, Max, Min } from 'class-validator';
import { Follows, MayBeAbsent, Nested } from '../../platform/http/fields.js';
import { isText } from '../call-fields.js';
import { INGRESS_LIMITS, LAYER_QUALITIES, isLayers } from './ingress-fields.js';
import { AUDIO_PRESETS, SAID, VIDEO_PRESETS } from './ingress-info.dto.js';

// How the tracks of an ingress are, as a request says it.

const AUDIO_SOURCES = ['UNKNOWN', 'MICROPHONE', 'SCREEN_SHARE_AUDIO'] as const;
const VIDEO_SOURCES = ['UNKNOWN', 'CAMERA', 'SCREEN_SHARE'] as const;
/** Of LiveKit's codecs those that its ingress service encodes. */
const AUDIO_CODECS = ['DEFAULT_AC', 'OPUS'] as const;
const VIDEO_CODECS = ['DEFAULT_VC', 'H264_BASELINE', 'VP8'] as const;

const { audioBitrate, videoBitrate, frameRate, layerSide } = INGRESS_LIMITS;
const trackName = { description: 'The name of the track.', maxLength: INGRESS_LIMITS.nameLength };

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
