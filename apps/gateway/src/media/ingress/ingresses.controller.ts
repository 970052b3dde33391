import { Requires } from '@foyer/auth/nest';
import { ApiErrors } from '@foyer/http-errors';
import { Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CheckedQuery, JsonBody } from '../../platform/http/body.js';
import { CallMessageBody } from '../call.dto.js';
import { MEDIA_ERRORS } from '../media-errors.js';
import {
  CreateRtmpIngressBody,
  CreateUrlIngressBody,
  CreateWhipIngressBody,
  ListIngressesQuery,
  UpdateIngressBody,
} from './ingress.dto.js';
import { withoutStreamKey } from './ingress.mapper.js';
import { IngressAnswerBody, IngressListBody } from './ingress-info.dto.js';
import { ApiIngressId, IngressIdParam } from './ingress-params.js';
import { IngressesService } from './ingresses.service.js';

/** What LiveKit may refuse of an ingress that is right in itself. */
const REFUSALS = ['BAD_REQUEST', 'TOO_MANY_REQUESTS', ...MEDIA_ERRORS] as const;

@ApiTags('Ingress')
@Controller('ingresses')
export class IngressesController {
  constructor(private readonly ingresses: IngressesService) {}

  @Post('rtmp')
  @HttpCode(201)
  @Requires('media')
  @ApiOperation({
    operationId: 'createRtmpIngress',
    summary: 'Create an RTMP ingress',
    description:
      'Makes an address to which an encoder such as OBS streams by RTMP: `{url}/{streamKey}` of the answer. The stream comes into the call as a participant. Registers the room and opens its call, as `POST /token` does.',
  })
  @ApiCreatedResponse({ description: 'The ingress, with its stream key.', type: IngressAnswerBody })
  @ApiErrors(...REFUSALS)
  async createRtmp(@JsonBody(CreateRtmpIngressBody) body: CreateRtmpIngressBody): Promise<IngressAnswerBody> {
    return { ingress: await this.ingresses.create('rtmp', body) };
  }

  @Post('whip')
  @HttpCode(201)
  @Requires('media')
  @ApiOperation({
    operationId: 'createWhipIngress',
    summary: 'Create a WHIP ingress',
    description:
      'Makes an address to which an encoder or a browser streams by WHIP: `url` of the answer, with its `streamKey` as the bearer token. The stream comes into the call as a participant. Registers the room and opens its call, as `POST /token` does.',
  })
  @ApiCreatedResponse({ description: 'The ingress, with its stream key.', type: IngressAnswerBody })
  @ApiErrors(...REFUSALS)
  async createWhip(@JsonBody(CreateWhipIngressBody) body: CreateWhipIngressBody): Promise<IngressAnswerBody> {
    return { ingress: await this.ingresses.create('whip', body) };
  }

  @Post('url')
  @HttpCode(201)
  @Requires('media')
  @ApiOperation({
    operationId: 'createUrlIngress',
    summary: 'Create an ingress from a URL',
    description:
      "LiveKit's ingress service fetches the media, at once, and sends it into the call as a participant until it ends. Give it a stream or a longer file: what is read to its end before the participant is in the call is not seen. It reaches whatever its network lets it: pass on no address that a user may choose freely. Registers the room and opens its call, as `POST /token` does.",
  })
  @ApiCreatedResponse({ description: 'The ingress, which has begun.', type: IngressAnswerBody })
  @ApiErrors(...REFUSALS)
  async createUrl(@JsonBody(CreateUrlIngressBody) body: CreateUrlIngressBody): Promise<IngressAnswerBody> {
    return { ingress: await this.ingresses.create('url', body) };
  }

  @Get()
  @Requires('media')
  @ApiOperation({
    operationId: 'listIngresses',
    summary: 'List ingresses',
    description:
      'All ingresses, with what became of the stream that came last. A stream that LiveKit still has on its books though its participant is not in the call is shown as ended. Stream keys are shown where `showStreamKey` asks for them.',
  })
  @ApiOkResponse({ description: 'The ingresses.', type: IngressListBody })
  @ApiErrors(...MEDIA_ERRORS)
  async list(@CheckedQuery(ListIngressesQuery) query: ListIngressesQuery): Promise<IngressListBody> {
    const ingresses = await this.ingresses.list(query);
    return { ingresses: query.showStreamKey === 'true' ? ingresses : ingresses.map(withoutStreamKey) };
  }

  @Patch(':ingressId')
  @Requires('media')
  @ApiOperation({
    operationId: 'updateIngress',
    summary: 'Change an ingress',
    description:
      'Changes what is sent and nothing else; its address and stream key stay. A stream that is running ends: its encoder connects again, under the new settings. The call of a new room is opened. An ingress from a URL cannot be changed (409).',
  })
  @ApiIngressId()
  @ApiOkResponse({ description: 'The ingress as it is now, without its stream key.', type: IngressAnswerBody })
  @ApiErrors('MEDIA_PRECONDITION_FAILED', ...REFUSALS)
  async update(
    @IngressIdParam() ingressId: string,
    @JsonBody(UpdateIngressBody) body: UpdateIngressBody,
  ): Promise<IngressAnswerBody> {
    return { ingress: withoutStreamKey(await this.ingresses.update(ingressId, body)) };
  }

  @Delete(':ingressId')
  @Requires('media')
  @ApiOperation({
    operationId: 'deleteIngress',
    summary: 'Delete an ingress',
    description: 'Takes its participant out of the call, where there is one, and no more streams.',
  })
  @ApiIngressId()
  @ApiOkResponse({ description: 'The ingress is deleted.', type: CallMessageBody })
  @ApiErrors(...MEDIA_ERRORS)
  async delete(@IngressIdParam() ingressId: string): Promise<CallMessageBody> {
    await this.ingresses.delete(ingressId);
    return { message: 'Ingress deleted' };
  }
}
