import { ApiProperty } from '@nestjs/swagger';

export class AttendanceBody {
  @ApiProperty({ description: "LiveKit's id of this visit.", example: 'PA_k5XdLPnVnKbW' })
  sid: string;

  @ApiProperty({ description: 'Who it was.', example: 'alice' })
  identity: string;

  @ApiProperty({ description: 'The name that others saw; empty where there was none.', example: 'Alice' })
  name: string;

  @ApiProperty({ description: 'What kind of participant, as LiveKit names it.', example: 'STANDARD' })
  kind: string;

  @ApiProperty({ description: 'Since when.', type: String, format: 'date-time', example: '2026-08-22T15:10:25.225Z' })
  from: string;

  @ApiProperty({
    description: 'Until when; `null` who is still there.',
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-08-22T15:42:01.010Z',
  })
  to: string | null;
}

export class CallSessionBody {
  @ApiProperty({ description: "LiveKit's id of the call.", example: 'RM_hycBMAjmt6Ub' })
  id: string;

  @ApiProperty({
    description: 'When it was opened.',
    type: String,
    format: 'date-time',
    example: '2026-08-22T15:10:20.100Z',
  })
  startedAt: string;

  @ApiProperty({
    description: 'When it ended; `null` while it is open.',
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-08-22T15:42:21.020Z',
  })
  endedAt: string | null;

  @ApiProperty({
    description: 'Who was in it, in the order of coming. Who came twice is here twice.',
    type: [AttendanceBody],
  })
  attendances: AttendanceBody[];
}

export class CallSessionPageBody {
  @ApiProperty({
    description: 'The `cursor` of the next page; `null` on the last one.',
    type: String,
    nullable: true,
    example: 'MTc4NzQxMTQyMDEwMCBSTV9oeWNCTUFqbXQ2VWI',
  })
  nextCursor: string | null;

  @ApiProperty({ description: 'The calls, newest first.', type: [CallSessionBody] })
  data: CallSessionBody[];
}
