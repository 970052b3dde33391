import { createFoyerClient } from '@foyer/client';
import { describe, expect, it } from '@jest/globals';
import { aRoomId, foyer, secret, url } from './support/foyer.js';

describe('the generated TypeScript client', () => {
  it('[CL1] creates, finds, joins and deletes a room, all typed', async () => {
    const id = aRoomId('client/ü');
    const created = await foyer.POST('/v2/rooms', {
      body: { id, defaultAccesses: ['room:write'], metadata: { color: 'blue' } },
    });
    expect(created.data?.metadata).toEqual({ color: 'blue' });
    const listed = await foyer.GET('/v2/rooms', { params: { query: { query: `roomId:"${id}"`, limit: 1 } } });
    expect(listed.data?.data.map((room) => room.id)).toEqual([id]);
    const joined = await foyer.POST('/v2/rooms/{roomId}/join', {
      params: { path: { roomId: id } },
      body: { userId: 'alice' },
    });
    secret(joined.data?.storage.token ?? '-');
    secret(joined.data?.media?.token ?? '-');
    expect(joined.data?.permissions).toEqual(['room:write']);

    const user = createFoyerClient({ baseUrl: url, key: joined.data?.storage.token ?? '' });
    const me = await user.GET('/v2/me', { params: { query: { roomId: id } } });
    expect([me.data?.userId, me.data?.room?.media.role]).toEqual(['alice', 'publisher']);

    const gone = await foyer.DELETE('/v2/rooms/{roomId}', { params: { path: { roomId: id } } });
    expect(gone.response.status).toBe(204);
    const missing = await foyer.GET('/v2/rooms/{roomId}', { params: { path: { roomId: id } } });
    expect([missing.data, missing.error?.error, missing.error?.requestId]).toEqual([
      undefined,
      'ROOM_NOT_FOUND',
      expect.any(String),
    ]);
  });
});
