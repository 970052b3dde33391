import { Requires } from '@foyer/auth/nest';
import type { RoomId } from '@foyer/core';
import type { CallSession } from '@foyer/database';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CheckedQuery } from '../platform/http/body.js';
import { PageQuery } from '../platform/http/paging.js';
import { RoomIdParam } from '../platform/http/room-id-param.js';
import { CallSessionPageBody, type CallSessionBody } from './call-session.dto.js';
import { CallSessionsService } from './call-sessions.service.js';

@ApiTags('Media')
@Controller('v2/rooms/:roomId/sessions')
export class CallSessionsController {
  constructor(private readonly sessions: CallSessionsService) {}

  @Get()
  @Requires('media')
  @ApiOperation({
    operationId: 'listCallSessions',
    summary: 'List the calls of a room',
    description:
      'The open one and the past ones, newest first, each with who was in it and when. They go with their room.',
  })
  @ApiOkResponse({ description: 'A page of calls.', type: CallSessionPageBody })
  async list(@RoomIdParam() id: RoomId, @CheckedQuery(PageQuery) query: PageQuery): Promise<CallSessionPageBody> {
    const { items, nextCursor } = await this.sessions.list(id, query);
    return { nextCursor, data: items.map(toSessionBody) };
  }
}

const toSessionBody = ({ sid, startedAt, endedAt, attendances }: CallSession): CallSessionBody => ({
  id: sid,
  startedAt: startedAt.toISOString(),
  endedAt: endedAt?.toISOString() ?? null,
  attendances: attendances.map(({ joinedAt, leftAt, ...who }) => ({
    ...who,
    from: joinedAt.toISOString(),
    to: leftAt?.toISOString() ?? null,
  })),
});
