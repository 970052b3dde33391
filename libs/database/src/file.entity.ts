import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { RoomEntity } from './room.entity.js';

/** An upload, under way or done. Its bytes lie in its parts. */
@Entity('file_upload')
export class FileUploadEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'file_upload_pkey' })
  id: string;

  @Index('file_upload_of_room')
  @Column({ name: 'room_key', type: 'bigint' })
  roomKey: string;

  @Column({ name: 'file_id', type: 'text', collation: 'C' })
  fileId: string;

  @Column({ type: 'text' })
  name: string;

  /** As it was announced; not everybody says it. */
  @Column({ type: 'bigint', nullable: true })
  size: string | null;

  @Index('file_upload_oldest_first')
  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @ManyToOne(() => RoomEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'room_key', foreignKeyConstraintName: 'file_upload_room' })
  room: RoomEntity;
}

/** A file of a room: the upload that is done. */
@Entity('storage_file')
export class StorageFileEntity {
  @PrimaryColumn({ name: 'room_key', type: 'bigint', primaryKeyConstraintName: 'storage_file_pkey' })
  roomKey: string;

  @PrimaryColumn({ name: 'file_id', type: 'text', collation: 'C', primaryKeyConstraintName: 'storage_file_pkey' })
  fileId: string;

  @Index('storage_file_of_upload', { unique: true })
  @Column({ name: 'upload_id', type: 'uuid' })
  uploadId: string;

  @Column({ type: 'bigint' })
  size: string;

  @ManyToOne(() => RoomEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'room_key', foreignKeyConstraintName: 'storage_file_room' })
  room: RoomEntity;

  @ManyToOne(() => FileUploadEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'upload_id', foreignKeyConstraintName: 'storage_file_upload' })
  upload: FileUploadEntity;
}

/** A part of an upload. While its bytes arrive it has neither size nor etag. */
@Entity('file_part')
@Index('file_part_of_upload', ['uploadId', 'number'])
export class FilePartEntity {
  @PrimaryColumn({
    type: 'bigint',
    generated: 'identity',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'file_part_pkey',
  })
  key: string;

  @Column({ name: 'upload_id', type: 'uuid' })
  uploadId: string;

  @Column({ type: 'integer' })
  number: number;

  @Column({ type: 'bigint', nullable: true })
  size: string | null;

  @Column({ type: 'text', nullable: true })
  etag: string | null;

  @ManyToOne(() => FileUploadEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'upload_id', foreignKeyConstraintName: 'file_part_upload' })
  upload: FileUploadEntity;
}

/** The bytes of parts, cut into pieces of one size but for the last. */
@Entity('file_chunk')
export class FileChunkEntity {
  @PrimaryColumn({ name: 'part_key', type: 'bigint', primaryKeyConstraintName: 'file_chunk_pkey' })
  partKey: string;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'file_chunk_pkey' })
  number: number;

  @Column({ type: 'bytea' })
  bytes: Buffer;

  @ManyToOne(() => FilePartEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'part_key', foreignKeyConstraintName: 'file_chunk_part' })
  part: FilePartEntity;
}
