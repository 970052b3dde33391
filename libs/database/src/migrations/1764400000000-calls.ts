import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Calls1764400000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table room add column media jsonb not null default '{}';

      create table call_session (
        sid text collate "C" constraint call_session_pkey primary key,
        room_key bigint constraint call_session_room references room on delete set null,
        room_id text collate "C" not null,
        started_at timestamptz(3) not null,
        ended_at timestamptz(3)
      );
      create index call_session_newest_first on call_session (room_key, started_at, sid);
      create index call_session_open on call_session (room_id) where ended_at is null;
      -- What is left of deleted rooms, until it is removed.
      create index call_session_orphaned on call_session (ended_at) where room_key is null;

      create table call_attendance (
        session_sid text collate "C" not null constraint call_attendance_session references call_session on delete cascade,
        sid text collate "C" not null,
        identity text collate "C" not null,
        name text not null,
        kind text not null,
        joined_at timestamptz(3) not null,
        left_at timestamptz(3),
        constraint call_attendance_pkey primary key (session_sid, sid)
      );

      create table call_track (
        session_sid text collate "C" not null,
        participant_sid text collate "C" not null,
        sid text collate "C" not null,
        kind text not null,
        source text not null,
        published_at timestamptz(3) not null,
        unpublished_at timestamptz(3),
        constraint call_track_pkey primary key (session_sid, participant_sid, sid),
        constraint call_track_attendance foreign key (session_sid, participant_sid) references call_attendance on delete cascade
      );

      create table call_guest (
        room_key bigint not null constraint call_guest_room references room on delete cascade,
        identity text collate "C" not null,
        group_ids jsonb not null,
        "grant" jsonb not null,
        constraint call_guest_pkey primary key (room_key, identity)
      );

      create table event (
        key bigint generated always as identity constraint event_pkey primary key,
        type text not null,
        room_id text collate "C" not null,
        at timestamptz(3) not null,
        data jsonb not null
      );
      create index event_of_room on event (room_id, key);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'drop table event, call_guest, call_track, call_attendance, call_session; alter table room drop column media',
    );
  }
}
