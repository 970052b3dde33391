import { Requires } from '@foyer/auth/nest';
import type { RoomId } from '@foyer/core';
import { ApiErrors } from '@foyer/http-errors';
import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { JsonBody } from '../platform/http/body.js';
import { RoomIdParam } from '../platform/http/room-id-param.js';
import { JoinAnswerBody, JoinBody } from './join.dto.js';
import { JoinService } from './join.service.js';

@ApiTags('Join')
@Controller('v2/rooms')
export class JoinController {
  constructor(private readonly joins: JoinService) {}

  @Post(':roomId/join')
  @HttpCode(200)
  @Requires('storage', 'media')
  @ApiOperation({
    operationId: 'joinRoom',
    summary: 'Join a room',
    description:
      'One call for both halves: a token for the document and a token for the call, under one access rule. When LiveKit is away the document can still be joined, and `media` is `null`.',
  })
  @ApiOkResponse({ description: 'The way in.', type: JoinAnswerBody })
  @ApiErrors('UNAUTHORIZED_ROOM_ACCESS')
  join(@RoomIdParam() roomId: RoomId, @JsonBody(JoinBody) body: JoinBody): Promise<JoinAnswerBody> {
    return this.joins.join(roomId, body);
  }
}
