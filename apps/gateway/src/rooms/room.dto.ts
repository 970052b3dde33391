import type { Permission } from '@foyer/auth';
import type { RoomId } from '@foyer/core';
import {
  ROOM_LIMITS,
  isAccesses,
  isAccessesPatch,
  isMediaPatch,
  isMediaSettings,
  isMetadata,
  isMetadataPatch,
  isPermissionList,
  isValidOrganizationId,
  isValidRoomId,
  type Accesses,
  type MediaPatch,
  type MediaSettings,
  type Metadata,
  type RoomPatch,
} from '@foyer/room-registry';
import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { MediaPatchBody, MediaSettingsBody } from '../platform/http/media-fields.js';
import { Alias, Follows, MayBeAbsent, Nested } from '../platform/http/fields.js';
import {
  accessesSchema,
  metadataSchema,
  organizationIdSchema,
  permissionsReference,
  permissionsSchema,
  roomIdSchema,
} from '../platform/openapi/schemas.js';

const metadataExample = { color: 'blue', tags: ['draft', 'team-a'] };
const usersExample = { alice: ['room:write'] };
const groupsExample = { product: ['room:read', 'room:presence:write'] };

/** A room as the API shows it. */
export class RoomBody {
  @ApiProperty({ description: 'Always `room`.', enum: ['room'], example: 'room' })
  type: 'room';

  @ApiProperty({ ...roomIdSchema, description: 'Its id, as given when it was made or renamed.', example: 'my-room' })
  id: string;

  @ApiProperty({ description: 'The organization it belongs to; `default` if none was given.', example: 'default' })
  organizationId: string;

  @ApiProperty({
    description: 'When somebody last connected; `createdAt` until somebody does.',
    format: 'date-time',
    example: '2026-08-22T15:10:25.225Z',
    type: String,
  })
  lastConnectionAt: string;

  @ApiProperty({
    description: 'When it was made.',
    format: 'date-time',
    example: '2026-08-22T15:10:25.225Z',
    type: String,
  })
  createdAt: string;

  @ApiProperty({
    ...metadataSchema,
    description: 'Your own entries; rooms can be found by them.',
    example: metadataExample,
  })
  metadata: Metadata;

  @ApiProperty({
    ...permissionsSchema,
    description: 'What everybody may do; `[]` makes the room private.',
    example: ['room:write'],
  })
  defaultAccesses: Permission[];

  @ApiProperty({ ...accessesSchema, description: 'What each of these groups may do.', example: groupsExample })
  groupsAccesses: Accesses;

  @ApiProperty({ ...accessesSchema, description: 'What each of these users may do.', example: usersExample })
  usersAccesses: Accesses;

  @ApiPropertyOptional({
    description: 'How the calls of the room are; absent where all is as by default.',
    type: MediaSettingsBody,
  })
  media?: MediaSettings;
}

/** What a room starts with, apart from its id. */
export class NewRoomFieldsBody {
  @ApiProperty({
    ...permissionsSchema,
    description: 'What everybody may do; `[]` makes the room private. Also read from `default_accesses`.',
    example: ['room:write'],
  })
  @Alias('default_accesses')
  @Follows(isPermissionList)
  defaultAccesses: Permission[];

  @ApiPropertyOptional({
    ...metadataSchema,
    description: `Your own entries: at most ${ROOM_LIMITS.metadataEntries}.`,
    example: metadataExample,
  })
  @MayBeAbsent()
  @Follows(isMetadata)
  metadata?: Metadata;

  @ApiPropertyOptional({
    ...accessesSchema,
    description: 'What each of these users may do. Also read from `users_accesses`.',
    example: usersExample,
  })
  @Alias('users_accesses')
  @MayBeAbsent()
  @Follows(isAccesses)
  usersAccesses?: Accesses;

  @ApiPropertyOptional({
    ...accessesSchema,
    description: 'What each of these groups may do. Also read from `groups_accesses`.',
    example: groupsExample,
  })
  @Alias('groups_accesses')
  @MayBeAbsent()
  @Follows(isAccesses)
  groupsAccesses?: Accesses;

  @ApiPropertyOptional({ description: 'How the calls of the room are.', type: MediaSettingsBody })
  @MayBeAbsent()
  @Follows(isMediaSettings)
  media?: MediaSettings;

  @ApiPropertyOptional({
    ...organizationIdSchema,
    description: 'The organization it belongs to. Also read from `tenantId`.',
    example: 'acme',
    default: 'default',
  })
  @Alias('tenantId')
  @MayBeAbsent()
  @Follows(isValidOrganizationId)
  organizationId?: string;
}

export class CreateRoomBody extends NewRoomFieldsBody {
  @ApiProperty({ ...roomIdSchema, description: 'The id of the room: any text but `.` and `..`.', example: 'my-room' })
  @Follows(isValidRoomId)
  id: RoomId;
}

type Reference = typeof permissionsReference | (typeof metadataSchema)['additionalProperties'];

const patchOf = (value: Reference, description: string, example: unknown): ApiPropertyOptions => ({
  type: 'object',
  nullable: true,
  additionalProperties: { oneOf: [...('oneOf' in value ? value.oneOf : [value]), { type: 'null' as const }] },
  description,
  example,
});

/** What changes; what is absent stays. */
export class UpdateRoomBody implements RoomPatch {
  @ApiPropertyOptional({
    ...permissionsSchema,
    nullable: true,
    description: 'Replaces the list; `null` makes the room private.',
    example: ['room:read'],
  })
  @Alias('default_accesses')
  @IsOptional()
  @Follows(isPermissionList)
  defaultAccesses?: Permission[] | null;

  @ApiPropertyOptional(
    patchOf(metadataSchema.additionalProperties, 'Entries to set, `null` to remove one; `null` for all removes all.', {
      color: 'red',
      tags: null,
    }),
  )
  @IsOptional()
  @Follows(isMetadataPatch)
  metadata?: Record<string, string | string[] | null> | null;

  @ApiPropertyOptional(
    patchOf(permissionsReference, 'Users to set, `null` to remove one. Also read from `users_accesses`.', {
      alice: ['room:write'],
      bob: null,
    }),
  )
  @Alias('users_accesses')
  @IsOptional()
  @Follows(isAccessesPatch)
  usersAccesses?: Record<string, Permission[] | null> | null;

  @ApiPropertyOptional(
    patchOf(permissionsReference, 'Groups to set, `null` to remove one. Also read from `groups_accesses`.', {
      product: ['room:read'],
      sales: null,
    }),
  )
  @Alias('groups_accesses')
  @IsOptional()
  @Follows(isAccessesPatch)
  groupsAccesses?: Record<string, Permission[] | null> | null;

  @ApiPropertyOptional({
    description: 'Settings of calls to change, `null` to remove one; `null` for all removes all.',
    type: MediaPatchBody,
    nullable: true,
  })
  @IsOptional()
  @Follows(isMediaPatch)
  media?: MediaPatch | null;
}

export class UpsertRoomBody {
  @ApiProperty({
    type: UpdateRoomBody,
    description: 'What changes in a room that is there, or is laid over `create` in a new one.',
  })
  @Nested(() => UpdateRoomBody)
  update: UpdateRoomBody;

  @ApiPropertyOptional({
    type: NewRoomFieldsBody,
    description: 'What a new room starts with; ignored when the room is there.',
  })
  @MayBeAbsent()
  @Nested(() => NewRoomFieldsBody)
  create?: NewRoomFieldsBody;
}

export class RenameRoomBody {
  @ApiProperty({ ...roomIdSchema, description: 'The new id.', example: 'my-better-room' })
  @Follows(isValidRoomId)
  newRoomId: RoomId;
}

export class MoveRoomBody {
  @ApiProperty({
    ...organizationIdSchema,
    description: 'The organization that the room is in now.',
    example: 'default',
  })
  @Follows(isValidOrganizationId)
  fromOrganizationId: string;

  @ApiProperty({ ...organizationIdSchema, description: 'The organization that it goes to.', example: 'acme' })
  @Follows(isValidOrganizationId)
  toOrganizationId: string;
}

export class RoomPageBody {
  @ApiProperty({
    description: 'Path of the next page with the same filters; `null` on the last one.',
    type: String,
    nullable: true,
    example: '/v2/rooms?startingAfter=WzE3NjM5OTA4MjUyMjUsIjIxIl0',
  })
  nextPage: string | null;

  @ApiProperty({
    description: 'The `startingAfter` of the next page; `null` on the last one.',
    type: String,
    nullable: true,
    example: 'WzE3NjM5OTA4MjUyMjUsIjIxIl0',
  })
  nextCursor: string | null;

  @ApiProperty({ description: 'The rooms, newest first.', type: [RoomBody] })
  data: RoomBody[];
}
