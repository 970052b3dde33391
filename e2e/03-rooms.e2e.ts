import { describe, expect, it } from '@jest/globals';
import { aRoomId, call } from './support/foyer.js';

const create = async (fields: Record<string, unknown> = {}): Promise<string> => {
  const id = aRoomId();
  const { status } = await call('POST', '/v2/rooms', { body: { id, defaultAccesses: [], ...fields } });
  expect(status).toBe(200);
  return id;
};
const path = (id: string, rest = ''): string => `/v2/rooms/${encodeURIComponent(id)}${rest}`;
const many = (count: number, of: (i: number) => [string, unknown]): Record<string, unknown> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => of(i)));

describe('create', () => {
  it('[RM1] answers 200 with the whole room', async () => {
    const id = aRoomId();
    const body = {
      id,
      defaultAccesses: ['room:write'],
      metadata: { color: 'blue', tags: ['a', 'b'] },
      usersAccesses: { alice: ['room:write'] },
      groupsAccesses: { product: ['room:read', 'room:presence:write'] },
      organizationId: 'acme',
    };
    const answer = await call('POST', '/v2/rooms', { body });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      type: 'room',
      ...body,
      createdAt: expect.any(String),
      lastConnectionAt: answer.body.createdAt,
    });
    expect(answer.body.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect((await call('GET', path(id))).body).toEqual(answer.body);
  });

  it('[RM2] of ten at the same time, one wins and nine get 409', async () => {
    const id = aRoomId('race');
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => call('POST', '/v2/rooms', { body: { id, defaultAccesses: [] } })),
    );
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, ...Array<number>(9).fill(409)]);
    expect(answers.find(({ status }) => status === 409)?.body.error).toBe('ROOM_ALREADY_EXISTS');
  });

  it.each([
    ['?idempotent', 200],
    ['?idempotent=true', 200],
    ['?idempotent=false', 409],
    ['?idempotent=0', 409],
  ])('[RM3] with %s an existing room is answered %i, unchanged', async (query, status) => {
    const id = await create({ metadata: { kept: 'yes' } });
    const answer = await call('POST', `/v2/rooms${query}`, { body: { id, defaultAccesses: ['room:write'] } });
    expect(answer.status).toBe(status);
    expect((await call('GET', path(id))).body).toMatchObject({ metadata: { kept: 'yes' }, defaultAccesses: [] });
  });

  it('[RM4] takes ids of any text, compared exactly', async () => {
    for (const id of [
      'ü/ö %2F?#',
      ' padded ',
      '日本語🎉',
      '../..',
      '...',
      'constructor',
      '__proto__',
      'a'.repeat(128),
    ]) {
      const made = await call('POST', '/v2/rooms?idempotent', { body: { id, defaultAccesses: [] } });
      expect([id, made.status, made.body.id]).toEqual([id, 200, id]);
      expect((await call('GET', path(id))).body.id).toBe(id);
    }
    expect((await call('GET', path('padded'))).status).toBe(404);
  });

  it.each([
    ['no id', { defaultAccesses: [] }, '/id', "Missing key: 'id'."],
    ['no defaultAccesses', { id: 'bad' }, '/defaultAccesses', "Missing key: 'defaultAccesses'."],
    ['an id that is no text', { id: 5, defaultAccesses: [] }, '/id'],
    ['an empty id', { id: '', defaultAccesses: [] }, '/id'],
    ['an id of 129 characters', { id: 'a'.repeat(129), defaultAccesses: [] }, '/id'],
    ['the id .', { id: '.', defaultAccesses: [] }, '/id'],
    ['the id ..', { id: '..', defaultAccesses: [] }, '/id'],
    ['defaultAccesses null', { id: 'bad', defaultAccesses: null }, '/defaultAccesses'],
    ['an unknown permission', { id: 'bad', defaultAccesses: ['room:write', 'room:fly'] }, '/defaultAccesses/1'],
    ['metadata null', { id: 'bad', defaultAccesses: [], metadata: null }, '/metadata'],
    ['metadata that is a list', { id: 'bad', defaultAccesses: [], metadata: [] }, '/metadata'],
    ['a metadata value null', { id: 'bad', defaultAccesses: [], metadata: { a: null } }, '/metadata/a'],
    ['a metadata number', { id: 'bad', defaultAccesses: [], metadata: { 'a/b': 5 } }, '/metadata/a~1b'],
    ['51 metadata entries', { id: 'bad', defaultAccesses: [], metadata: many(51, (i) => [`k${i}`, 'v']) }, '/metadata'],
    [
      'a metadata key of 41',
      { id: 'bad', defaultAccesses: [], metadata: { ['k'.repeat(41)]: 'v' } },
      `/metadata/${'k'.repeat(41)}`,
    ],
    ['a metadata value of 257', { id: 'bad', defaultAccesses: [], metadata: { k: 'v'.repeat(257) } }, '/metadata/k'],
    [
      'a metadata list item of 257',
      { id: 'bad', defaultAccesses: [], metadata: { k: ['v', 'v'.repeat(257)] } },
      '/metadata/k',
    ],
    ['usersAccesses null', { id: 'bad', defaultAccesses: [], usersAccesses: null }, '/usersAccesses'],
    ['a user with null', { id: 'bad', defaultAccesses: [], usersAccesses: { al: null } }, '/usersAccesses/al'],
    [
      '1001 users',
      { id: 'bad', defaultAccesses: [], usersAccesses: many(1001, (i) => [`u${i}`, []]) },
      '/usersAccesses',
    ],
    [
      'a user id of 257',
      { id: 'bad', defaultAccesses: [], usersAccesses: { ['u'.repeat(257)]: [] } },
      `/usersAccesses/${'u'.repeat(257)}`,
    ],
    [
      '1001 groups',
      { id: 'bad', defaultAccesses: [], groupsAccesses: many(1001, (i) => [`g${i}`, []]) },
      '/groupsAccesses',
    ],
    [
      'an unknown permission of a group',
      { id: 'bad', defaultAccesses: [], groupsAccesses: { g: ['x'] } },
      '/groupsAccesses/g/0',
    ],
    ['an empty organizationId', { id: 'bad', defaultAccesses: [], organizationId: '' }, '/organizationId'],
  ])(
    '[RM5] refuses %s and makes nothing',
    async (...[, body, pointer, message]: readonly [string, object, string, string?]) => {
      const answer = await call('POST', '/v2/rooms', { body });
      expect([answer.status, answer.body.error, answer.body.errors[0].pointer]).toEqual([
        422,
        'UNPROCESSABLE_ENTITY',
        pointer,
      ]);
      if (message !== undefined) expect(answer.body.message).toBe(message);
      expect((await call('GET', '/v2/rooms/bad')).status).toBe(404);
    },
  );

  it('[RM5] takes everything at its limit, and the constructor key', async () => {
    const metadata = { ...many(48, (i) => [`k${i}`, 'v']), ['k'.repeat(40)]: 'v'.repeat(256), constructor: 'kept' };
    const usersAccesses = { ...many(999, (i) => [`u${i}`, ['room:read']]), ['u'.repeat(256)]: [] };
    const id = await create({ metadata, usersAccesses, groupsAccesses: many(1000, (i) => [`g${i}`, []]) });
    const { body } = await call('GET', path(id));
    expect(body.metadata).toEqual(metadata);
    expect(Object.keys(body.usersAccesses)).toHaveLength(1000);
  });

  it('[RM6] ignores unknown keys and takes the older names', async () => {
    const id = aRoomId('alias');
    const answer = await call('POST', '/v2/rooms', {
      body: {
        id,
        default_accesses: ['room:read'],
        users_accesses: { al: [] },
        groups_accesses: { g: [] },
        tenantId: 'acme',
        engine: 2,
        hello: 1,
      },
    });
    expect(answer.body).toMatchObject({
      defaultAccesses: ['room:read'],
      usersAccesses: { al: [] },
      groupsAccesses: { g: [] },
      organizationId: 'acme',
    });
    expect(answer.body).not.toHaveProperty('hello');
  });

  it('[RM7] reads forms', async () => {
    const id = aRoomId('form');
    const form = `id=${id}&defaultAccesses[]=room:write&metadata[color]=blue&metadata[tags][]=a&metadata[tags][]=b&usersAccesses[al][]=room:write`;
    const made = await call('POST', '/v2/rooms', {
      body: form,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(made.status).toBe(200);
    expect(made.body).toMatchObject({
      id,
      defaultAccesses: ['room:write'],
      metadata: { color: 'blue', tags: ['a', 'b'] },
      usersAccesses: { al: ['room:write'] },
    });
    const priv = await call('POST', path(id), {
      body: 'defaultAccesses[]=',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(priv.body.defaultAccesses).toEqual([]);
  });
});

describe('update', () => {
  it('[RM8] sets what is sent, removes what is null, leaves the rest', async () => {
    const id = await create({
      metadata: { a: '1', b: '2' },
      usersAccesses: { al: ['room:write'], bo: [] },
      groupsAccesses: { g: [] },
    });
    const { status, body } = await call('POST', path(id), {
      body: {
        metadata: { a: null, c: ['3'] },
        users_accesses: { bo: null, cy: ['room:read'] },
        groupsAccesses: null,
        id: 'ignored',
        organizationId: 'ignored',
      },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id,
      organizationId: 'default',
      metadata: { b: '2', c: ['3'] },
      usersAccesses: { al: ['room:write'], cy: ['room:read'] },
      groupsAccesses: {},
    });
    expect((await call('POST', path(id), { body: {} })).body).toEqual(body);
    expect(
      (await call('POST', path(id), { body: { defaultAccesses: null, metadata: null, usersAccesses: null } })).body,
    ).toMatchObject({ defaultAccesses: [], metadata: {}, usersAccesses: {} });
  });

  it('[RM9] of different entries at the same time, all survive', async () => {
    const id = await create();
    const updates = Array.from({ length: 40 }, (_, i) =>
      call('POST', path(id), { body: { metadata: { [`k${i}`]: String(i) } } }),
    );
    for (const { status } of await Promise.all(updates)) expect(status).toBe(200);
    expect(Object.keys((await call('GET', path(id))).body.metadata)).toHaveLength(40);
  });

  it('[RM10] counts entries after merging, and changes nothing when they are too many', async () => {
    const id = await create({ metadata: many(50, (i) => [`k${i}`, 'v']) });
    const over = await call('POST', path(id), { body: { metadata: { one: 'more' } } });
    expect([over.status, over.body.errors[0].pointer]).toEqual([422, '/metadata']);
    expect((await call('POST', path(id), { body: { metadata: { one: 'more', k0: null } } })).status).toBe(200);
  });

  it('[RM11] never makes a room', async () => {
    const id = aRoomId('missing');
    expect((await call('POST', path(id), { body: { metadata: {} } })).body.error).toBe('ROOM_NOT_FOUND');
    expect((await call('GET', path(id))).status).toBe(404);
  });
});

describe('upsert', () => {
  it('[RM12] updates a room that is there, and ignores create', async () => {
    const id = await create({ metadata: { a: '1' } });
    const { body } = await call('POST', path(id, '/upsert'), {
      body: { update: { metadata: { b: '2' } }, create: { defaultAccesses: ['room:write'], metadata: { c: '3' } } },
    });
    expect(body).toMatchObject({ defaultAccesses: [], metadata: { a: '1', b: '2' } });
  });

  it('[RM13] makes a missing one from create with update laid over', async () => {
    const id = aRoomId('upsert');
    const { status, body } = await call('POST', path(id, '/upsert'), {
      body: {
        update: { metadata: { b: '2', gone: null } },
        create: { defaultAccesses: ['room:read'], metadata: { a: '1', b: 'x' }, organizationId: 'acme' },
      },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id,
      organizationId: 'acme',
      defaultAccesses: ['room:read'],
      metadata: { a: '1', b: '2' },
    });
    const bare = aRoomId('upsert');
    expect((await call('POST', path(bare, '/upsert'), { body: { update: { defaultAccesses: [] } } })).status).toBe(200);
  });

  it('[RM14] needs an id that a room can have', async () => {
    const { status } = await call('POST', path('r'.repeat(129), '/upsert'), {
      body: { update: { defaultAccesses: [] } },
    });
    expect(status).toBe(422);
  });

  it('[RM14] needs defaultAccesses for a new room, and an update', async () => {
    const id = aRoomId('upsert');
    expect((await call('POST', path(id, '/upsert'), { body: { update: {} } })).body.errors[0].pointer).toBe(
      '/create/defaultAccesses',
    );
    expect(
      (await call('POST', path(id, '/upsert'), { body: { update: {}, create: { metadata: {} } } })).body.errors[0]
        .pointer,
    ).toBe('/create/defaultAccesses');
    expect((await call('POST', path(id, '/upsert'), { body: { create: { defaultAccesses: [] } } })).body.message).toBe(
      "Missing key: 'update'.",
    );
    expect(
      (await call('POST', path(id, '/upsert'), { body: { update: { metadata: { a: 5 } } } })).body.errors[0].pointer,
    ).toBe('/update/metadata/a');
    expect((await call('GET', path(id))).status).toBe(404);
  });
});

describe('delete, rename, move, prewarm', () => {
  it('[RM15] delete answers 204 without a body, then 404; a room made again is empty', async () => {
    const id = await create({ metadata: { a: '1' } });
    const gone = await call('DELETE', path(id));
    expect([gone.status, gone.text]).toEqual([204, '']);
    expect((await call('DELETE', path(id))).status).toBe(404);
    await call('POST', '/v2/rooms', { body: { id, defaultAccesses: [] } });
    expect((await call('GET', path(id))).body.metadata).toEqual({});
  });

  it('[RM16] rename keeps everything but the id', async () => {
    const id = await create({ metadata: { a: '1' } });
    const before = (await call('GET', path(id))).body;
    const newId = aRoomId('renamed');
    expect((await call('POST', path(id, '/update-room-id'), { body: { newRoomId: newId } })).body).toEqual({
      ...before,
      id: newId,
    });
    expect((await call('GET', path(id))).status).toBe(404);
    expect(
      (await call('GET', `/v2/rooms?metadata.a=1&query=${encodeURIComponent(`roomId:'${newId}'`)}`)).body.data,
    ).toHaveLength(1);
  });

  it('[RM17] rename refuses an unknown room, a taken id and a bad one', async () => {
    const [a, b] = [await create(), await create()];
    expect((await call('POST', path(aRoomId('no'), '/update-room-id'), { body: { newRoomId: 'x' } })).status).toBe(404);
    expect((await call('POST', path(a, '/update-room-id'), { body: { newRoomId: b } })).body.error).toBe(
      'ROOM_ALREADY_EXISTS',
    );
    for (const body of [{}, { newRoomId: '' }, { newRoomId: 'x'.repeat(129) }])
      expect((await call('POST', path(a, '/update-room-id'), { body })).status).toBe(422);
    expect((await call('POST', path(a, '/update-room-id'), { body: { newRoomId: a } })).status).toBe(200);
  });

  it('[RM18] move needs the organization that the room is in', async () => {
    const id = await create();
    const wrong = await call('POST', path(id, '/update-organization-id'), {
      body: { fromOrganizationId: 'other', toOrganizationId: 'acme' },
    });
    expect([wrong.status, (await call('GET', path(id))).body.organizationId]).toEqual([422, 'default']);
    const right = await call('POST', path(id, '/update-organization-id'), {
      body: { fromOrganizationId: 'default', toOrganizationId: 'acme' },
    });
    expect([right.status, right.body.organizationId]).toEqual([200, 'acme']);
  });

  it('[RM19] prewarm answers 204 and never makes a room', async () => {
    expect((await call('GET', path(await create(), '/prewarm'))).status).toBe(204);
    expect((await call('GET', path(aRoomId('no'), '/prewarm'))).status).toBe(404);
  });
});
