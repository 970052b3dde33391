import { FoyerError } from '@foyer/core';
import type { FileName, StoredFile } from '@foyer/database';
import { Injectable } from '@nestjs/common';
import { FileKeeping } from '../platform/file-keeping.js';
import type { StreamedBody } from '../platform/http/streamed-body.js';
import { partSlices, type ByteRange } from '../platform/http/download.js';
import { isFileId, noUpload } from './file-params.js';
import type { FileDataBody, FilePartBody, FileUploadBody, FileUrlsBody, FileWithUrlBody } from './files.dto.js';
import { mimeTypeOf } from '../platform/http/mime-type.js';
import {
  MAX_PART_BYTES,
  Meter,
  chooseParts,
  expectedSize,
  otherSize,
  sameFile,
  tooLarge,
  type NamedPart,
} from './upload-rules.js';

/** The files of rooms: uploaded whole or in parts, and read by signed links. `room` is the key of a room that is there. */
@Injectable()
export class FilesService {
  constructor(private readonly keeping: FileKeeping) {}

  async get(file: FileName, origin: string): Promise<FileWithUrlBody> {
    const stored = await this.find(file);
    const expiresAt = this.keeping.urls.expiry();
    return {
      ...toFileData(file, stored),
      url: this.keeping.urls.urlOf(file, expiresAt, origin),
      expiresAt: expiresAt.toISOString(),
    };
  }

  /** Links to files of a room. */
  async links(room: string, fileIds: readonly string[], origin: string): Promise<FileUrlsBody> {
    const there = await this.keeping.files.existing(room, fileIds.filter(isFileId));
    const expiresAt = this.keeping.urls.expiry();
    const link = (fileId: string): string => this.keeping.urls.urlOf({ room, fileId }, expiresAt, origin);
    return { urls: fileIds.map((id) => (there.has(id) ? link(id) : null)), expiresAt: expiresAt.toISOString() };
  }

  /** Takes a file whole. */
  async upload(file: FileName, name: string, fileSize: number | undefined, body: StreamedBody): Promise<FileDataBody> {
    const { files, maxFileBytes } = this.keeping;
    const size = expectedSize(fileSize, body.announced, maxFileBytes);
    const there = await files.find(file);
    if (there !== null) return toFileData(file, sameFile(there, name, size));
    const uploadId = await this.begin(file, name, size);
    const refuse = (): FoyerError =>
      fileSize === undefined ? tooLarge(`Files of more than ${maxFileBytes} bytes`) : otherSize(fileSize);
    try {
      const meter = new Meter(fileSize ?? maxFileBytes, refuse);
      await this.receive(file, uploadId, 1, body, meter, maxFileBytes);
      if (fileSize !== undefined && meter.size !== fileSize) throw otherSize(fileSize);
      const outcome = await files.complete(file, uploadId, (parts) => parts);
      return await this.completed(file, uploadId, { name, size: meter.size }, outcome);
    } catch (error) {
      await files.abort(file, uploadId).catch(() => undefined);
      throw error;
    }
  }

  /** Begins an upload in parts. */
  async create(file: FileName, name: string, fileSize: number | undefined): Promise<FileUploadBody> {
    const size = expectedSize(fileSize, undefined, this.keeping.maxFileBytes);
    const there = await this.keeping.files.find(file);
    if (there !== null) sameFile(there, name, size);
    return { fileId: file.fileId, uploadId: await this.begin(file, name, size) };
  }

  async uploadPart(file: FileName, uploadId: string, number: number, body: StreamedBody): Promise<FilePartBody> {
    const refuse = (): FoyerError => tooLarge(`Parts of more than ${MAX_PART_BYTES} bytes`);
    if (body.announced !== undefined && body.announced > MAX_PART_BYTES) throw refuse();
    const upload = await this.keeping.files.findUpload(file, uploadId);
    if (upload === null || upload.done) throw noUpload();
    const meter = new Meter(MAX_PART_BYTES, refuse);
    const maxBytes = upload.size ?? this.keeping.maxFileBytes;
    return { partNumber: number, etag: await this.receive(file, uploadId, number, body, meter, maxBytes) };
  }

  /** Makes the file of its parts; again for the same upload: the same answer. */
  async complete(file: FileName, uploadId: string, named: readonly NamedPart[]): Promise<FileDataBody> {
    const { files } = this.keeping;
    const upload = await files.findUpload(file, uploadId);
    if (upload === null) throw noUpload();
    const outcome = await files.complete(file, uploadId, (parts) => chooseParts(named, parts, upload));
    return this.completed(file, uploadId, upload, outcome);
  }

  async abort(file: FileName, uploadId: string): Promise<void> {
    if (!(await this.keeping.files.abort(file, uploadId))) throw noUpload();
  }

  /** What stands behind a signed link. */
  async open(file: FileName, expires: string, signature: string): Promise<StoredFile & { readonly mimeType: string }> {
    const verdict = this.keeping.urls.check(file, expires, signature);
    if (verdict !== 'good') {
      const message = verdict === 'expired' ? 'This link has expired.' : 'This link was not signed by this server.';
      throw new FoyerError('INVALID_FILE_URL', message, { suggestion: 'Ask for a new link to the file.' });
    }
    const stored = await this.find(file);
    return { ...stored, mimeType: mimeTypeOf(stored.name) };
  }

  async *read({ uploadId }: StoredFile, range: ByteRange): AsyncGenerator<Uint8Array> {
    const parts = await this.keeping.files.parts(uploadId);
    for (const { part, start, end } of partSlices(parts, range)) yield* this.keeping.bytes.read(part.key, start, end);
  }

  private async find(file: FileName): Promise<StoredFile> {
    const stored = await this.keeping.files.find(file);
    if (stored !== null) return stored;
    throw new FoyerError('STORAGE_FILE_NOT_FOUND', `There is no file with the id "${file.fileId}" in this room.`);
  }

  private async begin(file: FileName, name: string, size: number | undefined): Promise<string> {
    const uploadId = await this.keeping.files.begin(file, name, size ?? null);
    if (uploadId === null) throw new FoyerError('ROOM_NOT_FOUND', 'The room was deleted.');
    return uploadId;
  }

  /** Takes the bytes of a part; answers its etag. Nothing stays of one that is refused. */
  private async receive(
    file: FileName,
    uploadId: string,
    number: number,
    body: StreamedBody,
    meter: Meter,
    maxBytes: number,
  ): Promise<string> {
    const { files, bytes } = this.keeping;
    const key = await files.beginPart(uploadId, number);
    if (key === null) throw noUpload();
    try {
      if ((await bytes.write(key, meter.through(body.bytes))) === 'gone') throw noUpload();
      const etag = meter.etag();
      const outcome = await files.finishPart(file, uploadId, { key, number, size: meter.size, etag }, maxBytes);
      if (outcome === 'gone') throw noUpload();
      if (outcome === 'too large') throw tooLarge('Parts of more bytes than the file was to have');
      return etag;
    } catch (error) {
      // What cannot be dropped now goes with its upload.
      await files.dropPart(key).catch(() => undefined);
      throw error;
    }
  }

  private async completed(
    file: FileName,
    uploadId: string,
    { name, size }: { readonly name: string; readonly size: number | null },
    outcome: 'completed' | 'taken' | 'gone',
  ): Promise<FileDataBody> {
    if (outcome === 'gone') throw noUpload();
    const stored = await this.find(file);
    if (outcome === 'completed') return toFileData(file, stored);
    await this.keeping.files.abort(file, uploadId);
    return toFileData(file, sameFile(stored, name, size));
  }
}

const toFileData = ({ fileId }: FileName, { name, size }: StoredFile): FileDataBody => ({
  id: fileId,
  name,
  size,
  mimeType: mimeTypeOf(name),
});
