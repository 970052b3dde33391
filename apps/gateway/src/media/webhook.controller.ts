import { Requires } from '@foyer/auth/nest';
import { ApiErrors } from '@foyer/http-errors';
import { Controller, Headers, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { TextBody } from '../platform/http/body.js';
import { MEDIA_ERRORS } from './media-errors.js';
import { WebhookService } from './webhook.service.js';

@ApiTags('Media')
@Controller('livekit')
export class WebhookController {
  constructor(private readonly webhooks: WebhookService) {}

  @Post('webhook')
  @HttpCode(200)
  @Requires('livekit')
  @ApiOperation({
    operationId: 'receiveLivekitWebhook',
    summary: 'Hear from LiveKit',
    description:
      "Where LiveKit's webhooks go. A webhook is a hint: Foyer looks at LiveKit itself, so lost, doubled and late ones do no harm.",
  })
  @ApiBody({
    description: "A webhook of LiveKit, of its content type, signed with the configured API key's secret.",
    schema: { type: 'object', additionalProperties: true },
    examples: { room: { value: { event: 'room_started', room: { name: 'Test Room' }, id: 'EV_x', createdAt: '0' } } },
  })
  @ApiOkResponse({ description: 'Heard. No body.' })
  @ApiErrors('INVALID_WEBHOOK_SIGNATURE', ...MEDIA_ERRORS)
  async receive(@TextBody() body: string, @Headers('authorization') authorization: string | undefined): Promise<void> {
    await this.webhooks.hear(body, authorization);
  }
}
