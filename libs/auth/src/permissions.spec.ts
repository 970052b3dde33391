import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FEATURES, LEVELS, PERMISSIONS, isPermission, type Permission } from './permission-names.js';
import {
  isRoomPattern,
  resolveAccessToken,
  resolvePermissions,
  type Person,
  type ResolvedAccess,
  type RoomAccesses,
} from './permissions.js';

type List = readonly Permission[];

const aRoom = (parts: Partial<RoomAccesses>): RoomAccesses => ({
  defaultAccesses: [],
  groupsAccesses: {},
  usersAccesses: {},
  ...parts,
});

const byDefault = (list: List): ResolvedAccess | null => resolvePermissions(aRoom({ defaultAccesses: list }), {});
const scopesOf = (access: ResolvedAccess | null): List | 'refused' => access?.scopes ?? 'refused';

const aList = fc.array(fc.constantFrom(...PERMISSIONS), { maxLength: 6 });
const someIds = ['a', 'b', 'c', '__proto__', 'constructor', 'toString'];
const anId = fc.constantFrom(...someIds);
const lists = fc
  .uniqueArray(fc.tuple(anId, aList), { selector: ([id]) => id })
  .map((entries) => Object.fromEntries(entries));
const anyRoom: fc.Arbitrary<RoomAccesses> = fc.record({
  defaultAccesses: aList,
  groupsAccesses: lists,
  usersAccesses: lists,
});
const anyPerson: fc.Arbitrary<Person> = fc.record(
  { userId: anId, groupIds: fc.uniqueArray(anId) },
  { requiredKeys: [] },
);

describe('permission names', () => {
  it('[AU1] are 20, each known to isPermission', () => {
    expect(new Set(PERMISSIONS).size).toBe(20);
    expect(PERMISSIONS.every(isPermission)).toBe(true);
    for (const feature of FEATURES) for (const level of LEVELS) expect(PERMISSIONS).toContain(`${feature}:${level}`);
  });

  it.each([
    undefined,
    null,
    5,
    '',
    '*',
    'room',
    'room:none',
    'ROOM:READ',
    'room:read ',
    'rooms:read',
    'constructor',
    ['room:read'],
  ])('[AU1] do not include %j', (value) => {
    expect(isPermission(value)).toBe(false);
  });

  it('[AU2] have two spellings of the base', () => {
    expect(byDefault(['*:read'])).toEqual(byDefault(['room:read']));
    expect(byDefault(['*:write'])).toEqual(byDefault(['room:write']));
  });
});

describe('one list', () => {
  it.each<[List, List | 'refused']>([
    [['*:read', '*:write'], ['room:write']],
    [['room:write', '*:read'], ['room:write']],
    [
      ['*:write', 'storage:none', 'storage:read'],
      ['room:write', 'storage:read'],
    ],
    [
      ['*:read', 'feeds:write', 'feeds:none'],
      ['room:read', 'feeds:write'],
    ],
  ])('[AU3] %j gives the strongest of each: %j', (list, scopes) => {
    expect(scopesOf(byDefault(list))).toEqual(scopes);
  });

  it('[AU3] gives the same in any order and with repetitions', () => {
    fc.assert(
      fc.property(aList, aList, (list, repeated) => {
        const mixed = [...repeated.filter((permission) => list.includes(permission)), ...list.toReversed()];
        expect(byDefault(mixed)).toEqual(byDefault(list));
      }),
    );
  });

  it('[AU4] gives nothing exactly when no base is named', () => {
    const bases: List = ['*:read', '*:write', 'room:read', 'room:write'];
    fc.assert(
      fc.property(aList, (list) => {
        expect(byDefault(list) === null).toBe(!list.some((permission) => bases.includes(permission)));
      }),
    );
  });

  it.each<[List]>([[[]], [['storage:write']], [['comments:write', 'feeds:write']], [['room:presence:write']]])(
    '[AU4] refuses %j',
    (list) => {
      expect(byDefault(list)).toBeNull();
    },
  );

  it('[AU5] lets features inherit', () => {
    expect(byDefault(['*:read', 'comments:write', 'feeds:none'])?.permissions).toEqual({
      room: 'read',
      presence: false,
      storage: 'read',
      comments: 'write',
      'comments:public': 'write',
      'comments:private': 'write',
      feeds: 'none',
    });
  });

  it('[AU5] leaves no feature without a level', () => {
    fc.assert(
      fc.property(anyRoom, anyPerson, (room, person) => {
        const access = resolvePermissions(room, person);
        fc.pre(access !== null);
        for (const feature of FEATURES) expect(LEVELS).toContain(access.permissions[feature]);
      }),
    );
  });

  it('[AU6] names the kinds of comments with the comments', () => {
    expect(byDefault(['*:read', 'comments:none', 'comments:public:write'])?.permissions).toMatchObject({
      comments: 'none',
      'comments:public': 'write',
      'comments:private': 'none',
    });
  });

  it.each<[List, boolean]>([
    [['room:read'], false],
    [['room:read', 'room:presence:write'], true],
    [['*:read', 'room:presence:write'], true],
    [['room:write'], true],
    [['room:write', 'storage:read'], true],
  ])('[AU7] %j: presence is %j', (list, presence) => {
    expect(byDefault(list)?.permissions.presence).toBe(presence);
  });

  it.each<[List, List, boolean]>([
    [['room:read', 'room:presence:write'], ['room:read'], false],
    [['room:read', 'room:presence:write'], ['comments:write'], true],
    [['room:write'], ['room:read'], false],
    [['room:write'], ['room:read', 'room:presence:write'], true],
    [['room:read'], ['room:presence:write'], true],
    [['room:read'], ['room:write'], true],
  ])('[AU7] %j, then %j for the user: presence is %j', (defaultAccesses, list, presence) => {
    expect(
      resolvePermissions(aRoom({ defaultAccesses, usersAccesses: { al: list } }), { userId: 'al' })?.permissions
        .presence,
    ).toBe(presence);
  });

  it('[AU7] gives every writer presence', () => {
    fc.assert(
      fc.property(anyRoom, anyPerson, (room, person) => {
        const access = resolvePermissions(room, person);
        fc.pre(access?.permissions.room === 'write');
        expect(access.permissions.presence).toBe(true);
      }),
    );
  });
});

describe('resolvePermissions', () => {
  it.each<{ defaults: List; groups?: List[]; user?: List; scopes: List | 'refused' }>([
    { defaults: [], scopes: 'refused' },
    { defaults: ['*:write'], user: ['*:read'], scopes: ['room:read'] },
    { defaults: ['*:write'], user: [], scopes: ['room:write'] },
    { defaults: [], groups: [['*:read'], ['*:write']], scopes: ['room:write'] },
    { defaults: ['*:write'], groups: [['*:read']], scopes: ['room:read'] },
    { defaults: [], groups: [['*:write']], user: ['*:read'], scopes: ['room:read'] },
    { defaults: ['*:read'], user: ['comments:write'], scopes: ['room:read', 'comments:write'] },
    { defaults: ['*:write', 'storage:read'], scopes: ['room:write', 'storage:read'] },
    { defaults: ['storage:write'], scopes: 'refused' },
    // Exceptions stay when only the base changes.
    { defaults: ['*:read', 'storage:write'], user: ['*:write'], scopes: ['room:write'] },
    { defaults: ['*:write', 'storage:none'], user: ['*:read'], scopes: ['room:read', 'storage:none'] },
    { defaults: ['storage:write'], groups: [['*:read']], scopes: ['room:read', 'storage:write'] },
    { defaults: ['*:write'], groups: [['storage:read']], user: ['storage:write'], scopes: ['room:write'] },
    // Comments.
    { defaults: ['*:read', 'comments:public:write'], user: ['comments:read'], scopes: ['room:read'] },
    {
      defaults: ['*:read', 'comments:none'],
      user: ['comments:public:write'],
      scopes: ['room:read', 'comments:none', 'comments:public:write'],
    },
    {
      defaults: ['*:write', 'comments:private:none'],
      groups: [['comments:read']],
      scopes: ['room:write', 'comments:read'],
    },
    {
      defaults: ['*:write', 'comments:private:none'],
      user: ['*:read'],
      scopes: ['room:read', 'comments:private:none'],
    },
    {
      defaults: ['*:write', 'comments:none'],
      groups: [['comments:public:read']],
      user: ['comments:private:write'],
      scopes: ['room:write', 'comments:none', 'comments:public:read', 'comments:private:write'],
    },
    {
      defaults: ['*:read'],
      groups: [['comments:write'], ['comments:public:none']],
      scopes: ['room:read', 'comments:write'],
    },
  ])('[AU8] lays the layers over each other: %j', ({ defaults, groups = [], user, scopes }) => {
    const room = aRoom({
      defaultAccesses: defaults,
      groupsAccesses: Object.fromEntries(groups.map((list, index) => [`g${index}`, list])),
      usersAccesses: user === undefined ? {} : { al: user },
    });
    expect(
      scopesOf(resolvePermissions(room, { userId: 'al', groupIds: groups.map((_, index) => `g${index}`) })),
    ).toEqual(scopes);
  });

  it('[AU8] is not changed by an empty list', () => {
    fc.assert(
      fc.property(anyRoom, anyPerson, (room, person) => {
        const { userId = 'nobody', groupIds = [] } = person;
        const emptied = aRoom({
          ...room,
          groupsAccesses: { ...room.groupsAccesses, empty: [] },
          usersAccesses: { ...room.usersAccesses, [userId]: [] },
        });
        const withoutUser = resolvePermissions(room, { groupIds });
        expect(resolvePermissions(emptied, { userId, groupIds: [...groupIds, 'empty'] })).toEqual(withoutUser);
      }),
    );
  });

  it('[AU9] takes the strongest among the groups for each thing', () => {
    const groupsAccesses = { a: ['*:read', 'storage:write'], b: ['*:write', 'storage:none', 'feeds:none'] } as const;
    const access = resolvePermissions(aRoom({ groupsAccesses }), { groupIds: ['a', 'b'] });
    expect(scopesOf(access)).toEqual(['room:write', 'feeds:none']);
  });

  it('[AU9] does not depend on the order of the groups, nor on one being there twice', () => {
    fc.assert(
      fc.property(anyRoom, anyPerson, (room, { userId, groupIds = [] }) => {
        const mixed = [...groupIds.toReversed(), ...groupIds];
        expect(resolvePermissions(room, { userId, groupIds: mixed })).toEqual(
          resolvePermissions(room, { userId, groupIds }),
        );
      }),
    );
  });

  it('[AU10] gives an anonymous user the default and the groups', () => {
    const room = aRoom({
      defaultAccesses: ['*:read'],
      groupsAccesses: { g: ['feeds:write'] },
      usersAccesses: { undefined: ['*:write'] },
    });
    expect(scopesOf(resolvePermissions(room, {}))).toEqual(['room:read']);
    expect(scopesOf(resolvePermissions(room, { groupIds: ['g'] }))).toEqual(['room:read', 'feeds:write']);
  });

  it('[AU10] gives whoever the room does not name what the default gives', () => {
    fc.assert(
      fc.property(anyRoom, (room) => {
        const stranger = { userId: 'stranger', groupIds: ['strangers'] };
        expect(resolvePermissions(room, stranger)).toEqual(byDefault(room.defaultAccesses));
      }),
    );
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    '[AU11] takes %s for an id like any other',
    (id) => {
      const person = { userId: id, groupIds: [id] };
      expect(resolvePermissions(aRoom({}), person)).toBeNull();
      expect(scopesOf(resolvePermissions(aRoom({ defaultAccesses: ['*:read'] }), person))).toEqual(['room:read']);

      const named = JSON.parse(`{"${id}":["*:write"]}`) as Record<string, Permission[]>;
      expect(scopesOf(resolvePermissions(aRoom({ usersAccesses: named }), person))).toEqual(['room:write']);
      expect(scopesOf(resolvePermissions(aRoom({ groupsAccesses: named }), person))).toEqual(['room:write']);
      expect(scopesOf(resolveAccessToken(named, id))).toEqual(['room:write']);
      expect(resolveAccessToken({}, id)).toBeNull();
    },
  );
});

describe('resolveAccessToken', () => {
  it.each(['*', 'a', 'a*', 'acme:*', ' ', '..', '\n*', 'é😀', 'x'.repeat(128), `${'x'.repeat(128)}*`])(
    '[AU12] takes %j for a pattern',
    (pattern) => {
      expect(isRoomPattern(pattern)).toBe(true);
    },
  );

  it.each(['', '**', '*a', 'a*b', 'a**', 'x'.repeat(129), `${'x'.repeat(129)}*`])(
    '[AU12] does not take %j for a pattern',
    (pattern) => {
      expect(isRoomPattern(pattern)).toBe(false);
    },
  );

  it.each<[Record<string, List>, List | 'refused']>([
    [{ '*': ['*:read'], 'room-1': ['*:write'] }, ['room:write']],
    [{ '*': ['*:write'], 'room-1': ['*:read'] }, ['room:write']],
    [{ 'room-*': ['*:read'], 'r*': ['*:write'], '*': [] }, ['room:write']],
    [{ '*': ['*:read', 'room:presence:write'], 'room-1': ['*:read'] }, ['room:read', 'room:presence:write']],
    [{ '*': ['room:presence:write'], 'room-1': ['*:read'] }, ['room:read', 'room:presence:write']],
  ])('[AU13] %j: the strongest base counts', (token, scopes) => {
    expect(scopesOf(resolveAccessToken(token, 'room-1'))).toEqual(scopes);
  });

  it.each<[Record<string, List>, List | 'refused']>([
    [{ '*': ['*:write'], 'room-1': ['storage:read'] }, ['room:write', 'storage:read']],
    [{ 'room-1': ['storage:read'], '*': ['*:write'] }, ['room:write', 'storage:read']],
    [
      { '*': ['*:read', 'storage:write'], 'room-*': ['storage:none'], 'r*': ['feeds:write'] },
      ['room:read', 'storage:none', 'feeds:write'],
    ],
    [{ '*': ['*:read', 'comments:public:write'], 'room-1': ['comments:read'] }, ['room:read']],
    [
      { '*': ['*:read', 'comments:write'], 'room-1': ['comments:public:read'] },
      ['room:read', 'comments:write', 'comments:public:read'],
    ],
    // A tie: without the star they are equally long.
    [{ 'room-1': ['*:read', 'storage:write'], 'room-1*': ['storage:none'] }, ['room:read', 'storage:write']],
    [{ 'room-1*': ['*:read', 'storage:write'], 'room-1': ['storage:none'] }, ['room:read', 'storage:write']],
    // As long with its star as the id, and still the shorter one.
    [{ 'room-1': ['*:read', 'storage:none'], 'room-*': ['storage:write'] }, ['room:read', 'storage:none']],
  ])('[AU14] %j: the closest exception counts', (token, scopes) => {
    expect(scopesOf(resolveAccessToken(token, 'room-1'))).toEqual(scopes);
  });

  it.each<[Record<string, List>, string]>([
    [{}, 'room-1'],
    [{ 'room-2': ['*:write'] }, 'room-1'],
    [{ room: ['*:write'] }, 'room-1'],
    [{ 'room-1': ['*:write'] }, 'room-10'],
    [{ 'room-1': ['*:write'] }, 'Room-1'],
    [{ 'room-1*': ['*:write'] }, 'room-'],
    [{ 'room-1': [] }, 'room-1'],
    [{ '*': ['storage:write'], 'room-1': ['room:presence:write'] }, 'room-1'],
    // Not patterns: their stars stand for nothing.
    [{ '*-1': ['*:write'] }, 'room-1'],
    [{ 'r*1': ['*:write'] }, 'room-1'],
  ])('[AU15] %j gives nothing in %s', (token, roomId) => {
    expect(resolveAccessToken(token, roomId)).toBeNull();
  });

  it('[AU16] gives by one matching pattern what a room gives by default', () => {
    fc.assert(
      fc.property(aList, aList, fc.constantFrom('room-1', 'room-1*', 'r*', '*'), (list, other, pattern) => {
        expect(resolveAccessToken({ [pattern]: list, elsewhere: other }, 'room-1')).toEqual(byDefault(list));
      }),
    );
  });
});

describe('scopes', () => {
  it.each<[List, List]>([
    [['*:write', '*:read', 'room:presence:write', 'storage:write', 'comments:write'], ['room:write']],
    [['*:read', 'feeds:read', 'comments:public:read'], ['room:read']],
    [
      ['feeds:none', 'comments:private:write', 'comments:none', 'storage:write', 'room:presence:write', 'room:read'],
      ['room:read', 'room:presence:write', 'storage:write', 'comments:none', 'comments:private:write', 'feeds:none'],
    ],
  ])('[AU17] shorten %j to %j', (list, scopes) => {
    expect(scopesOf(byDefault(list))).toEqual(scopes);
  });

  it('[AU17] give the same again', () => {
    fc.assert(
      fc.property(anyRoom, anyPerson, (room, person) => {
        const access = resolvePermissions(room, person);
        fc.pre(access !== null);
        expect(byDefault(access.scopes)).toEqual(access);
        expect(resolveAccessToken({ 'room-1': access.scopes }, 'room-1')).toEqual(access);
      }),
    );
  });
});
