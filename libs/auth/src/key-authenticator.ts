import { FoyerError, type Clock } from '@foyer/core';
import { LRUCache } from 'lru-cache';
import { hashKey, isAlive, type ApiKey, type KeyKind, type Scope } from './api-key.js';

/** Where keys are kept. Answers `null` for an unknown hash. */
export type FindKeyByHash = (hash: string) => Promise<ApiKey | null>;

/** How long another node's revocation may go unnoticed here. */
const KEY_CACHE_MS = 5_000;
/** Bounds what a flood of guessed keys can hold in memory. */
const KEY_CACHE_SIZE = 10_000;

/**
 * Turns what a caller presented into a living key, or into the error that says what is wrong with it (SPEC AU40…).
 * Lookups are remembered for a few seconds; a change made on this node forgets them at once.
 */
export class KeyAuthenticator {
  private readonly cache = new LRUCache<string, { key: ApiKey | null }>({ max: KEY_CACHE_SIZE, ttl: KEY_CACHE_MS });
  private readonly used = new Set<string>();

  /** `builtIn`: keys that exist without being stored, by their text (the development keys). */
  constructor(
    private readonly findByHash: FindKeyByHash,
    private readonly clock: Clock,
    private readonly builtIn: ReadonlyMap<string, ApiKey> = new Map(),
  ) {}

  /** The key in an `Authorization` header, if it is a living secret key with all of `scopes`. */
  async authenticateSecret(authorization: string | undefined, scopes: readonly Scope[]): Promise<ApiKey> {
    const presented = bearerValue(authorization);
    if (presented === null) {
      throw new FoyerError('MISSING_SECRET_KEY', 'This route needs a secret key.', {
        suggestion: 'Send the header "Authorization: Bearer sk_…".',
      });
    }
    if (presented.startsWith('pk_')) {
      throw new FoyerError('WRONG_KEY_USED', 'A public key was used where a secret key is needed.', {
        suggestion: 'Call this route from your backend, with a key that starts with "sk_".',
      });
    }
    const key = await this.find(presented, 'secret');
    if (key === null) {
      throw new FoyerError('INVALID_SECRET_KEY', 'This secret key is unknown, expired or revoked.', {
        suggestion: 'Check the key, or create a new one with POST /admin/keys.',
      });
    }
    const missing = scopes.filter((scope) => !key.scopes.includes(scope));
    if (missing.length > 0) {
      throw new FoyerError(
        'INSUFFICIENT_SCOPE',
        `This key lacks the scope ${missing.map((s) => `"${s}"`).join(', ')}.`,
        {
          suggestion: 'Use a key that has it, or create one with POST /admin/keys.',
        },
      );
    }
    return key;
  }

  /** The public key `presented`, if it is alive. */
  async authenticatePublic(presented: string): Promise<ApiKey> {
    const key = presented.startsWith('pk_') ? await this.find(presented, 'public') : null;
    if (key === null) {
      throw new FoyerError('INVALID_PUBLIC_KEY', 'This public key is unknown, expired or revoked.', {
        suggestion: 'Send a key that starts with "pk_"; GET /admin/keys lists them.',
      });
    }
    return key;
  }

  /** Forgets what was remembered, after keys changed on this node. */
  forget(): void {
    this.cache.clear();
  }

  /** Ids of the stored keys used since the last call. */
  takeUsed(): string[] {
    const ids = [...this.used];
    this.used.clear();
    return ids;
  }

  private async find(presented: string, kind: KeyKind): Promise<ApiKey | null> {
    const builtIn = this.builtIn.get(presented);
    if (builtIn !== undefined) return builtIn.kind === kind ? builtIn : null;
    const hash = hashKey(presented);
    let found = this.cache.get(hash);
    if (found === undefined) {
      found = { key: await this.findByHash(hash) };
      this.cache.set(hash, found);
    }
    const key = found.key;
    if (key === null || key.kind !== kind || !isAlive(key, this.clock.now())) return null;
    this.used.add(key.id);
    return key;
  }
}

/** What follows `Bearer` in an `Authorization` header; the scheme is compared without case. */
export function bearerValue(authorization: string | undefined): string | null {
  return /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1] ?? null;
}
