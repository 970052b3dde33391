import { Requires } from '@foyer/auth/nest';
import { EventRepository, type StoredEvent } from '@foyer/database';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CheckedQuery } from '../platform/http/body.js';
import { EVENT_LIMITS, EventPageBody, ListEventsQuery, type EventBody } from './event.dto.js';

@ApiTags('Admin')
@Controller('admin/events')
export class EventsController {
  constructor(private readonly events: EventRepository) {}

  @Get()
  @Requires('admin')
  @ApiOperation({
    operationId: 'listEvents',
    summary: 'List what has happened',
    description:
      'Events in the order in which they happened, each once: `media.session.started` and `.ended`, `participant.joined` and `.left`, `track.published` and `.unpublished`. They outlive their room.',
  })
  @ApiOkResponse({ description: 'The first events after the one that was asked for.', type: EventPageBody })
  async list(@CheckedQuery(ListEventsQuery) { roomId, after = '0', limit }: ListEventsQuery): Promise<EventPageBody> {
    const events = await this.events.list(roomId, after, limit === undefined ? EVENT_LIMITS.default : Number(limit));
    return { data: events.map(toEventBody) };
  }
}

const toEventBody = ({ key, type, roomId, at, data }: StoredEvent): EventBody => ({
  id: key,
  type,
  roomId,
  at: at.toISOString(),
  data,
});
