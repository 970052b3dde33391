import { PERMISSIONS } from '@foyer/auth';
import { ROOM_ID_MAX_LENGTH } from '@foyer/core';
import { ROOM_LIMITS } from '@foyer/room-registry';
import { USER_LIMITS } from '../http/user-fields.js';

/** Shapes that many fields share, in the words of JSON Schema. */
export const roomIdSchema = { type: 'string' as const, minLength: 1, maxLength: ROOM_ID_MAX_LENGTH };

export const organizationIdSchema = {
  type: 'string' as const,
  minLength: 1,
  maxLength: ROOM_LIMITS.organizationIdLength,
};

/** A field that is a list of permissions. */
export const permissionsSchema = { enum: [...PERMISSIONS], enumName: 'Permission', isArray: true as const };

/** A list of permissions inside another shape, which can only point to the named one. */
export const permissionsReference = { type: 'array' as const, items: { $ref: '#/components/schemas/Permission' } };

export const accessesSchema = {
  type: 'object' as const,
  maxProperties: ROOM_LIMITS.accessIds,
  additionalProperties: permissionsReference,
};

const metadataText = { type: 'string' as const, maxLength: ROOM_LIMITS.metadataValueLength };

export const metadataSchema = {
  type: 'object' as const,
  maxProperties: ROOM_LIMITS.metadataEntries,
  propertyNames: { minLength: 1, maxLength: ROOM_LIMITS.metadataKeyLength },
  additionalProperties: { oneOf: [metadataText, { type: 'array' as const, items: metadataText }] },
};

export const userIdSchema = {
  type: 'string' as const,
  minLength: 1,
  maxLength: USER_LIMITS.userIdLength,
  example: 'alice',
};

export const groupIdsSchema = {
  type: 'array' as const,
  maxItems: USER_LIMITS.groupIds,
  items: { type: 'string' as const, minLength: 1, maxLength: USER_LIMITS.groupIdLength },
  example: ['product'],
};

export const userInfoSchema = { type: 'object' as const, additionalProperties: true };

/** Any JSON value. */
export const anyJsonSchema = {
  oneOf: [
    { type: 'object' as const, additionalProperties: true },
    { type: 'array' as const, items: {} },
    { type: 'string' as const },
    { type: 'number' as const },
    { type: 'boolean' as const },
    { type: 'null' as const },
  ],
};
