import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RoomsAndKeys1764000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table room (
        key bigint generated always as identity constraint room_pkey primary key,
        id text collate "C" not null,
        organization_id text collate "C" not null,
        metadata jsonb not null,
        default_accesses jsonb not null,
        users_accesses jsonb not null,
        groups_accesses jsonb not null,
        created_at timestamptz(3) not null,
        last_connection_at timestamptz(3) not null
      );
      create unique index room_id on room (id);
      create index room_newest_first on room (created_at, key);
      create index room_organization_newest_first on room (organization_id, created_at, key);

      create table room_term (
        term bigint not null,
        created_at timestamptz(3) not null,
        room_key bigint not null,
        constraint room_term_pkey primary key (term, created_at, room_key)
      );
      create index room_term_room on room_term (room_key);

      create table api_key (
        id uuid constraint api_key_pkey primary key,
        kind text not null,
        name text not null,
        prefix text not null,
        hash text not null,
        scopes text[] not null,
        created_at timestamptz(3) not null,
        expires_at timestamptz(3),
        last_used_at timestamptz(3),
        revoked_at timestamptz(3)
      );
      create unique index api_key_hash on api_key (hash);

      create table signing_key (
        kid text constraint signing_key_pkey primary key,
        private_key text not null,
        created_at timestamptz(3) not null
      );
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table signing_key, api_key, room_term, room');
  }
}
