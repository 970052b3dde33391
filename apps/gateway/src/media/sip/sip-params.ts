import type { FoyerError } from '@foyer/core';
import { withApiErrors } from '@foyer/http-errors';
import { Param } from '@nestjs/common';
import { ApiPathParam } from '../../platform/openapi/path-param.js';
import { livekitIdPipe } from '../livekit-id.js';
import { noDispatchRule, noInboundTrunk, noOutboundTrunk } from './sip-errors.js';

const param = (name: string, missing: (id: string) => FoyerError) => (): ParameterDecorator =>
  withApiErrors(Param(name, livekitIdPipe(missing)), 'BAD_REQUEST', 'RESOURCE_NOT_FOUND');

/** The id in the path of an inbound trunk. */
export const InboundTrunkIdParam = param('trunkId', noInboundTrunk);

/** The id in the path of an outbound trunk. */
export const OutboundTrunkIdParam = param('trunkId', noOutboundTrunk);

/** The id in the path of a dispatch rule. */
export const RuleIdParam = param('ruleId', noDispatchRule);

export const ApiTrunkId = (): MethodDecorator =>
  ApiPathParam({
    name: 'trunkId',
    description: 'The id of the trunk.',
    schema: { type: 'string' },
    example: 'ST_7CJTtThEnMYW',
  });

export const ApiRuleId = (): MethodDecorator =>
  ApiPathParam({
    name: 'ruleId',
    description: 'The id of the rule.',
    schema: { type: 'string' },
    example: 'SDR_hycBMAjmt6Ub',
  });
