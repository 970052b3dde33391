import { Requires } from '@foyer/auth/nest';
import { CallReconciler } from '@foyer/calls';
import { FoyerError } from '@foyer/core';
import { ApiErrors } from '@foyer/http-errors';
import { LiveKit, readWebhook } from '@foyer/livekit';
import { Controller, Headers, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { TextBody } from '../platform/http/body.js';
import { MEDIA_ERRORS } from './media-errors.js';

@ApiTags('Media')
@Controller('livekit')
export class WebhookController {
  constructor(
    private readonly livekit: LiveKit,
    private readonly books: CallReconciler,
  ) {}

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
    const event = await readWebhook(this.livekit.connection, body, authorization);
    if (event === null) {
      throw new FoyerError('INVALID_WEBHOOK_SIGNATURE', 'This is not signed by the configured LiveKit.', {
        suggestion: "LiveKit's webhook.api_key must be LIVEKIT_API_KEY.",
      });
    }
    if (event.room !== undefined && event.room.name !== '') this.books.hint(event.room.name);
  }
}
