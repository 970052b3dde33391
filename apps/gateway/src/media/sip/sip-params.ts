import { FoyerError } from '@foyer/core';
import { withApiErrors } from '@foyer/http-errors';
import { Param, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { noDispatchRule, noInboundTrunk, noOutboundTrunk } from './sip-errors.js';

/** As LiveKit makes them: what is longer or holds anything else is the id of nothing, and is not sent there. */
const ID = /^[\w-]{1,64}$/;

const idPipe = (missing: (id: string) => FoyerError): PipeTransform<string, string> => ({
  transform(id) {
    if (ID.test(id)) return id;
    throw missing(id.slice(0, 200));
  },
});

const param = (name: string, missing: (id: string) => FoyerError) => (): ParameterDecorator =>
  withApiErrors(Param(name, idPipe(missing)), 'BAD_REQUEST', 'RESOURCE_NOT_FOUND');

/** The id in the path of an inbound trunk. */
export const InboundTrunkIdParam = param('trunkId', noInboundTrunk);

/** The id in the path of an outbound trunk. */
export const OutboundTrunkIdParam = param('trunkId', noOutboundTrunk);

/** The id in the path of a dispatch rule. */
export const RuleIdParam = param('ruleId', noDispatchRule);

export const ApiTrunkId = (): MethodDecorator =>
  ApiParam({
    name: 'trunkId',
    description: 'The id of the trunk.',
    schema: { type: 'string' },
    example: 'ST_7CJTtThEnMYW',
  });

export const ApiRuleId = (): MethodDecorator =>
  ApiParam({
    name: 'ruleId',
    description: 'The id of the rule.',
    schema: { type: 'string' },
    example: 'SDR_hycBMAjmt6Ub',
  });
