import { describe, expect, it } from '@jest/globals';
import { nearest } from './nearest.js';
import { isRoomId } from './room-id.js';

describe('room ids', () => {
  it('[RM4] are any text of 1 to 128 UTF-16 units but . and ..', () => {
    for (const id of ['a', ' ', '...', '/', '🎉'.repeat(64), 'a'.repeat(128)])
      expect([id, isRoomId(id)]).toEqual([id, true]);
    for (const id of ['', '.', '..', 'a'.repeat(129), '🎉'.repeat(65), '\ud800', 'a\u0000', 5, null, undefined])
      expect(isRoomId(id)).toBe(false);
  });
});

describe('nearest', () => {
  it('finds a slip, and nothing where nothing is close', () => {
    const names = ['FOYER_PORT', 'FOYER_HOST', 'FOYER_DATA'];
    expect([nearest('FOYER_PROT', names), nearest('FOYER_PRT', names), nearest('OTHER_THING', names)]).toEqual([
      'FOYER_PORT',
      'FOYER_PORT',
      null,
    ]);
  });
});
