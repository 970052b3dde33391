import {
  OUTPUT_TYPES,
  RECORDING_KINDS,
  RECORDING_STATUSES,
  type RecordingKind,
  type RecordingOutput,
  type RecordingStatus,
} from '@foyer/database';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Follows, MayBeAbsent, isQueryText } from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/paging.js';

const time = (description: string, example: string | null) => ({
  description,
  type: String,
  format: 'date-time',
  nullable: true,
  example,
});
const number = (description: string, example: number | null) => ({
  description,
  type: 'integer' as const,
  nullable: true,
  example,
});

export class RecordingOutputBody implements RecordingOutput {
  @ApiProperty({ description: 'What it is.', enum: OUTPUT_TYPES, enumName: 'RecordingOutputType', example: 'file' })
  type: RecordingOutput['type'];

  @ApiProperty({
    description:
      'The name of the file, or of the playlist of segments; what the names of images begin with; the address of a stream without its key.',
    example: 'Test Room-RM_hycBMAjmt6Ub-2026-08-22T151025.mp4',
  })
  name: string;

  @ApiProperty({
    description: 'The playlist of the last segments.',
    type: String,
    nullable: true,
    example: null,
  })
  livePlaylist: string | null;

  @ApiProperty({ description: 'Where its storage has it; empty before it is there.', example: '' })
  location: string;

  @ApiProperty(number('How many segments or images.', null))
  count: number | null;

  @ApiProperty(number('Bytes.', 4_718_592))
  sizeBytes: number | null;

  @ApiProperty(number('Milliseconds.', 61_250))
  durationMs: number | null;

  @ApiProperty({ description: 'Why a stream failed, where it did.', type: String, nullable: true, example: null })
  error: string | null;
}

export class DocumentVersionsBody {
  @ApiProperty(number('When the recording began.', 41))
  start: number | null;

  @ApiProperty(number('When it ended.', 118))
  end: number | null;
}

/** An egress in our own books, which keep it whatever LiveKit forgets. */
export class RecordingBody {
  @ApiProperty({ description: 'Id of the recording.', format: 'uuid', example: '0b7e5a52-3c5e-4b0c-9d0f-2b7a2b6f0c11' })
  id: string;

  @ApiProperty({ description: 'The id that the room had then; empty for a page of the web.', example: 'Test Room' })
  roomId: string;

  @ApiProperty({
    description: 'The call, as in the sessions of the room.',
    type: String,
    nullable: true,
    example: 'RM_hycBMAjmt6Ub',
  })
  sessionId: string | null;

  @ApiProperty({
    description: "LiveKit's id, once LiveKit has answered.",
    type: String,
    nullable: true,
    example: 'EG_vA2f4HoJuqeN',
  })
  egressId: string | null;

  @ApiProperty({
    description: 'What is recorded or streamed.',
    enum: RECORDING_KINDS,
    enumName: 'RecordingKind',
    example: 'room-composite',
  })
  kind: RecordingKind;

  @ApiProperty({ description: 'Whether it was begun because of the setting `media.autoRecord`.', example: false })
  automatic: boolean;

  @ApiProperty({
    description: 'How far it is; it ends as complete, failed or aborted.',
    enum: RECORDING_STATUSES,
    enumName: 'RecordingStatus',
    example: 'complete',
  })
  status: RecordingStatus;

  @ApiProperty({ description: 'Why it failed, or has not begun.', type: String, nullable: true, example: null })
  error: string | null;

  @ApiProperty({
    description: 'The storage profile that its files went to.',
    type: String,
    nullable: true,
    example: 'local',
  })
  storage: string | null;

  @ApiProperty({ description: 'What it wrote.', type: [RecordingOutputBody] })
  outputs: RecordingOutputBody[];

  @ApiProperty({ ...time('When it was asked for.', '2026-08-22T15:10:25.225Z'), nullable: false })
  requestedAt: string;

  @ApiProperty(time('When it began.', '2026-08-22T15:10:27.005Z'))
  startedAt: string | null;

  @ApiProperty(time('When it ended.', '2026-08-22T15:11:28.255Z'))
  endedAt: string | null;

  @ApiProperty({
    description: 'How many changes the document of the room had seen, so that the recording can be shown beside it.',
    type: DocumentVersionsBody,
  })
  documentVersion: DocumentVersionsBody;
}

export class RecordingFileBody {
  @ApiProperty({ description: 'Its name.', example: 'Test Room-RM_hycBMAjmt6Ub-2026-08-22T151025.mp4' })
  name: string;

  @ApiProperty({ description: 'Bytes.', type: 'integer', example: 4_718_592 })
  sizeBytes: number;

  @ApiProperty({
    description:
      'A link by which anybody can read it, with ranges, until `filesExpireAt`. In a playlist, segments are found beside it.',
    example:
      'http://127.0.0.1:6080/v2/recordings/0b7e5a52-3c5e-4b0c-9d0f-2b7a2b6f0c11/files/1787411425/8fJ…/Test%20Room.mp4',
  })
  url: string;
}

/** A recording with its files, where those lie in a folder that Foyer sees. */
export class RecordingWithFilesBody extends RecordingBody {
  @ApiProperty({ description: 'Its files; none where they went to a bucket.', type: [RecordingFileBody] })
  files: RecordingFileBody[];

  @ApiProperty({ ...time('When the links expire.', '2026-08-22T16:10:25.000Z'), nullable: false })
  filesExpireAt: string;
}

export class RecordingPageBody {
  @ApiProperty({
    description: 'The `cursor` of the next page; `null` on the last one.',
    type: String,
    nullable: true,
    example: 'MTc4NzQxMTQyNTIyNSAwYjdlNWE1Mg',
  })
  nextCursor: string | null;

  @ApiProperty({ description: 'The recordings, newest first.', type: [RecordingBody] })
  data: RecordingBody[];
}

export class ListRecordingsQuery extends PageQuery {
  @ApiPropertyOptional({
    type: String,
    description: 'Only those of the room that had this id then.',
    example: 'my-room',
  })
  @MayBeAbsent()
  @Follows(isQueryText)
  roomId?: string;
}
