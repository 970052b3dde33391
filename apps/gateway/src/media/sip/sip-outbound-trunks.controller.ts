import { Requires } from '@foyer/auth/nest';
import { ApiErrors } from '@foyer/http-errors';
import { Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CheckedQuery, JsonBody } from '../../platform/http/body.js';
import { CallMessageBody } from '../call.dto.js';
import { MEDIA_ERRORS } from '../media-errors.js';
import { ListSipTrunksQuery } from './sip-inbound-trunk.dto.js';
import {
  CreateSipOutboundTrunkBody,
  SipOutboundTrunkAnswerBody,
  SipOutboundTrunkListBody,
  UpdateSipOutboundTrunkBody,
} from './sip-outbound-trunk.dto.js';
import { SipOutboundTrunksService } from './sip-outbound-trunks.service.js';
import { ApiTrunkId, OutboundTrunkIdParam } from './sip-params.js';
import { toOutboundTrunkBody } from './sip-trunk.mapper.js';

@ApiTags('Telephony')
@Controller('sip/outbound-trunks')
export class SipOutboundTrunksController {
  constructor(private readonly trunks: SipOutboundTrunksService) {}

  @Post()
  @HttpCode(201)
  @Requires('media')
  @ApiOperation({
    operationId: 'createSipOutboundTrunk',
    summary: 'Create an outbound trunk',
    description: 'Says over which SIP server phone calls go out, and from which numbers. `POST /sip/calls` makes them.',
  })
  @ApiCreatedResponse({ description: 'The trunk.', type: SipOutboundTrunkAnswerBody })
  @ApiErrors(...MEDIA_ERRORS)
  async create(
    @JsonBody(CreateSipOutboundTrunkBody) body: CreateSipOutboundTrunkBody,
  ): Promise<SipOutboundTrunkAnswerBody> {
    return { trunk: toOutboundTrunkBody(await this.trunks.create(body)) };
  }

  @Get()
  @Requires('media')
  @ApiOperation({
    operationId: 'listSipOutboundTrunks',
    summary: 'List outbound trunks',
    description: 'All outbound trunks, or those that call from a number.',
  })
  @ApiOkResponse({ description: 'The trunks.', type: SipOutboundTrunkListBody })
  @ApiErrors(...MEDIA_ERRORS)
  async list(@CheckedQuery(ListSipTrunksQuery) { number }: ListSipTrunksQuery): Promise<SipOutboundTrunkListBody> {
    return { trunks: (await this.trunks.list(number)).map(toOutboundTrunkBody) };
  }

  @Get(':trunkId')
  @Requires('media')
  @ApiOperation({
    operationId: 'getSipOutboundTrunk',
    summary: 'Get an outbound trunk',
    description: 'One outbound trunk, without its password.',
  })
  @ApiTrunkId()
  @ApiOkResponse({ description: 'The trunk.', type: SipOutboundTrunkAnswerBody })
  @ApiErrors(...MEDIA_ERRORS)
  async get(@OutboundTrunkIdParam() trunkId: string): Promise<SipOutboundTrunkAnswerBody> {
    return { trunk: toOutboundTrunkBody(await this.trunks.get(trunkId)) };
  }

  @Patch(':trunkId')
  @Requires('media')
  @ApiOperation({
    operationId: 'updateSipOutboundTrunk',
    summary: 'Change an outbound trunk',
    description: 'Changes what is sent and leaves the rest. Calls that are there already go on.',
  })
  @ApiTrunkId()
  @ApiOkResponse({ description: 'The trunk as it is now.', type: SipOutboundTrunkAnswerBody })
  @ApiErrors(...MEDIA_ERRORS)
  async update(
    @OutboundTrunkIdParam() trunkId: string,
    @JsonBody(UpdateSipOutboundTrunkBody) body: UpdateSipOutboundTrunkBody,
  ): Promise<SipOutboundTrunkAnswerBody> {
    return { trunk: toOutboundTrunkBody(await this.trunks.update(trunkId, body)) };
  }

  @Delete(':trunkId')
  @Requires('media')
  @ApiOperation({
    operationId: 'deleteSipOutboundTrunk',
    summary: 'Delete an outbound trunk',
    description: 'Lets no more calls out by it. Calls that are there already go on.',
  })
  @ApiTrunkId()
  @ApiOkResponse({ description: 'The trunk is deleted.', type: CallMessageBody })
  @ApiErrors(...MEDIA_ERRORS)
  async delete(@OutboundTrunkIdParam() trunkId: string): Promise<CallMessageBody> {
    await this.trunks.delete(trunkId);
    return { message: 'SIP outbound trunk deleted' };
  }
}
