import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ShownCount, ShownFlag, ShownLong, ShownText } from './egress-parts.dto.js';
import {
  ShownParticipantBody,
  ShownRoomCompositeBody,
  ShownTrackCompositeBody,
  ShownTrackEgressBody,
  ShownWebBody,
} from './egress-source.dto.js';

const STATUSES = [
  'EGRESS_STARTING',
  'EGRESS_ACTIVE',
  'EGRESS_ENDING',
  'EGRESS_COMPLETE',
  'EGRESS_FAILED',
  'EGRESS_ABORTED',
  'EGRESS_LIMIT_REACHED',
] as const;
const SOURCES = ['EGRESS_SOURCE_TYPE_WEB', 'EGRESS_SOURCE_TYPE_SDK'] as const;
const STREAM_STATUSES = ['ACTIVE', 'FINISHED', 'FAILED'] as const;

const ROOM_NAME = 'The name of the call.';
const STARTED = 'When it began, in nanoseconds since 1970';
const ENDED = 'When it ended, in nanoseconds since 1970';

export class StreamInfoBody {
  @ShownText('Where to, without stream key.', 'rtmp://live.example.com/app/{key}')
  url: string;

  @ShownLong(STARTED, '1763990825225000000')
  startedAt: string;

  @ShownLong(ENDED)
  endedAt: string;

  @ShownLong('Nanoseconds')
  duration: string;

  @ApiProperty({
    description: 'How it goes.',
    enum: STREAM_STATUSES,
    enumName: 'EgressStreamStatus',
    example: 'ACTIVE',
  })
  status: (typeof STREAM_STATUSES)[number];

  @ShownText('Why it failed, where it did.')
  error: string;

  @ShownLong('When it was last tried again, in nanoseconds since 1970')
  lastRetryAt: string;

  @ShownCount('How often it was tried again.')
  retries: number;
}

export class FileInfoBody {
  @ShownText('Where it was written, in its storage.', '/data/recordings/0b7e…/Test Room.mp4')
  filename: string;

  @ShownLong(STARTED, '1763990825225000000')
  startedAt: string;

  @ShownLong(ENDED)
  endedAt: string;

  @ShownLong('Nanoseconds')
  duration: string;

  @ShownLong('Bytes')
  size: string;

  @ShownText('Where its storage has it.')
  location: string;
}

export class SegmentsInfoBody {
  @ShownText('The playlist of all segments.', 'Test Room.m3u8')
  playlistName: string;

  @ShownText('The playlist of the last segments.', 'Test Room-live.m3u8')
  livePlaylistName: string;

  @ShownLong('Nanoseconds')
  duration: string;

  @ShownLong('Bytes')
  size: string;

  @ShownText('Where its storage has the playlist.')
  playlistLocation: string;

  @ShownText('Where its storage has the other playlist.')
  livePlaylistLocation: string;

  @ShownLong('How many segments')
  segmentCount: string;

  @ShownLong(STARTED, '1763990825225000000')
  startedAt: string;

  @ShownLong(ENDED)
  endedAt: string;
}

export class ImagesInfoBody {
  @ShownText('What the paths of images begin with.', '/data/recordings/0b7e…/Test Room')
  filenamePrefix: string;

  @ShownLong('How many images')
  imageCount: string;

  @ShownLong(STARTED, '1763990825225000000')
  startedAt: string;

  @ShownLong(ENDED)
  endedAt: string;
}

export class StreamInfoListBody {
  @ApiProperty({ description: 'The streams.', type: [StreamInfoBody] })
  info: StreamInfoBody[];
}

/** An egress as LiveKit shows it, without stream keys and whatever opens a storage. */
export class EgressBody {
  @ShownText('Id of the egress.', 'EG_vA2f4HoJuqeN')
  egressId: string;

  @ShownText("LiveKit's id of the call; empty for a page of the web.", 'RM_hycBMAjmt6Ub')
  roomId: string;

  @ShownText(ROOM_NAME, 'Test Room')
  roomName: string;

  @ApiProperty({
    description: 'Whether a browser records it.',
    enum: SOURCES,
    enumName: 'EgressSourceType',
    example: 'EGRESS_SOURCE_TYPE_WEB',
  })
  sourceType: (typeof SOURCES)[number];

  @ApiProperty({ description: 'How far it is.', enum: STATUSES, enumName: 'EgressStatus', example: 'EGRESS_STARTING' })
  status: (typeof STATUSES)[number];

  @ShownLong(STARTED)
  startedAt: string;

  @ShownLong(ENDED)
  endedAt: string;

  @ShownLong('When this last changed, in nanoseconds since 1970')
  updatedAt: string;

  @ApiPropertyOptional({ description: 'What was asked for, of a call.', type: ShownRoomCompositeBody })
  roomComposite?: ShownRoomCompositeBody;

  @ApiPropertyOptional({ description: 'What was asked for, of a page of the web.', type: ShownWebBody })
  web?: ShownWebBody;

  @ApiPropertyOptional({ description: 'What was asked for, of a participant.', type: ShownParticipantBody })
  participant?: ShownParticipantBody;

  @ApiPropertyOptional({ description: 'What was asked for, of two tracks.', type: ShownTrackCompositeBody })
  trackComposite?: ShownTrackCompositeBody;

  @ApiPropertyOptional({ description: 'What was asked for, of a track.', type: ShownTrackEgressBody })
  track?: ShownTrackEgressBody;

  @ApiProperty({ description: 'The streams.', type: [StreamInfoBody] })
  streamResults: StreamInfoBody[];

  @ApiProperty({ description: 'The files.', type: [FileInfoBody] })
  fileResults: FileInfoBody[];

  @ApiProperty({ description: 'The segments.', type: [SegmentsInfoBody] })
  segmentResults: SegmentsInfoBody[];

  @ApiProperty({ description: 'The images.', type: [ImagesInfoBody] })
  imageResults: ImagesInfoBody[];

  @ShownText('Why it failed, where it did.')
  error: string;

  @ShownCount('A number for that: of HTTP.')
  errorCode: number;

  @ShownText('More on its end.')
  details: string;

  @ShownText('Where its manifest is.')
  manifestLocation: string;

  @ShownFlag('Whether files went to the backup storage of the egress service.')
  backupStorageUsed: boolean;

  @ShownCount('How often it was begun again.')
  retryCount: number;

  @ApiPropertyOptional({ description: 'Deprecated by LiveKit: the streams.', type: StreamInfoListBody })
  stream?: StreamInfoListBody;

  @ApiPropertyOptional({ description: 'Deprecated by LiveKit: the file.', type: FileInfoBody })
  file?: FileInfoBody;

  @ApiPropertyOptional({ description: 'Deprecated by LiveKit: the segments.', type: SegmentsInfoBody })
  segments?: SegmentsInfoBody;
}

export class EgressAnswerBody {
  @ApiProperty({ description: 'The egress.', type: EgressBody })
  egress: EgressBody;
}

export class EgressListBody {
  @ApiProperty({ description: 'The egresses.', type: [EgressBody] })
  egresses: EgressBody[];
}
