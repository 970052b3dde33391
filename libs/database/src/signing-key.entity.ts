import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Keys that sign user tokens, where none is configured: made once, shared by all nodes through the database. */
@Entity('signing_key')
export class SigningKeyEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'signing_key_pkey' })
  kid: string;

  @Column({ name: 'private_key', type: 'text' })
  privateKey: string;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;
}
