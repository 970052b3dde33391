import { withApiErrors } from '@foyer/http-errors';
import { Param } from '@nestjs/common';
import { ApiPathParam } from '../../platform/openapi/path-param.js';
import { livekitIdPipe } from '../livekit-id.js';
import { noIngress } from '../not-found.js';

/** The id in the path of an ingress. */
export const IngressIdParam = (): ParameterDecorator =>
  withApiErrors(Param('ingressId', livekitIdPipe(noIngress)), 'BAD_REQUEST', 'RESOURCE_NOT_FOUND');

export const ApiIngressId = (): MethodDecorator =>
  ApiPathParam({
    name: 'ingressId',
    description: 'The id of the ingress.',
    schema: { type: 'string' },
    example: 'IN_WrMdcyaUnkWa',
  });
