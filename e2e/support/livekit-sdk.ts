import { RoomServiceClient } from 'livekit-server-sdk';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { aRoomId, call, dataDir, secret } from './foyer.js';

/** The official client, connected past the gateway to its LiveKit. */
export async function roomService(): Promise<RoomServiceClient> {
  const keys = JSON.parse(readFileSync(join(dataDir, 'livekit/keys.json'), 'utf8')) as Record<string, string>;
  const { body } = await call('POST', '/token', { body: { roomName: aRoomId('where'), participantIdentity: 'asks' } });
  secret(body.token as string);
  return new RoomServiceClient((body.url as string).replace(/^ws/, 'http'), keys.apiKey, keys.apiSecret);
}
