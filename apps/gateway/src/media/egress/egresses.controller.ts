import { Requires } from '@foyer/auth/nest';
import { ApiErrors } from '@foyer/http-errors';
import { Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CheckedQuery, JsonBody } from '../../platform/http/body.js';
import { CallMessageBody } from '../call.dto.js';

import { MEDIA_ERRORS } from '../media-errors.js';
import { EgressAnswerBody, EgressListBody } from './egress.dto.js';
import { toEgressBody } from './egress.mapper.js';
import { ApiEgressId, EgressIdParam } from './egress-id.js';
import { EgressesService } from './egresses.service.js';
import { ListEgressesQuery } from './list-egresses.query.js';
import { UpdateLayoutBody, UpdateStreamsBody } from './start-egress.dto.js';

@ApiTags('Egress')
@Controller('egresses')
export class EgressesController {
  constructor(private readonly egresses: EgressesService) {}

  @Get()
  @Requires('media')
  @ApiOperation({
    operationId: 'listEgresses',
    summary: 'List egresses',
    description:
      'What LiveKit knows of egresses, of some time back. `GET /v2/rooms/{roomId}/recordings` keeps them for ever.',
  })
  @ApiOkResponse({ description: 'The egresses.', type: EgressListBody })
  @ApiErrors(...MEDIA_ERRORS)
  async list(@CheckedQuery(ListEgressesQuery) query: ListEgressesQuery): Promise<EgressListBody> {
    return { egresses: (await this.egresses.list(query)).map(({ info, known }) => toEgressBody(info, known)) };
  }

  @Post(':egressId/layout')
  @HttpCode(200)
  @Requires('media')
  @ApiEgressId()
  @ApiOperation({
    operationId: 'updateEgressLayout',
    summary: 'Change the layout of a recorded call',
    description: 'Changes how the page shows the participants from now on. Only a room composite has a layout.',
  })
  @ApiOkResponse({ description: 'The egress.', type: EgressAnswerBody })
  @ApiErrors('MEDIA_PRECONDITION_FAILED', ...MEDIA_ERRORS)
  async setLayout(
    @EgressIdParam() egressId: string,
    @JsonBody(UpdateLayoutBody) { layout }: UpdateLayoutBody,
  ): Promise<EgressAnswerBody> {
    const { info, known } = await this.egresses.setLayout(egressId, layout);
    return { egress: toEgressBody(info, known) };
  }

  @Post(':egressId/streams')
  @HttpCode(200)
  @Requires('media')
  @ApiEgressId()
  @ApiOperation({
    operationId: 'updateEgressStreams',
    summary: 'Change where it is streamed to',
    description: 'Adds and removes addresses of an egress that streams.',
  })
  @ApiOkResponse({ description: 'The egress.', type: EgressAnswerBody })
  @ApiErrors('MEDIA_PRECONDITION_FAILED', ...MEDIA_ERRORS)
  async setStreams(
    @EgressIdParam() egressId: string,
    @JsonBody(UpdateStreamsBody) body: UpdateStreamsBody,
  ): Promise<EgressAnswerBody> {
    const { info, known } = await this.egresses.setStreams(egressId, body);
    return { egress: toEgressBody(info, known) };
  }

  /** As the tutorials' collection has it. */
  @Post(':egressId/stream')
  @HttpCode(200)
  @Requires('media')
  @ApiExcludeEndpoint()
  setStreamsAsInTutorials(
    @EgressIdParam() egressId: string,
    @JsonBody(UpdateStreamsBody) body: UpdateStreamsBody,
  ): Promise<EgressAnswerBody> {
    return this.setStreams(egressId, body);
  }

  @Delete(':egressId')
  @HttpCode(200)
  @Requires('media')
  @ApiEgressId()
  @ApiOperation({
    operationId: 'stopEgress',
    summary: 'Stop an egress',
    description: 'Ends it in good order; its files are whole when its status is complete.',
  })
  @ApiOkResponse({ description: 'It is ending.', type: CallMessageBody })
  @ApiErrors('MEDIA_PRECONDITION_FAILED', ...MEDIA_ERRORS)
  async stop(@EgressIdParam() egressId: string): Promise<CallMessageBody> {
    await this.egresses.stop(egressId);
    return { message: 'Egress stopped' };
  }
}
