import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Follows, MayBeAbsent, isLimit, isQueryText, type Rule } from '../platform/http/fields.js';

export const EVENT_LIMITS = { default: 100, max: 999 } as const;

const MAX_ID = 2n ** 63n - 1n;

const isEventId: Rule = (value, field) =>
  typeof value === 'string' && /^\d{1,19}$/.test(value) && BigInt(value) <= MAX_ID
    ? null
    : { pointer: `?${field}`, message: `'${field}' must be the id of an event.` };

export class ListEventsQuery {
  @ApiPropertyOptional({ description: 'Only events of the room that had this id.', example: 'my-room' })
  @MayBeAbsent()
  @Follows(isQueryText)
  roomId?: string;

  @ApiPropertyOptional({ description: 'Only events after the one with this id.', example: '41' })
  @MayBeAbsent()
  @Follows(isEventId)
  after?: string;

  @ApiPropertyOptional({
    description: 'How many events at most.',
    type: 'integer',
    minimum: 1,
    maximum: EVENT_LIMITS.max,
    default: EVENT_LIMITS.default,
    example: 100,
  })
  @MayBeAbsent()
  @Follows(isLimit(EVENT_LIMITS.max))
  limit?: string;
}

export class EventBody {
  @ApiProperty({
    description: 'Ascending in the order in which events happened; a string because it has 64 bits.',
    example: '42',
  })
  id: string;

  @ApiProperty({ description: 'What has happened.', example: 'participant.joined' })
  type: string;

  @ApiProperty({ description: 'The id that the room had then.', example: 'my-room' })
  roomId: string;

  @ApiProperty({ description: 'When.', type: String, format: 'date-time', example: '2026-08-22T15:10:25.225Z' })
  at: string;

  @ApiProperty({
    description:
      'What it tells of: `sessionId`, and with most types `participant` and `track`; of an egress `recordingId`, `egressId`, `kind`, `status` and `error`.',
    type: 'object',
    additionalProperties: true,
    example: {
      sessionId: 'RM_hycBMAjmt6Ub',
      participant: { sid: 'PA_k5XdLPnVnKbW', identity: 'alice', name: 'Alice', kind: 'STANDARD' },
    },
  })
  data: object;
}

export class EventPageBody {
  @ApiProperty({ description: 'The events, oldest first.', type: [EventBody] })
  data: EventBody[];
}
