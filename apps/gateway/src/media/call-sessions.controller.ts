import { Requires } from '@foyer/auth/nest';
import { invalid, type RoomId } from '@foyer/core';
import { CallSessionRepository, type CallSession } from '@foyer/database';
import { RoomRegistry } from '@foyer/room-registry';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CheckedQuery } from '../platform/http/body.js';
import { RoomIdParam } from '../platform/http/room-id-param.js';
import { decodeCursor, encodeCursor } from './call-cursor.js';
import {
  CallSessionPageBody,
  ListCallSessionsQuery,
  SESSION_LIMITS,
  type CallSessionBody,
} from './call-session.dto.js';

@ApiTags('Media')
@Controller('v2/rooms/:roomId/sessions')
export class CallSessionsController {
  constructor(
    private readonly registry: RoomRegistry,
    private readonly sessions: CallSessionRepository,
  ) {}

  @Get()
  @Requires('media')
  @ApiOperation({
    operationId: 'listCallSessions',
    summary: 'List the calls of a room',
    description:
      'The open one and the past ones, newest first, each with who was in it and when. They go with their room.',
  })
  @ApiOkResponse({ description: 'A page of calls.', type: CallSessionPageBody })
  async list(
    @RoomIdParam() id: RoomId,
    @CheckedQuery(ListCallSessionsQuery) { limit: asked, cursor }: ListCallSessionsQuery,
  ): Promise<CallSessionPageBody> {
    const before = cursor === undefined ? null : decodeCursor(cursor);
    if (cursor !== undefined && before === null)
      throw invalid([{ pointer: '?cursor', message: "'cursor' is not a cursor from an earlier page." }]);
    const limit = asked === undefined ? SESSION_LIMITS.default : Number(asked);
    const { key } = await this.registry.get(id);
    // One more than asked for tells whether there is a next page.
    const found = await this.sessions.list(key, before, limit + 1);
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      nextCursor: found.length > limit && last !== undefined ? encodeCursor(last) : null,
      data: page.map(toSessionBody),
    };
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
