import { FoyerError } from '@foyer/core';
import { withApiErrors } from '@foyer/http-errors';
import { Param, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';

/** As LiveKit makes them: what is longer or holds anything else names no egress, and is not sent there. */
const EGRESS_ID = /^[\w-]{1,64}$/;

export const noEgress = (egressId: string): FoyerError =>
  new FoyerError('RESOURCE_NOT_FOUND', `There is no egress "${egressId.slice(0, 200)}".`, {
    suggestion: 'GET /egresses lists them.',
  });

const egressIdPipe: PipeTransform<string, string> = {
  transform(id) {
    if (EGRESS_ID.test(id)) return id;
    throw noEgress(id);
  },
};

/** The id in the path of an egress. */
export const EgressIdParam = (): ParameterDecorator =>
  withApiErrors(Param('egressId', egressIdPipe), 'RESOURCE_NOT_FOUND');

export const ApiEgressId = (): MethodDecorator =>
  ApiParam({
    name: 'egressId',
    description: 'The id of the egress.',
    schema: { type: 'string' },
    example: 'EG_vA2f4HoJuqeN',
  });
