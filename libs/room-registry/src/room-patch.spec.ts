import { describe, expect, it } from '@jest/globals';
import type { RoomId } from '@foyer/core';
import type { NewRoom } from '@foyer/database';
import { applyPatch } from './room-patch.js';

const aRoom = (fields: Partial<NewRoom> = {}): NewRoom => ({
  id: 'room' as RoomId,
  organizationId: 'default',
  metadata: {},
  defaultAccesses: [],
  usersAccesses: {},
  groupsAccesses: {},
  media: {},
  ...fields,
});
const many = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 'v']));

describe('applyPatch', () => {
  it('[RM8] sets, removes, clears and leaves', () => {
    const room = aRoom({
      metadata: { a: '1', b: '2' },
      usersAccesses: { al: ['room:read'] },
      defaultAccesses: ['room:read'],
    });
    expect(applyPatch(room, {})).toEqual(room);
    expect(applyPatch(room, { metadata: { a: null, c: ['3'], none: null } }).metadata).toEqual({ b: '2', c: ['3'] });
    expect(applyPatch(room, { metadata: null, usersAccesses: null, defaultAccesses: null })).toEqual(aRoom());
    expect(room.metadata).toEqual({ a: '1', b: '2' });
  });

  it('[RM8] takes keys that objects have by nature', () => {
    const patched = applyPatch(aRoom(), {
      metadata: JSON.parse('{"__proto__":"a","constructor":"b"}') as Record<string, string>,
    });
    expect(Object.entries(patched.metadata)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
    expect(({} as Record<string, unknown>).a).toBeUndefined();
  });

  it('[RM10] counts what is left', () => {
    const full = aRoom({ metadata: many(50) });
    expect(() => applyPatch(full, { metadata: { one: 'more' } })).toThrow('at most 50');
    expect(Object.keys(applyPatch(full, { metadata: { one: 'more', k0: null } }).metadata)).toHaveLength(50);
  });
});
