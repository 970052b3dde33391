import { Requires } from '@foyer/auth/nest';
import type { RoomId } from '@foyer/core';
import { ApiErrors } from '@foyer/http-errors';
import { Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { JsonBody } from '../platform/http/body.js';
import { AgentDispatchAnswerBody, AgentDispatchListBody, CreateAgentDispatchBody } from './agent-dispatch.dto.js';
import { toAgentDispatchBody } from './agent-dispatch.mapper.js';
import { AgentDispatchesService } from './agent-dispatches.service.js';
import { CallMessageBody } from './call.dto.js';
import { ApiDispatchPath, ApiRoomName, DispatchIdParam, RoomNameParam } from './call-params.js';
import { MEDIA_ERRORS } from './media-errors.js';

@ApiTags('Media')
@Controller('rooms/:roomName/agent-dispatches')
export class AgentDispatchesController {
  constructor(private readonly dispatches: AgentDispatchesService) {}

  @Post()
  @HttpCode(201)
  @Requires('media')
  @ApiOperation({
    operationId: 'createAgentDispatch',
    summary: 'Call an agent into a call',
    description:
      'Asks LiveKit to send an agent of this name into the call, which must be open. The agent is a program of your own that is registered at the same LiveKit; where none is, the dispatch stays without a job.',
  })
  @ApiRoomName()
  @ApiCreatedResponse({ description: 'The dispatch.', type: AgentDispatchAnswerBody })
  @ApiErrors(...MEDIA_ERRORS)
  async create(
    @RoomNameParam() roomName: RoomId,
    @JsonBody(CreateAgentDispatchBody) body: CreateAgentDispatchBody,
  ): Promise<AgentDispatchAnswerBody> {
    return { dispatch: toAgentDispatchBody(await this.dispatches.create(roomName, body)) };
  }

  @Get()
  @Requires('media')
  @ApiOperation({
    operationId: 'listAgentDispatches',
    summary: 'List which agents were called into a call',
    description:
      "The dispatches that name an agent, oldest first, with the jobs that came of them. LiveKit's own dispatch for agents without a name is left out. They end with the call.",
  })
  @ApiRoomName()
  @ApiOkResponse({ description: 'The dispatches.', type: AgentDispatchListBody })
  @ApiErrors(...MEDIA_ERRORS)
  async list(@RoomNameParam() roomName: RoomId): Promise<AgentDispatchListBody> {
    return { dispatches: (await this.dispatches.list(roomName)).map(toAgentDispatchBody) };
  }

  @Get(':dispatchId')
  @Requires('media')
  @ApiOperation({
    operationId: 'getAgentDispatch',
    summary: 'Get a dispatch of an agent',
    description: 'One dispatch, with the jobs that came of it.',
  })
  @ApiDispatchPath()
  @ApiOkResponse({ description: 'The dispatch.', type: AgentDispatchAnswerBody })
  @ApiErrors(...MEDIA_ERRORS)
  async get(
    @RoomNameParam() roomName: RoomId,
    @DispatchIdParam() dispatchId: string,
  ): Promise<AgentDispatchAnswerBody> {
    return { dispatch: toAgentDispatchBody(await this.dispatches.get(roomName, dispatchId)) };
  }

  @Delete(':dispatchId')
  @Requires('media')
  @ApiOperation({
    operationId: 'deleteAgentDispatch',
    summary: 'Delete a dispatch of an agent',
    description: 'Sends no more agents because of it, and ends the jobs that came of it.',
  })
  @ApiDispatchPath()
  @ApiOkResponse({ description: 'The dispatch is deleted.', type: CallMessageBody })
  @ApiErrors(...MEDIA_ERRORS)
  async delete(@RoomNameParam() roomName: RoomId, @DispatchIdParam() dispatchId: string): Promise<CallMessageBody> {
    await this.dispatches.delete(roomName, dispatchId);
    return { message: 'Agent dispatch deleted' };
  }
}
