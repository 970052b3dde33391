import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  OldFile,
  OldSegments,
  OldStream,
  ShownEncoding,
  ShownEncodingBody,
  ShownFileOutputBody,
  ShownFiles,
  ShownFlag,
  ShownImages,
  ShownImagesOutputBody,
  ShownPreset,
  ShownSegments,
  ShownSegmentsOutputBody,
  ShownStreamOutputBody,
  ShownStreams,
  ShownText,
  ShownTrackFileBody,
} from './egress-parts.dto.js';

// What an egress was asked for, as LiveKit shows it.

const MIXINGS = ['DEFAULT_MIXING', 'DUAL_CHANNEL_AGENT', 'DUAL_CHANNEL_ALTERNATE'] as const;
const ROOM_NAME = 'The name of the call.';
const SIDE = 'Only the';

/** What every egress but that of one track has. */
class ShownOutputsBody {
  @ShownPreset()
  preset?: string;

  @ShownEncoding()
  advanced?: ShownEncodingBody;

  @ShownFiles()
  fileOutputs: ShownFileOutputBody[];

  @ShownStreams()
  streamOutputs: ShownStreamOutputBody[];

  @ShownSegments()
  segmentOutputs: ShownSegmentsOutputBody[];

  @ShownImages()
  imageOutputs: ShownImagesOutputBody[];
}

export class ShownRoomCompositeBody extends ShownOutputsBody {
  @ShownText(ROOM_NAME, 'Test Room')
  roomName: string;

  @ShownText('How the page shows the participants.', 'grid')
  layout: string;

  @ShownFlag(`${SIDE} sound.`)
  audioOnly: boolean;

  @ApiProperty({
    description: 'How sounds are mixed.',
    enum: MIXINGS,
    enumName: 'EgressAudioMixing',
    example: 'DEFAULT_MIXING',
  })
  audioMixing: (typeof MIXINGS)[number];

  @ShownFlag(`${SIDE} picture.`)
  videoOnly: boolean;

  @ShownText("The page, where it is not the recorder's own.")
  customBaseUrl: string;

  @OldFile()
  file?: ShownFileOutputBody;

  @OldStream()
  stream?: ShownStreamOutputBody;

  @OldSegments()
  segments?: ShownSegmentsOutputBody;
}

export class ShownWebBody extends ShownOutputsBody {
  @ShownText('The page.', 'https://example.com/dashboard')
  url: string;

  @ShownFlag(`${SIDE} sound.`)
  audioOnly: boolean;

  @ShownFlag(`${SIDE} picture.`)
  videoOnly: boolean;

  @ShownFlag('Whether it waits until the page says so.')
  awaitStartSignal: boolean;

  @OldFile()
  file?: ShownFileOutputBody;

  @OldStream()
  stream?: ShownStreamOutputBody;

  @OldSegments()
  segments?: ShownSegmentsOutputBody;
}

export class ShownParticipantBody extends ShownOutputsBody {
  @ShownText(ROOM_NAME, 'Test Room')
  roomName: string;

  @ShownText('Who is recorded.', 'Participant1')
  identity: string;

  @ShownFlag('Their screen instead of their camera.')
  screenShare: boolean;
}

export class ShownTrackCompositeBody extends ShownOutputsBody {
  @ShownText(ROOM_NAME, 'Test Room')
  roomName: string;

  @ShownText('The track of the sound.', 'TR_AMyzUAVuM4ezGp')
  audioTrackId: string;

  @ShownText('The track of the picture.', 'TR_VCajrASDbJ6ex9')
  videoTrackId: string;

  @OldFile()
  file?: ShownFileOutputBody;

  @OldStream()
  stream?: ShownStreamOutputBody;

  @OldSegments()
  segments?: ShownSegmentsOutputBody;
}

export class ShownTrackEgressBody {
  @ShownText(ROOM_NAME, 'Test Room')
  roomName: string;

  @ShownText('The track.', 'TR_AMyzUAVuM4ezGp')
  trackId: string;

  @ApiPropertyOptional({ description: 'The file, where it goes into one.', type: ShownTrackFileBody })
  file?: ShownTrackFileBody;

  @ApiPropertyOptional({
    description: 'The WebSocket, where it goes to one.',
    type: String,
    example: 'wss://example.com/transcribe',
  })
  websocketUrl?: string;
}
