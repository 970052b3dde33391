import { describe, expect, it } from '@jest/globals';
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import { answerBytes, contentDisposition, contentType, partSlices, readRange } from './download.js';
import { mimeTypeOf } from './mime-type.js';

describe('ranges', () => {
  it.each([
    [undefined, null],
    ['bytes=0-0', { start: 0, end: 1 }],
    ['bytes=2-5', { start: 2, end: 6 }],
    ['bytes=2-', { start: 2, end: 10 }],
    ['bytes=2-99', { start: 2, end: 10 }],
    ['bytes=-3', { start: 7, end: 10 }],
    ['bytes=-99', { start: 0, end: 10 }],
    ['bytes=9-', { start: 9, end: 10 }],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=5-2', null],
    ['bytes=-', null],
    ['bytes=0-1,3-4', null],
    ['lines=0-1', null],
  ] as const)('[FI6] %s of ten bytes', (header, range) => {
    expect(readRange(header, 10)).toEqual(range);
  });

  it('[FI6] of nothing there is none', () => {
    expect(readRange('bytes=0-', 0)).toBe('unsatisfiable');
    expect(readRange('bytes=-1', 0)).toBe('unsatisfiable');
  });

  it('[FI6] are found in the parts', () => {
    const parts = [{ size: 3 }, { size: 0 }, { size: 4 }, { size: 1 }];
    const slices = (start: number, end: number): unknown[] =>
      [...partSlices(parts, { start, end })].map((slice) => [parts.indexOf(slice.part), slice.start, slice.end]);
    expect(slices(0, 8)).toEqual([
      [0, 0, 3],
      [2, 0, 4],
      [3, 0, 1],
    ]);
    expect(slices(2, 4)).toEqual([
      [0, 2, 3],
      [2, 0, 1],
    ]);
    expect(slices(5, 6)).toEqual([[2, 2, 3]]);
    expect(slices(0, 0)).toEqual([]);
  });
});

describe('what a file is sent as', () => {
  it('[FI6] is read for a GET, and not for a HEAD', () => {
    const opened: string[] = [];
    const answers = ['GET', 'HEAD'].map((method) =>
      answerBytes({ start: 2, end: 9 }, 'text/plain', { request: { method } } as FastifyReply, () => {
        opened.push(method);
        return Readable.from(['x']);
      }).getHeaders(),
    );
    expect(opened).toEqual(['GET']);
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[0]).toMatchObject({ type: 'text/plain; charset=utf-8', length: 7 });
  });

  it('[FI1] is told from its name', () => {
    expect(['a.txt', 'A.PNG', 'x.tar.gz', 'none', '.png', 'a.constructor', 'a.b/c'].map(mimeTypeOf)).toEqual([
      'text/plain',
      'image/png',
      'application/gzip',
      'application/octet-stream',
      'image/png',
      'application/octet-stream',
      'application/octet-stream',
    ]);
    expect(contentType('text/plain')).toBe('text/plain; charset=utf-8');
    expect(contentType('image/png')).toBe('image/png');
  });

  it('[FI6] is shown only where it cannot run', () => {
    const kind = (type: string): string | undefined => contentDisposition('x', type).split(';')[0];
    expect(['image/png', 'video/mp4', 'audio/ogg', 'text/plain'].map(kind)).toEqual(Array(4).fill('inline'));
    expect(['image/svg+xml', 'text/html', 'application/xml', 'application/pdf', 'text/javascript'].map(kind)).toEqual(
      Array(5).fill('attachment'),
    );
  });

  it('[FI6] keeps its name, whatever stands in it', () => {
    expect(contentDisposition('a "b"\\\r\n%/é*\'.txt', 'text/plain')).toBe(
      `inline; filename="a _b_______*'.txt"; filename*=UTF-8''a%20%22b%22%5C%0D%0A%25%2F%C3%A9%2A%27.txt`,
    );
  });
});
