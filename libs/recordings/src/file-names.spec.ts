import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PLACEHOLDERS, fileName, nameProblem, timeInName } from './file-names.js';

describe('names of files', () => {
  it('[EG9] are made of what is known', () => {
    const values = { room_name: 'Test Room', room_id: 'RM_1', time: timeInName(new Date('2026-11-25T18:12:00.9Z')) };
    expect(fileName('{room_name}-{room_id}-{time}', values)).toBe('Test Room-RM_1-2026-11-25T181200');
    expect(fileName('a {track_id} b', values)).toBe('a  b');
  });

  it('[EG9] never leave their folder, whatever an id is', () => {
    expect(fileName('{room_name}', { room_name: '../../etc/passwd' })).toBe('__.._etc_passwd');
    expect(fileName('{room_name}', { room_name: '..' })).toBe('_');
    expect(fileName('{room_name}', { room_name: '' })).toBe('_');
    expect(fileName('{room_name}', { room_name: '{time}' })).toBe('_time_');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (room_name) => {
        const name = fileName('{room_name}', { room_name });
        expect(name).not.toMatch(/[/\\\0\n]|^\./);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
        expect(name).not.toBe('');
      }),
    );
  });

  it.each([
    ['a/b', 'slashes'],
    ['a\\b', 'slashes'],
    ['.hidden', 'dot'],
    ['{what}', '{what}'],
    ['{room_name}', null],
    ['plain name', null],
  ])('[EG8] %s is checked', (name, wrong) => {
    const problem = nameProblem(name, PLACEHOLDERS);
    if (wrong === null) expect(problem).toBeNull();
    else expect(problem).toContain(wrong);
  });
});
