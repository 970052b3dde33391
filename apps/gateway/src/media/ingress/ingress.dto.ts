import type { RoomId } from '@foyer/core';
import { isValidRoomId } from '@foyer/room-registry';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn } from 'class-validator';
import { Follows, MayBeAbsent, Nested, isQueryText } from '../../platform/http/fields.js';
import { isUserId } from '../../platform/http/user-fields.js';
import { roomIdSchema, userIdSchema } from '../../platform/openapi/schemas.js';
import { CALL_LIMITS, isText } from '../call-fields.js';
import { INGRESS_LIMITS, isAlwaysTrue, isEncodedOneWay, isFilledText, isMediaUrl } from './ingress-fields.js';
import { SAID } from './ingress-info.dto.js';
import { IngressAudioBody, IngressVideoBody } from './ingress-tracks.dto.js';

const TRANSCODING = 'only WHIP can do without';
const STARTS_AT_ONCE = 'an ingress from a URL begins as soon as it is made';

/** What every new ingress can be told. */
export class NewIngressBody {
  @ApiProperty({
    ...roomIdSchema,
    description: 'The call to send to: its name is the id of its room.',
    example: 'Test Room',
  })
  @Follows(isValidRoomId)
  roomName: RoomId;

  @ApiProperty({ ...userIdSchema, ...SAID.participantIdentity })
  @Follows(isUserId)
  participantIdentity: string;

  @ApiPropertyOptional({ ...SAID.participantName, maxLength: CALL_LIMITS.nameLength })
  @MayBeAbsent()
  @Follows(isText(CALL_LIMITS.nameLength))
  participantName?: string;

  @ApiPropertyOptional({ ...SAID.participantMetadata, maxLength: CALL_LIMITS.metadataLength })
  @MayBeAbsent()
  @Follows(isText(CALL_LIMITS.metadataLength))
  participantMetadata?: string;

  @ApiPropertyOptional({ description: 'How audio is sent into the call.', type: IngressAudioBody })
  @MayBeAbsent()
  @Nested(() => IngressAudioBody)
  @Follows(isEncodedOneWay)
  audio?: IngressAudioBody;

  @ApiPropertyOptional({ description: 'How video is sent into the call.', type: IngressVideoBody })
  @MayBeAbsent()
  @Nested(() => IngressVideoBody)
  @Follows(isEncodedOneWay)
  video?: IngressVideoBody;
}

const nameOf = (byDefault: string) => ({
  ...SAID.name,
  minLength: 1,
  maxLength: INGRESS_LIMITS.nameLength,
  default: byDefault,
  example: byDefault,
});

export class CreateRtmpIngressBody extends NewIngressBody {
  @ApiPropertyOptional(nameOf('rtmp-ingress'))
  @MayBeAbsent()
  @Follows(isFilledText(INGRESS_LIMITS.nameLength))
  name?: string;

  @ApiPropertyOptional({ ...SAID.enabled, default: true })
  @MayBeAbsent()
  @IsBoolean()
  enabled?: boolean;

  @ApiPropertyOptional({
    description: 'Always `true`: only WHIP can do without.',
    enum: [true],
    default: true,
    example: true,
  })
  @MayBeAbsent()
  @Follows(isAlwaysTrue(TRANSCODING))
  enableTranscoding?: true;
}

export class CreateWhipIngressBody extends NewIngressBody {
  @ApiPropertyOptional(nameOf('whip-ingress'))
  @MayBeAbsent()
  @Follows(isFilledText(INGRESS_LIMITS.nameLength))
  name?: string;

  @ApiPropertyOptional({ ...SAID.enabled, default: true })
  @MayBeAbsent()
  @IsBoolean()
  enabled?: boolean;

  @ApiPropertyOptional({
    description:
      'Whether media is decoded and encoded anew. Without that it goes on as it comes, which costs little; then `audio` and `video` can have no `preset` and no `options`.',
    default: false,
    example: false,
  })
  @MayBeAbsent()
  @IsBoolean()
  enableTranscoding?: boolean;
}

export class CreateUrlIngressBody extends NewIngressBody {
  @ApiPropertyOptional(nameOf('url-ingress'))
  @MayBeAbsent()
  @Follows(isFilledText(INGRESS_LIMITS.nameLength))
  name?: string;

  @ApiProperty({ ...SAID.url, maxLength: INGRESS_LIMITS.urlLength })
  @Follows(isMediaUrl)
  url: string;

  @ApiPropertyOptional({
    description: 'Always `true`: it begins as soon as it is made.',
    enum: [true],
    default: true,
    example: true,
  })
  @MayBeAbsent()
  @Follows(isAlwaysTrue(STARTS_AT_ONCE))
  enabled?: true;

  @ApiPropertyOptional({
    description: 'Always `true`: only WHIP can do without.',
    enum: [true],
    default: true,
    example: true,
  })
  @MayBeAbsent()
  @Follows(isAlwaysTrue(TRANSCODING))
  enableTranscoding?: true;
}

/** What changes; what is absent stays as it is. LiveKit takes an empty text for an absent one. */
export class UpdateIngressBody {
  @ApiPropertyOptional({
    ...roomIdSchema,
    description: 'The call to send to from now on: its name is the id of its room.',
    example: 'Test Room',
  })
  @MayBeAbsent()
  @Follows(isValidRoomId)
  roomName?: RoomId;

  @ApiPropertyOptional({ ...userIdSchema, ...SAID.participantIdentity })
  @MayBeAbsent()
  @Follows(isUserId)
  participantIdentity?: string;

  @ApiPropertyOptional({ ...SAID.participantName, minLength: 1, maxLength: CALL_LIMITS.nameLength })
  @MayBeAbsent()
  @Follows(isFilledText(CALL_LIMITS.nameLength))
  participantName?: string;

  @ApiPropertyOptional({ ...SAID.participantMetadata, minLength: 1, maxLength: CALL_LIMITS.metadataLength })
  @MayBeAbsent()
  @Follows(isFilledText(CALL_LIMITS.metadataLength))
  participantMetadata?: string;

  @ApiPropertyOptional({
    ...SAID.name,
    minLength: 1,
    maxLength: INGRESS_LIMITS.nameLength,
    example: 'updated-ingress',
  })
  @MayBeAbsent()
  @Follows(isFilledText(INGRESS_LIMITS.nameLength))
  name?: string;

  @ApiPropertyOptional(SAID.enabled)
  @MayBeAbsent()
  @IsBoolean()
  enabled?: boolean;

  @ApiPropertyOptional({
    description: 'Whether media is decoded and encoded anew; `false` for WHIP alone.',
    example: true,
  })
  @MayBeAbsent()
  @IsBoolean()
  enableTranscoding?: boolean;

  @ApiPropertyOptional({
    description: 'How audio is sent into the call. Replaces all that was set for it.',
    type: IngressAudioBody,
  })
  @MayBeAbsent()
  @Nested(() => IngressAudioBody)
  @Follows(isEncodedOneWay)
  audio?: IngressAudioBody;

  @ApiPropertyOptional({
    description: 'How video is sent into the call. Replaces all that was set for it.',
    type: IngressVideoBody,
  })
  @MayBeAbsent()
  @Nested(() => IngressVideoBody)
  @Follows(isEncodedOneWay)
  video?: IngressVideoBody;
}

export class ListIngressesQuery {
  @ApiPropertyOptional({
    type: String,
    description: 'Only those that send to the call with exactly this name.',
    example: 'Test Room',
  })
  @MayBeAbsent()
  @Follows(isQueryText)
  roomName?: string;

  @ApiPropertyOptional({ type: String, description: 'Only the one with this id.', example: 'IN_WrMdcyaUnkWa' })
  @MayBeAbsent()
  @Follows(isQueryText)
  ingressId?: string;

  @ApiPropertyOptional({
    type: Boolean,
    description: 'Whether to show stream keys too, which are secrets of publishers.',
    default: false,
    example: false,
  })
  @MayBeAbsent()
  @IsIn(['true', 'false'])
  showStreamKey?: 'true' | 'false';
}
