import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { Follows, MayBeAbsent, Nested, isQueryText } from '../../platform/http/fields.js';
import { CALL_LIMITS, isAttributes, isText } from '../call-fields.js';
import { NUMBER, SIP_LIMITS, isIdList, isNumberList } from './sip-fields.js';
import {
  ENCRYPTIONS,
  SipMediaBody,
  SipMediaRequestBody,
  mediaEncryptionSchema,
  momentSchema,
  textsSchema,
} from './sip-media.dto.js';
import { SipRuleBody, SipRuleRequestBody } from './sip-rule.dto.js';
import { SipRoomConfigBody, SipRoomConfigRequestBody } from './sip-room-config.dto.js';

const SAID = {
  name: { description: 'A name for people.', example: 'Reception' },
  metadata: { description: 'Metadata of the participants that come by it, which others in the call see.', example: '' },
  attributes: textsSchema('Attributes of the participants that come by it.', { team: 'blue' }),
  trunkIds: { description: 'The inbound trunks that it is for; none: all.', example: ['ST_7CJTtThEnMYW'] },
  inboundNumbers: { description: 'The numbers of callers that it is for; none: all.', example: [] as string[] },
  numbers: { description: 'The called numbers that it is for; none: all.', example: ['+15105550100'] },
  hidePhoneNumber: { description: "Whether the others do not see the caller's number.", example: false },
  roomPreset: {
    description: "A configuration of calls by its name, as LiveKit's own settings have them.",
    example: '',
  },
  krispEnabled: { description: 'Whether noise is taken out, on LiveKit Cloud.', example: false },
} satisfies Record<string, ApiPropertyOptions>;

const list = (items: { readonly [word: string]: unknown }) =>
  ({ type: 'array', maxItems: SIP_LIMITS.listLength, items: { type: 'string', ...items } }) as const;

/** A dispatch rule as LiveKit shows it, without its PIN. */
export class SipDispatchRuleBody {
  @ApiProperty({ description: 'Id of the rule.', example: 'SDR_hycBMAjmt6Ub' })
  sipDispatchRuleId: string;

  @ApiPropertyOptional({ description: 'Where callers come to.', type: SipRuleBody })
  rule?: SipRuleBody;

  @ApiProperty({ ...SAID.trunkIds, type: [String] })
  trunkIds: string[];

  @ApiProperty(SAID.hidePhoneNumber)
  hidePhoneNumber: boolean;

  @ApiProperty({ ...SAID.inboundNumbers, type: [String] })
  inboundNumbers: string[];

  @ApiProperty({ ...SAID.numbers, type: [String] })
  numbers: string[];

  @ApiProperty(SAID.name)
  name: string;

  @ApiProperty(SAID.metadata)
  metadata: string;

  @ApiProperty(SAID.attributes)
  attributes: Record<string, string>;

  @ApiProperty(SAID.roomPreset)
  roomPreset: string;

  @ApiPropertyOptional({ description: 'What a call is opened with that a phone call opens.', type: SipRoomConfigBody })
  roomConfig?: SipRoomConfigBody;

  @ApiPropertyOptional({ description: 'How sound is carried.', type: SipMediaBody })
  media?: SipMediaBody;

  @ApiProperty(SAID.krispEnabled)
  krispEnabled: boolean;

  @ApiProperty(mediaEncryptionSchema)
  mediaEncryption: (typeof ENCRYPTIONS)[number];

  @ApiPropertyOptional(momentSchema('When it was created'))
  createdAt?: string;

  @ApiPropertyOptional(momentSchema('When it was last changed'))
  updatedAt?: string;
}

export class SipDispatchRuleAnswerBody {
  @ApiProperty({ description: 'The rule.', type: SipDispatchRuleBody })
  rule: SipDispatchRuleBody;
}

export class SipDispatchRuleListBody {
  @ApiProperty({ description: 'The rules.', type: [SipDispatchRuleBody] })
  rules: SipDispatchRuleBody[];
}

export class ListSipDispatchRulesQuery {
  @ApiPropertyOptional({
    type: String,
    description: 'Only rules for this trunk, and those for all.',
    example: 'ST_7CJTtThEnMYW',
  })
  @MayBeAbsent()
  @Follows(isQueryText)
  trunkId?: string;
}

/** Lists and objects are set as a whole, but for what stands in `rule`, `media` and `roomConfig`. */
class RuleFieldsBody {
  @ApiPropertyOptional({ ...SAID.trunkIds, ...list({ pattern: String.raw`^[\w-]{1,64}$` }) })
  @MayBeAbsent()
  @Follows(isIdList)
  trunkIds?: string[];

  @ApiPropertyOptional(SAID.hidePhoneNumber)
  @MayBeAbsent()
  @IsBoolean()
  hidePhoneNumber?: boolean;

  @ApiPropertyOptional({
    ...SAID.inboundNumbers,
    ...list({ minLength: 1, maxLength: SIP_LIMITS.numberLength, pattern: NUMBER.source }),
  })
  @MayBeAbsent()
  @Follows(isNumberList())
  inboundNumbers?: string[];

  @ApiPropertyOptional({
    ...SAID.numbers,
    ...list({ minLength: 1, maxLength: SIP_LIMITS.numberLength, pattern: NUMBER.source }),
  })
  @MayBeAbsent()
  @Follows(isNumberList())
  numbers?: string[];

  @ApiPropertyOptional({ ...SAID.name, maxLength: SIP_LIMITS.nameLength })
  @MayBeAbsent()
  @Follows(isText(SIP_LIMITS.nameLength))
  name?: string;

  @ApiPropertyOptional({ ...SAID.metadata, maxLength: CALL_LIMITS.metadataLength })
  @MayBeAbsent()
  @Follows(isText(CALL_LIMITS.metadataLength))
  metadata?: string;

  @ApiPropertyOptional(SAID.attributes)
  @MayBeAbsent()
  @Follows(isAttributes)
  attributes?: Record<string, string>;

  @ApiPropertyOptional({ ...SAID.roomPreset, maxLength: SIP_LIMITS.nameLength })
  @MayBeAbsent()
  @Follows(isText(SIP_LIMITS.nameLength))
  roomPreset?: string;

  @ApiPropertyOptional({
    description: 'What a call is to be opened with, where a phone call opens it.',
    type: SipRoomConfigRequestBody,
  })
  @MayBeAbsent()
  @Nested(() => SipRoomConfigRequestBody)
  roomConfig?: SipRoomConfigRequestBody;

  @ApiPropertyOptional({ description: 'How sound is to be carried.', type: SipMediaRequestBody })
  @MayBeAbsent()
  @Nested(() => SipMediaRequestBody)
  media?: SipMediaRequestBody;

  @ApiPropertyOptional(SAID.krispEnabled)
  @MayBeAbsent()
  @IsBoolean()
  krispEnabled?: boolean;
}

export class CreateSipDispatchRuleBody extends RuleFieldsBody {
  @ApiProperty({ description: 'Where callers come to.', type: SipRuleRequestBody })
  @Nested(() => SipRuleRequestBody)
  rule: SipRuleRequestBody;
}

/** What changes; what is absent stays as it is. */
export class UpdateSipDispatchRuleBody extends RuleFieldsBody {
  @ApiPropertyOptional({
    description: 'Where callers come to. A PIN stays unless another one is sent.',
    type: SipRuleRequestBody,
  })
  @MayBeAbsent()
  @Nested(() => SipRuleRequestBody)
  rule?: SipRuleRequestBody;
}
