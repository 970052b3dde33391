import type { ApiKey, KeyKind, Scope } from '@foyer/auth';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('api_key')
export class ApiKeyEntity implements ApiKey {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'api_key_pkey' })
  id: string;

  @Column({ type: 'text' })
  kind: KeyKind;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text' })
  prefix: string;

  /** SHA-256 of the key in hex; the key itself is nowhere. */
  @Index('api_key_hash', { unique: true })
  @Column({ type: 'text' })
  hash: string;

  @Column({ type: 'text', array: true })
  scopes: Scope[];

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @Column({ name: 'expires_at', type: 'timestamptz', precision: 3, nullable: true })
  expiresAt: Date | null;

  @Column({ name: 'last_used_at', type: 'timestamptz', precision: 3, nullable: true })
  lastUsedAt: Date | null;

  @Column({ name: 'revoked_at', type: 'timestamptz', precision: 3, nullable: true })
  revokedAt: Date | null;
}
