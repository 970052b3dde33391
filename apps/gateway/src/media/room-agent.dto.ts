import { isRecord, pointerStep } from '@foyer/core';
import { RoomAgentDispatch } from '@foyer/livekit';
import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import type { Rule } from '../platform/http/fields.js';
import { CALL_LIMITS, isId, isText } from './call-fields.js';

const AGENTS = 20;

/** An agent that is called into a call as it opens. */
export class RoomAgentRequestBody {
  @ApiProperty({
    description: 'The name under which the agent is registered at LiveKit.',
    minLength: 1,
    maxLength: CALL_LIMITS.identityLength,
    example: 'transcriber',
  })
  agentName: string;

  @ApiPropertyOptional({
    description: 'What is handed to the agent with its job.',
    maxLength: CALL_LIMITS.metadataLength,
    example: '{"language":"en"}',
  })
  metadata?: string;
}

export const roomAgentsSchema = {
  type: [RoomAgentRequestBody],
  maxItems: AGENTS,
  example: [{ agentName: 'transcriber', metadata: '{"language":"en"}' }],
} satisfies ApiPropertyOptions;

/** A list of agents to call. */
export const isRoomAgents: Rule = (value, field) => {
  const root = pointerStep(field);
  if (!Array.isArray(value)) return { pointer: root, message: `'${field}' must be a list of agents.` };
  if (value.length > AGENTS) return { pointer: root, message: `'${field}' can hold at most ${AGENTS} agents.` };
  for (const [i, agent] of value.entries()) {
    const at = `${root}/${i}`;
    if (!isRecord(agent)) return { pointer: at, message: `'${field}[${i}]' must be an object.` };
    if (agent.agentName === undefined)
      return { pointer: `${at}/agentName`, message: `Missing key: '${field}.${i}.agentName'.` };
    const wrong =
      isId(agent.agentName, 'agentName') ??
      (agent.metadata === undefined ? null : isText(CALL_LIMITS.metadataLength)(agent.metadata, 'metadata'));
    if (wrong !== null) return { pointer: at + wrong.pointer, message: wrong.message };
  }
  return null;
};

/** As LiveKit takes them with a room. */
export const toRoomAgents = (agents: readonly RoomAgentRequestBody[]): RoomAgentDispatch[] =>
  agents.map(({ agentName, metadata }) => new RoomAgentDispatch({ agentName, metadata }));
