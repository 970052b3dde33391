import { FoyerError, invalid, type RoomId } from '@foyer/core';
import { RecordingRepository, type Recording, type RecordingFilter, type RecordingPosition } from '@foyer/database';
import { RecordingFiles, hasEnded, type LocalFile } from '@foyer/recordings';
import { RoomRegistry } from '@foyer/room-registry';
import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import type { FileHandle } from 'node:fs/promises';
import { RecordingUrls } from '../../platform/recording-urls.js';
import { pageOf, type Page, type PageQuery } from '../../platform/http/paging.js';

/** A file that is being read, which the reader closes. */
export interface OpenFile {
  readonly handle: FileHandle;
  readonly sizeBytes: number;
  readonly modifiedAt: Date;
}

/** What was recorded, with its files. */
@Injectable()
export class RecordingsService {
  constructor(
    private readonly registry: RoomRegistry,
    private readonly books: RecordingRepository,
    private readonly files: RecordingFiles,
    private readonly urls: RecordingUrls,
  ) {}

  async ofRoom(id: RoomId, query: PageQuery): Promise<Page<Recording>> {
    const { key } = await this.registry.get(id);
    return this.page({ roomKey: key }, query);
  }

  all({ roomId, ...query }: PageQuery & { roomId?: string }): Promise<Page<Recording>> {
    return this.page({ roomId }, query);
  }

  /** Throws 404. */
  async get(id: string): Promise<Recording> {
    const found = await this.books.find({ id });
    if (found === null) throw noRecording(id);
    return found;
  }

  /** The files that are here, each with a link that anybody can read it by until `expiresAt`. */
  async filesOf(
    recording: Recording,
    origin: string,
  ): Promise<{ readonly files: (LocalFile & { readonly url: string })[]; readonly expiresAt: Date }> {
    const expiresAt = this.urls.expiry();
    const files = await this.files.list(recording);
    return {
      expiresAt,
      files: files.map((file) => ({ ...file, url: this.urls.urlOf(recording.id, file.name, expiresAt, origin) })),
    };
  }

  /** Throws 403 for a link that is forged or has expired, and 404 where the file is gone. */
  async open(id: string, name: string, expires: string, signature: string): Promise<OpenFile> {
    const state = this.urls.check(id, expires, signature);
    if (state !== 'good') {
      throw new FoyerError(
        'INVALID_FILE_URL',
        state === 'expired' ? 'This link has expired.' : 'This link was not made by this server.',
        { suggestion: 'GET /admin/recordings/{recordingId} gives a new one.' },
      );
    }
    const handle = await this.files.open(await this.get(id), name);
    if (handle === null)
      throw new FoyerError('RESOURCE_NOT_FOUND', `The recording has no file "${name.slice(0, 200)}" here.`);
    const { size, mtime } = await handle.stat();
    return { handle, sizeBytes: size, modifiedAt: mtime };
  }

  /** Removes it from the books, and its files where they are here. Throws 404, and 409 for one that goes on. */
  async delete(id: string): Promise<void> {
    const recording = await this.get(id);
    if (!hasEnded(recording.status)) {
      throw new FoyerError('MEDIA_PRECONDITION_FAILED', `The recording is ${recording.status}: it has not ended.`, {
        suggestion: 'Stop it with DELETE /egresses/{egressId}.',
      });
    }
    if (recording.automatic && !(await this.isOver(recording))) {
      throw new FoyerError('MEDIA_PRECONDITION_FAILED', 'Its call is still open, and would be recorded again.', {
        suggestion: 'Wait for the end of the call, or end it with DELETE /rooms/{roomName}.',
      });
    }
    await this.files.remove(recording);
    await this.books.remove(id);
  }

  private async isOver({ callSid, roomKey }: Recording): Promise<boolean> {
    return callSid === null || roomKey === null || (await this.books.endedCalls([callSid])).has(callSid);
  }

  private page(filter: RecordingFilter, query: PageQuery): Promise<Page<Recording>> {
    const before = query.cursor === undefined ? null : decodeCursor(query.cursor);
    if (query.cursor !== undefined && before === null)
      throw invalid([{ pointer: '?cursor', message: "'cursor' is not a cursor from an earlier page." }]);
    return pageOf(query, (limit) => this.books.list(filter, before, limit), encodeCursor);
  }
}

export const noRecording = (id: string): FoyerError =>
  new FoyerError('RESOURCE_NOT_FOUND', `There is no recording "${id.slice(0, 100)}".`, {
    suggestion: 'GET /admin/recordings lists them.',
  });

const MAX_TIME_MS = 8.64e15;

const encodeCursor = ({ requestedAt, id }: RecordingPosition): string =>
  Buffer.from(`${requestedAt.getTime()} ${id}`).toString('base64url');

function decodeCursor(cursor: string): RecordingPosition | null {
  const [time = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split(' ');
  if (!/^\d{1,16}$/.test(time) || Number(time) > MAX_TIME_MS || !isUUID(id)) return null;
  const position = { requestedAt: new Date(Number(time)), id };
  return encodeCursor(position) === cursor ? position : null;
}
