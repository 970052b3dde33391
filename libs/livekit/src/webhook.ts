import { WebhookReceiver, type WebhookEvent } from 'livekit-server-sdk';
import type { LivekitConnection } from './livekit.js';

/** What LiveKit tells of one of its rooms; `null` for what does not carry its signature. */
export async function readWebhook(
  { apiKey, apiSecret }: LivekitConnection,
  body: string,
  authorization: string | undefined,
): Promise<WebhookEvent | null> {
  try {
    return await new WebhookReceiver(apiKey, apiSecret).receive(body, authorization);
  } catch {
    return null;
  }
}
