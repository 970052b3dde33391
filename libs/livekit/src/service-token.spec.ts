import { describe, expect, it } from '@jest/globals';
import { AccessToken, RoomAgentDispatch, RoomConfiguration, type VideoGrant } from 'livekit-server-sdk';
import { readServiceToken } from './service-token.js';

const connection = { url: '', publicUrl: '', apiKey: 'key', apiSecret: 'a-secret-of-thirty-two-characters' };
const mint = (kind: string, grant: VideoGrant, more: Partial<AccessToken> = {}, apiSecret = connection.apiSecret) => {
  const token = new AccessToken('key', apiSecret, { identity: 'phone', ttl: 60 });
  Object.assign(token, { kind }, more);
  token.addGrant(grant);
  return token.toJwt();
};

describe('the token of a service', () => {
  it.each(['sip', 'ingress'])('[SP16] of %s names the room that it joins', async (kind) => {
    const token = await mint(kind, { room: 'r', roomJoin: true });
    expect(await readServiceToken(connection, token)).toEqual({ roomName: 'r', options: {} });
  });

  it('[SP16] says what the room is opened with, and nothing that it does not say', async () => {
    const agents = [new RoomAgentDispatch({ agentName: 'a' })];
    const roomConfig = new RoomConfiguration({
      name: 'n',
      maxParticipants: 3,
      metadata: 'm',
      agents,
      tags: { a: 'b' },
    });
    const token = await mint('sip', { room: 'r', roomJoin: true }, { roomConfig, roomPreset: 'p' });
    expect(await readServiceToken(connection, token)).toEqual({
      roomName: 'r',
      options: { maxParticipants: 3, metadata: 'm', agents, roomPreset: 'p' },
    });
  });

  it('[SP16] is none of a person, of another key, or that joins nothing', async () => {
    const joins = { room: 'r', roomJoin: true };
    for (const token of [
      await mint('standard', joins),
      await mint('agent', joins),
      await mint('sip', joins, {}, 'another-secret-of-thirty-two-chars'),
      await mint('sip', { room: 'r' }),
      await mint('sip', { roomJoin: true }),
      'garbage',
      '',
    ])
      expect(await readServiceToken(connection, token)).toBeNull();
  });
});
