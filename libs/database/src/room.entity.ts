import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** `C` compares text byte by byte: exact on every server, and a prefix search can use the index. */
const EXACT = 'C';

@Entity('room')
@Index('room_newest_first', ['createdAt', 'key'])
@Index('room_organization_newest_first', ['organizationId', 'createdAt', 'key'])
export class RoomEntity {
  /** What other tables refer to; it stays when the room is renamed, and is never used again after a delete. */
  @PrimaryColumn({
    type: 'bigint',
    generated: 'identity',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'room_pkey',
  })
  key: string;

  @Index('room_id', { unique: true })
  @Column({ type: 'text', collation: EXACT })
  id: string;

  @Column({ name: 'organization_id', type: 'text', collation: EXACT })
  organizationId: string;

  @Column({ type: 'jsonb' })
  metadata: Record<string, string | string[]>;

  @Column({ name: 'default_accesses', type: 'jsonb' })
  defaultAccesses: string[];

  @Column({ name: 'users_accesses', type: 'jsonb' })
  usersAccesses: Record<string, string[]>;

  @Column({ name: 'groups_accesses', type: 'jsonb' })
  groupsAccesses: Record<string, string[]>;

  /** How its calls are, where that differs from the defaults. */
  @Column({ type: 'jsonb', default: {} })
  media: object;

  /** Milliseconds, as JavaScript keeps them: a finer time would make page cursors skip rooms. */
  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @Column({ name: 'last_connection_at', type: 'timestamptz', precision: 3 })
  lastConnectionAt: Date;

  /** The number of the next connection to the document; none is ever given twice in the life of a room. */
  @Column({ name: 'next_actor', type: 'bigint', default: 0 })
  nextActor: string;

  /** Rows of the log up to this one are forgotten; no seq up to it is free again. */
  @Column({ name: 'forgotten_seq', type: 'bigint', default: 0 })
  forgottenSeq: string;
}

/**
 * What a room can be found by, one row for each metadata entry, user and group: rooms of one term in their list order,
 * so that a page of a filtered list reads just its own rows wherever it begins. See docs/decisions/0004.
 */
@Entity('room_term')
export class RoomTermEntity {
  /** 64 bits of SHA-256 of the term; a reader compares the room itself, so a collision costs time, not truth. */
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'room_term_pkey' })
  term: string;

  @PrimaryColumn({ name: 'created_at', type: 'timestamptz', precision: 3, primaryKeyConstraintName: 'room_term_pkey' })
  createdAt: Date;

  @Index('room_term_room')
  @PrimaryColumn({ name: 'room_key', type: 'bigint', primaryKeyConstraintName: 'room_term_pkey' })
  roomKey: string;
}
