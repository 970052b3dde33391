import { FoyerError } from '@foyer/core';
import { withApiErrors } from '@foyer/http-errors';
import { Param } from '@nestjs/common';
import { ApiPathParam } from '../../platform/openapi/path-param.js';
import { livekitIdPipe } from '../livekit-id.js';

export const noEgress = (egressId: string): FoyerError =>
  new FoyerError('RESOURCE_NOT_FOUND', `There is no egress "${egressId.slice(0, 200)}".`, {
    suggestion: 'GET /egresses lists them.',
  });

/** The id in the path of an egress. */
export const EgressIdParam = (): ParameterDecorator =>
  withApiErrors(Param('egressId', livekitIdPipe(noEgress)), 'RESOURCE_NOT_FOUND');

export const ApiEgressId = (): MethodDecorator =>
  ApiPathParam({
    name: 'egressId',
    description: 'The id of the egress.',
    schema: { type: 'string' },
    example: 'EG_vA2f4HoJuqeN',
  });
