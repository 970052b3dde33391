import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeCursor, encodeCursor } from './room-cursor.js';

describe('cursors', () => {
  it('[RM22] come back as the place that they name', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), (createdAt, key) => {
        expect(decodeCursor(encodeCursor({ createdAt, key: String(key) }))).toEqual({ createdAt, key: String(key) });
      }),
    );
  });

  it('[RM24] are never made of anything else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String()), (text) =>
        expect(decodeCursor(text) === null || /^[\w-]+$/.test(text)).toBe(true),
      ),
    );
    for (const value of [
      [],
      [1],
      [1, 2],
      [1, '-1'],
      [1.5, '1'],
      [1e16, '1'],
      [1, String(2n ** 63n)],
      { 0: 1, 1: '1' },
      null,
    ]) {
      expect(decodeCursor(Buffer.from(JSON.stringify(value)).toString('base64url'))).toBeNull();
    }
  });
});
