import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, Max, Min } from 'class-validator';
import { Follows, MayBeAbsent } from '../../platform/http/fields.js';
import { SIP_LIMITS, isCodecs } from './sip-fields.js';

export const TRANSPORTS = [
  'SIP_TRANSPORT_AUTO',
  'SIP_TRANSPORT_UDP',
  'SIP_TRANSPORT_TCP',
  'SIP_TRANSPORT_TLS',
] as const;
export type SipTransport = (typeof TRANSPORTS)[number];
export const transportSchema = {
  description: 'How the other side is reached.',
  enum: TRANSPORTS,
  enumName: 'SipTransport',
  example: 'SIP_TRANSPORT_AUTO' as const,
} satisfies ApiPropertyOptions;

export const HEADER_OPTIONS = ['SIP_NO_HEADERS', 'SIP_X_HEADERS', 'SIP_ALL_HEADERS'] as const;
export type SipHeaderOption = (typeof HEADER_OPTIONS)[number];
export const includeHeadersSchema = {
  description: 'Which headers of the other side become attributes of the participant, as `sip.h.…`.',
  enum: HEADER_OPTIONS,
  enumName: 'SipHeaderOption',
  example: 'SIP_NO_HEADERS' as const,
} satisfies ApiPropertyOptions;

export const ENCRYPTIONS = [
  'SIP_MEDIA_ENCRYPT_DISABLE',
  'SIP_MEDIA_ENCRYPT_ALLOW',
  'SIP_MEDIA_ENCRYPT_REQUIRE',
] as const;
export type SipEncryption = (typeof ENCRYPTIONS)[number];
const encryptionSchema = {
  description: 'Whether the sound is encrypted on its way (SRTP).',
  enum: ENCRYPTIONS,
  enumName: 'SipMediaEncryption',
  example: 'SIP_MEDIA_ENCRYPT_ALLOW' as const,
} satisfies ApiPropertyOptions;

/** LiveKit's older name for `media.encryption`, only in answers. */
export const mediaEncryptionSchema = {
  ...encryptionSchema,
  description: 'Deprecated by LiveKit: what `media.encryption` says.',
  example: 'SIP_MEDIA_ENCRYPT_DISABLE' as const,
} satisfies ApiPropertyOptions;

/** A record of texts. */
export const textsSchema = (description: string, example: Record<string, string>) =>
  ({ description, type: 'object', additionalProperties: { type: 'string' }, example }) satisfies ApiPropertyOptions;

/** Whole seconds in a request, of which 0 stands for LiveKit's default. */
export const secondsSchema = (description: string, maximum: number, example: number) =>
  ({
    description: `${description}, in whole seconds; 0: LiveKit's default.`,
    type: 'integer',
    minimum: 0,
    maximum,
    example,
  }) satisfies ApiPropertyOptions;

/** A duration in an answer. */
export const durationSchema = (description: string, example: string) =>
  ({
    description: `${description}, as LiveKit writes durations; absent: LiveKit's default.`,
    type: String,
    example,
  }) satisfies ApiPropertyOptions;

/** A moment in an answer. */
export const momentSchema = (description: string) =>
  ({
    description: `${description}. Older LiveKit servers do not say.`,
    type: String,
    format: 'date-time',
    example: '2025-11-24T13:27:05.225Z',
  }) satisfies ApiPropertyOptions;

export class SipCodecBody {
  @ApiProperty({ description: 'Name, as in SDP.', example: 'PCMU' })
  name: string;

  @ApiProperty({ description: 'Samples per second; 0 for any.', type: 'integer', example: 8000 })
  rate: number;
}

/** How sound is carried, as LiveKit shows it. */
export class SipMediaBody {
  @ApiProperty({ description: 'Whether nothing but `codecs` may be used.', example: false })
  onlyListedCodecs: boolean;

  @ApiProperty({ description: 'Codecs in the order in which they are preferred.', type: [SipCodecBody] })
  codecs: SipCodecBody[];

  @ApiPropertyOptional(encryptionSchema)
  encryption?: SipEncryption;

  @ApiPropertyOptional(
    durationSchema('How long nothing may be heard of the other side before the call is ended', '15s'),
  )
  mediaTimeout?: string;
}

/** How sound is to be carried. */
export class SipMediaRequestBody {
  @ApiPropertyOptional({ description: 'Whether nothing but `codecs` may be used.', default: false, example: false })
  @MayBeAbsent()
  @IsBoolean()
  onlyListedCodecs?: boolean;

  @ApiPropertyOptional({
    description: 'Codecs in the order in which they are preferred.',
    type: 'array',
    maxItems: SIP_LIMITS.codecs,
    items: {
      type: 'object',
      required: ['name'],
      properties: {
        name: { type: 'string', minLength: 1, maxLength: SIP_LIMITS.codecNameLength },
        rate: { type: 'integer', minimum: 0, maximum: 192_000 },
      },
    },
    example: [{ name: 'PCMU', rate: 8000 }],
  })
  @MayBeAbsent()
  @Follows(isCodecs)
  codecs?: { name: string; rate?: number }[];

  @ApiPropertyOptional(encryptionSchema)
  @MayBeAbsent()
  @IsIn(ENCRYPTIONS)
  encryption?: SipEncryption;

  @ApiPropertyOptional(
    secondsSchema(
      'How long nothing may be heard of the other side before the call is ended',
      SIP_LIMITS.mediaTimeoutSeconds,
      15,
    ),
  )
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(SIP_LIMITS.mediaTimeoutSeconds)
  mediaTimeout?: number;
}
