import { Requires } from '@foyer/auth/nest';
import { ApiErrors } from '@foyer/http-errors';
import { Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CheckedQuery, JsonBody } from '../../platform/http/body.js';
import { CallMessageBody } from '../call.dto.js';
import { MEDIA_ERRORS } from '../media-errors.js';
import {
  CreateSipInboundTrunkBody,
  ListSipTrunksQuery,
  SipInboundTrunkAnswerBody,
  SipInboundTrunkListBody,
  UpdateSipInboundTrunkBody,
} from './sip-inbound-trunk.dto.js';
import { SipInboundTrunksService } from './sip-inbound-trunks.service.js';
import { ApiTrunkId, InboundTrunkIdParam } from './sip-params.js';
import { toInboundTrunkBody } from './sip-trunk.mapper.js';

@ApiTags('Telephony')
@Controller('sip/inbound-trunks')
export class SipInboundTrunksController {
  constructor(private readonly trunks: SipInboundTrunksService) {}

  @Post()
  @HttpCode(201)
  @Requires('media')
  @ApiOperation({
    operationId: 'createSipInboundTrunk',
    summary: 'Create an inbound trunk',
    description:
      'Lets phone calls to these numbers, or from these addresses, come in over SIP. A dispatch rule says into which call they come. No two trunks may take calls to the same number from the same callers.',
  })
  @ApiCreatedResponse({ description: 'The trunk.', type: SipInboundTrunkAnswerBody })
  @ApiErrors('RESOURCE_ALREADY_EXISTS', ...MEDIA_ERRORS)
  async create(
    @JsonBody(CreateSipInboundTrunkBody) body: CreateSipInboundTrunkBody,
  ): Promise<SipInboundTrunkAnswerBody> {
    return { trunk: toInboundTrunkBody(await this.trunks.create(body)) };
  }

  @Get()
  @Requires('media')
  @ApiOperation({
    operationId: 'listSipInboundTrunks',
    summary: 'List inbound trunks',
    description: 'All inbound trunks, or those that take calls to a number.',
  })
  @ApiOkResponse({ description: 'The trunks.', type: SipInboundTrunkListBody })
  @ApiErrors(...MEDIA_ERRORS)
  async list(@CheckedQuery(ListSipTrunksQuery) { number }: ListSipTrunksQuery): Promise<SipInboundTrunkListBody> {
    return { trunks: (await this.trunks.list(number)).map(toInboundTrunkBody) };
  }

  @Get(':trunkId')
  @Requires('media')
  @ApiOperation({
    operationId: 'getSipInboundTrunk',
    summary: 'Get an inbound trunk',
    description: 'One inbound trunk, without its password.',
  })
  @ApiTrunkId()
  @ApiOkResponse({ description: 'The trunk.', type: SipInboundTrunkAnswerBody })
  @ApiErrors(...MEDIA_ERRORS)
  async get(@InboundTrunkIdParam() trunkId: string): Promise<SipInboundTrunkAnswerBody> {
    return { trunk: toInboundTrunkBody(await this.trunks.get(trunkId)) };
  }

  @Patch(':trunkId')
  @Requires('media')
  @ApiOperation({
    operationId: 'updateSipInboundTrunk',
    summary: 'Change an inbound trunk',
    description: 'Changes what is sent and leaves the rest. Calls that are there already go on.',
  })
  @ApiTrunkId()
  @ApiOkResponse({ description: 'The trunk as it is now.', type: SipInboundTrunkAnswerBody })
  @ApiErrors('RESOURCE_ALREADY_EXISTS', ...MEDIA_ERRORS)
  async update(
    @InboundTrunkIdParam() trunkId: string,
    @JsonBody(UpdateSipInboundTrunkBody) body: UpdateSipInboundTrunkBody,
  ): Promise<SipInboundTrunkAnswerBody> {
    return { trunk: toInboundTrunkBody(await this.trunks.update(trunkId, body)) };
  }

  @Delete(':trunkId')
  @Requires('media')
  @ApiOperation({
    operationId: 'deleteSipInboundTrunk',
    summary: 'Delete an inbound trunk',
    description: 'Lets no more calls in by it. Dispatch rules that name it stay; calls that are there already go on.',
  })
  @ApiTrunkId()
  @ApiOkResponse({ description: 'The trunk is deleted.', type: CallMessageBody })
  @ApiErrors(...MEDIA_ERRORS)
  async delete(@InboundTrunkIdParam() trunkId: string): Promise<CallMessageBody> {
    await this.trunks.delete(trunkId);
    return { message: 'SIP inbound trunk deleted' };
  }
}
