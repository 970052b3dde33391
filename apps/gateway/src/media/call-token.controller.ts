import { Requires } from '@foyer/auth/nest';
import { ApiErrors } from '@foyer/http-errors';
import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { JsonBody } from '../platform/http/body.js';
import { CallTokenBody, CallTokenRequestBody } from './call-token.dto.js';
import { CallTokensService } from './call-tokens.service.js';
import { MEDIA_ERRORS } from './media-errors.js';

@ApiTags('Media')
@Controller('token')
export class CallTokenController {
  constructor(private readonly tokens: CallTokensService) {}

  @Post()
  @HttpCode(200)
  @Requires('media')
  @ApiOperation({
    operationId: 'createCallToken',
    summary: 'Make a token for a call',
    description:
      'A LiveKit token for one participant, with what the accesses and the `media` settings of the room give that user. A room that is not there yet is registered, open to everybody.',
  })
  @ApiOkResponse({ description: 'The token.', type: CallTokenBody })
  @ApiErrors('UNAUTHORIZED_ROOM_ACCESS', ...MEDIA_ERRORS)
  async create(@JsonBody(CallTokenRequestBody) body: CallTokenRequestBody): Promise<CallTokenBody> {
    const { token, url } = await this.tokens.make(body);
    return { token, url };
  }
}
