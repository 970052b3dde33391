import { withApiErrors } from '@foyer/http-errors';
import { Param, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { noIngress } from '../not-found.js';

/** As LiveKit makes them: what is longer or holds anything else names no ingress, and is not sent there. */
const INGRESS_ID = /^[\w-]{1,64}$/;

const ingressIdPipe: PipeTransform<string, string> = {
  transform(id) {
    if (INGRESS_ID.test(id)) return id;
    throw noIngress(id.slice(0, 200));
  },
};

/** The id in the path of an ingress. */
export const IngressIdParam = (): ParameterDecorator =>
  withApiErrors(Param('ingressId', ingressIdPipe), 'BAD_REQUEST', 'RESOURCE_NOT_FOUND');

export const ApiIngressId = (): MethodDecorator =>
  ApiParam({
    name: 'ingressId',
    description: 'The id of the ingress.',
    schema: { type: 'string' },
    example: 'IN_WrMdcyaUnkWa',
  });
