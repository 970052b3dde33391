import type { ApiKey } from '@foyer/auth';
import { In, IsNull, type DataSource, type Repository } from 'typeorm';
import { ApiKeyEntity } from './api-key.entity.js';

export class ApiKeyRepository {
  private readonly keys: Repository<ApiKeyEntity>;

  constructor(dataSource: DataSource) {
    this.keys = dataSource.getRepository(ApiKeyEntity);
  }

  findByHash(hash: string): Promise<ApiKey | null> {
    return this.keys.findOneBy({ hash });
  }

  find(id: string): Promise<ApiKey | null> {
    return this.keys.findOneBy({ id });
  }

  /** All keys, newest first; the revoked ones stay as a record. */
  list(): Promise<ApiKey[]> {
    return this.keys.find({ order: { createdAt: 'DESC', id: 'DESC' } });
  }

  /** Adds the key unless one with this hash is there already; says whether it was added. */
  async add(key: ApiKey, hash: string): Promise<boolean> {
    const inserted = await this.keys
      .createQueryBuilder()
      .insert()
      .values({ ...key, scopes: [...key.scopes], hash })
      .orIgnore()
      .returning('id')
      .execute();
    return (inserted.raw as unknown[]).length > 0;
  }

  /** Lets the key expire at `at`, if it would live longer. */
  async expire(id: string, at: Date): Promise<void> {
    await this.keys
      .createQueryBuilder()
      .update()
      .set({ expiresAt: at })
      .where('id = :id and (expires_at is null or expires_at > :at)', { id, at })
      .execute();
  }

  /** Says whether a living key with this id was there to be revoked. */
  async revoke(id: string, at: Date): Promise<boolean> {
    const done = await this.keys.update({ id, revokedAt: IsNull() }, { revokedAt: at });
    return done.affected === 1;
  }

  async markUsed(ids: readonly string[], at: Date): Promise<void> {
    if (ids.length > 0) await this.keys.update({ id: In(ids) }, { lastUsedAt: at });
  }

  async hasSecretKey(): Promise<boolean> {
    return this.keys.existsBy({ kind: 'secret' });
  }
}
