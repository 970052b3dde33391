import { createHash, randomBytes } from 'node:crypto';

/** What a secret key may be used for; a key without the scope of a route is answered 403 `INSUFFICIENT_SCOPE`. */
export const SCOPES = ['storage', 'media', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** `secret` keys act for the product's backend; `public` ones may be seen by anyone and open only public rooms. */
export const KEY_KINDS = ['secret', 'public'] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

const PREFIX: Record<KeyKind, string> = { secret: 'sk_', public: 'pk_' };
/** Enough of a key to recognise it in a list, too little to guess it. */
const VISIBLE_LENGTH = 11;
/** What the official SDKs accept behind `sk_` / `pk_`. */
const KEY_PATTERN = /^[sp]k_[A-Za-z0-9_-]{1,200}$/;

export interface ApiKey {
  readonly id: string;
  readonly kind: KeyKind;
  readonly name: string;
  /** The first characters of the key, shown in lists. */
  readonly prefix: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

/** A new key of 256 random bits. It is shown to its creator once; only its hash is kept. */
export function generateKey(kind: KeyKind): string {
  return PREFIX[kind] + randomBytes(32).toString('base64url');
}

/** SHA-256 is enough here: a key is 256 random bits, not a password that could be guessed. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

export function visiblePrefix(key: string): string {
  return key.slice(0, VISIBLE_LENGTH);
}

/** Whether `key` has the form of a key of this kind, so that it can be given by configuration. */
export function hasKeyForm(key: string, kind: KeyKind): boolean {
  return key.startsWith(PREFIX[kind]) && KEY_PATTERN.test(key);
}

export function isAlive(key: ApiKey, now: number): boolean {
  return key.revokedAt === null && (key.expiresAt === null || key.expiresAt.getTime() > now);
}
