import { MEDIA_ROLES, PERMISSIONS, isPermission } from '@foyer/auth';
import { isRecord, pointerStep, roomIdProblem, textProblem, type FieldError } from '@foyer/core';
import { ROOM_LIMITS } from './room-limits.js';

/**
 * The rules for each field of a room. Each answers what is wrong with a value that came from outside, or `null`, and
 * takes the field's name for the message and the pointer.
 */
export type Rule = (value: unknown, field: string) => FieldError | null;

const problem = (pointer: string, message: string): FieldError => ({ pointer, message });

export const isValidRoomId: Rule = (value, field) => {
  const wrong = roomIdProblem(value);
  return wrong === null ? null : problem(pointerStep(field), `'${field}' ${wrong}.`);
};

export const isValidOrganizationId: Rule = (value, field) =>
  text(value, field, pointerStep(field), ROOM_LIMITS.organizationIdLength);

export const isPermissionList: Rule = (value, field) => permissionList(value, field, pointerStep(field));

export const isMetadata: Rule = (value, field) => metadata(value, field, false);
/** Metadata of an update, where `null` removes an entry. */
export const isMetadataPatch: Rule = (value, field) => metadata(value, field, true);

export const isAccesses: Rule = (value, field) => accesses(value, field, false);
/** Accesses of an update, where `null` removes an id. */
export const isAccessesPatch: Rule = (value, field) => accesses(value, field, true);

function metadata(value: unknown, field: string, nullable: boolean): FieldError | null {
  const root = pointerStep(field);
  if (!isRecord(value)) return problem(root, `'${field}' must be an object.`);
  for (const [key, entry] of Object.entries(value)) {
    const pointer = root + pointerStep(key);
    const wrongKey = text(key, `The metadata key '${key.slice(0, 60)}'`, pointer, ROOM_LIMITS.metadataKeyLength);
    if (wrongKey !== null) return wrongKey;
    if (nullable && entry === null) continue;
    const texts: unknown[] = Array.isArray(entry) ? entry : [entry];
    for (const one of texts) {
      if (typeof one !== 'string') {
        const allowed = nullable
          ? 'a string, a list of strings, or null to remove it'
          : 'a string or a list of strings';
        return problem(pointer, `The metadata value at '${key}' must be ${allowed}.`);
      }
      if (one.length > ROOM_LIMITS.metadataValueLength) {
        return problem(
          pointer,
          `The metadata value at '${key}' must have at most ${ROOM_LIMITS.metadataValueLength} characters.`,
        );
      }
      const wrong = textProblem(one);
      if (wrong !== null) return problem(pointer, `The metadata value at '${key}' ${wrong}.`);
    }
  }
  return nullable ? null : tooManyEntries(value, field);
}

function accesses(value: unknown, field: string, nullable: boolean): FieldError | null {
  const root = pointerStep(field);
  if (!isRecord(value)) return problem(root, `'${field}' must be an object.`);
  for (const [id, list] of Object.entries(value)) {
    const pointer = root + pointerStep(id);
    const wrongId = text(id, `The id '${id.slice(0, 60)}' in '${field}'`, pointer, ROOM_LIMITS.accessIdLength);
    if (wrongId !== null) return wrongId;
    if (nullable && list === null) continue;
    const wrong = permissionList(list, `${field}.${id}`, pointer);
    if (wrong !== null) return wrong;
  }
  return nullable ? null : tooManyEntries(value, field);
}

/** How the calls of a room are. */
export const isMediaSettings: Rule = (value, field) => mediaSettings(value, field, false);
/** The same in an update, where `null` removes a setting, or the role of somebody. */
export const isMediaPatch: Rule = (value, field) => mediaSettings(value, field, true);

/** A role in the call. */
const isMediaRole: Rule = (value, field) =>
  (MEDIA_ROLES as readonly unknown[]).includes(value)
    ? null
    : problem(pointerStep(field), `'${field}' must be one of ${MEDIA_ROLES.join(', ')}.`);

/** Roles by user or group id. */
const isMediaRoles: Rule = (value, field) => mediaRoles(value, field, pointerStep(field), false);
const isMediaRolesPatch: Rule = (value, field) => mediaRoles(value, field, pointerStep(field), true);

const isMaxParticipants: Rule = (value, field) => wholeNumber(value, field, 0, ROOM_LIMITS.participants);
const isCallTimeout: Rule = (value, field) => wholeNumber(value, field, 0, ROOM_LIMITS.timeoutSeconds);

const isAutoRecord: Rule = (value, field) =>
  typeof value === 'boolean' ? null : problem(pointerStep(field), `'${field}' must be true or false.`);

const MEDIA_FIELDS: Readonly<Record<string, { readonly rule: Rule; readonly patch?: Rule }>> = {
  maxParticipants: { rule: isMaxParticipants },
  emptyTimeout: { rule: isCallTimeout },
  departureTimeout: { rule: isCallTimeout },
  autoRecord: { rule: isAutoRecord },
  defaultRole: { rule: isMediaRole },
  usersRoles: { rule: isMediaRoles, patch: isMediaRolesPatch },
  groupsRoles: { rule: isMediaRoles, patch: isMediaRolesPatch },
};

function mediaSettings(value: unknown, field: string, nullable: boolean): FieldError | null {
  const root = pointerStep(field);
  if (!isRecord(value)) return problem(root, `'${field}' must be an object.`);
  for (const [key, setting] of Object.entries(value)) {
    const rules = Object.hasOwn(MEDIA_FIELDS, key) ? MEDIA_FIELDS[key] : undefined;
    if (rules === undefined)
      return problem(
        root + pointerStep(key),
        `'${field}' has no setting '${key.slice(0, 60)}'; the known ones are ${Object.keys(MEDIA_FIELDS).join(', ')}.`,
      );
    if (nullable && setting === null) continue;
    const wrong = (nullable ? (rules.patch ?? rules.rule) : rules.rule)(setting, key);
    if (wrong !== null) return problem(root + wrong.pointer, wrong.message);
  }
  return null;
}

function mediaRoles(value: unknown, field: string, root: string, nullable: boolean): FieldError | null {
  if (!isRecord(value)) return problem(root, `'${field}' must be an object.`);
  for (const [id, role] of Object.entries(value)) {
    const pointer = root + pointerStep(id);
    const wrongId = text(id, `The id '${id.slice(0, 60)}' in '${field}'`, pointer, ROOM_LIMITS.accessIdLength);
    if (wrongId !== null) return wrongId;
    if (nullable && role === null) continue;
    const wrong = isMediaRole(role, `${field}.${id}`);
    if (wrong !== null) return problem(pointer, wrong.message);
  }
  return nullable ? null : tooManyEntries(value, field);
}

function wholeNumber(value: unknown, field: string, min: number, max: number): FieldError | null {
  return Number.isInteger(value) && (value as number) >= min && (value as number) <= max
    ? null
    : problem(pointerStep(field), `'${field}' must be a whole number from ${min} to ${max}.`);
}

/** The limit on entries, for what a room will hold after the change. `field` may be a path: `media/usersRoles`. */
export const tooManyEntries: Rule = (value, field) => {
  const limit = field === 'metadata' ? ROOM_LIMITS.metadataEntries : ROOM_LIMITS.accessIds;
  const count = isRecord(value) ? Object.keys(value).length : 0;
  return count <= limit
    ? null
    : problem(
        field.split('/').map(pointerStep).join(''),
        `'${field}' can hold at most ${limit} entries; this would make ${count}.`,
      );
};

function permissionList(value: unknown, name: string, pointer: string): FieldError | null {
  if (!Array.isArray(value)) return problem(pointer, `'${name}' must be a list of permissions.`);
  const at = value.findIndex((item) => !isPermission(item));
  if (at === -1) return null;
  return problem(
    `${pointer}/${at}`,
    `'${name}' holds an unknown permission; the known ones are ${PERMISSIONS.join(', ')}.`,
  );
}

function text(value: unknown, name: string, pointer: string, maxLength: number): FieldError | null {
  const quoted = name.includes("'") ? name : `'${name}'`;
  if (typeof value !== 'string') return problem(pointer, `${quoted} must be a string.`);
  if (value.length === 0) return problem(pointer, `${quoted} must not be empty.`);
  if (value.length > maxLength) return problem(pointer, `${quoted} must have at most ${maxLength} characters.`);
  const wrong = textProblem(value);
  return wrong === null ? null : problem(pointer, `${quoted} ${wrong}.`);
}
