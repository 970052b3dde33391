import { beforeAll, describe, expect, it } from '@jest/globals';
import { createHmac, createPublicKey, createSign, generateKeyPairSync, verify } from 'node:crypto';
import { PUBLIC_KEY, aRoomId, call, payloadOf, secret, type Answer } from './support/foyer.js';

const organizationId = aRoomId('tokens');
const rooms = { open: aRoomId('open'), private: aRoomId('private'), elsewhere: aRoomId('elsewhere') };

beforeAll(async () => {
  const make = (id: string, fields: object): Promise<Answer> => call('POST', '/v2/rooms', { body: { id, ...fields } });
  await make(rooms.open, { defaultAccesses: ['room:write'] });
  await make(rooms.private, {
    defaultAccesses: [],
    usersAccesses: { alice: ['room:read', 'room:presence:write'] },
    groupsAccesses: { product: ['room:write'] },
  });
  await make(rooms.elsewhere, { defaultAccesses: ['room:write'], organizationId });
});

const tokenOf = async (path: string, body: object, key: string | null = undefined as never): Promise<string> => {
  const answer = await call('POST', path, key === null ? { key: null, body } : { body });
  expect([answer.status, Object.keys(answer.body)]).toEqual([200, ['token']]);
  return secret(answer.body.token as string);
};
const me = (token: string, roomId?: string): Promise<Answer> =>
  call('GET', `/v2/me${roomId === undefined ? '' : `?roomId=${roomId}`}`, { key: token });

describe('access tokens', () => {
  it('[TK1] carry who, what and when, and are never the same twice', async () => {
    const body = { userId: 'alice', permissions: { 'a*': ['*:read'] }, userInfo: { name: 'Alice' } };
    const [one, two] = [await tokenOf('/v2/authorize-user', body), await tokenOf('/v2/authorize-user', body)];
    const claims = payloadOf(one);
    expect(claims).toEqual({
      k: 'acc',
      pid: 'foyer',
      uid: 'alice',
      perms: { 'a*': ['*:read'] },
      ui: { name: 'Alice' },
      oid: 'default',
      iat: expect.any(Number),
      exp: (claims.iat as number) + 3600,
      jti: expect.any(String),
    });
    expect(payloadOf(two).jti).not.toBe(claims.jti);
  });

  it('[TK2] count by what they carry, whatever the room says', async () => {
    const token = await tokenOf('/v2/authorize-user', {
      userId: 'stranger',
      permissions: { [rooms.private]: ['room:write', 'storage:read'] },
    });
    const { status, body } = await me(token, rooms.private);
    expect([status, body]).toEqual([
      200,
      {
        kind: 'access',
        userId: 'stranger',
        groupIds: [],
        organizationId: 'default',
        expiresAt: expect.any(String),
        room: {
          id: rooms.private,
          permissions: ['room:write', 'storage:read'],
          media: { role: 'publisher', canPublish: true, canPublishData: true, canSubscribe: true },
        },
      },
    ]);
    expect((await me(token, rooms.open)).body.error).toBe('UNAUTHORIZED_ROOM_ACCESS');
    expect((await me(token, 'no-such-room')).body.error).toBe('ROOM_NOT_FOUND');
  });

  const tenPatterns = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`r${i}`, []]));
  it.each([
    ['no userId', { permissions: {} }, '/userId'],
    ['an empty userId', { userId: '', permissions: {} }, '/userId'],
    ['a userId of 129', { userId: 'u'.repeat(129), permissions: {} }, '/userId'],
    ['a userId that is no text', { userId: 5, permissions: {} }, '/userId'],
    ['no permissions', { userId: 'al' }, '/permissions'],
    ['permissions of no list', { userId: 'al', permissions: { r: 'room:write' } }, '/permissions/r'],
    ['an unknown permission', { userId: 'al', permissions: { r: ['media:publish'] } }, '/permissions/r/0'],
    ['a star inside', { userId: 'al', permissions: { 'a*b': [] } }, '/permissions/a*b'],
    ['eleven patterns', { userId: 'al', permissions: { ...tenPatterns, r10: [] } }, '/permissions'],
    ['userInfo null', { userId: 'al', permissions: {}, userInfo: null }, '/userInfo'],
    ['userInfo of 1025', { userId: 'al', permissions: {}, userInfo: { n: 'x'.repeat(1025 - 8) } }, '/userInfo'],
  ])('[TK3] are refused for %s', async (...[, body, pointer]: readonly [string, object, string]) => {
    const answer = await call('POST', '/v2/authorize-user', { body });
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, pointer]);
  });

  it('[TK3] are made at the limits', async () => {
    await tokenOf('/v2/authorize-user', {
      userId: 'u'.repeat(128),
      permissions: tenPatterns,
      userInfo: { n: 'x'.repeat(1024 - 8) },
    });
    await tokenOf('/v2/authorize-user', { userId: 'al', permissions: {} });
  });
});

describe('ID tokens', () => {
  it('[TK4] only say who: the room decides, and decides anew', async () => {
    const alice = await tokenOf('/v2/identify-user', { userId: 'alice' });
    const product = await tokenOf('/v2/identify-user', { userId: 'zoe', groupIds: ['product'] });
    expect((await me(alice, rooms.private)).body.room).toEqual({
      id: rooms.private,
      permissions: ['room:read', 'room:presence:write'],
      media: { role: 'viewer', canPublish: false, canPublishData: true, canSubscribe: true },
    });
    expect((await me(product, rooms.private)).body.room.permissions).toEqual(['room:write']);
    const id = aRoomId('anew');
    await call('POST', '/v2/rooms', { body: { id, defaultAccesses: ['room:write'] } });
    expect((await me(alice, id)).status).toBe(200);
    await call('POST', `/v2/rooms/${id}`, { body: { defaultAccesses: [] } });
    expect((await me(alice, id)).status).toBe(403);
  });

  it.each([
    ['groupIds null', { userId: 'al', groupIds: null }, '/groupIds'],
    ['a group that is no text', { userId: 'al', groupIds: ['a', 5] }, '/groupIds/1'],
    ['no userId', {}, '/userId'],
  ])('[TK5] are refused for %s', async (...[, body, pointer]: readonly [string, object, string]) => {
    const answer = await call('POST', '/v2/identify-user', { body });
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, pointer]);
  });
});

describe('tokens for one room', () => {
  it('[TK6] have the claims of both generations of the client', async () => {
    const token = await tokenOf(`/v2/rooms/${rooms.private}/authorize`, {
      userId: 'alice',
      groupIds: ['g1'],
      userInfo: { name: 'Alice' },
    });
    const scopes = ['room:read', 'room:presence:write'];
    expect(payloadOf(token)).toMatchObject({
      k: 'acc',
      uid: 'alice',
      perms: { [rooms.private]: scopes },
      ui: { name: 'Alice' },
      gids: ['g1'],
      oid: 'default',
      appId: 'foyer',
      roomId: rooms.private,
      scopes,
      actor: 0,
      id: 'alice',
      info: { name: 'Alice' },
      groupIds: ['g1'],
    });
    expect((await me(token, rooms.private)).body).toMatchObject({ kind: 'room', room: { permissions: scopes } });
    expect((await me(token, rooms.open)).status).toBe(403);
  });

  it('[TK7] are resolved anew by the room, not by what they carry', async () => {
    const id = aRoomId('bound');
    await call('POST', '/v2/rooms', { body: { id, defaultAccesses: ['room:write'] } });
    const token = await tokenOf(`/v2/rooms/${id}/authorize`, { userId: 'alice' });
    await call('POST', `/v2/rooms/${id}`, { body: { usersAccesses: { alice: ['room:read'] } } });
    expect((await me(token, id)).body.room.permissions).toEqual(['room:read']);
  });

  it('[TK8] of a room whose id ends in a star are for that room only', async () => {
    const id = `${aRoomId('star')}*`;
    for (const one of [id, `${id.slice(0, -1)}x`])
      await call('POST', '/v2/rooms', {
        body: { id: one, defaultAccesses: [], usersAccesses: { alice: ['room:write'] } },
      });
    const token = await tokenOf(`/v2/rooms/${encodeURIComponent(id)}/authorize`, { userId: 'alice' });
    expect((await me(token, encodeURIComponent(id))).status).toBe(200);
    expect((await me(token, `${id.slice(0, -1)}x`)).status).toBe(403);
  });

  it('[TK9] are for anonymous users only where everybody may enter, and for nobody without access', async () => {
    const anonymous = payloadOf(await tokenOf(`/v2/rooms/${rooms.open}/authorize`, {}));
    expect(anonymous).not.toHaveProperty('uid');
    expect(anonymous.anonymousId).toEqual(expect.any(String));
    for (const body of [{}, { userId: 'stranger' }]) {
      const answer = await call('POST', `/v2/rooms/${rooms.private}/authorize`, { body });
      expect([answer.status, answer.body.error]).toEqual([403, 'UNAUTHORIZED_ROOM_ACCESS']);
    }
    expect((await call('POST', '/v2/rooms/no-such-room/authorize', { body: {} })).status).toBe(404);
    expect((await call('POST', `/v2/rooms/${rooms.open}/authorize`, { body: { userId: 5 } })).status).toBe(422);
    await tokenOf(`/v2/rooms/${rooms.open}/authorize`, { userId: 'al', userInfo: null });
  });

  it('[TK10] are given for a public key where everybody may write', async () => {
    const token = await tokenOf(`/v2/rooms/${rooms.open}/public/authorize`, { publicApiKey: PUBLIC_KEY }, null);
    expect((await me(token, rooms.open)).body).toMatchObject({
      kind: 'room',
      userId: null,
      room: { permissions: ['room:write'] },
    });
    const refused = async (room: string, body: object): Promise<unknown[]> => {
      const answer = await call('POST', `/v2/rooms/${room}/public/authorize`, { key: null, body });
      return [answer.status, answer.body.error];
    };
    expect(await refused(rooms.private, { publicApiKey: PUBLIC_KEY })).toEqual([403, 'UNAUTHORIZED_ROOM_ACCESS']);
    expect(await refused(rooms.open, { publicApiKey: 'pk_unknown' })).toEqual([403, 'INVALID_PUBLIC_KEY']);
    expect(await refused(rooms.open, { publicApiKey: 'sk_localdev' })).toEqual([403, 'INVALID_PUBLIC_KEY']);
    expect(await refused('no-such-room', { publicApiKey: PUBLIC_KEY })).toEqual([404, 'ROOM_NOT_FOUND']);
    expect(await refused(rooms.open, {})).toEqual([422, 'UNPROCESSABLE_ENTITY']);
  });
});

describe('what is no token of ours', () => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    k: 'id',
    pid: 'foyer',
    uid: 'mallory',
    oid: 'default',
    iat: Math.floor(Date.now() / 1000),
    exp: Math.floor(Date.now() / 1000) + 600,
    jti: 'x',
  };
  let ours = '';
  beforeAll(async () => {
    ours = await tokenOf('/v2/identify-user', { userId: 'alice' });
  });
  const header = (): { kid: string } =>
    JSON.parse(Buffer.from(ours.split('.')[0] ?? '', 'base64url').toString()) as { kid: string };

  it('[TK11] is refused: none, nonsense, alg none, changed claims, another key, our public key as a secret', async () => {
    const refused = async (token: string): Promise<unknown[]> => {
      const answer = await me(token);
      return [answer.status, answer.body.error];
    };
    const invalid = [401, 'INVALID_TOKEN'];
    const [head = '', , signature = ''] = ours.split('.');
    expect((await call('GET', '/v2/me', { key: null })).body.error).toBe('MISSING_TOKEN');
    expect(await refused('nonsense')).toEqual(invalid);
    expect(await refused('sk_localdev')).toEqual(invalid);
    expect(await refused(`${part({ alg: 'none', typ: 'JWT', kid: header().kid })}.${part(claims)}.`)).toEqual(invalid);
    expect(await refused(`${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`)).toEqual(invalid);
    expect(await refused(`${head}.${part({ ...payloadOf(ours), uid: 'mallory' })}.${signature}`)).toEqual(invalid);

    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const signed = `${part({ alg: 'ES256', typ: 'JWT', kid: header().kid })}.${part(claims)}`;
    const forged = createSign('sha256')
      .update(signed)
      .sign({ key: privateKey, dsaEncoding: 'ieee-p1363' })
      .toString('base64url');
    expect(await refused(`${signed}.${forged}`)).toEqual(invalid);

    const jwk = (await call('GET', '/.well-known/jwks.json', { key: null })).body.keys[0];
    const pem = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
    const confused = `${part({ alg: 'HS256', typ: 'JWT', kid: header().kid })}.${part(claims)}`;
    expect(await refused(`${confused}.${createHmac('sha256', pem).update(confused).digest('base64url')}`)).toEqual(
      invalid,
    );
  });

  it('[TK12] a token is good only for rooms of its organization', async () => {
    expect((await me(ours, rooms.elsewhere)).body.error).toBe('UNAUTHORIZED_ROOM_ACCESS');
    const theirs = await tokenOf('/v2/identify-user', { userId: 'alice', organizationId });
    expect((await me(theirs, rooms.elsewhere)).status).toBe(200);
    const access = await tokenOf('/v2/authorize-user', { userId: 'alice', permissions: { '*': ['room:write'] } });
    expect((await me(access, rooms.elsewhere)).status).toBe(403);
  });

  it('[TK13] the key set verifies tokens without us', async () => {
    const { keys } = (await call('GET', '/.well-known/jwks.json', { key: null })).body as {
      keys: { kid: string; d?: string }[];
    };
    const key = keys.find(({ kid }) => kid === header().kid);
    expect(key).toBeDefined();
    expect(keys.every(({ d }) => d === undefined)).toBe(true);
    const [head, body, signature = ''] = ours.split('.');
    const publicKey = createPublicKey({ key: key as never, format: 'jwk' });
    expect(
      verify(
        'sha256',
        Buffer.from(`${head}.${body}`),
        { key: publicKey, dsaEncoding: 'ieee-p1363' },
        Buffer.from(signature, 'base64url'),
      ),
    ).toBe(true);
  });

  it('[TK14] a secret key is not a user, and a user is no backend', async () => {
    expect((await call('GET', '/v2/rooms', { key: ours })).body.error).toBe('INVALID_SECRET_KEY');
  });
});
