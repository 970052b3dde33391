import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { RoomEntity } from './room.entity.js';

const EXACT = 'C';

/** Where the files of recordings go. */
@Entity('storage_profile')
export class StorageProfileEntity {
  @PrimaryColumn({ type: 'text', collation: EXACT, primaryKeyConstraintName: 'storage_profile_pkey' })
  name: string;

  /** With its credentials. */
  @Column({ type: 'jsonb' })
  profile: object;

  @Column({ name: 'updated_at', type: 'timestamptz', precision: 3 })
  updatedAt: Date;
}

/** One egress, from being asked for to its end. It outlives its room, as its files do. */
@Entity('recording')
@Index('recording_newest_first', ['roomKey', 'requestedAt', 'id'])
@Index('recording_all_newest_first', ['requestedAt', 'id'])
@Index('recording_of_room_id', ['roomId', 'requestedAt', 'id'])
@Index('recording_open', ['requestedAt'], { where: 'ended_at is null' })
@Index('recording_of_egress', ['egressId'], { unique: true })
@Index('recording_of_call', ['callSid'], { unique: true, where: 'automatic' })
export class RecordingEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'recording_pkey' })
  id: string;

  @ForeignKey(() => RoomEntity, { name: 'recording_room', onDelete: 'SET NULL' })
  @Column({ name: 'room_key', type: 'bigint', nullable: true })
  roomKey: string | null;

  /** The id that the room had then; empty for a page of the web. */
  @Column({ name: 'room_id', type: 'text', collation: EXACT })
  roomId: string;

  @Column({ name: 'call_sid', type: 'text', collation: EXACT, nullable: true })
  callSid: string | null;

  /** LiveKit's id of it, once it has answered. */
  @Column({ name: 'egress_id', type: 'text', collation: EXACT, nullable: true })
  egressId: string | null;

  @Column({ type: 'text' })
  kind: string;

  /** Because the settings of the room say so: one for each call. */
  @Column({ type: 'boolean' })
  automatic: boolean;

  /** It is to be stopped as soon as it can be. */
  @Column({ type: 'boolean', default: false })
  unwanted: boolean;

  @Column({ type: 'text' })
  status: string;

  @Column({ type: 'text', nullable: true })
  error: string | null;

  /** The name of the storage profile that its files go to. */
  @Column({ type: 'text', collation: EXACT, nullable: true })
  storage: string | null;

  @Column({ type: 'jsonb' })
  outputs: object;

  @Column({ name: 'requested_at', type: 'timestamptz', precision: 3 })
  requestedAt: Date;

  @Column({ name: 'tried_at', type: 'timestamptz', precision: 3 })
  triedAt: Date;

  @Column({ name: 'started_at', type: 'timestamptz', precision: 3, nullable: true })
  startedAt: Date | null;

  @Column({ name: 'ended_at', type: 'timestamptz', precision: 3, nullable: true })
  endedAt: Date | null;

  /** How far the document of the room was. */
  @Column({ name: 'document_version_start', type: 'bigint', nullable: true })
  documentVersionStart: string | null;

  @Column({ name: 'document_version_end', type: 'bigint', nullable: true })
  documentVersionEnd: string | null;
}
