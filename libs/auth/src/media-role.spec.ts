import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MEDIA_ROLES, type MediaRights, type MediaRole, type MediaRoles } from './media-role.js';
import { PERMISSIONS, type Permission } from './permission-names.js';
import { resolveAccessToken, resolvePermissions, type Person } from './permissions.js';

const aRoom = (defaultAccesses: readonly Permission[], media?: MediaRoles) => ({
  defaultAccesses,
  groupsAccesses: {},
  usersAccesses: {},
  media,
});

const roleOf = (person: Person, media: MediaRoles): MediaRole | undefined =>
  resolvePermissions(aRoom(['room:read'], media), person)?.media.role;

const READ: readonly Permission[] = ['room:read'];
const READ_WITH_PRESENCE: readonly Permission[] = ['room:read', 'room:presence:write'];
const WRITE: readonly Permission[] = ['room:write'];

const everything = { canPublish: true, canPublishData: true, canSubscribe: true };
const nothing = { canPublish: false, canPublishData: false, canSubscribe: false };
const viewing = { canPublish: false, canPublishData: false, canSubscribe: true };
const viewingWithData = { canPublish: false, canPublishData: true, canSubscribe: true };

const ids = ['a', 'b', '__proto__', 'constructor'];
const roles = fc.dictionary(fc.constantFrom(...ids), fc.constantFrom(...MEDIA_ROLES));
const anyMedia: fc.Arbitrary<MediaRoles> = fc.record(
  { defaultRole: fc.constantFrom(...MEDIA_ROLES), groupsRoles: roles, usersRoles: roles },
  { requiredKeys: [] },
);
const anyPerson: fc.Arbitrary<Person> = fc.record(
  { userId: fc.constantFrom(...ids), groupIds: fc.subarray(ids) },
  { requiredKeys: [] },
);
const aList = fc.array(fc.constantFrom(...PERMISSIONS), { maxLength: 6 });

describe('the role in a call', () => {
  it.each<[readonly Permission[], MediaRights | undefined]>([
    [WRITE, { role: 'publisher', ...everything }],
    [['*:write'], { role: 'publisher', ...everything }],
    [['room:write', 'storage:none'], { role: 'publisher', ...everything }],
    [READ_WITH_PRESENCE, { role: 'viewer', ...viewingWithData }],
    [READ, { role: 'viewer', ...viewing }],
    [['room:read', 'storage:write'], { role: 'viewer', ...viewing }],
    [[], undefined],
  ])('[AU18] %j alone gives %j', (list, rights) => {
    expect(resolvePermissions(aRoom(list), {})?.media).toEqual(rights);
    expect(resolveAccessToken({ '*': list }, 'room-1')?.media).toEqual(rights);
  });

  it.each<[MediaRole, Omit<MediaRights, 'role'>]>([
    ['moderator', everything],
    ['publisher', everything],
    ['viewer', viewing],
    ['none', nothing],
  ])('[AU19] %s may %j', (role, rights) => {
    expect(resolvePermissions(aRoom(READ, { defaultRole: role }), {})?.media).toEqual({ role, ...rights });
  });

  it('[AU19] gives no right exactly when the role is none', () => {
    fc.assert(
      fc.property(aList, anyMedia, anyPerson, (list, media, person) => {
        const rights = resolvePermissions(aRoom(list, media), person)?.media;
        fc.pre(rights !== undefined);
        expect(!rights.canPublish && !rights.canPublishData && !rights.canSubscribe).toBe(rights.role === 'none');
      }),
    );
  });

  it.each<[readonly Permission[], Omit<MediaRights, 'role'>]>([
    [READ, viewing],
    [READ_WITH_PRESENCE, viewingWithData],
    [WRITE, viewingWithData],
  ])('[AU20] a viewer with %j may %j', (list, rights) => {
    expect(resolvePermissions(aRoom(list, { defaultRole: 'viewer' }), {})?.media).toEqual({
      role: 'viewer',
      ...rights,
    });
  });

  it.each<[string, MediaRoles, MediaRole]>([
    ['the permissions without any role', {}, 'viewer'],
    ['the default role', { defaultRole: 'publisher' }, 'publisher'],
    ['a group before the default role', { defaultRole: 'moderator', groupsRoles: { g1: 'viewer' } }, 'viewer'],
    ['the strongest of the groups', { groupsRoles: { g1: 'viewer', g2: 'publisher' } }, 'publisher'],
    ['the strongest of the groups, in any order', { groupsRoles: { g1: 'moderator', g2: 'none' } }, 'moderator'],
    ['a group that takes the call away', { defaultRole: 'publisher', groupsRoles: { g2: 'none' } }, 'none'],
    ['the user before the groups', { groupsRoles: { g1: 'moderator' }, usersRoles: { al: 'viewer' } }, 'viewer'],
    [
      'the user before everything',
      { defaultRole: 'moderator', groupsRoles: { g1: 'moderator' }, usersRoles: { al: 'none' } },
      'none',
    ],
    ['nothing meant for others', { groupsRoles: { g3: 'moderator' }, usersRoles: { bo: 'moderator' } }, 'viewer'],
  ])('[AU21] comes from %s', (_, media, role) => {
    const person = { userId: 'al', groupIds: ['g1', 'g2'] };
    expect(roleOf(person, media)).toBe(role);
    expect(resolveAccessToken({ '*': READ }, 'room-1', person, media)?.media.role).toBe(role);
  });

  it('[AU21] of an anonymous user comes from the groups or the default role', () => {
    const media: MediaRoles = {
      defaultRole: 'publisher',
      groupsRoles: { g: 'moderator' },
      usersRoles: { undefined: 'none' },
    };
    expect(roleOf({}, media)).toBe('publisher');
    expect(roleOf({ groupIds: ['g'] }, media)).toBe('moderator');
  });

  it.each(['__proto__', 'constructor', 'toString'])('[AU11] takes %s for an id like any other', (id) => {
    const person = { userId: id, groupIds: [id] };
    const named = JSON.parse(`{"${id}":"moderator"}`) as Record<string, MediaRole>;
    expect(roleOf(person, { usersRoles: {}, groupsRoles: {} })).toBe('viewer');
    expect(roleOf(person, { usersRoles: named })).toBe('moderator');
    expect(roleOf(person, { groupsRoles: named })).toBe('moderator');
  });

  it('[AU22] lets nobody in', () => {
    const media: MediaRoles = {
      defaultRole: 'moderator',
      groupsRoles: { g: 'moderator' },
      usersRoles: { al: 'moderator' },
    };
    const person = { userId: 'al', groupIds: ['g'] };
    expect(resolvePermissions(aRoom(['storage:write'], media), person)).toBeNull();
    expect(resolveAccessToken({ other: WRITE }, 'room-1', person, media)).toBeNull();
  });

  it('[AU23] changes nothing in the document', () => {
    fc.assert(
      fc.property(aList, anyMedia, anyPerson, (list, media, person) => {
        const withRoles = resolvePermissions(aRoom(list, media), person);
        const without = resolvePermissions(aRoom(list), person);
        expect(withRoles?.permissions).toEqual(without?.permissions);
        expect(withRoles?.scopes).toEqual(without?.scopes);
      }),
    );
  });
});
