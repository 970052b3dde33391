import { FILE_TYPES, PLACEHOLDERS, PRESETS } from '@foyer/recordings';
import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, Max, Min } from 'class-validator';
import { Follows, MayBeAbsent, Nested } from '../../platform/http/fields.js';
import { EGRESS_LIMITS, isFileName, isStreamUrls } from './egress-fields.js';

const NAME =
  'The name, without extension. It may use {room_name}, {room_id}, {time}, {publisher_identity}, {track_id}, {track_type} and {track_source}, where those are known.';

const FileName = (description: string, example: string): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ type: String, description, minLength: 1, maxLength: EGRESS_LIMITS.nameLength, example }),
    MayBeAbsent(),
    Follows(isFileName(PLACEHOLDERS)),
  );

const WholeNumber = (description: string, min: number, max: number, example: number): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ type: 'integer', description, minimum: min, maximum: max, example }),
    MayBeAbsent(),
    IsInt(),
    Min(min),
    Max(max),
  );

const { sideMin, sideMax, framerate, bitrate, segmentSeconds } = EGRESS_LIMITS;

export class FileOutputBody {
  @ApiPropertyOptional({
    description:
      'The kind of file. Absent: MP4, or OGG where there is only audio. A single track has the kind of its codec.',
    enum: FILE_TYPES,
    enumName: 'EgressFileType',
    example: 'MP4',
  })
  @MayBeAbsent()
  @IsIn(FILE_TYPES)
  type?: (typeof FILE_TYPES)[number];

  @FileName(NAME, '{room_name}-{time}')
  name?: string;
}

export class SegmentsOutputBody {
  @FileName(`What segments and playlists are called. ${NAME}`, '{room_name}-{time}')
  name?: string;

  @WholeNumber('Seconds of one segment. Absent: 6.', 1, segmentSeconds, 4)
  duration?: number;
}

export class ImagesOutputBody {
  @FileName(`What the names of images begin with. ${NAME}`, '{room_name}-{time}')
  name?: string;

  @WholeNumber('Seconds between images. Absent: 10.', 1, segmentSeconds, 5)
  interval?: number;

  @WholeNumber('Pixels; as wide as the picture if absent.', sideMin, sideMax, 640)
  width?: number;

  @WholeNumber('Pixels; as high as the picture if absent.', sideMin, sideMax, 360)
  height?: number;
}

/** What is written, and where. */
export class EgressOutputBody {
  @ApiPropertyOptional({
    type: String,
    description: 'The name of the storage profile that files go to. Absent: the default one.',
    example: 'local',
  })
  @MayBeAbsent()
  @Follows(isFileName([]))
  storage?: string;

  @ApiPropertyOptional({ description: 'One file.', type: FileOutputBody })
  @MayBeAbsent()
  @Nested(() => FileOutputBody)
  file?: FileOutputBody;

  @ApiPropertyOptional({ description: 'Segments with playlists (HLS).', type: SegmentsOutputBody })
  @MayBeAbsent()
  @Nested(() => SegmentsOutputBody)
  segments?: SegmentsOutputBody;

  @ApiPropertyOptional({ description: 'A JPEG every few seconds.', type: ImagesOutputBody })
  @MayBeAbsent()
  @Nested(() => ImagesOutputBody)
  images?: ImagesOutputBody;

  @ApiPropertyOptional({
    description: 'Where it is streamed to: addresses of RTMP, or of SRT.',
    type: 'array',
    items: { type: 'string', maxLength: EGRESS_LIMITS.urlLength },
    minItems: 1,
    maxItems: EGRESS_LIMITS.streams,
    example: ['rtmp://live.example.com/app/stream-key'],
  })
  @MayBeAbsent()
  @Follows(isStreamUrls)
  streamUrls?: string[];
}

/** What is written of one track. */
export class TrackOutputBody {
  @ApiPropertyOptional({
    type: String,
    description: 'The name of the storage profile that the file goes to. Absent: the default one.',
    example: 'local',
  })
  @MayBeAbsent()
  @Follows(isFileName([]))
  storage?: string;

  @FileName(NAME, '{publisher_identity}-{track_source}-{time}')
  name?: string;
}

/** How picture and sound are encoded: by a preset, or as the other fields say. */
export class EncodingBody {
  @ApiPropertyOptional({
    description: 'One of LiveKit’s presets; then there is no other field.',
    enum: PRESETS,
    enumName: 'EgressPreset',
    example: 'H264_720P_30',
  })
  @MayBeAbsent()
  @IsIn(PRESETS)
  preset?: (typeof PRESETS)[number];

  @WholeNumber('Pixels; an even number.', sideMin, sideMax, 1280)
  width?: number;

  @WholeNumber('Pixels; an even number.', sideMin, sideMax, 720)
  height?: number;

  @WholeNumber('Frames in a second.', 1, framerate, 30)
  framerate?: number;

  @WholeNumber('Of the picture, in kbit/s.', 1, bitrate, 3000)
  videoBitrate?: number;

  @WholeNumber('Of the sound, in kbit/s.', 1, bitrate, 128)
  audioBitrate?: number;

  @WholeNumber('Samples of sound in a second.', 8_000, 48_000, 44_100)
  audioFrequency?: number;

  @WholeNumber('Seconds between key frames.', 1, 60, 4)
  keyFrameInterval?: number;
}
