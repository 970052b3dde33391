import { PRESETS } from '@foyer/recordings';
import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

// What a request of an egress is made of, as LiveKit shows it.

const Text = (description: string, example = ''): PropertyDecorator =>
  ApiProperty({ type: String, description, example });
const Count = (description: string, example = 0): PropertyDecorator =>
  ApiProperty({ type: 'integer', description, example });
const Flag = (description: string): PropertyDecorator => ApiProperty({ type: Boolean, description, example: false });

const AUDIO_CODECS = ['DEFAULT_AC', 'OPUS', 'AAC', 'AC_MP3'] as const;
const VIDEO_CODECS = ['DEFAULT_VC', 'H264_BASELINE', 'H264_MAIN', 'H264_HIGH', 'VP8'] as const;
const FILE_TYPES = ['DEFAULT_FILETYPE', 'MP4', 'OGG', 'MP3'] as const;
const STREAM_PROTOCOLS = ['DEFAULT_PROTOCOL', 'RTMP', 'SRT', 'WEBSOCKET'] as const;
const SEGMENT_PROTOCOLS = ['DEFAULT_SEGMENTED_FILE_PROTOCOL', 'HLS_PROTOCOL'] as const;
const SEGMENT_SUFFIXES = ['INDEX', 'TIMESTAMP'] as const;
const IMAGE_SUFFIXES = ['IMAGE_SUFFIX_INDEX', 'IMAGE_SUFFIX_TIMESTAMP', 'IMAGE_SUFFIX_NONE_OVERWRITE'] as const;
const IMAGE_CODECS = ['IC_DEFAULT', 'IC_JPEG'] as const;
/** LiveKit knows one more than can be asked for. */
const SHOWN_PRESETS = [...PRESETS, 'PASSTHROUGH'] as const;

const ManifestFlag = (): PropertyDecorator => Flag('Whether no manifest is written; Foyer keeps its own books.');

export class ShownEncodingBody {
  @Count('Pixels.', 1280)
  width: number;

  @Count('Pixels.', 720)
  height: number;

  @Count('Bits of a pixel.', 24)
  depth: number;

  @Count('Frames in a second.', 30)
  framerate: number;

  @ApiProperty({
    description: 'Of the sound.',
    enum: AUDIO_CODECS,
    enumName: 'EgressAudioCodec',
    example: 'DEFAULT_AC',
  })
  audioCodec: (typeof AUDIO_CODECS)[number];

  @Count('Of the sound, in kbit/s.', 128)
  audioBitrate: number;

  @Count('Quality of the sound, where the codec has one.')
  audioQuality: number;

  @Count('Samples of sound in a second.', 44_100)
  audioFrequency: number;

  @ApiProperty({
    description: 'Of the picture.',
    enum: VIDEO_CODECS,
    enumName: 'EgressVideoCodec',
    example: 'DEFAULT_VC',
  })
  videoCodec: (typeof VIDEO_CODECS)[number];

  @Count('Of the picture, in kbit/s.', 3000)
  videoBitrate: number;

  @Count('Quality of the picture, where the codec has one.')
  videoQuality: number;

  @ApiProperty({ type: 'number', format: 'double', description: 'Seconds between key frames.', example: 4 })
  keyFrameInterval: number;
}

export class ShownFileOutputBody {
  @ApiProperty({ description: 'The kind of file.', enum: FILE_TYPES, enumName: 'ShownEgressFileType', example: 'MP4' })
  fileType: (typeof FILE_TYPES)[number];

  @Text('Where it is written, in its storage.', '/data/recordings/0b7e…/Test Room.mp4')
  filepath: string;

  @ManifestFlag()
  disableManifest: boolean;
}

export class ShownTrackFileBody {
  @Text('Where it is written, in its storage.', '/data/recordings/0b7e…/alice.ogg')
  filepath: string;

  @ManifestFlag()
  disableManifest: boolean;
}

export class ShownStreamOutputBody {
  @ApiProperty({
    description: 'How it is sent.',
    enum: STREAM_PROTOCOLS,
    enumName: 'EgressStreamProtocol',
    example: 'RTMP',
  })
  protocol: (typeof STREAM_PROTOCOLS)[number];

  @ApiProperty({
    type: [String],
    description: 'Where to, without stream keys.',
    example: ['rtmp://live.example.com/app/{key}'],
  })
  urls: string[];
}

export class ShownSegmentsOutputBody {
  @ApiProperty({
    description: 'The kind of playlist.',
    enum: SEGMENT_PROTOCOLS,
    enumName: 'EgressSegmentProtocol',
    example: 'DEFAULT_SEGMENTED_FILE_PROTOCOL',
  })
  protocol: (typeof SEGMENT_PROTOCOLS)[number];

  @Text('What the paths of segments begin with.', '/data/recordings/0b7e…/Test Room')
  filenamePrefix: string;

  @Text('The playlist of all segments.', 'Test Room.m3u8')
  playlistName: string;

  @Text('The playlist of the last segments.', 'Test Room-live.m3u8')
  livePlaylistName: string;

  @Count('Seconds of one segment; 0 for the default, 6.', 6)
  segmentDuration: number;

  @ApiProperty({
    description: 'How segments are told apart.',
    enum: SEGMENT_SUFFIXES,
    enumName: 'EgressSegmentSuffix',
    example: 'INDEX',
  })
  filenameSuffix: (typeof SEGMENT_SUFFIXES)[number];

  @ManifestFlag()
  disableManifest: boolean;
}

export class ShownImagesOutputBody {
  @Count('Seconds between images; 0 for the default, 10.', 10)
  captureInterval: number;

  @Count('Pixels.', 640)
  width: number;

  @Count('Pixels.', 360)
  height: number;

  @Text('What the paths of images begin with.', '/data/recordings/0b7e…/Test Room')
  filenamePrefix: string;

  @ApiProperty({
    description: 'How images are told apart.',
    enum: IMAGE_SUFFIXES,
    enumName: 'EgressImageSuffix',
    example: 'IMAGE_SUFFIX_INDEX',
  })
  filenameSuffix: (typeof IMAGE_SUFFIXES)[number];

  @ApiProperty({
    description: 'The kind of image.',
    enum: IMAGE_CODECS,
    enumName: 'EgressImageCodec',
    example: 'IC_DEFAULT',
  })
  imageCodec: (typeof IMAGE_CODECS)[number];

  @ManifestFlag()
  disableManifest: boolean;
}

/** The preset, where one was asked for. */
export const ShownPreset = (): PropertyDecorator =>
  ApiPropertyOptional({
    description: 'The preset, where it is encoded by one.',
    enum: SHOWN_PRESETS,
    enumName: 'ShownEgressPreset',
    example: 'H264_720P_30',
  });

export const ShownEncoding = (): PropertyDecorator =>
  ApiPropertyOptional({ description: 'How it is encoded, where that is not by a preset.', type: ShownEncodingBody });

const OLD = 'Deprecated by LiveKit, and not used by Foyer: ';

/** The outputs of a request: four lists. */
export const ShownFiles = (): PropertyDecorator =>
  ApiProperty({ description: 'The files.', type: [ShownFileOutputBody] });
export const ShownStreams = (): PropertyDecorator =>
  ApiProperty({ description: 'The streams.', type: [ShownStreamOutputBody] });
export const ShownSegments = (): PropertyDecorator =>
  ApiProperty({ description: 'The segments.', type: [ShownSegmentsOutputBody] });
export const ShownImages = (): PropertyDecorator =>
  ApiProperty({ description: 'The images.', type: [ShownImagesOutputBody] });

/** What LiveKit had before those lists, where something else than Foyer has started the egress. */
export const OldFile = (): PropertyDecorator =>
  ApiPropertyOptional({ description: `${OLD}the file.`, type: ShownFileOutputBody });
export const OldStream = (): PropertyDecorator =>
  ApiPropertyOptional({ description: `${OLD}the stream.`, type: ShownStreamOutputBody });
export const OldSegments = (): PropertyDecorator =>
  ApiPropertyOptional({ description: `${OLD}the segments.`, type: ShownSegmentsOutputBody });

export const ShownText = Text;
export const ShownFlag = Flag;
export const ShownCount = Count;

/** A number of 64 bits, which is a text in JSON. */
export const ShownLong = (description: string, example = '0'): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ type: String, description: `${description}; a string because it has 64 bits.`, example }),
  );
