import type { MigrationInterface, QueryRunner } from 'typeorm';

export class StorageFiles1764300000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table file_upload (
        id uuid constraint file_upload_pkey primary key,
        room_key bigint not null constraint file_upload_room references room on delete cascade,
        file_id text collate "C" not null,
        name text not null,
        size bigint,
        created_at timestamptz(3) not null
      );
      create index file_upload_of_room on file_upload (room_key);
      create index file_upload_oldest_first on file_upload (created_at);

      create table storage_file (
        room_key bigint not null constraint storage_file_room references room on delete cascade,
        file_id text collate "C" not null,
        upload_id uuid not null constraint storage_file_upload references file_upload on delete cascade,
        size bigint not null,
        constraint storage_file_pkey primary key (room_key, file_id)
      );
      create unique index storage_file_of_upload on storage_file (upload_id);

      create table file_part (
        key bigint generated always as identity constraint file_part_pkey primary key,
        upload_id uuid not null constraint file_part_upload references file_upload on delete cascade,
        number integer not null,
        size bigint,
        etag text
      );
      create index file_part_of_upload on file_part (upload_id, number);

      create table file_chunk (
        part_key bigint not null constraint file_chunk_part references file_part on delete cascade,
        number integer not null,
        bytes bytea not null,
        constraint file_chunk_pkey primary key (part_key, number)
      );
      -- Most files are compressed already, and of what is not compressed Postgres can read a piece.
      alter table file_chunk alter column bytes set storage external;

      create table shared_secret (
        name text constraint shared_secret_pkey primary key,
        bytes bytea not null
      );
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table shared_secret, file_chunk, file_part, storage_file, file_upload');
  }
}
