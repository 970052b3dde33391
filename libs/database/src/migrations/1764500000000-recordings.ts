import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Recordings1764500000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table storage_profile (
        name text collate "C" constraint storage_profile_pkey primary key,
        profile jsonb not null,
        updated_at timestamptz(3) not null
      );

      create table recording (
        id uuid constraint recording_pkey primary key,
        room_key bigint constraint recording_room references room on delete set null,
        room_id text collate "C" not null,
        call_sid text collate "C",
        egress_id text collate "C",
        kind text not null,
        automatic boolean not null,
        unwanted boolean not null default false,
        status text not null,
        error text,
        storage text collate "C",
        outputs jsonb not null,
        requested_at timestamptz(3) not null,
        tried_at timestamptz(3) not null,
        started_at timestamptz(3),
        ended_at timestamptz(3),
        document_version_start bigint,
        document_version_end bigint
      );
      create index recording_newest_first on recording (room_key, requested_at, id);
      create index recording_all_newest_first on recording (requested_at, id);
      create index recording_of_room_id on recording (room_id, requested_at, id);
      create index recording_open on recording (requested_at) where ended_at is null;
      create unique index recording_of_egress on recording (egress_id);
      create unique index recording_of_call on recording (call_sid) where automatic;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table recording, storage_profile');
  }
}
