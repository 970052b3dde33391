import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { Follows, MayBeAbsent, Nested } from '../../platform/http/fields.js';
import { CALL_LIMITS, isText } from '../call-fields.js';
import {
  NUMBER,
  SIP_LIMITS,
  isAttributesToHeaders,
  isCountryOrEmpty,
  isHeaders,
  isHeadersToAttributes,
  isHostOrEmpty,
  isHostPort,
  isLine,
  isNumberList,
} from './sip-fields.js';
import {
  ENCRYPTIONS,
  HEADER_OPTIONS,
  SipMediaBody,
  SipMediaRequestBody,
  TRANSPORTS,
  includeHeadersSchema,
  mediaEncryptionSchema,
  momentSchema,
  textsSchema,
  transportSchema,
  type SipHeaderOption,
  type SipTransport,
} from './sip-media.dto.js';

export const OUTBOUND = {
  name: { description: 'A name for people.', example: 'Provider' },
  metadata: { description: 'Anything of yours.', example: '' },
  address: {
    description: "Where calls are sent: the host of the provider's SIP server, with a port where it is no usual one.",
    example: 'sip.example.com:5060',
  },
  destinationCountry: {
    description: 'Where calls end, in two letters; LiveKit Cloud finds its way by it. Empty: anywhere.',
    example: 'US',
  },
  numbers: {
    description: 'The numbers to call from; one of them is taken at random where a call names none.',
    example: ['+15105550100'],
  },
  authUsername: { description: 'Whom LiveKit proves to be; empty: nobody.', example: 'acme' },
  authPassword: {
    description: 'What it proves that with. Never shown again.',
    maxLength: SIP_LIMITS.credentialLength,
    writeOnly: true,
    example: 'a-secret-of-the-trunk',
  },
  headers: textsSchema('Headers of every call.', { 'X-Source': 'foyer' }),
  headersToAttributes: textsSchema('Headers of the answer, and the attributes of the participant that they become.', {
    'X-Customer': 'customer',
  }),
  attributesToHeaders: textsSchema(
    'Attributes of the participant, and the headers that they become where LiveKit hangs up or hands the call on.',
    { outcome: 'X-Outcome' },
  ),
  fromHost: {
    description: 'The host that calls seem to come from; empty: the address of the SIP service.',
    example: 'pbx.example.com',
  },
} satisfies Record<string, ApiPropertyOptions>;

const numbersSchema = {
  ...OUTBOUND.numbers,
  type: 'array',
  minItems: 1,
  maxItems: SIP_LIMITS.listLength,
  items: { type: 'string', minLength: 1, maxLength: SIP_LIMITS.numberLength, pattern: NUMBER.source },
} as const;
const addressSchema = { ...OUTBOUND.address, minLength: 1, maxLength: SIP_LIMITS.addressLength };

/** An outbound trunk as LiveKit shows it, without its password. */
export class SipOutboundTrunkBody {
  @ApiProperty({ description: 'Id of the trunk.', example: 'ST_AMyzUAVuM4ez' })
  sipTrunkId: string;

  @ApiProperty(OUTBOUND.name)
  name: string;

  @ApiProperty(OUTBOUND.metadata)
  metadata: string;

  @ApiProperty(OUTBOUND.address)
  address: string;

  @ApiProperty(OUTBOUND.destinationCountry)
  destinationCountry: string;

  @ApiProperty(transportSchema)
  transport: SipTransport;

  @ApiProperty({ ...OUTBOUND.numbers, type: [String] })
  numbers: string[];

  @ApiProperty(OUTBOUND.authUsername)
  authUsername: string;

  @ApiProperty({ description: 'Whether it has a password. The password itself is never shown.', example: true })
  hasAuthPassword: boolean;

  @ApiProperty(OUTBOUND.headers)
  headers: Record<string, string>;

  @ApiProperty(OUTBOUND.headersToAttributes)
  headersToAttributes: Record<string, string>;

  @ApiProperty(OUTBOUND.attributesToHeaders)
  attributesToHeaders: Record<string, string>;

  @ApiProperty(includeHeadersSchema)
  includeHeaders: SipHeaderOption;

  @ApiProperty(mediaEncryptionSchema)
  mediaEncryption: (typeof ENCRYPTIONS)[number];

  @ApiPropertyOptional({ description: 'How sound is carried.', type: SipMediaBody })
  media?: SipMediaBody;

  @ApiProperty(OUTBOUND.fromHost)
  fromHost: string;

  @ApiPropertyOptional(momentSchema('When it was created'))
  createdAt?: string;

  @ApiPropertyOptional(momentSchema('When it was last changed'))
  updatedAt?: string;
}

export class SipOutboundTrunkAnswerBody {
  @ApiProperty({ description: 'The trunk.', type: SipOutboundTrunkBody })
  trunk: SipOutboundTrunkBody;
}

export class SipOutboundTrunkListBody {
  @ApiProperty({ description: 'The trunks.', type: [SipOutboundTrunkBody] })
  trunks: SipOutboundTrunkBody[];
}

/** Lists and objects are set as a whole. */
class OutboundFieldsBody {
  @ApiPropertyOptional({ ...OUTBOUND.name, maxLength: SIP_LIMITS.nameLength })
  @MayBeAbsent()
  @Follows(isText(SIP_LIMITS.nameLength))
  name?: string;

  @ApiPropertyOptional({ ...OUTBOUND.metadata, maxLength: CALL_LIMITS.metadataLength })
  @MayBeAbsent()
  @Follows(isText(CALL_LIMITS.metadataLength))
  metadata?: string;

  @ApiPropertyOptional({ ...OUTBOUND.destinationCountry, maxLength: 2 })
  @MayBeAbsent()
  @Follows(isCountryOrEmpty)
  destinationCountry?: string;

  @ApiPropertyOptional(transportSchema)
  @MayBeAbsent()
  @IsIn(TRANSPORTS)
  transport?: SipTransport;

  @ApiPropertyOptional({ ...OUTBOUND.authUsername, maxLength: SIP_LIMITS.credentialLength })
  @MayBeAbsent()
  @Follows(isLine(SIP_LIMITS.credentialLength))
  authUsername?: string;

  @ApiPropertyOptional(OUTBOUND.authPassword)
  @MayBeAbsent()
  @Follows(isLine(SIP_LIMITS.credentialLength))
  authPassword?: string;

  @ApiPropertyOptional(OUTBOUND.headers)
  @MayBeAbsent()
  @Follows(isHeaders)
  headers?: Record<string, string>;

  @ApiPropertyOptional(OUTBOUND.headersToAttributes)
  @MayBeAbsent()
  @Follows(isHeadersToAttributes)
  headersToAttributes?: Record<string, string>;

  @ApiPropertyOptional(OUTBOUND.attributesToHeaders)
  @MayBeAbsent()
  @Follows(isAttributesToHeaders)
  attributesToHeaders?: Record<string, string>;

  @ApiPropertyOptional(includeHeadersSchema)
  @MayBeAbsent()
  @IsIn(HEADER_OPTIONS)
  includeHeaders?: SipHeaderOption;

  @ApiPropertyOptional({ description: 'How sound is to be carried.', type: SipMediaRequestBody })
  @MayBeAbsent()
  @Nested(() => SipMediaRequestBody)
  media?: SipMediaRequestBody;

  @ApiPropertyOptional({ ...OUTBOUND.fromHost, maxLength: SIP_LIMITS.addressLength })
  @MayBeAbsent()
  @Follows(isHostOrEmpty)
  fromHost?: string;
}

export class CreateSipOutboundTrunkBody extends OutboundFieldsBody {
  @ApiProperty(addressSchema)
  @Follows(isHostPort)
  address: string;

  @ApiProperty(numbersSchema)
  @Follows(isNumberList(1))
  numbers: string[];
}

/** What changes; what is absent stays as it is. */
export class UpdateSipOutboundTrunkBody extends OutboundFieldsBody {
  @ApiPropertyOptional(addressSchema)
  @MayBeAbsent()
  @Follows(isHostPort)
  address?: string;

  @ApiPropertyOptional(numbersSchema)
  @MayBeAbsent()
  @Follows(isNumberList(1))
  numbers?: string[];
}
