import { Liveblocks } from '@liveblocks/node';
import { describe, expect, it } from '@jest/globals';
import { SECRET_KEY, aRoomId, call, url } from './support/foyer.js';

const liveblocks = new Liveblocks({ secret: SECRET_KEY, baseUrl: url });
const aRoom = async (): Promise<string> => (await liveblocks.createRoom(aRoomId('people'), { defaultAccesses: [] })).id;

describe('people of a room over REST', () => {
  it('[PE1] are listed, with those that REST shows', async () => {
    const id = await aRoom();
    expect((await liveblocks.getActiveUsers(id)).data).toEqual([]);
    await call('POST', `/v2/rooms/${id}/presence`, {
      body: { userId: 'bot', data: { status: 'busy' }, userInfo: { name: 'Bot' }, ttl: 30 },
    });
    const expected = [{ type: 'user', connectionId: 0, id: 'bot', info: { name: 'Bot' } }];
    expect((await liveblocks.getActiveUsers(id)).data).toEqual(expected);
    expect((await call('GET', `/v2/rooms/${id}/active_users`)).body).toEqual({ data: expected });
  });

  it.each([
    ['no user', { data: {} }, '/userId'],
    ['no data', { userId: 'a' }, '/data'],
    ['data of a list', { userId: 'a', data: [] }, '/data'],
    ['a time too short', { userId: 'a', data: {}, ttl: 1 }, '/ttl'],
    ['a time too long', { userId: 'a', data: {}, ttl: 3600 }, '/ttl'],
  ])('[PE2] are not shown with %s', async (...[, body, pointer]: readonly [string, object, string]) => {
    const answer = await call('POST', `/v2/rooms/${await aRoom()}/presence`, { body });
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, pointer]);
  });

  it('[PE3] events are sent to nobody too, and to no room that is not there', async () => {
    const id = await aRoom();
    await liveblocks.broadcastEvent(id, { any: ['json', null] });
    expect((await call('POST', `/v2/rooms/${id}/broadcast_event`, { body: 'false' })).status).toBe(204);
    expect((await call('POST', `/v2/rooms/${id}/broadcast-event`, { body: '{' })).status).toBe(400);
    expect((await call('POST', '/v2/rooms/none-of-ours/broadcast-event', { body: {} })).status).toBe(404);
    expect((await call('GET', '/v2/rooms/none-of-ours/active-users')).status).toBe(404);
  });
});
