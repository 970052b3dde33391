import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { RoomEntity } from './room.entity.js';

/** What rooms held at moments that somebody wanted to keep. */
@Entity('room_version')
@Index('room_version_newest_first', ['roomKey', 'key'])
export class RoomVersionEntity {
  /** The order in which they were kept. */
  @PrimaryColumn({
    type: 'bigint',
    generated: 'identity',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'room_version_pkey',
  })
  key: string;

  @Index('room_version_id', { unique: true })
  @Column({ type: 'text', collation: 'C' })
  id: string;

  @Column({ name: 'room_key', type: 'bigint' })
  roomKey: string;

  /** The row of the room's log that it shows. */
  @Column({ type: 'bigint' })
  seq: string;

  /** Ids of the users whose changes came after the version before. */
  @Column({ type: 'text', array: true })
  authors: string[];

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  /** Compressed by gzip. */
  @Column({ type: 'bytea' })
  state: Buffer;

  @ManyToOne(() => RoomEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'room_key', foreignKeyConstraintName: 'room_version_room' })
  room: RoomEntity;
}
