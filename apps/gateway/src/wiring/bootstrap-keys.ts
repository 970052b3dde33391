import { generateKey, hashKey, visiblePrefix, type ApiKey, type KeyKind } from '@foyer/auth';
import type { ApiKeyRepository } from '@foyer/database';
import { randomUUID } from 'node:crypto';
import { DEVELOPMENT_KEYS, isLoopback, type Config } from '../platform/config/index.js';

type KeySettings = Pick<Config, 'mode' | 'host' | 'secretKey' | 'publicKey'>;

/** The fixed keys of development: only there, and only where no other machine can reach the gateway. */
export function developmentKeys({ mode, host }: Pick<Config, 'mode' | 'host'>): ReadonlyMap<string, ApiKey> {
  if (mode !== 'development' || !isLoopback(host)) return new Map();
  return new Map([
    [DEVELOPMENT_KEYS.secret, newKey(DEVELOPMENT_KEYS.secret, 'secret', 'development')],
    [DEVELOPMENT_KEYS.public, newKey(DEVELOPMENT_KEYS.public, 'public', 'development')],
  ]);
}

/**
 * Sees to it that somebody can use the gateway: stores the configured keys, or makes the first ones where there are
 * none at all. Returns the keys it made, for the operator to see this one time.
 */
export async function bootstrapKeys(
  repository: ApiKeyRepository,
  settings: KeySettings,
): Promise<{ secret: string; public: string } | null> {
  const { secretKey, publicKey } = settings;
  if (secretKey !== undefined)
    await repository.add(newKey(secretKey, 'secret', 'from the environment'), hashKey(secretKey));
  if (publicKey !== undefined)
    await repository.add(newKey(publicKey, 'public', 'from the environment'), hashKey(publicKey));
  if (developmentKeys(settings).size > 0 || (await repository.hasSecretKey())) return null;
  const made = { secret: generateKey('secret'), public: generateKey('public') };
  await repository.add(newKey(made.secret, 'secret', 'first start'), hashKey(made.secret));
  await repository.add(newKey(made.public, 'public', 'first start'), hashKey(made.public));
  return made;
}

function newKey(key: string, kind: KeyKind, name: string): ApiKey {
  return {
    id: randomUUID(),
    kind,
    name,
    prefix: visiblePrefix(key),
    scopes: kind === 'secret' ? ['storage', 'media', 'admin'] : [],
    createdAt: new Date(),
    expiresAt: null,
    lastUsedAt: null,
    revokedAt: null,
  };
}
