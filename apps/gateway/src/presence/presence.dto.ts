import type { JsonObject } from '@foyer/protocol';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsObject, Max, Min } from 'class-validator';
import { Follows, MayBeAbsent } from '../platform/http/fields.js';
import { isUserId, isUserInfoObject } from '../platform/http/user-fields.js';
import { anyJsonSchema, userIdSchema, userInfoSchema } from '../platform/openapi/schemas.js';

const TTL_SECONDS = { min: 2, max: 3599, default: 60 } as const;

/** One connection: a user with two tabs is there twice. */
export class ActiveUserBody {
  @ApiProperty({ description: 'Always `user`.', enum: ['user'], example: 'user' })
  type: 'user';

  @ApiProperty({ description: 'The number of the connection in the room.', type: 'integer', example: 0 })
  connectionId: number;

  @ApiProperty({
    description: 'Who it is; `null` for an anonymous user.',
    type: String,
    nullable: true,
    example: 'alice',
  })
  id: string | null;

  @ApiProperty({ ...anyJsonSchema, description: 'What the token says of the user.', example: { name: 'Alice' } })
  info: unknown;
}

export class ActiveUsersBody {
  @ApiProperty({ description: 'Everybody who is in the room.', type: [ActiveUserBody] })
  data: ActiveUserBody[];
}

export class SetPresenceBody {
  @ApiProperty({ ...userIdSchema, description: 'Who is shown.' })
  @Follows(isUserId)
  userId: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'The whole presence of the user.',
    example: { status: 'busy' },
  })
  @IsObject()
  data: JsonObject;

  @ApiPropertyOptional({ ...userInfoSchema, description: 'What others see of the user.', example: { name: 'Bot' } })
  @MayBeAbsent()
  @Follows(isUserInfoObject)
  userInfo?: JsonObject;

  @ApiPropertyOptional({
    description: 'Seconds until the user is gone again, unless this is repeated.',
    type: 'integer',
    minimum: TTL_SECONDS.min,
    maximum: TTL_SECONDS.max,
    default: TTL_SECONDS.default,
    example: 60,
  })
  @MayBeAbsent()
  @IsInt()
  @Min(TTL_SECONDS.min)
  @Max(TTL_SECONDS.max)
  ttl: number = TTL_SECONDS.default;
}
