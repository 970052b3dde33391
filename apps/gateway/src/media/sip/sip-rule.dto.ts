import type { RoomId } from '@foyer/core';
import { isValidRoomId } from '@foyer/room-registry';
import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { Follows, MayBeAbsent, Nested } from '../../platform/http/fields.js';
import { roomIdSchema } from '../../platform/openapi/schemas.js';
import { isText } from '../call-fields.js';
import { SIP_LIMITS, isPin } from './sip-fields.js';

const SAID = {
  roomName: { description: 'The room whose call callers come into.', example: 'Test Room' },
  roomPrefix: { description: 'What the name of the new room begins with; an underscore follows.', example: 'call' },
  noRandomness: { description: 'Whether the name ends with the number of the caller.', example: false },
  randomize: { description: 'Whether something random follows the number that was called.', example: false },
  direct: { description: 'Everybody comes into the call of one room.' },
  individual: { description: 'Each caller comes into a call alone, named by the number of the caller.' },
  callee: { description: 'Callers come into a call that is named by the number that they called.' },
} satisfies Record<string, ApiPropertyOptions>;

const hasPin: ApiPropertyOptions = {
  description: 'Whether callers must enter a PIN first. The PIN itself is never shown.',
  example: true,
};
const pin: ApiPropertyOptions = {
  description: 'Digits that callers must enter first. Never shown again; `""` asks for none.',
  maxLength: SIP_LIMITS.pinLength,
  pattern: String.raw`^\d*$`,
  writeOnly: true,
  example: '4711',
};
const prefixSchema = { ...SAID.roomPrefix, maxLength: SIP_LIMITS.prefixLength };

/** A rule of the kind `direct`, as LiveKit shows it, without its PIN. */
export class SipDirectBody {
  @ApiProperty(SAID.roomName)
  roomName: string;

  @ApiProperty(hasPin)
  hasPin: boolean;
}

/** A rule of the kind `individual`, as LiveKit shows it, without its PIN. */
export class SipIndividualBody {
  @ApiProperty(SAID.roomPrefix)
  roomPrefix: string;

  @ApiProperty(hasPin)
  hasPin: boolean;

  @ApiProperty(SAID.noRandomness)
  noRandomness: boolean;
}

/** A rule of the kind `callee`, as LiveKit shows it, without its PIN. */
export class SipCalleeBody {
  @ApiProperty(SAID.roomPrefix)
  roomPrefix: string;

  @ApiProperty(hasPin)
  hasPin: boolean;

  @ApiProperty(SAID.randomize)
  randomize: boolean;
}

/** Where callers come to: one of the three. */
export class SipRuleBody {
  @ApiPropertyOptional({ ...SAID.direct, type: SipDirectBody })
  dispatchRuleDirect?: SipDirectBody;

  @ApiPropertyOptional({ ...SAID.individual, type: SipIndividualBody })
  dispatchRuleIndividual?: SipIndividualBody;

  @ApiPropertyOptional({ ...SAID.callee, type: SipCalleeBody })
  dispatchRuleCallee?: SipCalleeBody;
}

class PinBody {
  @ApiPropertyOptional(pin)
  @MayBeAbsent()
  @Follows(isPin)
  pin?: string;
}

export class SipDirectRequestBody extends PinBody {
  @ApiProperty({ ...SAID.roomName, ...roomIdSchema })
  @Follows(isValidRoomId)
  roomName: RoomId;
}

export class SipIndividualRequestBody extends PinBody {
  @ApiPropertyOptional(prefixSchema)
  @MayBeAbsent()
  @Follows(isText(SIP_LIMITS.prefixLength))
  roomPrefix?: string;

  @ApiPropertyOptional({ ...SAID.noRandomness, default: false })
  @MayBeAbsent()
  @IsBoolean()
  noRandomness?: boolean;
}

export class SipCalleeRequestBody extends PinBody {
  @ApiPropertyOptional(prefixSchema)
  @MayBeAbsent()
  @Follows(isText(SIP_LIMITS.prefixLength))
  roomPrefix?: string;

  @ApiPropertyOptional({ ...SAID.randomize, default: false })
  @MayBeAbsent()
  @IsBoolean()
  randomize?: boolean;
}

/** Exactly one of the three. */
export class SipRuleRequestBody {
  @ApiPropertyOptional({ ...SAID.direct, type: SipDirectRequestBody })
  @MayBeAbsent()
  @Nested(() => SipDirectRequestBody)
  dispatchRuleDirect?: SipDirectRequestBody;

  @ApiPropertyOptional({ ...SAID.individual, type: SipIndividualRequestBody })
  @MayBeAbsent()
  @Nested(() => SipIndividualRequestBody)
  dispatchRuleIndividual?: SipIndividualRequestBody;

  @ApiPropertyOptional({ ...SAID.callee, type: SipCalleeRequestBody })
  @MayBeAbsent()
  @Nested(() => SipCalleeRequestBody)
  dispatchRuleCallee?: SipCalleeRequestBody;
}
