import { Requires } from '@foyer/auth/nest';
import { ApiErrors } from '@foyer/http-errors';
import { Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CheckedQuery, JsonBody } from '../../platform/http/body.js';
import { CallMessageBody } from '../call.dto.js';
import { MEDIA_ERRORS } from '../media-errors.js';
import {
  CreateSipDispatchRuleBody,
  ListSipDispatchRulesQuery,
  SipDispatchRuleAnswerBody,
  SipDispatchRuleListBody,
  UpdateSipDispatchRuleBody,
} from './sip-dispatch-rule.dto.js';
import { toDispatchRuleBody } from './sip-dispatch-rule.mapper.js';
import { SipDispatchRulesService } from './sip-dispatch-rules.service.js';
import { ApiRuleId, RuleIdParam } from './sip-params.js';

@ApiTags('Telephony')
@Controller('sip/dispatch-rules')
export class SipDispatchRulesController {
  constructor(private readonly rules: SipDispatchRulesService) {}

  @Post()
  @HttpCode(201)
  @Requires('media')
  @ApiOperation({
    operationId: 'createSipDispatchRule',
    summary: 'Create a dispatch rule',
    description:
      'Says into which call a phone call comes: into the one of a room, into one of its own, or into one that is named by the number that was called. That call is opened when the phone call comes, and its room registered, open to everybody, where it is not there. No two rules may be for the same trunks, numbers and PIN.',
  })
  @ApiCreatedResponse({ description: 'The rule.', type: SipDispatchRuleAnswerBody })
  @ApiErrors('RESOURCE_ALREADY_EXISTS', ...MEDIA_ERRORS)
  async create(
    @JsonBody(CreateSipDispatchRuleBody) body: CreateSipDispatchRuleBody,
  ): Promise<SipDispatchRuleAnswerBody> {
    return { rule: toDispatchRuleBody(await this.rules.create(body)) };
  }

  @Get()
  @Requires('media')
  @ApiOperation({
    operationId: 'listSipDispatchRules',
    summary: 'List dispatch rules',
    description: 'All dispatch rules, or those for one inbound trunk.',
  })
  @ApiOkResponse({ description: 'The rules.', type: SipDispatchRuleListBody })
  @ApiErrors(...MEDIA_ERRORS)
  async list(
    @CheckedQuery(ListSipDispatchRulesQuery) { trunkId }: ListSipDispatchRulesQuery,
  ): Promise<SipDispatchRuleListBody> {
    return { rules: (await this.rules.list(trunkId)).map(toDispatchRuleBody) };
  }

  @Get(':ruleId')
  @Requires('media')
  @ApiOperation({
    operationId: 'getSipDispatchRule',
    summary: 'Get a dispatch rule',
    description: 'One dispatch rule, without its PIN.',
  })
  @ApiRuleId()
  @ApiOkResponse({ description: 'The rule.', type: SipDispatchRuleAnswerBody })
  @ApiErrors(...MEDIA_ERRORS)
  async get(@RuleIdParam() ruleId: string): Promise<SipDispatchRuleAnswerBody> {
    return { rule: toDispatchRuleBody(await this.rules.get(ruleId)) };
  }

  @Patch(':ruleId')
  @Requires('media')
  @ApiOperation({
    operationId: 'updateSipDispatchRule',
    summary: 'Change a dispatch rule',
    description:
      'Changes what is sent and leaves the rest: the PIN, too, stays until another one is sent. Calls that are there already go on.',
  })
  @ApiRuleId()
  @ApiOkResponse({ description: 'The rule as it is now.', type: SipDispatchRuleAnswerBody })
  @ApiErrors('RESOURCE_ALREADY_EXISTS', ...MEDIA_ERRORS)
  async update(
    @RuleIdParam() ruleId: string,
    @JsonBody(UpdateSipDispatchRuleBody) body: UpdateSipDispatchRuleBody,
  ): Promise<SipDispatchRuleAnswerBody> {
    return { rule: toDispatchRuleBody(await this.rules.update(ruleId, body)) };
  }

  @Delete(':ruleId')
  @Requires('media')
  @ApiOperation({
    operationId: 'deleteSipDispatchRule',
    summary: 'Delete a dispatch rule',
    description: 'Lets no more calls in by it. Calls that are there already go on.',
  })
  @ApiRuleId()
  @ApiOkResponse({ description: 'The rule is deleted.', type: CallMessageBody })
  @ApiErrors(...MEDIA_ERRORS)
  async delete(@RuleIdParam() ruleId: string): Promise<CallMessageBody> {
    await this.rules.delete(ruleId);
    return { message: 'SIP dispatch rule deleted' };
  }
}
