import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { TrackBody, VideoLayerBody, trackSourceSchema, type TrackSourceKey } from '../track.dto.js';

const INPUT_TYPES = ['RTMP_INPUT', 'WHIP_INPUT', 'URL_INPUT'] as const;
const STATUSES = [
  'ENDPOINT_INACTIVE',
  'ENDPOINT_BUFFERING',
  'ENDPOINT_PUBLISHING',
  'ENDPOINT_ERROR',
  'ENDPOINT_COMPLETE',
] as const;
const AUDIO_CODECS = ['DEFAULT_AC', 'OPUS', 'AAC', 'AC_MP3'] as const;
const VIDEO_CODECS = ['DEFAULT_VC', 'H264_BASELINE', 'H264_MAIN', 'H264_HIGH', 'VP8'] as const;
export const AUDIO_PRESETS = ['OPUS_STEREO_96KBPS', 'OPUS_MONO_64KBS'] as const;
export const VIDEO_PRESETS = [
  'H264_720P_30FPS_3_LAYERS',
  'H264_1080P_30FPS_3_LAYERS',
  'H264_540P_25FPS_2_LAYERS',
  'H264_720P_30FPS_1_LAYER',
  'H264_1080P_30FPS_1_LAYER',
  'H264_720P_30FPS_3_LAYERS_HIGH_MOTION',
  'H264_1080P_30FPS_3_LAYERS_HIGH_MOTION',
  'H264_540P_25FPS_2_LAYERS_HIGH_MOTION',
  'H264_720P_30FPS_1_LAYER_HIGH_MOTION',
  'H264_1080P_30FPS_1_LAYER_HIGH_MOTION',
] as const;

/** What requests and answers say in the same words. */
export const SAID = {
  name: { description: 'A name for people to tell ingresses apart by.', example: 'rtmp-ingress' },
  participantIdentity: { description: 'Who the stream is in the call.', example: 'Ingress-Participant' },
  participantName: { description: 'The name that others in the call see.', example: 'Stage camera' },
  participantMetadata: { description: 'The metadata that others in the call see.', example: '{"stage":"main"}' },
  enabled: { description: 'Whether it takes streams; `false` turns every publisher away.', example: true },
  url: {
    description: 'Where the media comes from: a file or an HLS stream over `http` or `https`, or a stream over `srt`.',
    example: 'https://media.example.com/stage.m3u8',
  },
  audioPreset: { description: 'A ready-made encoding.', enum: [...AUDIO_PRESETS], enumName: 'IngressAudioPreset' },
  videoPreset: { description: 'A ready-made encoding.', enum: [...VIDEO_PRESETS], enumName: 'IngressVideoPreset' },
} satisfies Record<string, ApiPropertyOptions>;

const nanoseconds = (what: string, example: string): ApiPropertyOptions => ({
  description: `${what}, in nanoseconds since 1970, as a string because it has 64 bits; \`"0"\` before that.`,
  example,
});
const averageBitrate: ApiPropertyOptions = {
  description:
    'Bits per second that came in. LiveKit measures them once a minute, and says 0 until it next has something else to say, which is often the end.',
  type: 'integer',
  example: 96_000,
};

export class IngressAudioEncodingOptionsBody {
  @ApiProperty({
    description: 'What the others receive; `DEFAULT_AC` is Opus.',
    enum: AUDIO_CODECS,
    enumName: 'AudioCodec',
    example: 'OPUS',
  })
  audioCodec: (typeof AUDIO_CODECS)[number];

  @ApiProperty({ description: "Bits per second; 0 for LiveKit's default.", type: 'integer', example: 96_000 })
  bitrate: number;

  @ApiProperty({ description: 'Whether silence is sent like sound.', example: false })
  disableDtx: boolean;

  @ApiProperty({ description: '1 or 2; 0 for both sides.', type: 'integer', example: 2 })
  channels: number;
}

export class IngressAudioOptionsBody {
  @ApiProperty({ description: 'The name of the track.', example: 'microphone' })
  name: string;

  @ApiProperty({ ...trackSourceSchema, description: 'What the track is said to come from.', example: 'MICROPHONE' })
  source: TrackSourceKey;

  @ApiPropertyOptional({ ...SAID.audioPreset, example: 'OPUS_STEREO_96KBPS' })
  preset?: (typeof AUDIO_PRESETS)[number];

  @ApiPropertyOptional({
    description: 'An encoding of its own, in place of a preset.',
    type: IngressAudioEncodingOptionsBody,
  })
  options?: IngressAudioEncodingOptionsBody;
}

export class IngressVideoEncodingOptionsBody {
  @ApiProperty({
    description: 'What the others receive; `DEFAULT_VC` is H.264 baseline.',
    enum: VIDEO_CODECS,
    enumName: 'VideoCodec',
    example: 'H264_BASELINE',
  })
  videoCodec: (typeof VIDEO_CODECS)[number];

  @ApiProperty({ description: "Pictures per second; 0 for LiveKit's default.", example: 30 })
  frameRate: number;

  @ApiProperty({ description: 'The sizes in which it is sent; empty for three of them.', type: [VideoLayerBody] })
  layers: VideoLayerBody[];
}

export class IngressVideoOptionsBody {
  @ApiProperty({ description: 'The name of the track.', example: 'camera' })
  name: string;

  @ApiProperty({ ...trackSourceSchema, description: 'What the track is said to come from.', example: 'CAMERA' })
  source: TrackSourceKey;

  @ApiPropertyOptional({ ...SAID.videoPreset, example: 'H264_720P_30FPS_3_LAYERS' })
  preset?: (typeof VIDEO_PRESETS)[number];

  @ApiPropertyOptional({
    description: 'An encoding of its own, in place of a preset.',
    type: IngressVideoEncodingOptionsBody,
  })
  options?: IngressVideoEncodingOptionsBody;
}

/** The video that comes in. */
export class IngressInputVideoBody {
  @ApiProperty({ description: 'MIME type.', example: 'video/H264' })
  mimeType: string;

  @ApiProperty({ ...averageBitrate, example: 2_500_000 })
  averageBitrate: number;

  @ApiProperty({ description: 'Width in pixels.', type: 'integer', example: 1280 })
  width: number;

  @ApiProperty({ description: 'Height in pixels.', type: 'integer', example: 720 })
  height: number;

  @ApiProperty({ description: 'Pictures per second.', example: 30 })
  framerate: number;
}

/** The audio that comes in. */
export class IngressInputAudioBody {
  @ApiProperty({ description: 'MIME type.', example: 'audio/aac' })
  mimeType: string;

  @ApiProperty(averageBitrate)
  averageBitrate: number;

  @ApiProperty({ description: 'How many channels it has.', type: 'integer', example: 2 })
  channels: number;

  @ApiProperty({ description: 'Samples per second.', type: 'integer', example: 48_000 })
  sampleRate: number;
}

/** What became of the stream that came last. */
export class IngressStateBody {
  @ApiProperty({
    description:
      'How things stand. `ENDPOINT_PUBLISHING` is only said while its participant is in the call, whatever LiveKit remembers.',
    enum: STATUSES,
    enumName: 'IngressStatus',
    example: 'ENDPOINT_PUBLISHING',
  })
  status: (typeof STATUSES)[number];

  @ApiProperty({
    description:
      'Why the stream ended, where it did not end by itself. `room disconnected` or `context canceled`: the call ended, or the ingress was changed.',
    example: '',
  })
  error: string;

  @ApiPropertyOptional({ description: 'The video that comes in, or came in last.', type: IngressInputVideoBody })
  video?: IngressInputVideoBody;

  @ApiPropertyOptional({ description: 'The audio that comes in, or came in last.', type: IngressInputAudioBody })
  audio?: IngressInputAudioBody;

  @ApiProperty({
    description: 'The session of the call that it went into; LiveKit may write it down only when the stream ends.',
    example: 'RM_hycBMAjmt6Ub',
  })
  roomId: string;

  @ApiProperty(nanoseconds('When the stream came', '1763990825225000000'))
  startedAt: string;

  @ApiProperty(nanoseconds('When it ended', '0'))
  endedAt: string;

  @ApiProperty(nanoseconds('When this state last changed', '1763990825225000000'))
  updatedAt: string;

  @ApiProperty({ description: 'Id of this stream.', example: 'RT_Df3mjbPZT5Kz' })
  resourceId: string;

  @ApiProperty({
    description:
      'The tracks that it sends, where LiveKit tells them; `GET /rooms/{roomName}/participants` always lists them.',
    type: [TrackBody],
  })
  tracks: TrackBody[];
}

/** An ingress as LiveKit shows it. */
export class IngressBody {
  @ApiProperty({ description: 'Id of the ingress.', example: 'IN_WrMdcyaUnkWa' })
  ingressId: string;

  @ApiProperty(SAID.name)
  name: string;

  @ApiProperty({
    description:
      'The secret by which a publisher proves that it may: RTMP sends to `{url}/{streamKey}`, WHIP sends it as the bearer token. Shown when the ingress is made, and in the list where `showStreamKey` asks for it; else empty. A URL ingress has none.',
    example: '',
  })
  streamKey: string;

  @ApiProperty({
    description: 'Where to publish to; for a URL ingress where the media comes from.',
    example: 'rtmp://localhost:1935/live',
  })
  url: string;

  @ApiProperty({
    description: 'How media comes in.',
    enum: INPUT_TYPES,
    enumName: 'IngressInput',
    example: 'RTMP_INPUT',
  })
  inputType: (typeof INPUT_TYPES)[number];

  @ApiProperty({ description: 'Deprecated by LiveKit: the opposite of `enableTranscoding`.', example: false })
  bypassTranscoding: boolean;

  @ApiPropertyOptional({ description: 'Whether media is decoded and encoded anew.', example: true })
  enableTranscoding?: boolean;

  @ApiPropertyOptional({ description: 'How audio is sent into the call.', type: IngressAudioOptionsBody })
  audio?: IngressAudioOptionsBody;

  @ApiPropertyOptional({ description: 'How video is sent into the call.', type: IngressVideoOptionsBody })
  video?: IngressVideoOptionsBody;

  @ApiProperty({ description: 'The name of the call, which is the id of its room.', example: 'Test Room' })
  roomName: string;

  @ApiProperty(SAID.participantIdentity)
  participantIdentity: string;

  @ApiProperty(SAID.participantName)
  participantName: string;

  @ApiProperty(SAID.participantMetadata)
  participantMetadata: string;

  @ApiProperty({
    description: 'Whether it takes one stream after the other; a URL ingress is for one alone.',
    example: true,
  })
  reusable: boolean;

  @ApiPropertyOptional({ description: 'What became of the stream that came last.', type: IngressStateBody })
  state?: IngressStateBody;

  @ApiPropertyOptional({ ...SAID.enabled, description: `${SAID.enabled.description} Absent: it does.` })
  enabled?: boolean;
}

export class IngressAnswerBody {
  @ApiProperty({ description: 'The ingress.', type: IngressBody })
  ingress: IngressBody;
}

export class IngressListBody {
  @ApiProperty({ description: 'The ingresses, by room, name and id.', type: [IngressBody] })
  ingresses: IngressBody[];
}
