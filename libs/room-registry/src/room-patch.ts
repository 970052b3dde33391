import type { Permission } from '@foyer/auth';
import type { Accesses, Metadata, NewRoom } from '@foyer/database';
import { invalid } from '@foyer/core';
import { tooManyEntries } from './room-rules.js';

type Patch<T> = { readonly [key: string]: T | null } | null;

/** What an update sends: absent leaves, `null` clears the whole field, `null` at an entry removes it. */
export interface RoomPatch {
  readonly metadata?: Patch<string | string[]>;
  readonly defaultAccesses?: Permission[] | null;
  readonly usersAccesses?: Patch<Permission[]>;
  readonly groupsAccesses?: Patch<Permission[]>;
}

/** The room as the patch leaves it. Throws 422 when it would hold more than a room may. */
export function applyPatch<T extends NewRoom>(room: T, patch: RoomPatch): T {
  const patched = {
    ...room,
    metadata: patchRecord<string | string[]>(room.metadata, patch.metadata) satisfies Metadata,
    defaultAccesses: patch.defaultAccesses === undefined ? room.defaultAccesses : (patch.defaultAccesses ?? []),
    usersAccesses: patchRecord<Permission[]>(room.usersAccesses, patch.usersAccesses) satisfies Accesses,
    groupsAccesses: patchRecord<Permission[]>(room.groupsAccesses, patch.groupsAccesses) satisfies Accesses,
  };
  const errors = (['metadata', 'usersAccesses', 'groupsAccesses'] as const).flatMap(
    (field) => tooManyEntries(patched[field], field) ?? [],
  );
  if (errors.length > 0) throw invalid(errors);
  return patched;
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
