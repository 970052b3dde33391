import type { Permission } from '@foyer/auth';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Alias, Follows, MayBeAbsent } from '../platform/http/fields.js';
import { USER_LIMITS, isGroupIds, isUserId, isUserInfoObject } from '../platform/http/user-fields.js';
import {
  groupIdsSchema,
  metadataSchema,
  permissionsSchema,
  userIdSchema,
  userInfoSchema,
} from '../platform/openapi/schemas.js';

export class JoinBody {
  @ApiProperty({
    ...userIdSchema,
    description: 'Who joins; also the identity in the call.',
  })
  @Alias('user_id')
  @Follows(isUserId)
  userId: string;

  @ApiPropertyOptional({ ...groupIdsSchema, description: 'The groups that the user is in.' })
  @MayBeAbsent()
  @Follows(isGroupIds)
  groupIds?: string[];

  @ApiPropertyOptional({
    ...userInfoSchema,
    description: `What others see of the user, in both halves; \`name\` is the name in the call. At most ${USER_LIMITS.userInfoLength} characters as JSON.`,
    example: { name: 'Alice' },
  })
  @MayBeAbsent()
  @Follows(isUserInfoObject)
  userInfo?: Record<string, unknown>;
}

export class JoinedRoomBody {
  @ApiProperty({ description: 'The room.', example: 'my-room' })
  id: string;

  @ApiProperty({ description: 'The organization it belongs to.', example: 'default' })
  organizationId: string;

  @ApiProperty({ ...metadataSchema, description: 'Its metadata.', example: { color: 'blue' } })
  metadata: Record<string, string | string[]>;
}

export class StorageTicketBody {
  @ApiProperty({
    description: 'Token for the document: hand it to `createClient` of the official client.',
    example: 'eyJhbGciOiJFUzI1NiJ9.eyJrIjoiYWNjIn0.c2lnbmF0dXJl',
  })
  token: string;

  @ApiProperty({
    description: 'When it expires.',
    format: 'date-time',
    type: String,
    example: '2026-08-22T16:10:25.000Z',
  })
  expiresAt: string;
}

export class MediaTicketBody {
  @ApiProperty({
    description: 'Token for the call: hand it with `url` to `room.connect` of livekit-client.',
    example: 'eyJhbGciOiJIUzI1NiJ9.eyJ2aWRlbyI6e319.c2lnbmF0dXJl',
  })
  token: string;

  @ApiProperty({ description: 'Where to connect.', example: 'ws://127.0.0.1:7880' })
  url: string;

  @ApiProperty({
    description: 'The role in the call.',
    enum: ['moderator', 'publisher', 'viewer'],
    enumName: 'CallRole',
    example: 'publisher',
  })
  role: string;

  @ApiProperty({
    description: 'When the token expires.',
    format: 'date-time',
    type: String,
    example: '2026-08-22T16:10:25.000Z',
  })
  expiresAt: string;
}

export class MediaAbsenceBody {
  @ApiProperty({
    description: 'Why there is no call for this user now.',
    enum: ['MEDIA_NOT_CONFIGURED', 'MEDIA_UNAVAILABLE', 'MEDIA_TIMEOUT', 'MEDIA_REJECTED', 'NO_MEDIA_ROLE'],
    enumName: 'MediaAbsenceCode',
    example: 'MEDIA_UNAVAILABLE',
  })
  error: string;

  @ApiProperty({ description: 'The same in a sentence.', example: 'The LiveKit server cannot be reached.' })
  message: string;
}

export class JoinAnswerBody {
  @ApiProperty({ description: 'The room that was joined.', type: JoinedRoomBody })
  room: JoinedRoomBody;

  @ApiProperty({ ...permissionsSchema, description: 'What the user may do in the document.', example: ['room:write'] })
  permissions: Permission[];

  @ApiProperty({ description: 'The way into the document.', type: StorageTicketBody })
  storage: StorageTicketBody;

  @ApiProperty({
    description: 'The way into the call; `null` while there is none for this user, `mediaAbsence` says why.',
    type: MediaTicketBody,
    nullable: true,
  })
  media: MediaTicketBody | null;

  @ApiPropertyOptional({ description: 'Only beside `media: null`.', type: MediaAbsenceBody })
  mediaAbsence?: MediaAbsenceBody;
}
