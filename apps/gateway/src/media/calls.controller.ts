import { Requires } from '@foyer/auth/nest';
import type { RoomId } from '@foyer/core';
import { ApiErrors } from '@foyer/http-errors';
import { Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CheckedQuery, JsonBody } from '../platform/http/body.js';
import {
  CallAnswerBody,
  CallListBody,
  CallMessageBody,
  CallMetadataBody,
  ListCallsQuery,
  OpenCallBody,
  SendDataBody,
} from './call.dto.js';
import { toCallBody } from './call.mapper.js';
import { ApiRoomName, RoomNameParam } from './call-params.js';
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
      'Opens the call of a room. A room that is not there yet is registered, open to everybody unless `defaultAccesses` says otherwise; a call that is open already stays as it is, whatever else is sent.',
  })
  @ApiCreatedResponse({ description: 'The call.', type: CallAnswerBody })
  @ApiErrors(...MEDIA_ERRORS)
  async open(@JsonBody(OpenCallBody) body: OpenCallBody): Promise<CallAnswerBody> {
    return { room: toCallBody(await this.calls.open(body)) };
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

  @Get(':roomName')
  @Requires('media')
  @ApiOperation({
    operationId: 'getCall',
    summary: 'Get an open call',
    description: 'The call as LiveKit shows it. A room without an open call is not found here.',
  })
  @ApiRoomName()
  @ApiOkResponse({ description: 'The call.', type: CallAnswerBody })
  @ApiErrors(...MEDIA_ERRORS)
  async get(@RoomNameParam() roomName: RoomId): Promise<CallAnswerBody> {
    return { room: toCallBody(await this.calls.get(roomName)) };
  }

  @Delete(':roomName')
  @Requires('media')
  @ApiOperation({
    operationId: 'closeCall',
    summary: 'End a call',
    description:
      'Ends the call for everybody in it. Its room stays registered, with its document and all else that it holds; `DELETE /v2/rooms/{roomId}` removes both.',
  })
  @ApiRoomName()
  @ApiOkResponse({ description: 'The call has ended.', type: CallMessageBody })
  @ApiErrors(...MEDIA_ERRORS)
  async close(@RoomNameParam() roomName: RoomId): Promise<CallMessageBody> {
    await this.calls.close(roomName);
    return { message: 'Room deleted' };
  }

  @Post(':roomName/metadata')
  @HttpCode(200)
  @Requires('media')
  @ApiOperation({
    operationId: 'updateCallMetadata',
    summary: 'Set the metadata of a call',
    description: 'Replaces what everybody in the call sees as its metadata. Not the metadata of the room.',
  })
  @ApiRoomName()
  @ApiOkResponse({ description: 'The call as it is now.', type: CallAnswerBody })
  @ApiErrors(...MEDIA_ERRORS)
  async setMetadata(
    @RoomNameParam() roomName: RoomId,
    @JsonBody(CallMetadataBody) { metadata }: CallMetadataBody,
  ): Promise<CallAnswerBody> {
    return { room: toCallBody(await this.calls.setMetadata(roomName, metadata)) };
  }

  @Post(':roomName/send-data')
  @HttpCode(200)
  @Requires('media')
  @ApiOperation({
    operationId: 'sendCallData',
    summary: 'Send data to a call',
    description:
      'Sends a data message to everybody in the call, or to some. It comes from the server, not from a participant. Who joins later does not receive it. At most 260000 bytes, with topic and destinations; browsers carry 16 KB best.',
  })
  @ApiRoomName()
  @ApiOkResponse({ description: 'The message was handed to LiveKit.', type: CallMessageBody })
  @ApiErrors('PARTICIPANT_NOT_FOUND', ...MEDIA_ERRORS)
  async send(@RoomNameParam() roomName: RoomId, @JsonBody(SendDataBody) body: SendDataBody): Promise<CallMessageBody> {
    await this.calls.send(roomName, body);
    return { message: 'Data message sent' };
  }
}
