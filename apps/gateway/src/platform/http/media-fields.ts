import { MEDIA_ROLES, type MediaRole } from '@foyer/auth';
import { ROOM_LIMITS, type MediaPatch, type MediaSettings } from '@foyer/room-registry';
import { ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';

const roleSchema = { type: 'string' as const, enum: [...MEDIA_ROLES] };
const rolesSchema = {
  type: 'object' as const,
  maxProperties: ROOM_LIMITS.accessIds,
  additionalProperties: roleSchema,
};
/** The limit is on what is there after the change. */
const rolesPatchSchema = {
  type: 'object' as const,
  nullable: true,
  additionalProperties: { oneOf: [roleSchema, { type: 'null' as const }] },
};
const count = (maximum: number): ApiPropertyOptions => ({ type: 'integer', minimum: 0, maximum });

const SAID = {
  maxParticipants: { description: 'How many may be in a call at once; 0 for no limit.', example: 20 },
  emptyTimeout: { description: 'Seconds that a call stays open before anybody has come.', example: 600 },
  departureTimeout: { description: 'Seconds that it stays open after the last one has left.', example: 20 },
  autoRecord: {
    description:
      'Whether every call is recorded as a room composite, from its beginning to its end, into the default storage. Counts at once, also for a call that is open; a recording that goes on is not stopped by a change.',
    example: true,
  },
  defaultRole: {
    description:
      'The role of everybody who has access to the room and is named nowhere below. Absent: who may write publishes, who may read watches.',
    example: 'viewer',
  },
  usersRoles: {
    description: 'Roles of these users. A role never gives access to the room.',
    example: { alice: 'moderator' },
  },
  groupsRoles: { description: 'Roles of these groups; the strongest counts.', example: { product: 'publisher' } },
} as const;

/** How the calls of a room are. What is absent is LiveKit's default. */
export class MediaSettingsBody implements MediaSettings {
  @ApiPropertyOptional({ ...SAID.maxParticipants, ...count(ROOM_LIMITS.participants) })
  maxParticipants?: number;

  @ApiPropertyOptional({ ...SAID.emptyTimeout, ...count(ROOM_LIMITS.timeoutSeconds) })
  emptyTimeout?: number;

  @ApiPropertyOptional({ ...SAID.departureTimeout, ...count(ROOM_LIMITS.timeoutSeconds) })
  departureTimeout?: number;

  @ApiPropertyOptional({ ...SAID.autoRecord, type: Boolean })
  autoRecord?: boolean;

  @ApiPropertyOptional({ ...SAID.defaultRole, enum: MEDIA_ROLES, enumName: 'MediaRole' })
  defaultRole?: MediaRole;

  @ApiPropertyOptional({ ...SAID.usersRoles, ...rolesSchema })
  usersRoles?: Record<string, MediaRole>;

  @ApiPropertyOptional({ ...SAID.groupsRoles, ...rolesSchema })
  groupsRoles?: Record<string, MediaRole>;
}

/** What changes; what is absent stays, `null` removes. */
export class MediaPatchBody implements MediaPatch {
  @ApiPropertyOptional({ ...SAID.maxParticipants, ...count(ROOM_LIMITS.participants), nullable: true })
  maxParticipants?: number | null;

  @ApiPropertyOptional({ ...SAID.emptyTimeout, ...count(ROOM_LIMITS.timeoutSeconds), nullable: true })
  emptyTimeout?: number | null;

  @ApiPropertyOptional({ ...SAID.departureTimeout, ...count(ROOM_LIMITS.timeoutSeconds), nullable: true })
  departureTimeout?: number | null;

  @ApiPropertyOptional({ ...SAID.autoRecord, type: Boolean, nullable: true })
  autoRecord?: boolean | null;

  @ApiPropertyOptional({ ...SAID.defaultRole, ...roleSchema, nullable: true })
  defaultRole?: MediaRole | null;

  @ApiPropertyOptional({ ...SAID.usersRoles, ...rolesPatchSchema })
  usersRoles?: Record<string, MediaRole | null> | null;

  @ApiPropertyOptional({ ...SAID.groupsRoles, ...rolesPatchSchema })
  groupsRoles?: Record<string, MediaRole | null> | null;
}
