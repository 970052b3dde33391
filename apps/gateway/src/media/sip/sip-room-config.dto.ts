import { ROOM_LIMITS } from '@foyer/room-registry';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsInt, Max, Min } from 'class-validator';
import { Follows, MayBeAbsent } from '../../platform/http/fields.js';
import { CALL_LIMITS, isAttributes, isText } from '../call-fields.js';
import { RoomAgentRequestBody, isRoomAgents, roomAgentsSchema } from '../room-agent.dto.js';
import { textsSchema } from './sip-media.dto.js';

const SAID = {
  emptyTimeout: { description: 'Seconds that it stays open before anybody joins; 0: the default.', example: 300 },
  departureTimeout: { description: 'Seconds that it stays open after the last one left; 0: the default.', example: 20 },
  maxParticipants: { description: 'How many participants at most; 0: the default.', example: 0 },
  metadata: { description: 'Metadata of the call, which its participants see.', example: '' },
  minPlayoutDelay: { description: 'Milliseconds that receivers hold media back at least.', example: 0 },
  maxPlayoutDelay: { description: "The same at most; 0: LiveKit's default.", example: 0 },
  syncStreams: { description: 'Keeps audio and video of a participant together.', example: false },
  tags: textsSchema('Tags of the call, on LiveKit Cloud.', {}),
};
const whole = (maximum: number) => ({ type: 'integer' as const, minimum: 0, maximum });

/** An agent that comes with the call. */
export class SipRoomAgentBody {
  @ApiProperty({ description: 'The name under which the agent is registered at LiveKit.', example: 'transcriber' })
  agentName: string;

  @ApiProperty({ description: 'What is handed to the agent with its job.', example: '' })
  metadata: string;

  @ApiProperty({
    description: 'Whether LiveKit Cloud starts a job again that failed.',
    enum: ['JRP_ON_FAILURE', 'JRP_NEVER'],
    enumName: 'AgentJobRestartPolicy',
    example: 'JRP_ON_FAILURE',
  })
  restartPolicy: 'JRP_ON_FAILURE' | 'JRP_NEVER';

  @ApiProperty({ description: 'Which deployment of the agent is meant, on LiveKit Cloud.', example: '' })
  deployment: string;

  @ApiProperty(textsSchema('Attributes that are handed to the agent with its job.', {}))
  attributes: Record<string, string>;
}

/** What a call is opened with that a phone call opens, as LiveKit shows it; without recordings, which name the keys of storages. */
export class SipRoomConfigBody {
  @ApiProperty({ description: 'Name of this configuration.', example: '' })
  name: string;

  @ApiProperty({ ...SAID.emptyTimeout, type: 'integer' })
  emptyTimeout: number;

  @ApiProperty({ ...SAID.departureTimeout, type: 'integer' })
  departureTimeout: number;

  @ApiProperty({ ...SAID.maxParticipants, type: 'integer' })
  maxParticipants: number;

  @ApiProperty(SAID.metadata)
  metadata: string;

  @ApiProperty({ ...SAID.minPlayoutDelay, type: 'integer' })
  minPlayoutDelay: number;

  @ApiProperty({ ...SAID.maxPlayoutDelay, type: 'integer' })
  maxPlayoutDelay: number;

  @ApiProperty(SAID.syncStreams)
  syncStreams: boolean;

  @ApiProperty({ description: 'Agents that are called into it.', type: [SipRoomAgentBody] })
  agents: SipRoomAgentBody[];

  @ApiProperty(SAID.tags)
  tags: Record<string, string>;
}

/** What a call is to be opened with, where a phone call opens it. */
export class SipRoomConfigRequestBody {
  @ApiPropertyOptional({ ...SAID.emptyTimeout, ...whole(ROOM_LIMITS.timeoutSeconds) })
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(ROOM_LIMITS.timeoutSeconds)
  emptyTimeout?: number;

  @ApiPropertyOptional({ ...SAID.departureTimeout, ...whole(ROOM_LIMITS.timeoutSeconds) })
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(ROOM_LIMITS.timeoutSeconds)
  departureTimeout?: number;

  @ApiPropertyOptional({ ...SAID.maxParticipants, ...whole(ROOM_LIMITS.participants) })
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(ROOM_LIMITS.participants)
  maxParticipants?: number;

  @ApiPropertyOptional({ ...SAID.metadata, maxLength: CALL_LIMITS.metadataLength })
  @MayBeAbsent()
  @Follows(isText(CALL_LIMITS.metadataLength))
  metadata?: string;

  @ApiPropertyOptional({ ...SAID.minPlayoutDelay, ...whole(CALL_LIMITS.playoutDelayMs) })
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(CALL_LIMITS.playoutDelayMs)
  minPlayoutDelay?: number;

  @ApiPropertyOptional({ ...SAID.maxPlayoutDelay, ...whole(CALL_LIMITS.playoutDelayMs) })
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(CALL_LIMITS.playoutDelayMs)
  maxPlayoutDelay?: number;

  @ApiPropertyOptional(SAID.syncStreams)
  @MayBeAbsent()
  @IsBoolean()
  syncStreams?: boolean;

  @ApiPropertyOptional({ ...roomAgentsSchema, description: 'Agents that are called into it.' })
  @MayBeAbsent()
  @Follows(isRoomAgents)
  agents?: RoomAgentRequestBody[];

  @ApiPropertyOptional(SAID.tags)
  @MayBeAbsent()
  @Follows(isAttributes)
  tags?: Record<string, string>;
}
