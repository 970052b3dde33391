import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RoomLog1764100000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table room add column next_actor bigint not null default 0, add column forgotten_seq bigint not null default 0;

      create table room_log (
        room_key bigint not null constraint room_log_room references room on delete cascade,
        seq bigint not null,
        bytes bytea not null,
        constraint room_log_pkey primary key (room_key, seq)
      );

      create table room_snapshot (
        room_key bigint not null constraint room_snapshot_room references room on delete cascade,
        seq bigint not null,
        part integer not null,
        bytes bytea not null,
        constraint room_snapshot_pkey primary key (room_key, seq, part)
      );
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'drop table room_snapshot, room_log; alter table room drop column next_actor, drop column forgotten_seq',
    );
  }
}
