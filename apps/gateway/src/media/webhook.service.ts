import { CallReconciler } from '@foyer/calls';
import { FoyerError } from '@foyer/core';
import { LiveKit, readWebhook } from '@foyer/livekit';
import { RecordingKeeper } from '@foyer/recordings';
import { Injectable } from '@nestjs/common';

/** What LiveKit tells us. */
@Injectable()
export class WebhookService {
  constructor(
    private readonly livekit: LiveKit,
    private readonly books: CallReconciler,
    private readonly recordings: RecordingKeeper,
  ) {}

  /** Takes a webhook as a hint that something has happened in a call. Throws 401 for what LiveKit has not signed. */
  async hear(body: string, authorization: string | undefined): Promise<void> {
    const event = await readWebhook(this.livekit.connection, body, authorization);
    if (event === null) {
      throw new FoyerError('INVALID_WEBHOOK_SIGNATURE', 'This is not signed by the configured LiveKit.', {
        suggestion: "LiveKit's webhook.api_key must be LIVEKIT_API_KEY.",
      });
    }
    if (event.egressInfo !== undefined) this.recordings.hint();
    if (event.room !== undefined && event.room.name !== '') this.books.hint(event.room.name);
  }
}
