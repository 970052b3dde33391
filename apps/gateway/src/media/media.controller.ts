import { Requires } from '@foyer/auth/nest';
import { ApiErrors } from '@foyer/http-errors';
import { LiveKit } from '@foyer/livekit';
import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CheckedQuery, JsonBody } from '../platform/http/body.js';
import { toCallBody } from './call.mapper.js';
import {
  CallAnswerBody,
  CallListBody,
  CallTokenBody,
  CallTokenRequestBody,
  ListCallsQuery,
  OpenCallBody,
} from './media.dto.js';
import { MediaService } from './media.service.js';

/** What any call to LiveKit may answer. */
const MEDIA_ERRORS = ['MEDIA_REJECTED', 'MEDIA_NOT_CONFIGURED', 'MEDIA_UNAVAILABLE', 'MEDIA_TIMEOUT'] as const;

@ApiTags('Media')
@Controller()
export class MediaController {
  constructor(
    private readonly media: MediaService,
    private readonly livekit: LiveKit,
  ) {}

  @Post('token')
  @HttpCode(200)
  @Requires('media')
  @ApiOperation({
    operationId: 'createCallToken',
    summary: 'Make a token for a call',
    description:
      'A LiveKit token for one participant, with what the accesses of the room give that user. A room that is not there yet is registered, open to everybody.',
  })
  @ApiOkResponse({ description: 'The token.', type: CallTokenBody })
  @ApiErrors('UNAUTHORIZED_ROOM_ACCESS', ...MEDIA_ERRORS)
  async createToken(@JsonBody(CallTokenRequestBody) body: CallTokenRequestBody): Promise<CallTokenBody> {
    const { token, url } = await this.media.makeToken(body);
    return { token, url };
  }

  @Post('rooms')
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
    return { room: toCallBody(await this.media.openCall(roomName)) };
  }

  @Get('rooms')
  @Requires('media')
  @ApiOperation({
    operationId: 'listCalls',
    summary: 'List open calls',
    description: 'The calls that are open now, or just the one with this name.',
  })
  @ApiOkResponse({ description: 'The calls.', type: CallListBody })
  @ApiErrors(...MEDIA_ERRORS)
  async list(@CheckedQuery(ListCallsQuery) { roomName }: ListCallsQuery): Promise<CallListBody> {
    const calls = await this.livekit.listRooms(roomName === undefined ? undefined : [roomName]);
    return { rooms: calls.map(toCallBody) };
  }
}
