import { textProblem } from '@foyer/core';
import { StoreUnavailable } from '@foyer/realtime';
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { PartKey } from './file-bytes.js';
import { inTransaction, isUnavailable } from './pool.js';

/** A room that is deleted, or an upload that is aborted, while something is added to it. */
const FOREIGN_KEY_VIOLATION = '23503';

export interface FileName {
  readonly room: string;
  readonly fileId: string;
}

export interface StoredFile {
  readonly uploadId: string;
  readonly name: string;
  readonly size: number;
}

export interface FileUpload {
  readonly id: string;
  readonly name: string;
  /** As it was announced. */
  readonly size: number | null;
  /** Whether the file is made of it already. */
  readonly done: boolean;
}

export interface FilePart {
  readonly key: PartKey;
  readonly number: number;
  readonly size: number;
  readonly etag: string;
}

interface PartRow {
  readonly key: string;
  readonly number: number;
  readonly size: string;
  readonly etag: string;
}

/** What is known of the files of rooms, and of their uploads; the bytes themselves are elsewhere. */
export class FileRepository {
  constructor(private readonly pool: pg.Pool) {}

  /** Which of these ids are files of the room. Throws `StoreUnavailable`. */
  async existing(room: string, fileIds: readonly string[]): Promise<ReadonlySet<string>> {
    try {
      const { rows } = await this.pool.query<{ id: string }>({
        name: 'file-existing',
        text: 'select file_id as id from storage_file where room_key = $1 and file_id = any($2::text[])',
        values: [room, fileIds.filter((id) => textProblem(id) === null)],
      });
      return new Set(rows.map(({ id }) => id));
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      throw new StoreUnavailable((error as Error).message, { cause: error });
    }
  }

  async find({ room, fileId }: FileName): Promise<StoredFile | null> {
    const { rows } = await this.pool.query<{ id: string; name: string; size: string }>({
      name: 'file-find',
      text: `select u.id, u.name, f.size from storage_file f join file_upload u on u.id = f.upload_id
        where f.room_key = $1 and f.file_id = $2`,
      values: [room, fileId],
    });
    const [row] = rows;
    return row === undefined ? null : { uploadId: row.id, name: row.name, size: Number(row.size) };
  }

  /** Begins an upload; answers its id, or `null`: the room is gone. */
  begin({ room, fileId }: FileName, name: string, size: number | null): Promise<string | null> {
    const id = randomUUID();
    return unlessGone(async () => {
      await this.pool.query(
        'insert into file_upload (id, room_key, file_id, name, size, created_at) values ($1, $2, $3, $4, $5, now())',
        [id, room, fileId, name, size],
      );
      return id;
    });
  }

  findUpload(file: FileName, id: string): Promise<FileUpload | null> {
    return uploadOf(this.pool, file, id);
  }

  /** Takes an upload away that no file is made of, with its parts; answers whether there was one. */
  async abort({ room, fileId }: FileName, id: string): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `delete from file_upload u where id = $1 and room_key = $2 and file_id = $3
        and not exists (select from storage_file f where f.upload_id = u.id)`,
      [id, room, fileId],
    );
    return rowCount === 1;
  }

  /** A place for the bytes of a part; `null`: the upload is gone. */
  beginPart(uploadId: string, number: number): Promise<PartKey | null> {
    return unlessGone(async () => {
      const { rows } = await this.pool.query<{ key: string }>(
        'insert into file_part (upload_id, number) values ($1, $2) returning key',
        [uploadId, number],
      );
      return rows[0]?.key ?? null;
    });
  }

  async dropPart(key: PartKey): Promise<void> {
    await this.pool.query('delete from file_part where key = $1', [key]);
  }

  /** The bytes of the part are whole. It takes the place of an earlier one of its number; with more than `maxBytes` the upload is too large. */
  finishPart(
    file: FileName,
    uploadId: string,
    { key, number, size, etag }: FilePart,
    maxBytes: number,
  ): Promise<'finished' | 'gone' | 'too large'> {
    return inTransaction(this.pool, async (client) => {
      const upload = await uploadOf(client, file, uploadId, 'for update of u');
      if (upload === null || upload.done) return 'gone';
      const { rows } = await client.query<{ bytes: string }>(
        'select coalesce(sum(size), 0) as bytes from file_part where upload_id = $1 and number <> $2',
        [uploadId, number],
      );
      if (Number(rows[0]?.bytes) + size > maxBytes) return 'too large';
      await client.query('delete from file_part where upload_id = $1 and number = $2 and size is not null', [
        uploadId,
        number,
      ]);
      await client.query('update file_part set size = $2, etag = $3 where key = $1', [key, size, etag]);
      return 'finished';
    });
  }

  /** The parts whose bytes are whole, in order. */
  parts(uploadId: string): Promise<FilePart[]> {
    return partsOf(this.pool, uploadId);
  }

  /**
   * Makes the file of the parts that `choose` takes of those of the upload; what it throws goes on. `taken`: there is a file with
   * this id already. `gone`: there is no such upload, or no such room.
   */
  async complete(
    file: FileName,
    uploadId: string,
    choose: (parts: readonly FilePart[], upload: FileUpload) => readonly FilePart[],
  ): Promise<'completed' | 'taken' | 'gone'> {
    const outcome = await unlessGone(() =>
      inTransaction(this.pool, async (client) => {
        const upload = await uploadOf(client, file, uploadId, 'for update of u');
        if (upload === null) return 'gone';
        if (upload.done) return 'completed';
        const chosen = choose(await partsOf(client, uploadId), upload);
        const { rowCount } = await client.query(
          'insert into storage_file (room_key, file_id, upload_id, size) values ($1, $2, $3, $4) on conflict (room_key, file_id) do nothing',
          [file.room, file.fileId, uploadId, chosen.reduce((sum, { size }) => sum + size, 0)],
        );
        if (rowCount === 0) return 'taken';
        await client.query('delete from file_part where upload_id = $1 and key <> all($2::bigint[])', [
          uploadId,
          chosen.map(({ key }) => key),
        ]);
        return 'completed';
      }),
    );
    return outcome ?? 'gone';
  }

  /** Takes away uploads that were begun before and never became a file; answers how many. */
  async removeStale(before: Date): Promise<number> {
    const { rowCount } = await this.pool.query(
      `delete from file_upload u where created_at < $1
        and not exists (select from storage_file f where f.upload_id = u.id)`,
      [before],
    );
    return rowCount ?? 0;
  }
}

async function uploadOf(
  client: pg.Pool | pg.PoolClient,
  { room, fileId }: FileName,
  id: string,
  lock = '',
): Promise<FileUpload | null> {
  const { rows } = await client.query<{ name: string; size: string | null; done: boolean }>(
    `select name, size, exists (select from storage_file f where f.upload_id = u.id) as done
      from file_upload u where id = $1 and room_key = $2 and file_id = $3 ${lock}`,
    [id, room, fileId],
  );
  const [row] = rows;
  return row === undefined ? null : { ...row, id, size: row.size === null ? null : Number(row.size) };
}

async function partsOf(client: pg.Pool | pg.PoolClient, uploadId: string): Promise<FilePart[]> {
  const { rows } = await client.query<PartRow>(
    'select key, number, size, etag from file_part where upload_id = $1 and size is not null order by number',
    [uploadId],
  );
  return rows.map((row) => ({ ...row, size: Number(row.size) }));
}

async function unlessGone<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === FOREIGN_KEY_VIOLATION) return null;
    throw error;
  }
}
