import type { RoomId } from '@foyer/core';
import { isValidRoomId } from '@foyer/room-registry';
import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, Max, Min } from 'class-validator';
import { Follows, MayBeAbsent, Nested } from '../../platform/http/fields.js';
import { isUserId } from '../../platform/http/user-fields.js';
import { roomIdSchema, userIdSchema } from '../../platform/openapi/schemas.js';
import { CALL_LIMITS, isAttributes, isId, isText } from '../call-fields.js';
import {
  NUMBER,
  SIP_LIMITS,
  isAttributesToHeaders,
  isCountryOrEmpty,
  isDisplayName,
  isDtmf,
  isHeaders,
  isHeadersToAttributes,
  isHostOrEmpty,
  isHostPort,
  isLine,
  isNumber,
  isTransferTarget,
} from './sip-fields.js';
import {
  HEADER_OPTIONS,
  SipMediaRequestBody,
  TRANSPORTS,
  includeHeadersSchema,
  secondsSchema,
  textsSchema,
  transportSchema,
  type SipHeaderOption,
  type SipTransport,
} from './sip-media.dto.js';
import { OUTBOUND } from './sip-outbound-trunk.dto.js';

const numberSchema = (description: string, example: string) => ({
  description,
  minLength: 1,
  maxLength: SIP_LIMITS.numberLength,
  pattern: NUMBER.source,
  example,
});
const ringing = secondsSchema('How long it may ring', SIP_LIMITS.ringingSeconds, 30);
const dialtone: ApiPropertyOptions = {
  description: 'Whether those who wait hear it ring.',
  default: false,
  example: true,
};

/** An outbound trunk for one call. */
export class SipOutboundConfigBody {
  @ApiProperty({ ...OUTBOUND.address, minLength: 1, maxLength: SIP_LIMITS.addressLength })
  @Follows(isHostPort)
  hostname: string;

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

  @ApiPropertyOptional(OUTBOUND.headersToAttributes)
  @MayBeAbsent()
  @Follows(isHeadersToAttributes)
  headersToAttributes?: Record<string, string>;

  @ApiPropertyOptional(OUTBOUND.attributesToHeaders)
  @MayBeAbsent()
  @Follows(isAttributesToHeaders)
  attributesToHeaders?: Record<string, string>;

  @ApiPropertyOptional({ ...OUTBOUND.fromHost, maxLength: SIP_LIMITS.addressLength })
  @MayBeAbsent()
  @Follows(isHostOrEmpty)
  fromHost?: string;
}

export class CreateSipCallBody {
  @ApiProperty(numberSchema('Whom to call: a number, or the user of a SIP address.', '+15105550123'))
  @Follows(isNumber)
  number: string;

  @ApiProperty({ ...roomIdSchema, description: 'The room whose call it is for.', example: 'Test Room' })
  @Follows(isValidRoomId)
  roomName: RoomId;

  @ApiPropertyOptional({
    description: 'The outbound trunk to call over. This or `trunk` is needed.',
    example: 'ST_AMyzUAVuM4ez',
  })
  @MayBeAbsent()
  @Follows(isId)
  trunkId?: string;

  @ApiPropertyOptional({
    description: 'A trunk for this call alone, instead of `trunkId`; needs `fromNumber`.',
    type: SipOutboundConfigBody,
  })
  @MayBeAbsent()
  @Nested(() => SipOutboundConfigBody)
  trunk?: SipOutboundConfigBody;

  @ApiPropertyOptional(numberSchema('The number to call from. Absent: one of the trunk.', '+15105550100'))
  @MayBeAbsent()
  @Follows(isNumber)
  fromNumber?: string;

  @ApiPropertyOptional({
    ...userIdSchema,
    description: 'Who the called one is in the call, where nobody may be of that name. Absent: `sip_` and the number.',
    example: 'phone-of-bob',
  })
  @MayBeAbsent()
  @Follows(isUserId)
  participantIdentity?: string;

  @ApiPropertyOptional({
    description: 'The name that others see.',
    maxLength: CALL_LIMITS.nameLength,
    example: 'Bob',
  })
  @MayBeAbsent()
  @Follows(isText(CALL_LIMITS.nameLength))
  participantName?: string;

  @ApiPropertyOptional({
    description: 'What others can read of it.',
    maxLength: CALL_LIMITS.metadataLength,
    example: '{"team":"blue"}',
  })
  @MayBeAbsent()
  @Follows(isText(CALL_LIMITS.metadataLength))
  participantMetadata?: string;

  @ApiPropertyOptional(
    textsSchema('The same as single texts by name. LiveKit adds some of its own, as `sip.…`.', { team: 'blue' }),
  )
  @MayBeAbsent()
  @Follows(isAttributes)
  participantAttributes?: Record<string, string>;

  @ApiPropertyOptional({
    description: 'The name that the called one sees; `""` for none. Absent: the number.',
    maxLength: SIP_LIMITS.displayNameBytes,
    example: 'Foyer',
  })
  @MayBeAbsent()
  @Follows(isDisplayName)
  displayName?: string;

  @ApiPropertyOptional({
    description: 'Tones to send once somebody has answered, such as an extension; `w` waits half a second.',
    maxLength: SIP_LIMITS.dtmfLength,
    pattern: String.raw`^[\d*#A-Dw]*$`,
    example: 'ww12#',
  })
  @MayBeAbsent()
  @Follows(isDtmf)
  dtmf?: string;

  @ApiPropertyOptional(dialtone)
  @MayBeAbsent()
  @IsBoolean()
  playDialtone?: boolean;

  @ApiPropertyOptional(textsSchema("Headers of the call, beside the trunk's.", { 'X-Case': '42' }))
  @MayBeAbsent()
  @Follows(isHeaders)
  headers?: Record<string, string>;

  @ApiPropertyOptional(includeHeadersSchema)
  @MayBeAbsent()
  @IsIn(HEADER_OPTIONS)
  includeHeaders?: SipHeaderOption;

  @ApiPropertyOptional({ description: 'Whether the others do not see the numbers.', default: false, example: false })
  @MayBeAbsent()
  @IsBoolean()
  hidePhoneNumber?: boolean;

  @ApiPropertyOptional(ringing)
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(SIP_LIMITS.ringingSeconds)
  ringingTimeout?: number;

  @ApiPropertyOptional(secondsSchema('How long the call lasts at most', SIP_LIMITS.callSeconds, 3600))
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(SIP_LIMITS.callSeconds)
  maxCallDuration?: number;

  @ApiPropertyOptional({ description: 'Whether noise is taken out, on LiveKit Cloud.', default: false, example: false })
  @MayBeAbsent()
  @IsBoolean()
  krispEnabled?: boolean;

  @ApiPropertyOptional({
    description:
      'Whether the answer waits until somebody has answered the call, and says why nobody did. Else it comes as soon as it rings.',
    default: false,
    example: true,
  })
  @MayBeAbsent()
  @IsBoolean()
  waitUntilAnswered?: boolean;

  @ApiPropertyOptional({ description: 'How sound is to be carried.', type: SipMediaRequestBody })
  @MayBeAbsent()
  @Nested(() => SipMediaRequestBody)
  media?: SipMediaRequestBody;
}

/** A call out as LiveKit shows it. */
export class SipParticipantBody {
  @ApiProperty({ description: 'Id of this visit to the call.', example: 'PA_7CJTtThEnMYW' })
  participantId: string;

  @ApiProperty({ description: 'Who the called one is in the call.', example: 'phone-of-bob' })
  participantIdentity: string;

  @ApiProperty({ description: 'The name of the call, which is the id of its room.', example: 'Test Room' })
  roomName: string;

  @ApiProperty({ description: 'Id of the call over SIP.', example: 'SCL_hycBMAjmt6Ub' })
  sipCallId: string;
}

export class SipParticipantAnswerBody {
  @ApiProperty({ description: 'Who was called into the call.', type: SipParticipantBody })
  participant: SipParticipantBody;
}

export class TransferSipCallBody {
  @ApiProperty({
    description: 'Whom to hand the call to: `tel:` with a number, or `sip:` with an address.',
    maxLength: SIP_LIMITS.transferToLength,
    example: 'tel:+15105550188',
  })
  @Follows(isTransferTarget)
  transferTo: string;

  @ApiPropertyOptional(dialtone)
  @MayBeAbsent()
  @IsBoolean()
  playDialtone?: boolean;

  @ApiPropertyOptional(textsSchema('Headers of the request to hand it on.', { 'X-Case': '42' }))
  @MayBeAbsent()
  @Follows(isHeaders)
  headers?: Record<string, string>;

  @ApiPropertyOptional({
    ...ringing,
    description: 'How long the other side may take, in whole seconds; 0: 30 seconds.',
  })
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(SIP_LIMITS.ringingSeconds)
  ringingTimeout?: number;
}
