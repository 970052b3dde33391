import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { TimedVersionBody } from './call.dto.js';

export const TRACK_SOURCE_KEYS = ['UNKNOWN', 'CAMERA', 'MICROPHONE', 'SCREEN_SHARE', 'SCREEN_SHARE_AUDIO'] as const;
export type TrackSourceKey = (typeof TRACK_SOURCE_KEYS)[number];
export const trackSourceSchema = { enum: [...TRACK_SOURCE_KEYS], enumName: 'TrackSource' };

const TRACK_TYPES = ['AUDIO', 'VIDEO', 'DATA'] as const;
const VIDEO_QUALITIES = ['LOW', 'MEDIUM', 'HIGH', 'OFF'] as const;
const LAYER_MODES = [
  'MODE_UNUSED',
  'ONE_SPATIAL_LAYER_PER_STREAM',
  'MULTIPLE_SPATIAL_LAYERS_PER_STREAM',
  'ONE_SPATIAL_LAYER_PER_STREAM_INCOMPLETE_RTCP_SR',
] as const;
const AUDIO_FEATURES = [
  'TF_STEREO',
  'TF_NO_DTX',
  'TF_AUTO_GAIN_CONTROL',
  'TF_ECHO_CANCELLATION',
  'TF_NOISE_SUPPRESSION',
  'TF_ENHANCED_NOISE_CANCELLATION',
  'TF_PRECONNECT_BUFFER',
] as const;
const BACKUP_CODEC_POLICIES = ['PREFER_REGRESSION', 'SIMULCAST', 'REGRESSION'] as const;
const PACKET_TRAILER_FEATURES = ['PTF_USER_TIMESTAMP', 'PTF_FRAME_ID', 'PTF_USER_DATA'] as const;
const ENCRYPTION_TYPES = ['NONE', 'GCM', 'CUSTOM'] as const;
const FRAME_ENCODINGS = [
  'WELL_KNOWN_FRAME_ENCODING_UNSPECIFIED',
  'WELL_KNOWN_FRAME_ENCODING_ROS1',
  'WELL_KNOWN_FRAME_ENCODING_CDR',
  'WELL_KNOWN_FRAME_ENCODING_PROTOBUF',
  'WELL_KNOWN_FRAME_ENCODING_FLATBUFFER',
  'WELL_KNOWN_FRAME_ENCODING_CBOR',
  'WELL_KNOWN_FRAME_ENCODING_MSGPACK',
  'WELL_KNOWN_FRAME_ENCODING_JSON',
] as const;
const SCHEMA_ENCODINGS = [
  'WELL_KNOWN_SCHEMA_ENCODING_UNSPECIFIED',
  'WELL_KNOWN_SCHEMA_ENCODING_PROTOBUF',
  'WELL_KNOWN_SCHEMA_ENCODING_FLATBUFFER',
  'WELL_KNOWN_SCHEMA_ENCODING_ROS1_MSG',
  'WELL_KNOWN_SCHEMA_ENCODING_ROS2_MSG',
  'WELL_KNOWN_SCHEMA_ENCODING_ROS2_IDL',
  'WELL_KNOWN_SCHEMA_ENCODING_OMG_IDL',
  'WELL_KNOWN_SCHEMA_ENCODING_JSON_SCHEMA',
] as const;

const encryptionSchema: ApiPropertyOptions = {
  description: 'How it is encrypted from end to end.',
  enum: ENCRYPTION_TYPES,
  enumName: 'TrackEncryption',
  example: 'NONE',
};

/** One size in which a video is sent. */
export class VideoLayerBody {
  @ApiProperty({ description: 'Its quality.', enum: VIDEO_QUALITIES, enumName: 'VideoQuality', example: 'HIGH' })
  quality: (typeof VIDEO_QUALITIES)[number];

  @ApiProperty({ description: 'Width in pixels.', type: 'integer', example: 1280 })
  width: number;

  @ApiProperty({ description: 'Height in pixels.', type: 'integer', example: 720 })
  height: number;

  @ApiProperty({
    description: 'Target bit rate in bits per second; 0 where it is not known.',
    type: 'integer',
    example: 1_700_000,
  })
  bitrate: number;

  @ApiProperty({ description: 'Identifier of its packets.', type: 'integer', example: 2_850_231_203 })
  ssrc: number;

  @ApiProperty({ description: 'Its place among the layers, from the smallest on.', type: 'integer', example: 2 })
  spatialLayer: number;

  @ApiProperty({ description: 'Its RTP stream id.', example: 'f' })
  rid: string;

  @ApiProperty({ description: 'Identifier of the packets that repair lost ones.', type: 'integer', example: 0 })
  repairSsrc: number;
}

/** One codec in which a track is sent. */
export class TrackCodecBody {
  @ApiProperty({ description: 'MIME type.', example: 'video/VP8' })
  mimeType: string;

  @ApiProperty({ description: 'Its media section in the session description.', example: '1' })
  mid: string;

  @ApiProperty({ description: 'The id that the client gave it.', example: 'TR_VCbBuqDGPFU3tL' })
  cid: string;

  @ApiProperty({ description: 'The sizes in which it is sent.', type: [VideoLayerBody] })
  layers: VideoLayerBody[];

  @ApiProperty({
    description: 'How sizes share streams.',
    enum: LAYER_MODES,
    enumName: 'VideoLayerMode',
    example: 'ONE_SPATIAL_LAYER_PER_STREAM',
  })
  videoLayerMode: (typeof LAYER_MODES)[number];

  @ApiProperty({ description: 'The id that the session description gives it, where that is another.', example: '' })
  sdpCid: string;
}

/** A track as LiveKit shows it. */
export class TrackBody {
  @ApiProperty({ description: 'Id of the track.', example: 'TR_VCbBuqDGPFU3tL' })
  sid: string;

  @ApiProperty({ description: 'What it carries.', enum: TRACK_TYPES, enumName: 'TrackType', example: 'VIDEO' })
  type: (typeof TRACK_TYPES)[number];

  @ApiProperty({ description: 'The name that its publisher gave it.', example: 'camera' })
  name: string;

  @ApiProperty({ description: 'Whether it is muted, be it by its publisher or from here.', example: false })
  muted: boolean;

  @ApiProperty({ description: 'Original width in pixels; 0 for audio.', type: 'integer', example: 1280 })
  width: number;

  @ApiProperty({ description: 'Original height in pixels; 0 for audio.', type: 'integer', example: 720 })
  height: number;

  @ApiProperty({ description: 'Deprecated by LiveKit: whether it is sent in several sizes.', example: true })
  simulcast: boolean;

  @ApiProperty({ description: 'Deprecated by LiveKit: whether silence is sent like sound.', example: false })
  disableDtx: boolean;

  @ApiProperty({ ...trackSourceSchema, description: 'Where it comes from.', example: 'CAMERA' })
  source: TrackSourceKey;

  @ApiProperty({
    description: 'Deprecated by LiveKit: the sizes in which it is sent; see `codecs`.',
    type: [VideoLayerBody],
  })
  layers: VideoLayerBody[];

  @ApiProperty({ description: 'MIME type of its first codec.', example: 'video/VP8' })
  mimeType: string;

  @ApiProperty({ description: "Its media section in the publisher's session description.", example: '1' })
  mid: string;

  @ApiProperty({ description: 'The codecs in which it is sent.', type: [TrackCodecBody] })
  codecs: TrackCodecBody[];

  @ApiProperty({ description: 'Deprecated by LiveKit: whether the audio is stereo.', example: false })
  stereo: boolean;

  @ApiProperty({ description: 'Whether audio is sent without redundancy.', example: false })
  disableRed: boolean;

  @ApiProperty(encryptionSchema)
  encryption: (typeof ENCRYPTION_TYPES)[number];

  @ApiProperty({ description: 'Tracks of one stream are played in step.', example: 'camera' })
  stream: string;

  @ApiPropertyOptional({ description: 'Version of this state.', type: TimedVersionBody })
  version?: TimedVersionBody;

  @ApiProperty({
    description: 'What is special about the audio.',
    enum: AUDIO_FEATURES,
    enumName: 'AudioTrackFeature',
    isArray: true,
    example: ['TF_NO_DTX'],
  })
  audioFeatures: (typeof AUDIO_FEATURES)[number][];

  @ApiProperty({
    description: 'What happens where somebody cannot play the first codec.',
    enum: BACKUP_CODEC_POLICIES,
    enumName: 'BackupCodecPolicy',
    example: 'PREFER_REGRESSION',
  })
  backupCodecPolicy: (typeof BACKUP_CODEC_POLICIES)[number];

  @ApiProperty({
    description: 'What is sent along at the end of its packets.',
    enum: PACKET_TRAILER_FEATURES,
    enumName: 'PacketTrailerFeature',
    isArray: true,
    example: [],
  })
  packetTrailerFeatures: (typeof PACKET_TRAILER_FEATURES)[number][];
}

/** How the frames of a data track are written: one of the two. */
export class DataTrackFrameEncodingBody {
  @ApiPropertyOptional({
    description: 'One of the encodings that LiveKit knows.',
    enum: FRAME_ENCODINGS,
    enumName: 'DataTrackFrameEncodingName',
    example: 'WELL_KNOWN_FRAME_ENCODING_JSON',
  })
  wellKnown?: (typeof FRAME_ENCODINGS)[number];

  @ApiPropertyOptional({ description: 'An encoding of its own.', example: 'my-encoding' })
  custom?: string;
}

/** How the schema of a data track is written: one of the two. */
export class DataTrackSchemaEncodingBody {
  @ApiPropertyOptional({
    description: 'One of the languages that LiveKit knows.',
    enum: SCHEMA_ENCODINGS,
    enumName: 'DataTrackSchemaEncodingName',
    example: 'WELL_KNOWN_SCHEMA_ENCODING_JSON_SCHEMA',
  })
  wellKnown?: (typeof SCHEMA_ENCODINGS)[number];

  @ApiPropertyOptional({ description: 'A language of its own.', example: 'my-schema' })
  custom?: string;
}

export class DataTrackSchemaBody {
  @ApiProperty({ description: 'Name of the schema.', example: 'Position' })
  name: string;

  @ApiPropertyOptional({ description: 'What it is written in.', type: DataTrackSchemaEncodingBody })
  encoding?: DataTrackSchemaEncodingBody;
}

/** A track that carries data of its publisher's own. */
export class DataTrackBody {
  @ApiProperty({ description: 'Its number at the publisher.', type: 'integer', example: 1 })
  pubHandle: number;

  @ApiProperty({ description: 'Id of the track.', example: 'DTR_nSJDTUVqJt9P' })
  sid: string;

  @ApiProperty({ description: 'The name that its publisher gave it.', example: 'positions' })
  name: string;

  @ApiProperty(encryptionSchema)
  encryption: (typeof ENCRYPTION_TYPES)[number];

  @ApiPropertyOptional({ description: 'How its frames are written.', type: DataTrackFrameEncodingBody })
  frameEncoding?: DataTrackFrameEncodingBody;

  @ApiPropertyOptional({ description: 'What its frames hold.', type: DataTrackSchemaBody })
  schema?: DataTrackSchemaBody;
}
