import { describe, expect, it } from '@jest/globals';
import { decodeCursor, encodeCursor } from './version-cursor.js';

describe('the cursor of a list of versions', () => {
  it('[VH3] comes back as it was', () => {
    for (const key of ['1', '42', '9223372036854775807']) expect(decodeCursor(encodeCursor(key))).toBe(key);
  });

  it.each([
    '',
    '1',
    'no cursor',
    encodeCursor('0'),
    encodeCursor('-1'),
    encodeCursor('9223372036854775808'),
    `${encodeCursor('1')}=`,
  ])('[VH3] is not %j', (cursor) => expect(decodeCursor(cursor)).toBeNull());
});
