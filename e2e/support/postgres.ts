import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { dataDir } from './foyer.js';

/** The folder of the socket of the shared gateway's Postgres. */
export const socketDir = (): string =>
  readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[4] ?? '';

export const databaseUrl = (name = 'postgres'): string =>
  `postgres://foyer@localhost/${name}?host=${encodeURIComponent(socketDir())}`;

/** Makes an empty database beside the shared one, and answers its address. */
export async function anEmptyDatabase(name: string): Promise<string> {
  const admin = new pg.Client({ connectionString: databaseUrl() });
  await admin.connect();
  await admin.query(`create database ${admin.escapeIdentifier(name)}`);
  await admin.end();
  return databaseUrl(name);
}
