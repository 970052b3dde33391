import { Requires } from '@foyer/auth/nest';
import type { RoomId } from '@foyer/core';
import { ApiErrors } from '@foyer/http-errors';
import { Controller, Delete, HttpCode, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { JsonBody } from '../../platform/http/body.js';
import { CallMessageBody } from '../call.dto.js';
import { ApiParticipantPath, IdentityParam, RoomNameParam } from '../call-params.js';
import { MEDIA_ERRORS } from '../media-errors.js';
import { CreateSipCallBody, SipParticipantAnswerBody, TransferSipCallBody } from './sip-call.dto.js';
import { toSipParticipantBody } from './sip-call.mapper.js';
import { SipCallsService } from './sip-calls.service.js';

@ApiTags('Telephony')
@Controller('sip/calls')
export class SipCallsController {
  constructor(private readonly calls: SipCallsService) {}

  @Post()
  @HttpCode(201)
  @Requires('media')
  @ApiOperation({
    operationId: 'createSipCall',
    summary: 'Call somebody by phone into a call',
    description:
      'Dials a number over SIP, and adds whoever is called to the call of the room as a participant of the kind `SIP`. The call is opened, and a room that is not there yet registered, open to everybody. The accesses of the room do not hold for those by phone: who may be called is for your backend to say.',
  })
  @ApiCreatedResponse({ description: 'Who is called.', type: SipParticipantAnswerBody })
  @ApiErrors('RESOURCE_NOT_FOUND', 'RESOURCE_ALREADY_EXISTS', 'SIP_CALL_FAILED', 'TOO_MANY_REQUESTS', ...MEDIA_ERRORS)
  async create(@JsonBody(CreateSipCallBody) body: CreateSipCallBody): Promise<SipParticipantAnswerBody> {
    return { participant: toSipParticipantBody(await this.calls.create(body)) };
  }

  @Post(':roomName/:participantIdentity/transfer')
  @HttpCode(200)
  @Requires('media')
  @ApiOperation({
    operationId: 'transferSipCall',
    summary: 'Hand a phone call on',
    description:
      'Asks the other side of a phone call to call somebody else instead (REFER). Once that is done, the participant leaves the call of the room. Waits for it as long as `ringingTimeout` says.',
  })
  @ApiParticipantPath()
  @ApiOkResponse({ description: 'The phone call is handed on.', type: CallMessageBody })
  @ApiErrors('SIP_CALL_FAILED', ...MEDIA_ERRORS)
  async transfer(
    @RoomNameParam() roomName: RoomId,
    @IdentityParam() identity: string,
    @JsonBody(TransferSipCallBody) body: TransferSipCallBody,
  ): Promise<CallMessageBody> {
    await this.calls.transfer(roomName, identity, body);
    return { message: 'SIP call transferred' };
  }

  @Delete(':roomName/:participantIdentity')
  @Requires('media')
  @ApiOperation({
    operationId: 'endSipCall',
    summary: 'Hang up',
    description:
      'Ends a phone call, whoever began it, and puts its participant out of the call of the room. Others than those by phone are not found here.',
  })
  @ApiParticipantPath()
  @ApiOkResponse({ description: 'The phone call has ended.', type: CallMessageBody })
  @ApiErrors(...MEDIA_ERRORS)
  async end(@RoomNameParam() roomName: RoomId, @IdentityParam() identity: string): Promise<CallMessageBody> {
    await this.calls.end(roomName, identity);
    return { message: 'SIP call ended' };
  }
}
