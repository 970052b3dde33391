import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { RoomEntity } from './room.entity.js';

/** The log of rooms: what happened in each, in order. Bytes, because a document may hold what neither text nor jsonb can. */
@Entity('room_log')
export class RoomLogEntity {
  @PrimaryColumn({ name: 'room_key', type: 'bigint', primaryKeyConstraintName: 'room_log_pkey' })
  roomKey: string;

  /** The pair exists once: it is the total order of the room, whoever writes. */
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'room_log_pkey' })
  seq: string;

  @Column({ type: 'bytea' })
  bytes: Buffer;

  @ManyToOne(() => RoomEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'room_key', foreignKeyConstraintName: 'room_log_room' })
  room: RoomEntity;
}

/** What rooms had come to at some seq, so that not all of their logs need to be kept and read. */
@Entity('room_snapshot')
export class RoomSnapshotEntity {
  @PrimaryColumn({ name: 'room_key', type: 'bigint', primaryKeyConstraintName: 'room_snapshot_pkey' })
  roomKey: string;

  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'room_snapshot_pkey' })
  seq: string;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'room_snapshot_pkey' })
  part: number;

  @Column({ type: 'bytea' })
  bytes: Buffer;

  @ManyToOne(() => RoomEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'room_key', foreignKeyConstraintName: 'room_snapshot_room' })
  room: RoomEntity;
}
