import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RoomVersions1764200000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table room_version (
        key bigint generated always as identity constraint room_version_pkey primary key,
        id text collate "C" not null,
        room_key bigint not null constraint room_version_room references room on delete cascade,
        seq bigint not null,
        authors text[] not null,
        created_at timestamptz(3) not null,
        state bytea not null
      );
      create unique index room_version_id on room_version (id);
      create index room_version_newest_first on room_version (room_key, key);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table room_version');
  }
}
