import { describe, expect, it } from '@jest/globals';
import { generateKey, hasKeyForm, hashKey, isAlive, visiblePrefix, type ApiKey } from './api-key.js';
import { KeyAuthenticator, bearerValue } from './key-authenticator.js';
import { SigningKeys, generateSigningKey, toSigningKey } from './signing-keys.js';

const anApiKey = (fields: Partial<ApiKey> = {}): ApiKey => ({
  id: '1',
  kind: 'secret',
  name: 'a key',
  prefix: 'sk_',
  scopes: ['storage'],
  createdAt: new Date(0),
  expiresAt: null,
  lastUsedAt: null,
  revokedAt: null,
  ...fields,
});

describe('keys', () => {
  it('[AU41] are 256 random bits in a form that the official SDKs accept', () => {
    const [a, b] = [generateKey('secret'), generateKey('secret')];
    expect(a).toMatch(/^sk_[A-Za-z0-9_-]{43}$/);
    expect(a).not.toBe(b);
    expect(hasKeyForm(a, 'secret') && !hasKeyForm(a, 'public') && !hasKeyForm('sk_a b', 'secret')).toBe(true);
    expect(hashKey(a)).not.toContain(a);
    expect(visiblePrefix(a)).toHaveLength(11);
  });

  it('are alive until they expire or are revoked', () => {
    expect(isAlive(anApiKey(), 1e15)).toBe(true);
    expect(isAlive(anApiKey({ expiresAt: new Date(1000) }), 999)).toBe(true);
    expect(isAlive(anApiKey({ expiresAt: new Date(1000) }), 1000)).toBe(false);
    expect(isAlive(anApiKey({ revokedAt: new Date(0) }), 0)).toBe(false);
  });

  it('[AU40] reads what follows Bearer', () => {
    expect([
      bearerValue('Bearer a'),
      bearerValue('bearer  a '),
      bearerValue('Bearer '),
      bearerValue('Basic a'),
      bearerValue(undefined),
      bearerValue('Bearer a b'),
    ]).toEqual(['a', 'a', null, null, null, null]);
  });

  it('[AU44] are looked up once in a while, and forgotten at once when told', async () => {
    let stored: ApiKey | null = anApiKey();
    let lookups = 0;
    const find = async (): Promise<ApiKey | null> => ((lookups += 1), stored);
    const authenticator = new KeyAuthenticator(find, { now: () => 0 });
    const use = (): Promise<ApiKey> => authenticator.authenticateSecret('Bearer sk_a', ['storage']);
    await use();
    await use();
    expect([lookups, authenticator.takeUsed(), authenticator.takeUsed()]).toEqual([1, ['1'], []]);
    stored = anApiKey({ revokedAt: new Date(0) });
    await use();
    authenticator.forget();
    await expect(use()).rejects.toMatchObject({ code: 'INVALID_SECRET_KEY' });
  });

  it('[AU42] of one kind are not taken for the other', async () => {
    const builtIn = new Map([
      ['sk_x', anApiKey()],
      ['pk_x', anApiKey({ kind: 'public', scopes: [] })],
    ]);
    const authenticator = new KeyAuthenticator(async () => null, { now: () => 0 }, builtIn);
    await expect(authenticator.authenticatePublic('sk_x')).rejects.toMatchObject({ code: 'INVALID_PUBLIC_KEY' });
    await expect(authenticator.authenticateSecret('Bearer pk_x', [])).rejects.toMatchObject({ code: 'WRONG_KEY_USED' });
    await expect(authenticator.authenticateSecret('Bearer sk_x', ['storage', 'media'])).rejects.toMatchObject({
      code: 'INSUFFICIENT_SCOPE',
    });
    expect((await authenticator.authenticatePublic('pk_x')).kind).toBe('public');
  });
});

describe('signing keys', () => {
  it('[TK13] publish the public half only, named by its thumbprint', () => {
    const key = generateSigningKey();
    const keys = new SigningKeys([key, generateSigningKey()]);
    const [jwk] = keys.jwks().keys;
    expect(jwk).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig', kid: key.kid });
    expect(jwk).not.toHaveProperty('d');
    expect(toSigningKey(key.privateKey).kid).toBe(key.kid);
    expect(keys.publicKey('other')).toBeUndefined();
    expect(() => toSigningKey('nonsense')).toThrow(/./);
  });
});
