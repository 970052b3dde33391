import { FoyerError, invalid } from '@foyer/core';
import type { FilePart, FileUpload, StoredFile } from '@foyer/database';
import { createHash } from 'node:crypto';

export const MAX_PART_BYTES = 8 * 1024 * 1024;
export const MAX_PARTS = 10_000;

/** The size that the caller says the file has; `undefined` for one who does not say. 422 where it says two, 413 where it is too large. */
export function expectedSize(
  fileSize: number | undefined,
  announced: number | undefined,
  maxBytes: number,
): number | undefined {
  const size = fileSize ?? announced;
  if (size !== undefined && size > maxBytes) throw tooLarge(`Files of more than ${maxBytes} bytes`);
  if (fileSize !== undefined && announced !== undefined && fileSize !== announced) throw otherSize(fileSize);
  return size;
}

/** The answer to whoever uploads a file that is there. 409 where it is another one. */
export function sameFile(there: StoredFile, name: string, size: number | null | undefined): StoredFile {
  if (there.name === name && (size === null || size === undefined || there.size === size)) return there;
  throw new FoyerError('RESOURCE_ALREADY_EXISTS', 'There is another file with this id in the room.', {
    suggestion: 'Upload it under an id of its own.',
  });
}

/** Counts and digests bytes on their way; ends them with what `refuse` makes when there are too many. */
export class Meter {
  size = 0;
  private readonly hash = createHash('sha256');

  constructor(
    private readonly maxBytes: number,
    private readonly refuse: () => FoyerError,
  ) {}

  async *through(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of bytes) {
      this.size += piece.byteLength;
      if (this.size > this.maxBytes) throw this.refuse();
      this.hash.update(piece);
      yield piece;
    }
  }

  /** To be asked once, at the end. */
  etag(): string {
    return this.hash.digest('hex');
  }
}

/** A part as the caller of a completion names it. */
export interface NamedPart {
  readonly partNumber: number;
  readonly etag: string;
}

/** The parts that are named, of those that are there. 422 where one is not there, or they are not the file that was announced. */
export function chooseParts(
  named: readonly NamedPart[],
  there: readonly FilePart[],
  { size }: Pick<FileUpload, 'size'>,
): readonly FilePart[] {
  const byNumber = new Map(there.map((part) => [part.number, part]));
  const chosen = named.map(({ partNumber, etag }, i) => {
    const part = byNumber.get(partNumber);
    if (part?.etag !== etag)
      throw invalid([{ pointer: `/parts/${i}`, message: `There is no part ${partNumber} with this etag.` }]);
    byNumber.delete(partNumber);
    return part;
  });
  const sum = chosen.reduce((bytes, part) => bytes + part.size, 0);
  if (size !== null && sum !== size)
    throw invalid([{ pointer: '/parts', message: `The parts have ${sum} bytes, the file was to have ${size}.` }]);
  return chosen;
}

export const tooLarge = (what: string): FoyerError =>
  new FoyerError('PAYLOAD_TOO_LARGE', `${what} are not taken.`, {
    suggestion: 'FOYER_MAX_FILE_BYTES is the limit of a file; a part may have 8 MiB.',
  });

export const otherSize = (fileSize: number): FoyerError =>
  invalid([{ pointer: '?fileSize', message: `'fileSize' is ${fileSize}, but the body has another size.` }]);
