import { KEY_KINDS, SCOPES, type KeyKind, type Scope } from '@foyer/auth';
import { pointerStep, textProblem } from '@foyer/core';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayNotEmpty, ArrayUnique, IsIn, IsInt, Max, Min } from 'class-validator';
import { Follows, MayBeAbsent, type Rule } from '../platform/http/fields.js';

const NAME_LENGTH = 100;
const MAX_OVERLAP_SECONDS = 30 * 24 * 3600;
const DEFAULT_OVERLAP_SECONDS = 24 * 3600;

const isName: Rule = (value, field) => {
  const wrong =
    typeof value !== 'string' || value.length === 0 || value.length > NAME_LENGTH
      ? `must be a text of 1 to ${NAME_LENGTH} characters`
      : textProblem(value);
  return wrong === null ? null : { pointer: pointerStep(field), message: `'${field}' ${wrong}.` };
};

const isFutureDate: Rule = (value, field) => {
  const time = typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : NaN;
  return time > Date.now()
    ? null
    : {
        pointer: pointerStep(field),
        message: `'${field}' must be a date and time to come, as in 2030-01-31T12:00:00Z.`,
      };
};

export class CreateApiKeyBody {
  @ApiProperty({
    type: String,
    description: 'What the key is for, in your words.',
    minLength: 1,
    maxLength: NAME_LENGTH,
    example: 'backend of the whiteboard',
  })
  @Follows(isName)
  name: string;

  @ApiPropertyOptional({
    description: '`secret` for backends, `public` for `public/authorize` in browsers.',
    enum: KEY_KINDS,
    enumName: 'KeyKind',
    default: 'secret',
    example: 'secret',
  })
  @MayBeAbsent()
  @IsIn(KEY_KINDS)
  kind?: KeyKind;

  @ApiPropertyOptional({
    description: 'What the key may be used for; all but `admin` if absent. A public key has none.',
    enum: [...SCOPES],
    enumName: 'Scope',
    isArray: true,
    uniqueItems: true,
    default: ['storage', 'media'],
    example: ['storage', 'media'],
  })
  @MayBeAbsent()
  @ArrayNotEmpty()
  @ArrayUnique({ message: "'scopes' must not name one twice." })
  @IsIn(SCOPES, { each: true })
  scopes?: Scope[];

  @ApiPropertyOptional({
    description: 'When the key stops working; never, if absent.',
    format: 'date-time',
    type: String,
    example: '2099-01-31T12:00:00Z',
  })
  @MayBeAbsent()
  @Follows(isFutureDate)
  expiresAt?: string;
}

export class RotateApiKeyBody {
  @ApiPropertyOptional({
    description: 'Seconds that the old key goes on working beside the new one.',
    type: 'integer',
    minimum: 0,
    maximum: MAX_OVERLAP_SECONDS,
    default: DEFAULT_OVERLAP_SECONDS,
    example: DEFAULT_OVERLAP_SECONDS,
  })
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(MAX_OVERLAP_SECONDS)
  overlapSeconds: number = DEFAULT_OVERLAP_SECONDS;
}

/** A key as lists show it: never the key itself. */
export class ApiKeyBody {
  @ApiProperty({ description: 'The id of the key.', format: 'uuid', example: '7f3c1d7e-0a55-4a0f-9a53-0f6f3f6c2d11' })
  id: string;

  @ApiProperty({ description: 'What kind of key it is.', enum: KEY_KINDS, enumName: 'KeyKind', example: 'secret' })
  kind: KeyKind;

  @ApiProperty({ description: 'What the key is for.', example: 'backend of the whiteboard' })
  name: string;

  @ApiProperty({ description: 'How the key begins.', example: 'sk_4fQk0bVt' })
  prefix: string;

  @ApiProperty({
    description: 'What the key may be used for.',
    enum: [...SCOPES],
    enumName: 'Scope',
    isArray: true,
    example: ['storage', 'media'],
  })
  scopes: Scope[];

  @ApiProperty({
    description: 'When it was made.',
    format: 'date-time',
    type: String,
    example: '2026-08-22T15:10:25.225Z',
  })
  createdAt: string;

  @ApiProperty({
    description: 'When it stops working.',
    format: 'date-time',
    type: String,
    nullable: true,
    example: null,
  })
  expiresAt: string | null;

  @ApiProperty({
    description: 'About when it was last used, to the minute.',
    format: 'date-time',
    type: String,
    nullable: true,
    example: '2026-08-22T15:11:00.000Z',
  })
  lastUsedAt: string | null;

  @ApiProperty({
    description: 'When it was revoked.',
    format: 'date-time',
    type: String,
    nullable: true,
    example: null,
  })
  revokedAt: string | null;
}

/** A new key, shown this one time. */
export class NewApiKeyBody extends ApiKeyBody {
  @ApiProperty({
    description: 'The key. Keep it now: it is stored as a hash and cannot be shown again.',
    example: 'sk_4fQk0bVtIu3S0yJ5mGfZP6m1lD6d1n8u0eF9Yv2cXhA',
  })
  key: string;
}

export class ApiKeyListBody {
  @ApiProperty({ description: 'All keys, newest first, with the expired and revoked ones.', type: [ApiKeyBody] })
  data: ApiKeyBody[];
}
