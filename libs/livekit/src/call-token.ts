import { AccessToken, type VideoGrant } from 'livekit-server-sdk';
import type { LivekitConnection } from './livekit.js';

export interface CallTokenRequest {
  readonly roomName: string;
  readonly identity: string;
  readonly ttlSeconds: number;
  /** What others see of the participant. */
  readonly name?: string;
  readonly metadata?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly grant: Omit<VideoGrant, 'room' | 'roomJoin' | 'roomCreate'>;
}

export interface CallToken {
  readonly token: string;
  /** The address a client connects to. */
  readonly url: string;
  readonly expiresAt: Date;
}

/** A token for one participant of one room. Never `roomCreate`: its holder could also delete rooms. */
export async function mintCallToken(
  { apiKey, apiSecret, publicUrl }: LivekitConnection,
  { roomName, identity, ttlSeconds, name, metadata, attributes, grant }: CallTokenRequest,
): Promise<CallToken> {
  const token = new AccessToken(apiKey, apiSecret, {
    identity,
    name,
    metadata,
    ttl: ttlSeconds,
    ...(attributes === undefined ? {} : { attributes: { ...attributes } }),
  });
  token.addGrant({ ...grant, room: roomName, roomJoin: true });
  return { token: await token.toJwt(), url: publicUrl, expiresAt: new Date(Date.now() + ttlSeconds * 1000) };
}
