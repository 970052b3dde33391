import { ACCESS_TOKEN_PATTERNS_MAX, PERMISSIONS, isPermission, isRoomPattern, type Permission } from '@foyer/auth';
import { isRecord, pointerStep } from '@foyer/core';
import { isValidOrganizationId } from '@foyer/room-registry';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString } from 'class-validator';
import { Alias, Follows, MayBeAbsent, type Rule } from '../platform/http/fields.js';
import { USER_LIMITS, isGroupIds, isUserId, isUserInfo, isUserInfoObject } from '../platform/http/user-fields.js';
import {
  accessesSchema,
  anyJsonSchema,
  groupIdsSchema,
  organizationIdSchema,
  permissionsSchema,
  userIdSchema,
  userInfoSchema,
} from '../platform/openapi/schemas.js';

const infoExample = { name: 'Alice', avatar: 'https://example.org/alice.png' };

const isPermissionsByPattern: Rule = (value, field) => {
  const pointer = pointerStep(field);
  if (!isRecord(value))
    return { pointer, message: `'${field}' must be an object of permission lists by room id or pattern.` };
  const entries = Object.entries(value);
  if (entries.length > ACCESS_TOKEN_PATTERNS_MAX) {
    return {
      pointer,
      message: `'${field}' can name at most ${ACCESS_TOKEN_PATTERNS_MAX} rooms or patterns; it names ${entries.length}.`,
    };
  }
  for (const [pattern, list] of entries) {
    const at = pointer + pointerStep(pattern);
    if (!isRoomPattern(pattern))
      return {
        pointer: at,
        message: `'${pattern.slice(0, 60)}' is not a room id, nor a beginning of one followed by '*'.`,
      };
    if (!Array.isArray(list)) return { pointer: at, message: `The permissions for '${pattern}' must be a list.` };
    const unknown = list.findIndex((item) => !isPermission(item));
    if (unknown !== -1)
      return {
        pointer: `${at}/${unknown}`,
        message: `The permissions for '${pattern}' hold an unknown one; the known ones are ${PERMISSIONS.join(', ')}.`,
      };
  }
  return null;
};

/** Who a token of either kind is for. */
class TokenUserBody {
  @ApiProperty({ ...userIdSchema, description: 'Who the token is for.' })
  @Follows(isUserId)
  userId: string;

  @ApiPropertyOptional({
    ...userInfoSchema,
    description: `What other users see of this one; at most ${USER_LIMITS.userInfoLength} characters as JSON.`,
    example: infoExample,
  })
  @MayBeAbsent()
  @Follows(isUserInfoObject)
  userInfo?: Record<string, unknown>;

  @ApiPropertyOptional({
    ...organizationIdSchema,
    description: 'The organization that the token is bound to. Also read from `tenantId`.',
    default: 'default',
    example: 'acme',
  })
  @Alias('tenantId')
  @MayBeAbsent()
  @Follows(isValidOrganizationId)
  organizationId?: string;
}

export class AuthorizeUserBody extends TokenUserBody {
  @ApiProperty({
    ...accessesSchema,
    maxProperties: ACCESS_TOKEN_PATTERNS_MAX,
    description: `What the user may do, by room id or by the beginning of one followed by \`*\`; at most ${ACCESS_TOKEN_PATTERNS_MAX}.`,
    example: { 'my-room': ['room:write'], 'team-a:*': ['room:read'] },
  })
  @Follows(isPermissionsByPattern)
  permissions: Record<string, Permission[]>;
}

export class IdentifyUserBody extends TokenUserBody {
  @ApiPropertyOptional({ ...groupIdsSchema, description: 'The groups that the user is in.' })
  @MayBeAbsent()
  @Follows(isGroupIds)
  groupIds?: string[];
}

export class AuthorizeRoomBody {
  @ApiPropertyOptional({
    ...userIdSchema,
    description:
      'Who the token is for. Absent: an anonymous user, who can enter only rooms that are open by default. Also read from `user_id`.',
  })
  @Alias('user_id')
  @MayBeAbsent()
  @Follows(isUserId)
  userId?: string;

  @ApiPropertyOptional({
    ...groupIdsSchema,
    description: 'The groups that the user is in. Also read from `group_ids`.',
  })
  @Alias('group_ids')
  @MayBeAbsent()
  @Follows(isGroupIds)
  groupIds?: string[];

  @ApiPropertyOptional({
    description: `What other users see of this one: any JSON, at most ${USER_LIMITS.userInfoLength} characters. Also read from \`user_info\`.`,
    ...anyJsonSchema,
    example: infoExample,
  })
  @Alias('user_info')
  @MayBeAbsent()
  @Follows(isUserInfo)
  userInfo?: unknown;
}

export class PublicAuthorizeBody {
  @ApiProperty({ description: 'A public key.', example: 'pk_localdev' })
  @IsString()
  publicApiKey: string;
}

export class TokenBody {
  @ApiProperty({
    description: 'A JWT, signed with ES256.',
    example: 'eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6Ii4uLiJ9.eyJrIjoiYWNjIn0.c2lnbmF0dXJl',
  })
  token: string;
}

export class MediaRightsBody {
  @ApiProperty({
    description: 'The role in the call.',
    enum: ['moderator', 'publisher', 'viewer', 'none'],
    enumName: 'MediaRole',
    example: 'publisher',
  })
  role: 'moderator' | 'publisher' | 'viewer' | 'none';

  @ApiProperty({ description: 'May send audio and video.', example: true })
  canPublish: boolean;

  @ApiProperty({ description: 'May send data messages.', example: true })
  canPublishData: boolean;

  @ApiProperty({ description: 'May receive what others send.', example: true })
  canSubscribe: boolean;
}

/** What a user may do in one room. */
export class MyRoomBody {
  @ApiProperty({ description: 'The room.', example: 'my-room' })
  id: string;

  @ApiProperty({ ...permissionsSchema, description: 'What the user may do in the document.', example: ['room:write'] })
  permissions: Permission[];

  @ApiProperty({ description: 'What the user may do in the call.', type: MediaRightsBody })
  media: MediaRightsBody;
}

/** Who the bearer of a token is. */
export class MeBody {
  @ApiProperty({
    description:
      'The kind of token: `access` carries its permissions, `id` only says who the user is, `room` is bound to one room.',
    enum: ['access', 'id', 'room'],
    enumName: 'TokenKind',
    example: 'id',
  })
  kind: 'access' | 'id' | 'room';

  @ApiProperty({
    description: 'The user; `null` for an anonymous one.',
    type: String,
    nullable: true,
    example: 'alice',
  })
  userId: string | null;

  @ApiProperty({ description: 'The groups that the token names.', type: [String], example: ['product'] })
  groupIds: string[];

  @ApiProperty({ description: 'The organization that the token is bound to.', example: 'default' })
  organizationId: string;

  @ApiPropertyOptional({ description: 'What other users see of this one.', ...anyJsonSchema, example: infoExample })
  userInfo?: unknown;

  @ApiProperty({
    description: 'When the token expires.',
    format: 'date-time',
    type: String,
    example: '2026-08-22T16:10:25.000Z',
  })
  expiresAt: string;

  @ApiPropertyOptional({ description: 'What the user may do in the room that `roomId` names.', type: MyRoomBody })
  room?: MyRoomBody;
}
