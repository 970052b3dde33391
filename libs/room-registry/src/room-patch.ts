import type { MediaRole, Permission } from '@foyer/auth';
import type { Accesses, MediaSettings, Metadata, NewRoom } from '@foyer/database';
import { invalid } from '@foyer/core';
import { tooManyEntries } from './room-rules.js';

type Patch<T> = { readonly [key: string]: T | null } | null;

/** What an update sends: absent leaves, `null` clears the whole field, `null` at an entry removes it. */
export interface RoomPatch {
  readonly metadata?: Patch<string | string[]>;
  readonly defaultAccesses?: Permission[] | null;
  readonly usersAccesses?: Patch<Permission[]>;
  readonly groupsAccesses?: Patch<Permission[]>;
  readonly media?: MediaPatch | null;
}

/** The same for the settings of calls. */
export type MediaPatch = {
  readonly [K in Exclude<keyof MediaSettings, 'usersRoles' | 'groupsRoles'>]?: MediaSettings[K] | null;
} & { readonly usersRoles?: Patch<MediaRole>; readonly groupsRoles?: Patch<MediaRole> };

/** The room as the patch leaves it. Throws 422 when it would hold more than a room may. */
export function applyPatch<T extends NewRoom>(room: T, patch: RoomPatch): T {
  const patched = {
    ...room,
    metadata: patchRecord<string | string[]>(room.metadata, patch.metadata) satisfies Metadata,
    defaultAccesses: patch.defaultAccesses === undefined ? room.defaultAccesses : (patch.defaultAccesses ?? []),
    usersAccesses: patchRecord<Permission[]>(room.usersAccesses, patch.usersAccesses) satisfies Accesses,
    groupsAccesses: patchRecord<Permission[]>(room.groupsAccesses, patch.groupsAccesses) satisfies Accesses,
    media: patchMedia(room.media, patch.media),
  };
  const errors = [
    ...(['metadata', 'usersAccesses', 'groupsAccesses'] as const).flatMap(
      (field) => tooManyEntries(patched[field], field) ?? [],
    ),
    ...(['usersRoles', 'groupsRoles'] as const).flatMap(
      (field) => tooManyEntries(patched.media[field] ?? {}, `media/${field}`) ?? [],
    ),
  ];
  if (errors.length > 0) throw invalid(errors);
  return patched;
}

function patchMedia(current: MediaSettings, patch: MediaPatch | null | undefined): MediaSettings {
  if (patch === undefined) return current;
  if (patch === null) return {};
  const { usersRoles, groupsRoles, ...plain } = patch;
  return {
    ...patchRecord<unknown>({ ...current }, plain),
    ...rolesOf('usersRoles', current.usersRoles, usersRoles),
    ...rolesOf('groupsRoles', current.groupsRoles, groupsRoles),
  };
}

/** Absent where nobody is named. */
function rolesOf(
  field: 'usersRoles' | 'groupsRoles',
  current: Readonly<Record<string, MediaRole>> = {},
  patch: Patch<MediaRole> | undefined,
): Pick<MediaSettings, typeof field> {
  const roles = patchRecord<MediaRole>({ ...current }, patch);
  return { [field]: Object.keys(roles).length === 0 ? undefined : roles };
}

function patchRecord<T>(current: Record<string, T>, patch: Patch<T> | undefined): Record<string, T> {
  if (patch === undefined) return current;
  if (patch === null) return {};
  // Through a map, not by assignment: the keys are the caller's.
  const merged = new Map(Object.entries(current));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, value);
  }
  return Object.fromEntries(merged);
}
