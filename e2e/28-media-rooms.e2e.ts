import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@foyer/testing';
import { DisconnectReason, RoomEvent } from '@livekit/rtc-node';
import { aRoomId, call, type Answer } from './support/foyer.js';
import { roomService } from './support/livekit-sdk.js';
import { enter, everybodyLeaves, send, type Participant, type SentTracks } from './support/senders.js';

const e = encodeURIComponent;
const at = (roomName: string, rest = ''): string => `/rooms/${e(roomName)}${rest}`;
const of = (roomName: string, identity: string, rest = ''): string =>
  at(roomName, `/participants/${e(identity)}${rest}`);
const ok = async (method: string, path: string, body?: unknown, status = 200): Promise<Answer['body']> => {
  const answer = await call(method, path, { body });
  if (answer.status !== status) throw new Error(`${method} ${path}: ${answer.text}`);
  return answer.body;
};
const refusal = async (method: string, path: string, body?: unknown): Promise<unknown[]> => {
  const answer = await call(method, path, { body });
  expect(answer.body.errorMessage).toBe(answer.body.message);
  return [answer.status, answer.body.error];
};
const openCall = async (hint: string): Promise<string> => {
  const roomName = aRoomId(hint);
  await ok('POST', '/rooms', { roomName }, 201);
  return roomName;
};
const closed = ({ room }: Participant): Promise<DisconnectReason> =>
  new Promise((resolve) => room.once(RoomEvent.Disconnected, resolve));
const identities = async (roomName: string): Promise<string[]> =>
  (await ok('GET', at(roomName, '/participants'))).participants.map(({ identity }: { identity: string }) => identity);

afterAll(everybodyLeaves);

describe('a call', () => {
  it('[MD7] is there while it is open, not for being registered', async () => {
    const roomName = aRoomId('Registered Room');
    await call('POST', '/v2/rooms', { body: { id: roomName, defaultAccesses: [] } });
    expect(await refusal('GET', at(roomName))).toEqual([404, 'ROOM_NOT_FOUND']);
    expect(await ok('GET', at(roomName, '/participants'))).toEqual({ participants: [] });
    const { room } = await ok('POST', '/rooms', { roomName }, 201);
    expect(await ok('GET', at(roomName))).toEqual({ room: expect.objectContaining({ sid: room.sid, name: roomName }) });
    expect(await refusal('GET', at(aRoomId('none'), '/participants'))).toEqual([404, 'ROOM_NOT_FOUND']);
  });

  it('[MD8] ends for everybody, and its room and document stay', async () => {
    const roomName = aRoomId('Ended Room');
    const document = { liveblocksType: 'LiveObject', data: { title: 'Plan' } };
    await ok('POST', '/v2/rooms', { id: roomName, defaultAccesses: ['room:write'] });
    await ok('POST', `/v2/rooms/${e(roomName)}/storage`, document);
    const alice = await enter(roomName, 'alice');
    const ended = closed(alice);
    const { sid } = (await ok('GET', at(roomName))).room;
    expect(await ok('DELETE', at(roomName))).toEqual({ message: 'Room deleted' });
    expect(await ended).toBe(DisconnectReason.ROOM_DELETED);
    expect(await refusal('DELETE', at(roomName))).toEqual([404, 'ROOM_NOT_FOUND']);
    expect(await refusal('GET', at(roomName))).toEqual([404, 'ROOM_NOT_FOUND']);
    expect(await identities(roomName)).toEqual([]);
    expect(await ok('GET', `/v2/rooms/${e(roomName)}/storage`)).toEqual(document);
    expect((await ok('POST', '/rooms', { roomName }, 201)).room.sid).not.toBe(sid);
  });

  it('[MD9] has metadata that its participants see, and that can be cleared', async () => {
    const roomName = await openCall('Metadata Room');
    const alice = await enter(roomName, 'alice');
    for (const metadata of ['{"agenda":"予算"}', '']) {
      expect((await ok('POST', at(roomName, '/metadata'), { metadata })).room.metadata).toBe(metadata);
      expect((await ok('GET', at(roomName))).room.metadata).toBe(metadata);
      await eventually(() => alice.room.metadata === metadata || `alice sees ${alice.room.metadata}`);
    }
  });

  it('[MD11] opens with what LiveKit can be told, and stays as it is', async () => {
    const roomName = aRoomId('Set Room');
    const settings = { metadata: 'first', emptyTimeout: 400, departureTimeout: 7, maxParticipants: 1 };
    const others = { minPlayoutDelay: 100, maxPlayoutDelay: 2_000, syncStreams: true, defaultAccesses: ['room:read'] };
    expect(await ok('POST', '/rooms', { roomName, ...settings, ...others }, 201)).toMatchObject({ room: settings });
    expect((await ok('GET', `/v2/rooms/${e(roomName)}`)).defaultAccesses).toEqual(['room:read']);

    const again = { metadata: 'second', maxParticipants: 9, defaultAccesses: ['room:write'] };
    expect(await ok('POST', '/rooms', { roomName, ...again }, 201)).toMatchObject({ room: settings });
    expect((await ok('GET', `/v2/rooms/${e(roomName)}`)).defaultAccesses).toEqual(['room:read']);

    await enter(roomName, 'first');
    await expect(enter(roomName, 'second')).rejects.toThrow(/.+/);
  });
});

describe('data', () => {
  let roomName: string, alice: Participant, bob: Participant;
  beforeAll(async () => {
    roomName = await openCall('Data Room');
    [alice, bob] = [await enter(roomName, 'alice'), await enter(roomName, 'bob')];
  });
  const sendData = (body: object): Promise<unknown> => ok('POST', at(roomName, '/send-data'), body);
  const received = async ({ data, identity }: Participant, topic: string): Promise<unknown> =>
    eventually(() => data.find((message) => message.topic === topic) ?? `${identity} has received ${data.length}`);

  it('[MD10] is any JSON value, to everybody, on the topic chat', async () => {
    const values = [{ text: 'héllo 愛' }, ['list'], 'text', 0, false, null];
    for (const data of values) expect(await sendData({ data })).toEqual({ message: 'Data message sent' });
    for (const { data, identity } of [alice, bob]) {
      await eventually(() => data.length === values.length || `${identity} has received ${data.length}`);
      expect(data).toEqual(values.map((value) => ({ value, topic: 'chat', reliable: true })));
    }
  });

  it('[MD10] goes to some alone, on a topic of its own, also unreliably', async () => {
    await sendData({ data: 'for bob', topic: 'private', destinationIdentities: ['bob'] });
    await sendData({ data: 'for both', topic: 'after', destinationIdentities: ['bob', 'alice'] });
    for (const one of [alice, bob]) expect(await received(one, 'after')).toMatchObject({ value: 'for both' });
    expect(await received(bob, 'private')).toEqual({ value: 'for bob', topic: 'private', reliable: true });
    expect(alice.data.map(({ topic }) => topic)).not.toContain('private');
    await eventually(async () => {
      await sendData({ data: 'lossy', topic: 'lossy', reliable: false, destinationIdentities: [] });
      return bob.data.some(({ topic, reliable }) => topic === 'lossy' && !reliable) || 'nothing has arrived';
    });
  });

  it('[MD10] is refused where it is more than a data channel carries', async () => {
    const text = (bytes: number): string => 'x'.repeat(bytes - '""large'.length);
    await sendData({ data: text(260_000), topic: 'large' });
    expect(await received(alice, 'large')).toMatchObject({ value: text(260_000) });
    for (const wrong of [{ data: text(260_001) }, { data: text(259_990), destinationIdentities: ['alice'] }]) {
      const { status, body } = await call('POST', at(roomName, '/send-data'), { body: { topic: 'large', ...wrong } });
      expect([status, body.errors[0].pointer]).toEqual([422, '/data']);
    }
  });
});

describe('the participants of a call', () => {
  let roomName: string, alice: Participant, bob: Participant, carol: Participant, tracks: SentTracks;
  beforeAll(async () => {
    roomName = await openCall('Test Room 部屋');
    alice = await enter(roomName, 'Participant 1 愛');
    [bob, carol] = [await enter(roomName, 'bob'), await enter(roomName, 'carol')];
    tracks = await send(alice);
    await eventually(async () => {
      const { participant } = await ok('GET', of(roomName, alice.identity));
      return participant.tracks.length === 2 || `LiveKit knows ${participant.tracks.length} of 2 tracks`;
    });
  });
  const asSeenBy = ({ room }: Participant, { identity }: Participant) => room.remoteParticipants.get(identity)!;
  const arrives = async ({ frames, identity }: Participant): Promise<void> => {
    const before = { ...frames };
    await eventually(
      () =>
        (frames.audio > before.audio + 10 && frames.video > before.video + 3) ||
        `${identity} receives ${JSON.stringify(frames)}, had ${JSON.stringify(before)}`,
      20_000,
    );
  };

  /** While carol receives, the other one does not. */
  const nothingArrives = ({ frames, identity }: Participant): Promise<true> =>
    eventually(async () => {
      const before = JSON.stringify(frames);
      await arrives(carol);
      return before === JSON.stringify(frames) || `${identity} still receives`;
    }, 20_000);

  it('[MD12] are listed, with the tracks that they send', async () => {
    expect((await identities(roomName)).toSorted()).toEqual(
      [alice, bob, carol].map(({ identity }) => identity).toSorted(),
    );
    const { participant } = await ok('GET', of(roomName, alice.identity));
    expect(participant).toMatchObject({ identity: alice.identity, state: 'ACTIVE', isPublisher: true });
    expect(
      participant.tracks
        .map(({ sid, type, source, name, muted }: Record<string, unknown>) => ({ sid, type, source, name, muted }))
        .toSorted((a: { type: string }, b: { type: string }) => a.type.localeCompare(b.type)),
    ).toEqual([
      { sid: tracks.audio, type: 'AUDIO', source: 'MICROPHONE', name: 'tone', muted: false },
      { sid: tracks.video, type: 'VIDEO', source: 'CAMERA', name: 'picture', muted: false },
    ]);
    const { participants } = await ok('GET', at(roomName, '/participants'));
    expect(participants.find(({ identity }: { identity: string }) => identity === alice.identity)).toEqual(participant);
  });

  it('[MD6] are what the official client of LiveKit sees, like the calls', async () => {
    const official = await roomService();
    const json = (message: { toJson(options: object): unknown }): Record<string, unknown> =>
      message.toJson({ emitDefaultValues: true }) as Record<string, unknown>;
    const sorted = (list: Record<string, unknown>[]): unknown[] =>
      list.toSorted((a, b) => String(a.identity).localeCompare(String(b.identity)));
    await eventually(async () => {
      const [{ turnPassword, ...seen } = {}] = (await official.listRooms([roomName])).map(json);
      expect(turnPassword).toEqual(expect.any(String));
      expect((await ok('GET', at(roomName))).room).toEqual(seen);
      return true;
    });
    await eventually(async () => {
      const ours = (await ok('GET', '/rooms')).rooms.map(({ sid }: { sid: string }) => sid);
      expect(ours.toSorted()).toEqual((await official.listRooms()).map(({ sid }) => sid).toSorted());
      return true;
    });
    await eventually(async () => {
      const seen = (await official.listParticipants(roomName)).map(json);
      expect(sorted((await ok('GET', at(roomName, '/participants'))).participants)).toEqual(sorted(seen));
      return true;
    });
  });

  it('[MD13] are changed in what the others see of them, and in nothing else', async () => {
    const path = of(roomName, bob.identity);
    const { permission } = (await ok('GET', path)).participant;
    const { participant } = await ok('PATCH', path, {
      metadata: '{"team":"青"}',
      name: 'Bob 花',
      attributes: { a: '1', b: '2' },
    });
    const changed = { metadata: '{"team":"青"}', name: 'Bob 花', attributes: { a: '1', b: '2' }, permission };
    expect(participant).toMatchObject(changed);
    expect((await ok('GET', path)).participant).toMatchObject(changed);
    await eventually(() => {
      const { metadata, name, attributes } = asSeenBy(alice, bob);
      expect({ metadata, name, attributes }).toEqual({
        metadata: changed.metadata,
        name: changed.name,
        attributes: changed.attributes,
      });
      return true;
    });
    expect((await ok('PATCH', path, { attributes: { a: '', c: '3' } })).participant.attributes).toEqual({
      b: '2',
      c: '3',
    });
    await eventually(() => {
      expect(asSeenBy(alice, bob).attributes).toEqual({ b: '2', c: '3' });
      return true;
    });
    // What LiveKit ignores is not said to have happened.
    expect((await ok('PATCH', path, { metadata: '', name: '' })).participant).toMatchObject({
      metadata: changed.metadata,
      name: changed.name,
    });
  });

  it('[MD16] have a track muted, and unmuted', async () => {
    const path = of(roomName, alice.identity, '/mute');
    const muted = new Promise<unknown>((resolve) =>
      bob.room.once(RoomEvent.TrackMuted, ({ sid }, { identity }) => resolve([sid, identity])),
    );
    expect((await ok('POST', path, { trackId: tracks.audio })).track).toMatchObject({ sid: tracks.audio, muted: true });
    expect(await muted).toEqual([tracks.audio, alice.identity]);
    const isMuted = async (): Promise<boolean> =>
      (await ok('GET', of(roomName, alice.identity))).participant.tracks.find(
        ({ sid }: { sid: string }) => sid === tracks.audio,
      ).muted;
    expect(await isMuted()).toBe(true);
    const unmuted = new Promise<unknown>((resolve) => bob.room.once(RoomEvent.TrackUnmuted, ({ sid }) => resolve(sid)));
    expect((await ok('POST', path, { trackId: tracks.audio, muted: false })).track.sid).toBe(tracks.audio);
    expect(await unmuted).toBe(tracks.audio);
    // The publisher's client repeats each state that it is told of, so the one before may come back for a moment.
    await eventually(async () => !(await isMuted()) || 'it is muted');
    await arrives(bob);
  });

  it('[MD17] receive tracks or not, as they are told', async () => {
    await Promise.all([arrives(bob), arrives(carol)]);
    const trackIds = [tracks.audio, tracks.video];
    expect(await ok('POST', of(roomName, bob.identity, '/unsubscribe'), { trackIds })).toEqual({
      message: 'Participant unsubscribed from tracks',
    });
    await nothingArrives(bob);
    expect(await ok('POST', of(roomName, bob.identity, '/subscribe'), { trackIds })).toEqual({
      message: 'Participant subscribed to tracks',
    });
    await arrives(bob);
  });

  it('[MD14] lose rights and keep those that are not named', async () => {
    const patch = async ({ identity }: Participant, permission: object): Promise<unknown> =>
      (await ok('PATCH', of(roomName, identity), { permission })).participant.permission;
    const { permission } = (await ok('GET', of(roomName, alice.identity))).participant;

    const unpublished = new Promise<void>((resolve) => {
      const left = new Set([tracks.audio, tracks.video]);
      bob.room.on(RoomEvent.TrackUnpublished, ({ sid }) => {
        left.delete(sid!);
        if (left.size === 0) resolve();
      });
    });
    expect(await patch(alice, { canPublish: false })).toEqual({ ...permission, canPublish: false });
    await unpublished;
    const more = { canPublishSources: ['MICROPHONE', 'CAMERA'], canUpdateMetadata: true };
    expect(await patch(alice, more)).toEqual({ ...permission, canPublish: false, ...more });
    expect(await patch(alice, {})).toEqual({ ...permission, canPublish: false, ...more });
    await alice.room.localParticipant!.setAttributes({ mood: 'allowed' });
    await eventually(() => asSeenBy(bob, alice).attributes.mood === 'allowed' || 'bob sees no mood');

    expect(await patch(alice, { canPublish: true })).toEqual({ ...permission, ...more });
    tracks = await send(alice);
    await arrives(bob);
    await patch(bob, { canSubscribe: false });
    await nothingArrives(bob);
    await patch(bob, { canSubscribe: true });
    await arrives(bob);
  });

  it('[MD18] cannot be moved or forwarded by a LiveKit that cannot do that', async () => {
    const destinationRoomName = await openCall('Other Room');
    for (const way of ['/move', '/forward']) {
      const path = of(roomName, bob.identity, way);
      expect(await refusal('POST', path, { destinationRoomName })).toEqual([501, 'MEDIA_NOT_IMPLEMENTED']);
      expect(await refusal('POST', path, { destinationRoomName: aRoomId('none') })).toEqual([404, 'ROOM_NOT_FOUND']);
      expect(await refusal('POST', path, { destinationRoomName: roomName })).toEqual([400, 'BAD_REQUEST']);
    }
    expect(await identities(roomName)).toContain(bob.identity);
  });

  it('[MD15] are put out, and may come back', async () => {
    const out = closed(carol);
    expect(await ok('DELETE', of(roomName, carol.identity))).toEqual({ message: 'Participant removed' });
    expect(await out).toBe(DisconnectReason.PARTICIPANT_REMOVED);
    await eventually(() => !alice.room.remoteParticipants.has(carol.identity) || 'alice still sees carol');
    expect(await identities(roomName)).not.toContain(carol.identity);
    expect(await refusal('DELETE', of(roomName, carol.identity))).toEqual([404, 'PARTICIPANT_NOT_FOUND']);
    await enter(roomName, carol.identity);
    expect(await identities(roomName)).toContain(carol.identity);
  });

  it('[MD19] or what else is missing is 404 at once, and says what it is', async () => {
    const [nowhere, registered] = [aRoomId('none'), aRoomId('registered')];
    await ok('POST', '/v2/rooms', { id: registered, defaultAccesses: [] });
    const bodies: [string, string, object?][] = [
      ['GET', ''],
      ['PATCH', '', { name: 'x' }],
      ['PATCH', '', { permission: { hidden: true } }],
      ['DELETE', ''],
      ['POST', '/mute', { trackId: tracks.audio }],
      ['POST', '/subscribe', { trackIds: [tracks.audio] }],
      ['POST', '/unsubscribe', { trackIds: [tracks.audio] }],
      ['POST', '/move', { destinationRoomName: roomName }],
      ['POST', '/forward', { destinationRoomName: roomName }],
    ];
    for (const [method, rest, body] of bodies) {
      for (const missing of [nowhere, registered])
        expect([rest, await refusal(method, of(missing, bob.identity, rest), body)]).toEqual([
          rest,
          [404, 'ROOM_NOT_FOUND'],
        ]);
      expect([rest, await refusal(method, of(roomName, 'nobody', rest), body)]).toEqual([
        rest,
        [404, 'PARTICIPANT_NOT_FOUND'],
      ]);
    }
    for (const missing of [nowhere, registered]) {
      for (const [method, rest, body] of [
        ['DELETE', ''],
        ['POST', '/metadata', { metadata: 'x' }],
        ['POST', '/send-data', { data: 1 }],
        ['POST', '/send-data', { data: 1, destinationIdentities: ['bob'] }],
      ] as [string, string, object?][])
        expect([rest, await refusal(method, at(missing, rest), body)]).toEqual([rest, [404, 'ROOM_NOT_FOUND']]);
    }
    expect(
      await refusal('POST', at(roomName, '/send-data'), { data: 1, destinationIdentities: ['bob', 'nobody'] }),
    ).toEqual([404, 'PARTICIPANT_NOT_FOUND']);
    // Somebody else's track can be received, but not be muted.
    expect(await refusal('POST', of(roomName, bob.identity, '/mute'), { trackId: tracks.audio })).toEqual([
      404,
      'TRACK_NOT_FOUND',
    ]);
    for (const way of ['/subscribe', '/unsubscribe']) {
      const { status, body } = await call('POST', of(roomName, bob.identity, way), {
        body: { trackIds: [tracks.audio, 'TR_none'] },
      });
      expect([status, body.error, body.message]).toEqual([
        404,
        'TRACK_NOT_FOUND',
        expect.stringContaining('"TR_none"'),
      ]);
    }
  });
});

describe('names', () => {
  it('[MD20] of calls and participants are any text', async () => {
    for (const [hint, identity] of [
      ['سلام دنیا/?#%25&+', 'a/b?c#d%2F&+ é'],
      ['🎧 room', '🙂'],
      ['\\"quoted"', '`$(x)`;--'],
    ] as const) {
      const roomName = await openCall(hint);
      const { room } = await enter(roomName, identity);
      expect(room.name).toBe(roomName);
      expect(await identities(roomName)).toEqual([identity]);
      expect((await ok('PATCH', of(roomName, identity), { name: hint })).participant).toMatchObject({
        identity,
        name: hint,
      });
      expect((await ok('GET', of(roomName, identity))).participant.identity).toBe(identity);
    }
  });

  it('[MD20] that nobody can have name nothing', async () => {
    const roomName = await openCall('named');
    for (const wrong of ['%00', 'x'.repeat(257)])
      expect(await refusal('GET', at(roomName, `/participants/${wrong}`))).toEqual([404, 'PARTICIPANT_NOT_FOUND']);
    for (const wrong of ['%00', 'x'.repeat(129)]) {
      expect(await refusal('GET', `/rooms/${wrong}`)).toEqual([404, 'ROOM_NOT_FOUND']);
      expect(await refusal('GET', `/rooms/${wrong}/participants`)).toEqual([404, 'ROOM_NOT_FOUND']);
    }
    expect(await refusal('GET', '/rooms/%ff/participants')).toEqual([400, 'BAD_REQUEST']);
  });
});

describe('bad bodies', () => {
  const p = '/participants/p';
  it.each([
    ['POST', '', { defaultAccesses: ['room:fly'] }, '/defaultAccesses/0'],
    ['POST', '', { metadata: 1 }, '/metadata'],
    ['POST', '', { emptyTimeout: -1 }, '/emptyTimeout'],
    ['POST', '', { departureTimeout: 1.5 }, '/departureTimeout'],
    ['POST', '', { maxParticipants: '5' }, '/maxParticipants'],
    ['POST', '', { minPlayoutDelay: 40_951 }, '/minPlayoutDelay'],
    ['POST', '', { minPlayoutDelay: 300, maxPlayoutDelay: 200 }, '/maxPlayoutDelay'],
    ['POST', '', { syncStreams: 'yes' }, '/syncStreams'],
    ['POST', '/metadata', {}, '/metadata'],
    ['POST', '/metadata', { metadata: null }, '/metadata'],
    ['POST', '/send-data', {}, '/data'],
    ['POST', '/send-data', { data: 1, topic: 2 }, '/topic'],
    ['POST', '/send-data', { data: 1, reliable: 'no' }, '/reliable'],
    ['POST', '/send-data', { data: 1, destinationIdentities: 'bob' }, '/destinationIdentities'],
    ['POST', '/send-data', { data: 1, destinationIdentities: ['bob', ''] }, '/destinationIdentities/1'],
    ['PATCH', p, {}, ''],
    ['PATCH', p, { color: 'red' }, ''],
    ['PATCH', p, { metadata: {} }, '/metadata'],
    ['PATCH', p, { name: 'a\u0000b' }, '/name'],
    ['PATCH', p, { attributes: [] }, '/attributes'],
    ['PATCH', p, { attributes: { good: 'x', 'a/b': 1 } }, '/attributes/a~1b'],
    ['PATCH', p, { permission: true }, '/permission'],
    ['PATCH', p, { permission: { canPublish: 'yes' } }, '/permission/canPublish'],
    ['PATCH', p, { permission: { canPublishSources: ['CAMERA', 'camera'] } }, '/permission/canPublishSources/1'],
    ['POST', `${p}/mute`, {}, '/trackId'],
    ['POST', `${p}/mute`, { trackId: 'TR', muted: 0 }, '/muted'],
    ['POST', `${p}/subscribe`, {}, '/trackIds'],
    ['POST', `${p}/subscribe`, { trackIds: [] }, '/trackIds'],
    ['POST', `${p}/unsubscribe`, { trackIds: 'TR' }, '/trackIds'],
    ['POST', `${p}/unsubscribe`, { trackIds: ['TR', 7] }, '/trackIds/1'],
    ['POST', `${p}/move`, {}, '/destinationRoomName'],
    ['POST', `${p}/forward`, { destinationRoomName: '' }, '/destinationRoomName'],
  ])('[MD5] %s /rooms…%s refuses %j', async (method, rest, body, pointer) => {
    const roomName = aRoomId('refused');
    const [path, sent] = rest === '' ? ['/rooms', { roomName, ...body }] : [at(roomName, rest), body];
    const answer = await call(method, path, { body: sent });
    expect([answer.status, answer.body.errors?.[0].pointer, answer.body.errorMessage]).toEqual([
      422,
      pointer,
      answer.body.message,
    ]);
    expect((await call('GET', `/v2/rooms/${roomName}`)).status).toBe(404);
  });

  it('[MD5] take texts up to their limits', async () => {
    const roomName = await openCall('limits');
    for (const [method, path, body, pointer] of [
      ['POST', '/rooms', { roomName, metadata: 'x'.repeat(65_537) }, '/metadata'],
      ['POST', at(roomName, '/metadata'), { metadata: 'x'.repeat(65_537) }, '/metadata'],
      ['POST', at(roomName, '/send-data'), { data: 1, topic: 'x'.repeat(257) }, '/topic'],
      ['PATCH', of(roomName, 'p'), { metadata: 'x'.repeat(65_537) }, '/metadata'],
      ['PATCH', of(roomName, 'p'), { name: 'x'.repeat(129) }, '/name'],
    ] as const) {
      const answer = await call(method, path, { body });
      expect([path, answer.status, answer.body.errors?.[0].pointer]).toEqual([path, 422, pointer]);
    }
    await ok('POST', at(roomName, '/metadata'), { metadata: '愛'.repeat(65_536) });
    await ok('POST', at(roomName, '/send-data'), { data: 1, topic: '愛'.repeat(256) });
  });
});
