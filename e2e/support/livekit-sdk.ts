import { AgentDispatchClient, EgressClient, IngressClient, RoomServiceClient, SipClient } from 'livekit-server-sdk';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { aRoomId, call, dataDir, secret } from './foyer.js';

/** The official clients, connected past the gateway to its LiveKit. */
export const roomService = async (): Promise<RoomServiceClient> => new RoomServiceClient(...(await connection()));
export const agentDispatch = async (): Promise<AgentDispatchClient> => new AgentDispatchClient(...(await connection()));
export const egressService = async (): Promise<EgressClient> => new EgressClient(...(await connection()));
export const ingressService = async (): Promise<IngressClient> => new IngressClient(...(await connection()));
export const sipService = async (): Promise<SipClient> => new SipClient(...(await connection()));

async function connection(): Promise<[host: string, apiKey: string, apiSecret: string]> {
  const keys = JSON.parse(readFileSync(join(dataDir, 'livekit/keys.json'), 'utf8')) as {
    apiKey: string;
    apiSecret: string;
  };
  const { body } = await call('POST', '/token', { body: { roomName: aRoomId('where'), participantIdentity: 'asks' } });
  secret(body.token as string);
  return [(body.url as string).replace(/^ws/, 'http'), keys.apiKey, keys.apiSecret];
}
