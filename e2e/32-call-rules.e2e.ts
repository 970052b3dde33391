import { afterAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@foyer/testing';
import { Liveblocks } from '@liveblocks/node';
import { DisconnectReason, RoomEvent, type Room } from '@livekit/rtc-node';
import { SECRET_KEY, aRoomId, call, payloadOf, secret, url, type Answer } from './support/foyer.js';
import { enterCall, leaveAllCalls, publishAudio, type Ticket } from './support/participants.js';

afterAll(leaveAllCalls);

const inRoom = (id: string, path = ''): string => `/v2/rooms/${encodeURIComponent(id)}${path}`;
const aRoom = async (fields: object = {}): Promise<string> => {
  const id = aRoomId('rule');
  expect((await call('POST', '/v2/rooms', { body: { id, defaultAccesses: ['room:write'], ...fields } })).status).toBe(
    200,
  );
  return id;
};
const ticket = async (roomName: string, participantIdentity: string, more = {}): Promise<Answer> => {
  const answer = await call('POST', '/token', { body: { roomName, participantIdentity, ...more } });
  if (answer.status === 200) secret(answer.body.token as string);
  return answer;
};
const grantsOf = async (...request: Parameters<typeof ticket>): Promise<unknown> => {
  const { status, body } = await ticket(...request);
  return status === 200 ? payloadOf(body.token as string).video : body.error;
};
const enter = async (...request: Parameters<typeof ticket>): Promise<Room> =>
  enterCall((await ticket(...request)).body as Ticket);
const permissionOf = async (id: string, identity: string): Promise<Record<string, unknown>> =>
  (await call('GET', `/rooms/${encodeURIComponent(id)}/participants/${identity}`)).body.participant
    .permission as Record<string, unknown>;

describe('the settings of calls', () => {
  const media = {
    maxParticipants: 3,
    emptyTimeout: 77,
    departureTimeout: 11,
    defaultRole: 'viewer',
    usersRoles: { mona: 'moderator', nina: 'none' },
    groupsRoles: { band: 'publisher' },
  };

  it('[MS1] are a field of the room, which the official SDK passes through, and a resource of their own', async () => {
    const id = await aRoom({ media });
    expect((await call('GET', inRoom(id))).body.media).toEqual(media);
    expect((await call('GET', inRoom(id, '/media'))).body).toEqual(media);
    const liveblocks = new Liveblocks({ secret: SECRET_KEY, baseUrl: url });
    expect((await liveblocks.getRoom(id)) as unknown).toMatchObject({ media });
    await liveblocks.updateRoom(id, { metadata: { color: 'blue' } });
    expect((await call('GET', inRoom(id, '/media'))).body).toEqual(media);
    expect((await call('GET', inRoom(await aRoom()))).body).not.toHaveProperty('media');
    expect((await call('GET', inRoom(await aRoom(), '/media'))).body).toEqual({});
  });

  it('[MS2] change one by one, by either way, and are removed by null', async () => {
    const id = await aRoom({ media });
    const changed = await call('PATCH', inRoom(id, '/media'), {
      body: { maxParticipants: 4, emptyTimeout: null, usersRoles: { nina: null, otto: 'viewer' } },
    });
    const { emptyTimeout: _, ...rest } = media;
    const expected = { ...rest, maxParticipants: 4, usersRoles: { mona: 'moderator', otto: 'viewer' } };
    expect([changed.status, changed.body]).toEqual([200, expected]);
    expect((await call('POST', inRoom(id), { body: { media: { defaultRole: null } } })).body.media).toEqual({
      ...expected,
      defaultRole: undefined,
    });
    expect((await call('POST', inRoom(id), { body: { media: null } })).body).not.toHaveProperty('media');
  });

  it.each([
    [{ maxParticipants: -1 }, '/maxParticipants'],
    [{ maxParticipants: 1.5 }, '/maxParticipants'],
    [{ maxParticipants: 100_001 }, '/maxParticipants'],
    [{ emptyTimeout: 604_801 }, '/emptyTimeout'],
    [{ departureTimeout: '5' }, '/departureTimeout'],
    [{ defaultRole: 'owner' }, '/defaultRole'],
    [{ usersRoles: { a: 'owner' } }, '/usersRoles/a'],
    [{ usersRoles: [] }, '/usersRoles'],
    [{ groupsRoles: { '': 'viewer' } }, '/groupsRoles/'],
    [{ maxPeople: 1 }, '/maxPeople'],
  ])('[MS3] are refused with the place: %j', async (bad, pointer) => {
    const id = await aRoom({ media: { maxParticipants: 1 } });
    const own = await call('PATCH', inRoom(id, '/media'), { body: bad });
    expect([own.status, own.body.errors?.[0].pointer.startsWith(pointer)]).toEqual([422, true]);
    const field = await call('POST', inRoom(id), { body: { media: bad } });
    expect([field.status, field.body.errors?.[0].pointer.startsWith(`/media${pointer}`)]).toEqual([422, true]);
    expect((await call('GET', inRoom(id, '/media'))).body).toEqual({ maxParticipants: 1 });
    for (const body of [[], 'x', 5])
      expect((await call('PATCH', inRoom(id, '/media'), { body: JSON.stringify(body) })).status).toBe(422);
    expect((await call('GET', inRoom(aRoomId('none'), '/media'))).status).toBe(404);
  });

  it('[MS3] name at most 1,000 users', async () => {
    const id = await aRoom();
    const roles = (count: number): object =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`u${i}`, 'viewer']));
    expect((await call('PATCH', inRoom(id, '/media'), { body: { usersRoles: roles(1000) } })).status).toBe(200);
    const { status, body } = await call('PATCH', inRoom(id, '/media'), { body: { usersRoles: { more: 'viewer' } } });
    expect([status, body.errors[0].pointer]).toEqual([422, '/usersRoles']);
    const field = await call('POST', inRoom(id), { body: { media: { usersRoles: { more: 'viewer' } } } });
    expect([field.status, field.body.errors[0].pointer]).toEqual([422, '/media/usersRoles']);
  });

  it('[MS4] open the call, whoever opens it', async () => {
    const id = await aRoom({ media });
    await ticket(id, 'mona');
    const { room } = (await call('POST', '/rooms', { body: { roomName: id } })).body;
    expect(room).toMatchObject({ maxParticipants: 3, emptyTimeout: 77, departureTimeout: 11 });
  });

  it('[MS5] give roles, which refine the accesses of the room and never give any', async () => {
    const id = await aRoom({ media });
    expect(await grantsOf(id, 'mona')).toMatchObject({ roomAdmin: true, canPublish: true });
    expect(await grantsOf(id, 'vera')).toMatchObject({ roomAdmin: false, canPublish: false, canSubscribe: true });
    expect(await grantsOf(id, 'gina', { groupIds: ['band'] })).toMatchObject({ canPublish: true });
    expect(await grantsOf(id, 'nina')).toBe('UNAUTHORIZED_ROOM_ACCESS');
    expect(await grantsOf(await aRoom({ defaultAccesses: [], media }), 'mona')).toBe('UNAUTHORIZED_ROOM_ACCESS');
    const joined = (await call('POST', inRoom(id, '/join'), { body: { userId: 'nina' } })).body;
    expect([joined.media, joined.mediaAbsence.error]).toEqual([null, 'NO_MEDIA_ROLE']);
    secret(joined.storage.token as string);
  });
});

describe('the token of a call', () => {
  it('[MS6] may name rooms and people in any script, as long as they may be', async () => {
    const id = `${'部'.repeat(100)}${aRoomId('')}`.slice(0, 128);
    const identity = '参'.repeat(128);
    const room = await enter(id, identity, { participantName: '名'.repeat(128) });
    expect([room.localParticipant?.identity, room.localParticipant?.name]).toEqual([identity, '名'.repeat(128)]);
    for (const bad of ['.', '..']) expect([bad, (await ticket(id, bad)).status]).toEqual([bad, 422]);
  });

  it('[MS6] says what is asked for, within what the room gives', async () => {
    const id = await aRoom({ usersAccesses: { rita: ['room:read'] } });
    const { body } = await ticket(id, 'alice', {
      participantName: 'Alice',
      metadata: '{"team":"blue"}',
      attributes: { seat: '5' },
      ttl: 120,
      grants: { canPublishSources: ['microphone'], canPublishData: false, canUpdateOwnMetadata: true, hidden: false },
    });
    const claims = payloadOf(body.token as string) as { exp: number; nbf: number; [claim: string]: unknown };
    expect([claims.name, claims.metadata, claims.attributes]).toEqual(['Alice', '{"team":"blue"}', { seat: '5' }]);
    expect(claims.exp * 1000 - Date.now()).toBeLessThanOrEqual(120_000);
    expect(claims.video).toMatchObject({
      canPublishSources: ['microphone'],
      canPublish: true,
      canPublishData: false,
      canUpdateOwnMetadata: true,
    });
    const alice = await enterCall(body as Ticket);
    expect([alice.localParticipant?.metadata, alice.localParticipant?.attributes]).toEqual([
      '{"team":"blue"}',
      { seat: '5' },
    ]);
    for (const grants of [
      { canPublish: true },
      { canPublishSources: ['camera'] },
      { canPublishData: true },
      { roomAdmin: true },
    ])
      expect([grants, await grantsOf(id, 'rita', { grants })]).toEqual([grants, 'UNAUTHORIZED_ROOM_ACCESS']);
    expect(await grantsOf(id, 'rita', { grants: { canSubscribe: true } })).toMatchObject({ canSubscribe: true });
  });

  it.each([
    [{ ttl: 0 }, '/ttl'],
    [{ ttl: 604_801 }, '/ttl'],
    [{ ttl: '60' }, '/ttl'],
    [{ metadata: 5 }, '/metadata'],
    [{ attributes: { a: 1 } }, '/attributes/a'],
    [{ grants: { canPublish: 'yes' } }, '/grants/canPublish'],
    [{ grants: { canPublishSources: ['mouth'] } }, '/grants/canPublishSources'],
    [{ grants: 'all' }, '/grants'],
    [{ groupIds: 'band' }, '/groupIds'],
  ])('[MS7] refuses %j', async (bad, pointer) => {
    const { status, body } = await ticket(await aRoom(), 'alice', bad);
    expect([status, body.errors?.[0].pointer]).toEqual([422, pointer]);
  });

  it('[MS7] takes what is just within its limits', async () => {
    const id = await aRoom();
    for (const [fits, over, pointer] of [
      [{ metadata: 'x'.repeat(65_536) }, { metadata: 'x'.repeat(65_537) }, '/metadata'],
      [{ ttl: 604_800 }, { ttl: 604_801 }, '/ttl'],
    ] as const) {
      expect([pointer, (await ticket(id, 'alice', fits)).status]).toEqual([pointer, 200]);
      const { status, body } = await ticket(id, 'alice', over);
      expect([status, body.errors[0].pointer]).toEqual([422, pointer]);
    }
  });
});

describe('who is in a call', () => {
  it('[MS8] follows a change of the rule at once: up, down and out', async () => {
    const id = await aRoom();
    const [alice, bob] = [await enter(id, 'alice'), await enter(id, 'bob', { grants: { canPublishData: false } })];
    await publishAudio(alice);
    const seenByBob = (): number => bob.remoteParticipants.get('alice')?.trackPublications.size ?? 0;
    await eventually(() => seenByBob() === 1 || 'bob does not know of the track yet');
    const out = new Promise((resolve) => bob.once(RoomEvent.Disconnected, resolve));
    await call('PATCH', inRoom(id, '/media'), { body: { defaultRole: 'viewer' } });
    await eventually(async () => (await permissionOf(id, 'alice')).canPublish === false || 'may publish still');
    await eventually(() => seenByBob() === 0 || 'the track is there still');
    await call('POST', inRoom(id), { body: { media: { usersRoles: { alice: 'moderator', bob: 'publisher' } } } });
    for (const who of ['alice', 'bob'])
      await eventually(async () => (await permissionOf(id, who)).canPublish === true || `${who} may not publish yet`);
    // What the ticket left out stays out.
    expect((await permissionOf(id, 'bob')).canPublishData).toBe(false);
    await call('POST', inRoom(id), { body: { defaultAccesses: [], usersAccesses: { alice: ['room:write'] } } });
    expect(await out).toBe(DisconnectReason.PARTICIPANT_REMOVED);
    expect(alice.isConnected).toBe(true);
  });

  it('[MS8] by the groups that the ticket named', async () => {
    const id = await aRoom({ defaultAccesses: ['room:read'], groupsAccesses: { band: ['room:write'] } });
    await enter(id, 'gina', { groupIds: ['band'] });
    await enter(id, 'hugo');
    expect([(await permissionOf(id, 'gina')).canPublish, (await permissionOf(id, 'hugo')).canPublish]).toEqual([
      true,
      false,
    ]);
    await call('POST', inRoom(id), { body: { groupsAccesses: { band: ['room:read'], crew: ['room:write'] } } });
    await eventually(async () => (await permissionOf(id, 'gina')).canPublish === false || 'may publish still');
    await call('POST', inRoom(id), { body: { groupsAccesses: { band: ['room:write'] } } });
    await eventually(async () => (await permissionOf(id, 'gina')).canPublish === true || 'may not publish yet');
    expect((await permissionOf(id, 'hugo')).canPublish).toBe(false);
  });

  it('[MS8] keeps what a backend gave it beyond the rule, until the rule changes', async () => {
    const id = await aRoom({ defaultAccesses: ['room:read'] });
    await enter(id, 'vera');
    const vera = `/rooms/${id}/participants/vera`;
    await call('PATCH', vera, { body: { permission: { canPublish: true } } });
    await enter(id, 'wanda');
    await eventually(async () => (await permissionOf(id, 'wanda')).canPublish === false || 'not in the call');
    await eventually(async () => {
      const { data } = (await call('GET', inRoom(id, '/sessions'))).body as { data: { attendances: unknown[] }[] };
      return data[0]?.attendances.length === 2 || 'the newcomer has not been looked at';
    });
    expect((await permissionOf(id, 'vera')).canPublish).toBe(true);
    await call('POST', inRoom(id), { body: { defaultAccesses: ['room:read', 'room:presence:write'] } });
    await eventually(async () => (await permissionOf(id, 'vera')).canPublish === false || 'may publish still');
  });

  it('[MS9] follows it also with a ticket from before', async () => {
    const id = await aRoom();
    const [early, gone] = [(await ticket(id, 'early')).body as Ticket, (await ticket(id, 'gone')).body as Ticket];
    await call('POST', inRoom(id), {
      body: { defaultAccesses: [], usersAccesses: { early: ['room:read'] } },
    });
    await enterCall(early);
    await eventually(async () => (await permissionOf(id, 'early')).canPublish === false || 'may publish');
    const room = await enterCall(gone);
    await eventually(() => !room.isConnected || 'is still in the call');
  });
});
