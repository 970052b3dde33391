import { KeyAuthenticator, generateKey, hashKey, isAlive, visiblePrefix, type ApiKey, type KeyKind } from '@foyer/auth';
import { FoyerError } from '@foyer/core';
import { ApiKeyRepository } from '@foyer/database';
import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { CreateApiKeyBody } from './api-key.dto.js';

/** A key with its text, which exists only in the answer that creates it. */
export type NewKey = ApiKey & { readonly key: string };

/** Keys as admins see them: made, listed, rotated, revoked. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly authenticator: KeyAuthenticator,
  ) {}

  create({ name, kind = 'secret', scopes = ['storage', 'media'], expiresAt }: CreateApiKeyBody): Promise<NewKey> {
    return this.add({
      kind,
      name,
      scopes: kind === 'public' ? [] : scopes,
      expiresAt: expiresAt === undefined ? null : new Date(expiresAt),
    });
  }

  list(): Promise<ApiKey[]> {
    return this.keys.list();
  }

  /** Makes a successor with the same rights; the old key goes on for `overlapSeconds`. */
  async rotate(id: string, overlapSeconds: number): Promise<NewKey> {
    const old = await this.keys.find(id);
    const now = new Date();
    if (old === null || !isAlive(old, now.getTime())) throw notFound(id);
    const successor = await this.add({ kind: old.kind, name: old.name, scopes: old.scopes, expiresAt: null });
    await this.keys.expire(id, new Date(now.getTime() + overlapSeconds * 1000));
    this.authenticator.forget();
    return successor;
  }

  async revoke(id: string): Promise<void> {
    if (!(await this.keys.revoke(id, new Date()))) throw notFound(id);
    this.authenticator.forget();
  }

  private async add(settings: {
    kind: KeyKind;
    name: string;
    scopes: ApiKey['scopes'];
    expiresAt: Date | null;
  }): Promise<NewKey> {
    const key = generateKey(settings.kind);
    const stored: ApiKey = {
      id: randomUUID(),
      prefix: visiblePrefix(key),
      createdAt: new Date(),
      lastUsedAt: null,
      revokedAt: null,
      ...settings,
    };
    await this.keys.add(stored, hashKey(key));
    return { ...stored, key };
  }
}

function notFound(id: string): FoyerError {
  return new FoyerError('RESOURCE_NOT_FOUND', `There is no living key with the id "${id}".`, {
    suggestion: 'GET /admin/keys lists the keys.',
  });
}
