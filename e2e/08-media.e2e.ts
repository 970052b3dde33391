import { afterAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@foyer/testing';
import { DisconnectReason, RoomEvent } from '@livekit/rtc-node';
import { aRoomId, call, payloadOf, secret } from './support/foyer.js';
import { enterCall, leaveAllCalls, publishAudio, type Ticket } from './support/participants.js';

// oxlint-disable-next-line typescript/no-explicit-any
const join = async (id: string, userId: string): Promise<any> => {
  const { status, body } = await call('POST', `/v2/rooms/${encodeURIComponent(id)}/join`, {
    body: { userId, userInfo: { name: `Name of ${userId}` } },
  });
  expect(status).toBe(200);
  secret(body.storage.token as string);
  if (body.media !== null) secret(body.media.token as string);
  return body;
};

afterAll(leaveAllCalls);

describe('one join', () => {
  it('[JN1] answers with a token of each half, and both work', async () => {
    const id = aRoomId('join ü');
    await call('POST', '/v2/rooms', { body: { id, defaultAccesses: ['room:write'], metadata: { color: 'blue' } } });
    const joined = await join(id, 'alice');
    expect(joined).toEqual({
      room: { id, organizationId: 'default', metadata: { color: 'blue' } },
      permissions: ['room:write'],
      storage: { token: expect.any(String), expiresAt: expect.any(String) },
      media: {
        token: expect.any(String),
        url: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:/),
        role: 'publisher',
        expiresAt: expect.any(String),
      },
    });
    expect(
      (await call('GET', `/v2/me?roomId=${encodeURIComponent(id)}`, { key: joined.storage.token })).body.room
        .permissions,
    ).toEqual(['room:write']);

    const [alice, bob] = [await enterCall(joined.media), await enterCall((await join(id, 'bob')).media)];
    const heard = new Promise((resolve) =>
      bob.once(RoomEvent.TrackSubscribed, (_, __, participant) => resolve([participant.identity, participant.name])),
    );
    await publishAudio(alice);
    expect(await heard).toEqual(['alice', 'Name of alice']);
    const { rooms } = (await call('GET', `/rooms?roomName=${encodeURIComponent(id)}`)).body;
    await eventually(async () => {
      const [room] = (await call('GET', `/rooms?roomName=${encodeURIComponent(id)}`)).body.rooms;
      return room.numParticipants === 2 ? true : `${room.numParticipants} of 2 are in the call`;
    });
    expect(rooms[0]).not.toHaveProperty('turnPassword');
  });

  it('[JN2] gives a reader of the room a call without publishing', async () => {
    const id = aRoomId('reader');
    await call('POST', '/v2/rooms', { body: { id, defaultAccesses: ['room:read'] } });
    const { permissions, media } = await join(id, 'rita');
    expect([permissions, media.role]).toEqual([['room:read'], 'viewer']);
    expect(payloadOf(media.token).video).toMatchObject({
      canPublish: false,
      canPublishData: false,
      canSubscribe: true,
    });
    const reader = await enterCall(media);
    await expect(publishAudio(reader)).rejects.toThrow(/.+/);
  });

  it('[JN3] lets a reader with presence send data', async () => {
    const id = aRoomId('presence');
    await call('POST', '/v2/rooms', { body: { id, defaultAccesses: ['room:read', 'room:presence:write'] } });
    const { media } = await join(id, 'pia');
    expect(payloadOf(media.token).video).toMatchObject({ canPublish: false, canPublishData: true, canSubscribe: true });
  });

  it('[JN4] refuses a stranger by every way in', async () => {
    const id = aRoomId('private');
    await call('POST', '/v2/rooms', { body: { id, defaultAccesses: [], usersAccesses: { alice: ['room:write'] } } });
    const refused = async (path: string, body: object): Promise<unknown[]> => {
      const answer = await call('POST', path, { body });
      return [answer.status, answer.body.error];
    };
    const forbidden = [403, 'UNAUTHORIZED_ROOM_ACCESS'];
    expect(await refused(`/v2/rooms/${id}/join`, { userId: 'stranger' })).toEqual(forbidden);
    expect(await refused(`/v2/rooms/${id}/authorize`, { userId: 'stranger' })).toEqual(forbidden);
    expect(await refused('/token', { roomName: id, participantIdentity: 'stranger' })).toEqual(forbidden);
    const token = secret(
      (await call('POST', '/v2/identify-user', { body: { userId: 'stranger' } })).body.token as string,
    );
    expect((await call('GET', `/v2/me?roomId=${id}`, { key: token })).status).toBe(403);
    expect(await refused(`/v2/rooms/${aRoomId('none')}/join`, { userId: 'alice' })).toEqual([404, 'ROOM_NOT_FOUND']);
    expect(await refused(`/v2/rooms/${id}/join`, {})).toEqual([422, 'UNPROCESSABLE_ENTITY']);
    expect(await refused(`/v2/rooms/${id}/join`, { userId: 'u'.repeat(129) })).toEqual([422, 'UNPROCESSABLE_ENTITY']);
  });

  it('[JN5] ends for everybody when the room is deleted, and an old token does not bring the call back', async () => {
    const id = aRoomId('ends');
    await call('POST', '/v2/rooms', { body: { id, defaultAccesses: ['room:write'] } });
    const { media } = await join(id, 'alice');
    const alice = await enterCall(media);
    const ended = new Promise((resolve) => alice.once(RoomEvent.Disconnected, resolve));
    expect((await call('DELETE', `/v2/rooms/${id}`)).status).toBe(204);
    expect(await ended).toBe(DisconnectReason.ROOM_DELETED);
    await expect(enterCall(media)).rejects.toThrow(/.+/);
    expect((await call('GET', `/rooms?roomName=${id}`)).body.rooms).toEqual([]);
  });

  it('[JN6] ends under the old name when the room is renamed', async () => {
    const id = aRoomId('renames');
    await call('POST', '/v2/rooms', { body: { id, defaultAccesses: ['room:write'] } });
    const alice = await enterCall((await join(id, 'alice')).media);
    const ended = new Promise((resolve) => alice.once(RoomEvent.Disconnected, resolve));
    await call('POST', `/v2/rooms/${id}/update-room-id`, { body: { newRoomId: `${id}-2` } });
    await ended;
    await enterCall((await join(`${id}-2`, 'alice')).media);
  });
});

describe('the routes of the tutorials', () => {
  it('[MD1] POST /rooms opens a call and registers its room, open to everybody', async () => {
    const roomName = aRoomId('Test Room');
    const opened = await call('POST', '/rooms', { body: { roomName } });
    expect([opened.status, opened.body.room.name]).toEqual([201, roomName]);
    expect((await call('POST', '/rooms', { body: { roomName } })).body.room.sid).toBe(opened.body.room.sid);
    const path = `/v2/rooms/${encodeURIComponent(roomName)}`;
    expect((await call('GET', path)).body.defaultAccesses).toEqual(['room:write']);
    expect((await call('GET', '/rooms')).body.rooms.map(({ name }: { name: string }) => name)).toContain(roomName);
    expect((await call('GET', `/rooms?roomName=${aRoomId('none')}`)).body).toEqual({ rooms: [] });
  });

  it('[MD2] POST /rooms leaves the accesses of a registered room alone', async () => {
    const roomName = aRoomId('kept');
    await call('POST', '/v2/rooms', { body: { id: roomName, defaultAccesses: [] } });
    expect((await call('POST', '/rooms', { body: { roomName } })).status).toBe(201);
    expect((await call('GET', `/v2/rooms/${roomName}`)).body.defaultAccesses).toEqual([]);
  });

  it('[MD3] POST /token lets a participant in, by either name, and registers a new room', async () => {
    const roomName = aRoomId('Token Room');
    for (const body of [
      { participantIdentity: 'P 1' },
      { participantName: 'P 2' },
      { participantIdentity: 'P 3', participantName: 'Shown' },
    ]) {
      const { status, body: ticket } = await call('POST', '/token', { body: { roomName, ...body } });
      expect(status).toBe(200);
      secret(ticket.token as string);
      const room = await enterCall(ticket as Ticket);
      expect([room.localParticipant?.identity, room.localParticipant?.name]).toEqual([
        body.participantIdentity ?? body.participantName,
        body.participantName ?? '',
      ]);
    }
    expect((await call('GET', `/v2/rooms/${encodeURIComponent(roomName)}`)).status).toBe(200);
  });

  it('[MD4] POST /token never lets a client open or delete rooms, and follows the accesses', async () => {
    const roomName = aRoomId('rule');
    await call('POST', '/v2/rooms', {
      body: { id: roomName, defaultAccesses: ['room:read'], usersAccesses: { anna: ['room:write'] } },
    });
    const grants = async (participantIdentity: string): Promise<unknown> =>
      payloadOf(
        secret((await call('POST', '/token', { body: { roomName, participantIdentity } })).body.token as string),
      ).video;
    expect(await grants('anna')).toEqual({
      room: roomName,
      roomJoin: true,
      roomAdmin: false,
      canPublish: true,
      canPublishData: true,
      canSubscribe: true,
    });
    expect(await grants('otto')).toEqual({
      room: roomName,
      roomJoin: true,
      roomAdmin: false,
      canPublish: false,
      canPublishData: false,
      canSubscribe: true,
    });
  });

  it.each([
    ['/rooms', {}, '/roomName'],
    ['/rooms', { roomName: '' }, '/roomName'],
    ['/rooms', { roomName: 'r'.repeat(129) }, '/roomName'],
    ['/token', { roomName: 'r' }, '/participantIdentity'],
    ['/token', { participantIdentity: 'p' }, '/roomName'],
    ['/token', { roomName: 'r', participantIdentity: '' }, '/participantIdentity'],
  ])('[MD5] POST %s refuses %j', async (path, body, pointer) => {
    const answer = await call('POST', path, { body });
    expect([answer.status, answer.body.errors[0].pointer, answer.body.errorMessage]).toEqual([
      422,
      pointer,
      answer.body.message,
    ]);
  });
});
