import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, Max, Min } from 'class-validator';
import { Follows, MayBeAbsent, Nested, isQueryText } from '../../platform/http/fields.js';
import { CALL_LIMITS, isText } from '../call-fields.js';
import {
  NUMBER,
  SIP_LIMITS,
  isAttributesToHeaders,
  isHeaders,
  isHeadersToAttributes,
  isLine,
  isNumberList,
  isSourceList,
} from './sip-fields.js';
import {
  ENCRYPTIONS,
  HEADER_OPTIONS,
  SipMediaBody,
  SipMediaRequestBody,
  durationSchema,
  includeHeadersSchema,
  mediaEncryptionSchema,
  momentSchema,
  secondsSchema,
  textsSchema,
  type SipHeaderOption,
} from './sip-media.dto.js';

const SAID = {
  name: { description: 'A name for people.', example: 'Reception' },
  metadata: { description: 'Anything of yours.', example: '' },
  numbers: {
    description: 'The numbers that it takes calls to; none: to any number.',
    example: ['+15105550100'],
  },
  allowedAddresses: {
    description: 'Addresses, ranges and hosts that calls may come from; none: from anywhere.',
    example: ['203.0.113.0/24'],
  },
  allowedNumbers: {
    description: 'Numbers that may call; none: any number.',
    example: [] as string[],
  },
  authUsername: { description: 'Whom callers must prove to be; empty: nobody.', example: 'acme' },
  authRealm: { description: "The realm that they are asked for; empty: LiveKit's own.", example: '' },
  headers: textsSchema('Headers that LiveKit answers a call with.', { 'X-Source': 'foyer' }),
  headersToAttributes: textsSchema('Headers of the call, and the attributes of the participant that they become.', {
    'X-Customer': 'customer',
  }),
  attributesToHeaders: textsSchema(
    'Attributes of the participant, and the headers that they become where LiveKit hangs up or hands the call on.',
    { outcome: 'X-Outcome' },
  ),
  krispEnabled: { description: 'Whether noise is taken out, on LiveKit Cloud.', example: false },
} satisfies Record<string, ApiPropertyOptions>;

const list = (maxLength: number, more: { readonly pattern?: string } = {}) =>
  ({
    type: 'array',
    maxItems: SIP_LIMITS.listLength,
    items: { type: 'string', minLength: 1, maxLength, ...more },
  }) as const;

/** An inbound trunk as LiveKit shows it, without its password. */
export class SipInboundTrunkBody {
  @ApiProperty({ description: 'Id of the trunk.', example: 'ST_7CJTtThEnMYW' })
  sipTrunkId: string;

  @ApiProperty(SAID.name)
  name: string;

  @ApiProperty(SAID.metadata)
  metadata: string;

  @ApiProperty({ ...SAID.numbers, type: [String] })
  numbers: string[];

  @ApiProperty({ ...SAID.allowedAddresses, type: [String] })
  allowedAddresses: string[];

  @ApiProperty({ ...SAID.allowedNumbers, type: [String] })
  allowedNumbers: string[];

  @ApiProperty(SAID.authUsername)
  authUsername: string;

  @ApiProperty({ description: 'Whether it has a password. The password itself is never shown.', example: true })
  hasAuthPassword: boolean;

  @ApiProperty(SAID.authRealm)
  authRealm: string;

  @ApiProperty(SAID.headers)
  headers: Record<string, string>;

  @ApiProperty(SAID.headersToAttributes)
  headersToAttributes: Record<string, string>;

  @ApiProperty(SAID.attributesToHeaders)
  attributesToHeaders: Record<string, string>;

  @ApiProperty(includeHeadersSchema)
  includeHeaders: SipHeaderOption;

  @ApiPropertyOptional(durationSchema('How long a caller waits for somebody who can be heard', '30s'))
  ringingTimeout?: string;

  @ApiPropertyOptional(durationSchema('How long a call lasts at most', '3600s'))
  maxCallDuration?: string;

  @ApiProperty(SAID.krispEnabled)
  krispEnabled: boolean;

  @ApiProperty(mediaEncryptionSchema)
  mediaEncryption: (typeof ENCRYPTIONS)[number];

  @ApiPropertyOptional({ description: 'How sound is carried.', type: SipMediaBody })
  media?: SipMediaBody;

  @ApiPropertyOptional(momentSchema('When it was created'))
  createdAt?: string;

  @ApiPropertyOptional(momentSchema('When it was last changed'))
  updatedAt?: string;
}

export class SipInboundTrunkAnswerBody {
  @ApiProperty({ description: 'The trunk.', type: SipInboundTrunkBody })
  trunk: SipInboundTrunkBody;
}

export class SipInboundTrunkListBody {
  @ApiProperty({ description: 'The trunks.', type: [SipInboundTrunkBody] })
  trunks: SipInboundTrunkBody[];
}

export class ListSipTrunksQuery {
  @ApiPropertyOptional({
    type: String,
    description: 'Only trunks of this number, and those of any number.',
    example: '+15105550100',
  })
  @MayBeAbsent()
  @Follows(isQueryText)
  number?: string;
}

/** Lists and objects are set as a whole. */
export class SipInboundTrunkFieldsBody {
  @ApiPropertyOptional({ ...SAID.name, maxLength: SIP_LIMITS.nameLength })
  @MayBeAbsent()
  @Follows(isText(SIP_LIMITS.nameLength))
  name?: string;

  @ApiPropertyOptional({ ...SAID.metadata, maxLength: CALL_LIMITS.metadataLength })
  @MayBeAbsent()
  @Follows(isText(CALL_LIMITS.metadataLength))
  metadata?: string;

  @ApiPropertyOptional({ ...SAID.numbers, ...list(SIP_LIMITS.numberLength, { pattern: NUMBER.source }) })
  @MayBeAbsent()
  @Follows(isNumberList())
  numbers?: string[];

  @ApiPropertyOptional({ ...SAID.allowedAddresses, ...list(SIP_LIMITS.addressLength) })
  @MayBeAbsent()
  @Follows(isSourceList)
  allowedAddresses?: string[];

  @ApiPropertyOptional({ ...SAID.allowedNumbers, ...list(SIP_LIMITS.numberLength, { pattern: NUMBER.source }) })
  @MayBeAbsent()
  @Follows(isNumberList())
  allowedNumbers?: string[];

  @ApiPropertyOptional({ ...SAID.authUsername, maxLength: SIP_LIMITS.credentialLength })
  @MayBeAbsent()
  @Follows(isLine(SIP_LIMITS.credentialLength))
  authUsername?: string;

  @ApiPropertyOptional({
    description: 'What they prove it with; goes with `authUsername`. Never shown again.',
    maxLength: SIP_LIMITS.credentialLength,
    writeOnly: true,
    example: 'a-secret-of-the-trunk',
  })
  @MayBeAbsent()
  @Follows(isLine(SIP_LIMITS.credentialLength))
  authPassword?: string;

  @ApiPropertyOptional({ ...SAID.authRealm, maxLength: SIP_LIMITS.credentialLength })
  @MayBeAbsent()
  @Follows(isLine(SIP_LIMITS.credentialLength))
  authRealm?: string;

  @ApiPropertyOptional(SAID.headers)
  @MayBeAbsent()
  @Follows(isHeaders)
  headers?: Record<string, string>;

  @ApiPropertyOptional(SAID.headersToAttributes)
  @MayBeAbsent()
  @Follows(isHeadersToAttributes)
  headersToAttributes?: Record<string, string>;

  @ApiPropertyOptional(SAID.attributesToHeaders)
  @MayBeAbsent()
  @Follows(isAttributesToHeaders)
  attributesToHeaders?: Record<string, string>;

  @ApiPropertyOptional(includeHeadersSchema)
  @MayBeAbsent()
  @IsIn(HEADER_OPTIONS)
  includeHeaders?: SipHeaderOption;

  @ApiPropertyOptional(
    secondsSchema('How long a caller waits for somebody who can be heard', SIP_LIMITS.callSeconds, 30),
  )
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(SIP_LIMITS.callSeconds)
  ringingTimeout?: number;

  @ApiPropertyOptional(secondsSchema('How long a call lasts at most', SIP_LIMITS.callSeconds, 3600))
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(SIP_LIMITS.callSeconds)
  maxCallDuration?: number;

  @ApiPropertyOptional(SAID.krispEnabled)
  @MayBeAbsent()
  @IsBoolean()
  krispEnabled?: boolean;

  @ApiPropertyOptional({ description: 'How sound is to be carried.', type: SipMediaRequestBody })
  @MayBeAbsent()
  @Nested(() => SipMediaRequestBody)
  media?: SipMediaRequestBody;
}

/** At least one of `numbers`, `allowedAddresses` and `authUsername` with `authPassword` is needed. */
export class CreateSipInboundTrunkBody extends SipInboundTrunkFieldsBody {}

/** What changes; what is absent stays as it is. */
export class UpdateSipInboundTrunkBody extends SipInboundTrunkFieldsBody {}
