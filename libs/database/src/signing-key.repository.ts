import type { SigningKey } from '@foyer/auth';
import type { DataSource } from 'typeorm';
import { SigningKeyEntity } from './signing-key.entity.js';

export class SigningKeyRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** The stored keys, newest first; `create` makes the first one, also when several nodes start at once. */
  async loadOrCreate(create: () => SigningKey): Promise<[SigningKey, ...SigningKey[]]> {
    return this.dataSource.transaction(async (manager) => {
      await manager.query('lock table signing_key in share row exclusive mode');
      const keys = manager.getRepository(SigningKeyEntity);
      const [newest, ...older] = await keys.find({ order: { createdAt: 'DESC', kid: 'ASC' } });
      if (newest !== undefined) return [newest, ...older];
      const first = create();
      await keys.insert({ ...first, createdAt: new Date() });
      return [first];
    });
  }
}
