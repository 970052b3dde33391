import type { RoomId } from '@foyer/core';
import { isValidRoomId } from '@foyer/room-registry';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { Follows, MayBeAbsent, Nested } from '../platform/http/fields.js';
import { roomIdSchema } from '../platform/openapi/schemas.js';
import { CALL_LIMITS, isAttributes, isId, isListOf, isText, isTrackIds } from './call-fields.js';
import { DataTrackBody, TRACK_SOURCE_KEYS, TrackBody, trackSourceSchema, type TrackSourceKey } from './track.dto.js';

const STATES = ['JOINING', 'JOINED', 'ACTIVE', 'DISCONNECTED'] as const;
const KINDS = ['STANDARD', 'INGRESS', 'EGRESS', 'SIP', 'AGENT', 'CONNECTOR', 'BRIDGE'] as const;
const KIND_DETAILS = [
  'CLOUD_AGENT',
  'FORWARDED',
  'CONNECTOR_WHATSAPP',
  'CONNECTOR_TWILIO',
  'BRIDGE_RTSP',
  'SIMULATION',
] as const;
const DISCONNECT_REASONS = [
  'UNKNOWN_REASON',
  'CLIENT_INITIATED',
  'DUPLICATE_IDENTITY',
  'SERVER_SHUTDOWN',
  'PARTICIPANT_REMOVED',
  'ROOM_DELETED',
  'STATE_MISMATCH',
  'JOIN_FAILURE',
  'MIGRATION',
  'SIGNAL_CLOSE',
  'ROOM_CLOSED',
  'USER_UNAVAILABLE',
  'USER_REJECTED',
  'SIP_TRUNK_FAILURE',
  'CONNECTION_TIMEOUT',
  'MEDIA_FAILURE',
  'AGENT_ERROR',
] as const;
const CAPABILITIES = ['CAP_UNUSED', 'CAP_PACKET_TRAILER', 'CAP_COMPRESSION_DEFLATE_RAW'] as const;

const SAID = {
  canSubscribe: { description: "Whether it receives others' tracks.", example: true },
  canPublish: { description: 'Whether it may send audio and video.', example: true },
  canPublishData: { description: 'Whether it may send data.', example: true },
  canPublishSources: {
    ...trackSourceSchema,
    isArray: true as const,
    description: 'The only sources that it may send; empty for all.',
    example: ['MICROPHONE'],
  },
  hidden: { description: 'Whether the others do not see it.', example: false },
  canUpdateMetadata: { description: 'Whether it may change its own name, metadata and attributes.', example: false },
  canSubscribeMetrics: { description: "Whether it receives metrics of the others' media.", example: false },
};

/** What a participant may do in the call, as LiveKit shows it. */
export class ParticipantPermissionBody {
  @ApiProperty(SAID.canSubscribe)
  canSubscribe: boolean;

  @ApiProperty(SAID.canPublish)
  canPublish: boolean;

  @ApiProperty(SAID.canPublishData)
  canPublishData: boolean;

  @ApiProperty(SAID.canPublishSources)
  canPublishSources: TrackSourceKey[];

  @ApiProperty(SAID.hidden)
  hidden: boolean;

  @ApiProperty({ description: 'Deprecated by LiveKit: whether it records the call.', example: false })
  recorder: boolean;

  @ApiProperty(SAID.canUpdateMetadata)
  canUpdateMetadata: boolean;

  @ApiProperty({ description: 'Deprecated by LiveKit: whether it is an agent.', example: false })
  agent: boolean;

  @ApiProperty(SAID.canSubscribeMetrics)
  canSubscribeMetrics: boolean;

  @ApiProperty({ description: 'Whether it may control sessions of agents.', example: false })
  canManageAgentSession: boolean;
}

/** A participant as LiveKit shows it. */
export class ParticipantBody {
  @ApiProperty({ description: 'Id of this visit to the call.', example: 'PA_7CJTtThEnMYW' })
  sid: string;

  @ApiProperty({ description: 'Who it is, as the token named them.', example: 'Participant1' })
  identity: string;

  @ApiProperty({ description: 'How far it has come.', enum: STATES, enumName: 'ParticipantState', example: 'ACTIVE' })
  state: (typeof STATES)[number];

  @ApiProperty({ description: 'The audio and video that it sends.', type: [TrackBody] })
  tracks: TrackBody[];

  @ApiProperty({ description: 'Its metadata, which the others see.', example: '{"team":"blue"}' })
  metadata: string;

  @ApiProperty({
    description: 'When it joined, in seconds since 1970, as a string because it has 64 bits.',
    example: '1763990825',
  })
  joinedAt: string;

  @ApiProperty({ description: 'The same in milliseconds.', example: '1763990825225' })
  joinedAtMs: string;

  @ApiProperty({ description: 'The name that others see.', example: 'Alice' })
  name: string;

  @ApiProperty({ description: 'Counts changes of this state.', type: 'integer', example: 3 })
  version: number;

  @ApiPropertyOptional({ description: 'What it may do.', type: ParticipantPermissionBody })
  permission?: ParticipantPermissionBody;

  @ApiProperty({
    description: 'Where the server is that it is connected to; empty where that has no name.',
    example: '',
  })
  region: string;

  @ApiProperty({ description: 'Whether it sends something.', example: true })
  isPublisher: boolean;

  @ApiProperty({
    description: 'What kind of participant it is.',
    enum: KINDS,
    enumName: 'ParticipantKind',
    example: 'STANDARD',
  })
  kind: (typeof KINDS)[number];

  @ApiProperty({
    description: 'Its attributes, which the others see.',
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { team: 'blue' },
  })
  attributes: Record<string, string>;

  @ApiProperty({
    description: 'Why it left, where it has.',
    enum: DISCONNECT_REASONS,
    enumName: 'DisconnectReason',
    example: 'UNKNOWN_REASON',
  })
  disconnectReason: (typeof DISCONNECT_REASONS)[number];

  @ApiProperty({
    description: 'More about its kind.',
    enum: KIND_DETAILS,
    enumName: 'ParticipantKindDetail',
    isArray: true,
    example: [],
  })
  kindDetails: (typeof KIND_DETAILS)[number][];

  @ApiProperty({ description: 'The data tracks that it sends.', type: [DataTrackBody] })
  dataTracks: DataTrackBody[];

  @ApiProperty({ description: 'Version of what its client understands of others.', type: 'integer', example: 1 })
  clientProtocol: number;

  @ApiProperty({
    description: 'What its client can do.',
    enum: CAPABILITIES,
    enumName: 'ClientCapability',
    isArray: true,
    example: [],
  })
  capabilities: (typeof CAPABILITIES)[number][];
}

export class ParticipantAnswerBody {
  @ApiProperty({ description: 'The participant.', type: ParticipantBody })
  participant: ParticipantBody;
}

export class ParticipantListBody {
  @ApiProperty({ description: 'Who is in the call.', type: [ParticipantBody] })
  participants: ParticipantBody[];
}

export class TrackAnswerBody {
  @ApiProperty({ description: 'The track.', type: TrackBody })
  track: TrackBody;
}

/** Rights that change; what is absent stays as it is. */
export class PermissionPatchBody {
  @ApiPropertyOptional(SAID.canSubscribe)
  @MayBeAbsent()
  @IsBoolean()
  canSubscribe?: boolean;

  @ApiPropertyOptional({
    ...SAID.canPublish,
    description: 'Whether it may send audio and video; `false` ends what it sends.',
  })
  @MayBeAbsent()
  @IsBoolean()
  canPublish?: boolean;

  @ApiPropertyOptional(SAID.canPublishData)
  @MayBeAbsent()
  @IsBoolean()
  canPublishData?: boolean;

  @ApiPropertyOptional(SAID.canPublishSources)
  @MayBeAbsent()
  @Follows(isListOf(TRACK_SOURCE_KEYS))
  canPublishSources?: TrackSourceKey[];

  @ApiPropertyOptional(SAID.hidden)
  @MayBeAbsent()
  @IsBoolean()
  hidden?: boolean;

  @ApiPropertyOptional(SAID.canUpdateMetadata)
  @MayBeAbsent()
  @IsBoolean()
  canUpdateMetadata?: boolean;

  @ApiPropertyOptional(SAID.canSubscribeMetrics)
  @MayBeAbsent()
  @IsBoolean()
  canSubscribeMetrics?: boolean;
}

/** What changes; what is absent stays as it is. */
export class UpdateParticipantBody {
  @ApiPropertyOptional({
    description: 'The new metadata. LiveKit ignores `""`: the answer then holds what it still is.',
    maxLength: CALL_LIMITS.metadataLength,
    example: '{"team":"blue"}',
  })
  @MayBeAbsent()
  @Follows(isText(CALL_LIMITS.metadataLength))
  metadata?: string;

  @ApiPropertyOptional({
    description: 'The new name. LiveKit ignores `""`: the answer then holds what it still is.',
    maxLength: CALL_LIMITS.nameLength,
    example: 'Alice',
  })
  @MayBeAbsent()
  @Follows(isText(CALL_LIMITS.nameLength))
  name?: string;

  @ApiPropertyOptional({
    description: 'Attributes to set; `""` removes one; those that are not named stay.',
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { team: 'blue', mood: '' },
  })
  @MayBeAbsent()
  @Follows(isAttributes)
  attributes?: Record<string, string>;

  @ApiPropertyOptional({
    description:
      "Rights to change in this visit to the call. For more than the room's accesses and roles give, change those: what goes beyond them may be taken back at any time.",
    type: PermissionPatchBody,
  })
  @MayBeAbsent()
  @Nested(() => PermissionPatchBody)
  permission?: PermissionPatchBody;
}

export class MuteTrackBody {
  @ApiProperty({ description: 'One of the tracks that it sends.', example: 'TR_AMyzUAVuM4ezGp' })
  @Follows(isId)
  trackId: string;

  @ApiPropertyOptional({
    description: '`false` unmutes, where LiveKit is set up to allow that (`enable_remote_unmute`).',
    default: true,
    example: true,
  })
  @MayBeAbsent()
  @IsBoolean()
  muted?: boolean;
}

export class SubscriptionsBody {
  @ApiProperty({
    description: 'Tracks that somebody in the call sends.',
    type: 'array',
    minItems: 1,
    items: { type: 'string' },
    example: ['TR_AMyzUAVuM4ezGp'],
  })
  @Follows(isTrackIds)
  trackIds: string[];
}

export class DestinationBody {
  @ApiProperty({
    ...roomIdSchema,
    description: 'The name of the other call, which must be open.',
    example: 'Other Room',
  })
  @Follows(isValidRoomId)
  destinationRoomName: RoomId;
}
