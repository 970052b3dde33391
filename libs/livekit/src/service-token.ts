import { RoomConfiguration, TokenVerifier, type CreateOptions } from 'livekit-server-sdk';
import type { LivekitConnection } from './livekit.js';

/** LiveKit's own services that join a room because of what comes from outside: a phone call, a stream. */
const KINDS: ReadonlySet<string | undefined> = new Set(['sip', 'ingress']);

/** What such a service joins with. */
export interface ServiceToken {
  readonly roomName: string;
  /** What the room is to be opened with, where this opens it. */
  readonly options: Omit<CreateOptions, 'name' | 'nodeId'> & { readonly roomPreset?: string };
}

/** `null` for what is no token of such a service, signed with the key that it shares with us. */
export async function readServiceToken(
  { apiKey, apiSecret }: LivekitConnection,
  token: string,
): Promise<ServiceToken | null> {
  try {
    const { kind, video, roomConfig = {}, roomPreset = '' } = await new TokenVerifier(apiKey, apiSecret).verify(token);
    if (!KINDS.has(kind) || video?.roomJoin !== true || video.room === undefined) return null;
    return {
      roomName: video.room,
      options: { ...optionsOf(roomConfig), ...(roomPreset === '' ? {} : { roomPreset }) },
    };
  } catch {
    return null;
  }
}

/** What is not said is LiveKit's default, or the room's own setting. */
function optionsOf(claim: object): ServiceToken['options'] {
  const {
    name: _,
    tags: __,
    ...said
  } = RoomConfiguration.fromJson(claim as Parameters<typeof RoomConfiguration.fromJson>[0], {
    ignoreUnknownFields: true,
  });
  return Object.fromEntries(Object.entries(said).filter(([, value]) => isSaid(value)));
}

const isSaid = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : value !== undefined && value !== 0 && value !== '' && value !== false;
