import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Secrets that nobody configures: made once, shared by all nodes through the database. */
@Entity('shared_secret')
export class SharedSecretEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'shared_secret_pkey' })
  name: string;

  @Column({ type: 'bytea' })
  bytes: Buffer;
}
