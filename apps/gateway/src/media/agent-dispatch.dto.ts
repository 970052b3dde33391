import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { Follows, MayBeAbsent } from '../platform/http/fields.js';
import { CallBody } from './call.dto.js';
import { CALL_LIMITS, isId, isText } from './call-fields.js';
import { ParticipantBody } from './participant.dto.js';

const JOB_TYPES = ['JT_ROOM', 'JT_PUBLISHER', 'JT_PARTICIPANT'] as const;
const JOB_STATUSES = ['JS_PENDING', 'JS_RUNNING', 'JS_SUCCESS', 'JS_FAILED'] as const;
const RESTART_POLICIES = ['JRP_ON_FAILURE', 'JRP_NEVER'] as const;

const SAID = {
  id: { description: 'Id of the dispatch.', example: 'AD_hycBMAjmt6Ub' },
  agentName: { description: 'The name under which the agent is registered at LiveKit.', example: 'transcriber' },
  metadata: { description: 'What is handed to the agent with its job.', example: '{"language":"en"}' },
  deployment: {
    description: 'Which deployment of the agent is meant, on LiveKit Cloud; empty for the one in production.',
    example: '',
  },
  attributes: {
    description: 'Attributes that are handed to the agent with its job.',
    type: 'object',
    additionalProperties: { type: 'string' },
    example: {},
  },
} satisfies Record<string, ApiPropertyOptions>;

const nanoseconds = (what: string, example: string): ApiPropertyOptions => ({
  description: `${what}, in nanoseconds since 1970, as a string because it has 64 bits; \`"0"\` before that.`,
  example,
});

/** How far a job has come. */
export class AgentJobStateBody {
  @ApiProperty({
    description: 'What has become of it.',
    enum: JOB_STATUSES,
    enumName: 'AgentJobStatus',
    example: 'JS_RUNNING',
  })
  status: (typeof JOB_STATUSES)[number];

  @ApiProperty({ description: 'Why it failed, where it did.', example: '' })
  error: string;

  @ApiProperty(nanoseconds('When an agent began it', '1763990825225000000'))
  startedAt: string;

  @ApiProperty(nanoseconds('When it ended', '0'))
  endedAt: string;

  @ApiProperty(nanoseconds('When this state last changed', '1763990825225000000'))
  updatedAt: string;

  @ApiProperty({ description: 'Who the agent is in the call.', example: 'agent-AJ_7CJTtThEnMYW' })
  participantIdentity: string;

  @ApiProperty({ description: 'Id of the worker that runs it.', example: 'AW_AMyzUAVuM4ezGp' })
  workerId: string;

  @ApiProperty({ description: 'Id of the agent, on LiveKit Cloud.', example: '' })
  agentId: string;
}

/** What an agent was given to do because of a dispatch. */
export class AgentJobBody {
  @ApiProperty({ description: 'Id of the job.', example: 'AJ_7CJTtThEnMYW' })
  id: string;

  @ApiProperty(SAID.id)
  dispatchId: string;

  @ApiProperty({
    description: 'Whether it is for the call, for somebody who sends in it, or for somebody in it.',
    enum: JOB_TYPES,
    enumName: 'AgentJobType',
    example: 'JT_ROOM',
  })
  type: (typeof JOB_TYPES)[number];

  @ApiPropertyOptional({ description: 'The call as it was when the job was given.', type: CallBody })
  room?: CallBody;

  @ApiPropertyOptional({
    description: 'Whom the job is for, where it is not for the whole call.',
    type: ParticipantBody,
  })
  participant?: ParticipantBody;

  @ApiProperty({ description: 'Deprecated by LiveKit: the namespace of the worker.', example: '' })
  namespace: string;

  @ApiProperty(SAID.metadata)
  metadata: string;

  @ApiProperty(SAID.agentName)
  agentName: string;

  @ApiPropertyOptional({ description: 'How far it has come.', type: AgentJobStateBody })
  state?: AgentJobStateBody;

  @ApiProperty({ description: 'Whether LiveKit Cloud records what the agent does.', example: false })
  enableRecording: boolean;

  @ApiProperty(SAID.deployment)
  deployment: string;

  @ApiProperty(SAID.attributes)
  attributes: Record<string, string>;

  @ApiProperty({ description: 'Whether LiveKit Cloud makes personal data in that illegible.', example: false })
  enableRedaction: boolean;
}

export class AgentDispatchStateBody {
  @ApiProperty({
    description: 'The jobs that agents were given; none before one of that name is there.',
    type: [AgentJobBody],
  })
  jobs: AgentJobBody[];

  @ApiProperty(nanoseconds('When it was created', '1763990825225000000'))
  createdAt: string;

  @ApiProperty(nanoseconds('When it was deleted', '0'))
  deletedAt: string;
}

/** A dispatch as LiveKit shows it, without the TURN passwords of the rooms in its jobs. */
export class AgentDispatchBody {
  @ApiProperty(SAID.id)
  id: string;

  @ApiProperty(SAID.agentName)
  agentName: string;

  @ApiProperty({ description: 'The name of the call, which is the id of its room.', example: 'Test Room' })
  room: string;

  @ApiProperty(SAID.metadata)
  metadata: string;

  @ApiPropertyOptional({ description: 'What has become of it.', type: AgentDispatchStateBody })
  state?: AgentDispatchStateBody;

  @ApiProperty({
    description: 'Whether LiveKit Cloud starts a job again that failed.',
    enum: RESTART_POLICIES,
    enumName: 'AgentJobRestartPolicy',
    example: 'JRP_ON_FAILURE',
  })
  restartPolicy: (typeof RESTART_POLICIES)[number];

  @ApiProperty(SAID.deployment)
  deployment: string;

  @ApiProperty(SAID.attributes)
  attributes: Record<string, string>;
}

export class AgentDispatchAnswerBody {
  @ApiProperty({ description: 'The dispatch.', type: AgentDispatchBody })
  dispatch: AgentDispatchBody;
}

export class AgentDispatchListBody {
  @ApiProperty({ description: 'The dispatches, oldest first.', type: [AgentDispatchBody] })
  dispatches: AgentDispatchBody[];
}

export class CreateAgentDispatchBody {
  @ApiProperty({ ...SAID.agentName, minLength: 1, maxLength: CALL_LIMITS.identityLength })
  @Follows(isId)
  agentName: string;

  @ApiPropertyOptional({ ...SAID.metadata, maxLength: CALL_LIMITS.metadataLength })
  @MayBeAbsent()
  @Follows(isText(CALL_LIMITS.metadataLength))
  metadata?: string;
}
