import { assignedRole, rightsOf, type MediaRights, type MediaRoles } from './media-role.js';
import {
  FEATURES,
  LEVELS,
  MEANINGS,
  type AccessLevel,
  type Feature,
  type Permission,
  type Subject,
} from './permission-names.js';

/** What a person may do in the document half of a room. */
export interface EffectivePermissions extends Readonly<Record<Feature, AccessLevel>> {
  readonly room: 'read' | 'write';
  /** Only the call asks for it: in the document, everybody who may read has presence. */
  readonly presence: boolean;
}

/** What a person may do in both halves of a room. */
export interface ResolvedAccess {
  readonly permissions: EffectivePermissions;
  /** The same as the shortest list of names; resolving it gives these permissions again. */
  readonly scopes: readonly Permission[];
  readonly media: MediaRights;
}

/** Permissions by user id, by group id or by room pattern. Made from JSON: look up own properties only. */
type PermissionsById = Readonly<Record<string, readonly Permission[]>>;

/** Who gets what in a room. */
export interface RoomAccesses {
  readonly defaultAccesses: readonly Permission[];
  readonly groupsAccesses: PermissionsById;
  readonly usersAccesses: PermissionsById;
  /** Roles in the call, where they differ from what the permissions give. */
  readonly media?: MediaRoles;
}

/** Somebody who wants in; without a `userId` an anonymous user. */
export interface Person {
  readonly userId?: string;
  readonly groupIds?: readonly string[];
}

/**
 * What the accesses of a room give a person; `null` is no access at all. For whoever comes with an identity only: an ID
 * token, or a token bound to this room.
 */
export function resolvePermissions(room: RoomAccesses, person: Person): ResolvedAccess | null {
  const { userId, groupIds = [] } = person;
  const byDefault = tableOf(room.defaultAccesses);
  const ofGroups = groupIds.map((id) => tableOf(ownList(room.groupsAccesses, id))).reduce(strongestOfEach, {});
  const ofUser = userId === undefined ? {} : tableOf(ownList(room.usersAccesses, userId));
  return resolve(overlay(overlay(byDefault, ofGroups), ofUser), person, room.media);
}

export const ACCESS_TOKEN_PATTERNS_MAX = 10;

/** What an access token may name: all rooms, one room, or the beginning of room ids followed by `*`. */
export function isRoomPattern(value: string): boolean {
  return /^([*]|[^*]{1,128}[*]?)$/.test(value);
}

/**
 * What an access token gives its bearer in one room; `null` is no access at all. The token is the only truth about the
 * document: the room's accesses are not asked. Its `media` roles still say who does what in the call.
 */
export function resolveAccessToken(
  permissions: PermissionsById,
  roomId: string,
  person: Person = {},
  media?: MediaRoles,
): ResolvedAccess | null {
  const matching = Object.entries(permissions)
    .filter(([pattern]) => (isPrefix(pattern) ? roomId.startsWith(prefixOf(pattern)) : pattern === roomId))
    .map(([pattern, list]) => ({ specificity: prefixOf(pattern).length, table: tableOf(list) }));
  const table: Table = {};
  for (const subject of SUBJECTS) {
    const naming = matching.filter((match) => match.table[subject] !== undefined);
    const highest = Math.max(...naming.map((match) => match.specificity));
    // The base is the strongest of all, so that a token can add one room to a pattern; a feature is an exception from
    // the base, so the closest exception counts.
    const isBase = subject === 'room' || subject === 'presence';
    const deciding = isBase ? naming : naming.filter((match) => match.specificity === highest);
    table[subject] = deciding.map((match) => match.table[subject]).reduce(strongest, undefined);
  }
  return resolve(table, person, media);
}

const isPrefix = (pattern: string): boolean => pattern.endsWith('*');
const prefixOf = (pattern: string): string => (isPrefix(pattern) ? pattern.slice(0, -1) : pattern);

const SUBJECTS: readonly Subject[] = ['room', 'presence', ...FEATURES];

/** What one list of permissions says; it is silent about what is missing. */
type Table = Partial<Record<Subject, AccessLevel>>;

function tableOf(list: readonly Permission[]): Table {
  const table: Table = {};
  for (const permission of list) {
    const meaning = MEANINGS.get(permission);
    if (meaning !== undefined) table[meaning.subject] = strongest(table[meaning.subject], meaning.level);
  }
  // Whoever names the whole means its parts too: without this a user's `comments:read` or `room:read` could not lower
  // what the default says about public comments or about presence.
  table['comments:public'] ??= table.comments;
  table['comments:private'] ??= table.comments;
  table.presence ??= table.room;
  return table;
}

function ownList(accesses: PermissionsById, id: string): readonly Permission[] {
  return (Object.hasOwn(accesses, id) ? accesses[id] : undefined) ?? [];
}

function overlay(under: Table, over: Table): Table {
  return Object.fromEntries(SUBJECTS.map((subject) => [subject, over[subject] ?? under[subject]]));
}

function strongestOfEach(left: Table, right: Table): Table {
  return Object.fromEntries(SUBJECTS.map((subject) => [subject, strongest(left[subject], right[subject])]));
}

function strongest(left: AccessLevel | undefined, right: AccessLevel | undefined): AccessLevel | undefined {
  return rank(left) < rank(right) ? right : left;
}

/** Silence is weaker than a spoken `none`. */
const rank = (level: AccessLevel | undefined): number => (level === undefined ? -1 : LEVELS.indexOf(level));

function resolve(table: Table, { userId, groupIds = [] }: Person, media: MediaRoles = {}): ResolvedAccess | null {
  const permissions = effective(table);
  if (permissions === null) return null;
  const role = assignedRole(media, userId, groupIds) ?? (permissions.room === 'write' ? 'publisher' : 'viewer');
  return { permissions, scopes: scopesOf(permissions), media: rightsOf(role, permissions.presence) };
}

function effective(table: Table): EffectivePermissions | null {
  const { room } = table;
  if (room === undefined || room === 'none') return null;
  const comments = table.comments ?? room;
  return {
    room,
    presence: table.presence === 'write',
    storage: table.storage ?? room,
    comments,
    'comments:public': table['comments:public'] ?? comments,
    'comments:private': table['comments:private'] ?? comments,
    feeds: table.feeds ?? room,
  };
}

function scopesOf(permissions: EffectivePermissions): Permission[] {
  const { room, presence, comments } = permissions;
  const exceptions = FEATURES.filter((feature) => {
    const inherited = feature.startsWith('comments:') ? comments : room;
    return permissions[feature] !== inherited;
  });
  return [
    `room:${room}`,
    ...(room === 'read' && presence ? (['room:presence:write'] as const) : []),
    ...exceptions.map((feature) => `${feature}:${permissions[feature]}` as const),
  ];
}
