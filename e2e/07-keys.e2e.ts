import { describe, expect, it } from '@jest/globals';
import { aRoomId, call, secret, type Answer } from './support/foyer.js';

const create = async (fields: object = {}): Promise<{ id: string; key: string }> => {
  const { status, body } = await call('POST', '/admin/keys', { body: { name: aRoomId('key'), ...fields } });
  expect(status).toBe(201);
  secret(body.key as string);
  return body as { id: string; key: string };
};
const works = async (key: string): Promise<number> => (await call('GET', '/v2/rooms?limit=1', { key })).status;
const listed = async (id: string): Promise<Record<string, unknown>> => {
  const { data } = (await call('GET', '/admin/keys')).body as { data: { id: string }[] };
  return data.find((key) => key.id === id) as Record<string, unknown>;
};

describe('keys', () => {
  it('[AU41] are shown once, and listed without their text', async () => {
    const { id, key } = await create({ name: 'my backend' });
    expect(key).toMatch(/^sk_[A-Za-z0-9_-]{43}$/);
    expect(await works(key)).toBe(200);
    expect(await listed(id)).toEqual({
      id,
      kind: 'secret',
      name: 'my backend',
      prefix: key.slice(0, 11),
      scopes: ['storage', 'media'],
      createdAt: expect.any(String),
      expiresAt: null,
      lastUsedAt: null,
      revokedAt: null,
    });
    expect((await call('GET', '/admin/keys')).text).not.toContain(key);
  });

  it.each([
    [['storage'], { storage: 200, media: 403, admin: 403, join: 403 }],
    [['media'], { storage: 403, media: 200, admin: 403, join: 403 }],
    [['admin'], { storage: 403, media: 403, admin: 200, join: 403 }],
    [['storage', 'media'], { storage: 200, media: 200, admin: 403, join: 404 }],
  ])('[AU42] with the scopes %j open just the routes of these', async (scopes, expected) => {
    const { key } = await create({ scopes });
    const status = async (method: string, path: string, body?: object): Promise<Answer> =>
      call(method, path, { key, body });
    const answers = {
      storage: await status('GET', '/v2/rooms?limit=1'),
      media: await status('GET', '/rooms'),
      admin: await status('GET', '/admin/keys'),
      join: await status('POST', '/v2/rooms/no-such-room/join', { userId: 'al' }),
    };
    expect(Object.fromEntries(Object.entries(answers).map(([name, { status: code }]) => [name, code]))).toEqual(
      expected,
    );
    for (const { status: code, body } of Object.values(answers))
      if (code === 403) expect(body.error).toBe('INSUFFICIENT_SCOPE');
  });

  it('[AU43] are rotated: two alive, then one', async () => {
    const old = await create({ scopes: ['storage'] });
    const rotated = await call('POST', `/admin/keys/${old.id}/rotate`, { body: { overlapSeconds: 3600 } });
    expect(rotated.status).toBe(201);
    const fresh = secret(rotated.body.key as string);
    expect([await works(old.key), await works(fresh)]).toEqual([200, 200]);
    expect(rotated.body.scopes).toEqual(['storage']);
    expect((await listed(old.id)).expiresAt).not.toBeNull();

    const atOnce = await call('POST', `/admin/keys/${rotated.body.id}/rotate`, { body: { overlapSeconds: 0 } });
    secret(atOnce.body.key as string);
    expect([await works(fresh), await works(atOnce.body.key as string)]).toEqual([403, 200]);
    const byDefault = await call('POST', `/admin/keys/${atOnce.body.id}/rotate`);
    secret(byDefault.body.key as string);
    expect(byDefault.status).toBe(201);
  });

  it('[AU44] are revoked at once, and stay in the list', async () => {
    const { id, key } = await create();
    expect(await works(key)).toBe(200);
    expect((await call('DELETE', `/admin/keys/${id}`)).status).toBe(204);
    expect(await works(key)).toBe(403);
    expect((await listed(id)).revokedAt).not.toBeNull();
    expect((await call('DELETE', `/admin/keys/${id}`)).status).toBe(404);
    expect((await call('POST', `/admin/keys/${id}/rotate`)).status).toBe(404);
  });

  it('[AU45] of the public kind open public rooms, and nothing else', async () => {
    const { key } = await create({ kind: 'public' });
    expect(key).toMatch(/^pk_/);
    const room = aRoomId('public');
    await call('POST', '/v2/rooms', { body: { id: room, defaultAccesses: ['room:write'] } });
    const opened = await call('POST', `/v2/rooms/${room}/public/authorize`, { key: null, body: { publicApiKey: key } });
    secret(opened.body.token as string);
    expect(opened.status).toBe(200);
    expect(await works(key)).toBe(401);
  });

  it.each([
    [{}, '/name'],
    [{ name: '' }, '/name'],
    [{ name: 'n'.repeat(101) }, '/name'],
    [{ name: 'n', scopes: [] }, '/scopes'],
    [{ name: 'n', scopes: ['root'] }, '/scopes'],
    [{ name: 'n', scopes: 'admin' }, '/scopes'],
    [{ name: 'n', kind: 'other' }, '/kind'],
    [{ name: 'n', expiresAt: '2020-01-01T00:00:00Z' }, '/expiresAt'],
    [{ name: 'n', expiresAt: 'tomorrow' }, '/expiresAt'],
  ])('[AU46] are refused for %j', async (body, pointer) => {
    const answer = await call('POST', '/admin/keys', { body });
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, pointer]);
  });

  it('[AU46] unknown ones are not found, and bad overlaps refused', async () => {
    for (const id of ['nonsense', '00000000-0000-4000-8000-000000000000'])
      expect((await call('DELETE', `/admin/keys/${id}`)).status).toBe(404);
    const { id } = await create();
    for (const overlapSeconds of [-1, 1.5, 2_592_001, 'x'])
      expect((await call('POST', `/admin/keys/${id}/rotate`, { body: { overlapSeconds } })).status).toBe(422);
  });
});
