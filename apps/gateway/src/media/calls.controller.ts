import { Requires } from '@foyer/auth/nest';
import { ApiErrors } from '@foyer/http-errors';
import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CheckedQuery, JsonBody } from '../platform/http/body.js';
import { toCallBody } from './call.mapper.js';
import { CallAnswerBody, CallListBody, ListCallsQuery, OpenCallBody } from './call.dto.js';
import { CallsService } from './calls.service.js';
import { MEDIA_ERRORS } from './media-errors.js';

@ApiTags('Media')
@Controller('rooms')
export class CallsController {
  constructor(private readonly calls: CallsService) {}

  @Post()
  @HttpCode(201)
  @Requires('media')
  @ApiOperation({
    operationId: 'openCall',
    summary: 'Open a call',
    description:
      'Opens the call of a room. A room that is not there yet is registered, open to everybody; a call that is open already stays as it is.',
  })
  @ApiCreatedResponse({ description: 'The call.', type: CallAnswerBody })
  @ApiErrors(...MEDIA_ERRORS)
  async open(@JsonBody(OpenCallBody) { roomName }: OpenCallBody): Promise<CallAnswerBody> {
    return { room: toCallBody(await this.calls.open(roomName)) };
  }

  @Get()
  @Requires('media')
  @ApiOperation({
    operationId: 'listCalls',
    summary: 'List open calls',
    description: 'The calls that are open now, or just the one with this name.',
  })
  @ApiOkResponse({ description: 'The calls.', type: CallListBody })
  @ApiErrors(...MEDIA_ERRORS)
  async list(@CheckedQuery(ListCallsQuery) { roomName }: ListCallsQuery): Promise<CallListBody> {
    return { rooms: (await this.calls.list(roomName)).map(toCallBody) };
  }
}
