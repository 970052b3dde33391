import { FoyerError } from '@foyer/core';
import { StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';

/** How bytes are described in the OpenAPI document. */
export const BYTES = { '*/*': { schema: { type: 'string' as const, format: 'binary' } } };

/** Nothing of a file may run in the name of this server, which holds keys of its users. */
export const HARMLESS = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'",
  'cross-origin-resource-policy': 'cross-origin',
};

/** The bytes from `start` up to but not including `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** What a Range header asks for of `size` bytes. `null`: all of it, also where it asks for several ranges. */
export function readRange(header: string | undefined, size: number): ByteRange | null | 'unsatisfiable' {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return null;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return null;
  if (start >= size) return 'unsatisfiable';
  return { start, end: last === '' ? size : Math.min(Number(last) + 1, size) };
}

/** The bytes of a file that a Range header asks for; says in the answer which they are. Throws 416. */
export function answerRange(size: number, header: string | undefined, reply: FastifyReply): ByteRange {
  const range = readRange(header, size);
  if (range === null) return { start: 0, end: size };
  if (range === 'unsatisfiable') {
    void reply.header('content-range', `bytes */${size}`);
    throw new FoyerError('RANGE_NOT_SATISFIABLE', `The file has only ${size} bytes.`);
  }
  void reply.status(206).header('content-range', `bytes ${range.start}-${range.end - 1}/${size}`);
  return range;
}

/** Whether only the head of the answer is asked for. */
export const isHead = ({ request }: FastifyReply): boolean => request.method === 'HEAD';

/** The bytes of a range as the answer. A HEAD has the same headers, and `open` is not called: Fastify would read the stream to its end. */
export function answerBytes(
  { start, end }: ByteRange,
  mimeType: string,
  reply: FastifyReply,
  open: () => Readable,
): StreamableFile {
  const stream = isHead(reply) ? Readable.from([]) : open();
  return new StreamableFile(stream, { type: contentType(mimeType), length: end - start });
}

/** A piece of one part. */
export interface PartSlice<Part> extends ByteRange {
  readonly part: Part;
}

/** Where a range of a file lies in its parts. */
export function* partSlices<Part extends { readonly size: number }>(
  parts: readonly Part[],
  { start, end }: ByteRange,
): Generator<PartSlice<Part>> {
  let at = 0;
  for (const part of parts) {
    const [from, to] = [Math.max(start - at, 0), Math.min(end - at, part.size)];
    if (from < to) yield { part, start: from, end: to };
    at += part.size;
  }
}

/** What a browser may show by itself. The rest it only saves: pages and drawings could hold scripts. */
const SHOWN = /^(image\/(?!svg)|audio\/|video\/|text\/plain$)/;

/** RFC 6266: the name as it is for those who read it, and something like it for the others. */
export function contentDisposition(name: string, mimeType: string): string {
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\%/]/g, '_');
  const exact = encodeURIComponent(name).replaceAll(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${SHOWN.test(mimeType) ? 'inline' : 'attachment'}; filename="${plain}"; filename*=UTF-8''${exact}`;
}

export const contentType = (mimeType: string): string =>
  mimeType.startsWith('text/') ? `${mimeType}; charset=utf-8` : mimeType;
