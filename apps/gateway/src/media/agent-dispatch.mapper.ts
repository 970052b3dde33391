import type { AgentDispatch } from '@foyer/livekit';
import type { AgentDispatchBody, AgentJobBody } from './agent-dispatch.dto.js';
import { toCallBody } from './call.mapper.js';

type Job = NonNullable<AgentDispatch['state']>['jobs'][number];

/** LiveKit's own JSON of a dispatch, with every field, but without the TURN passwords of the rooms in its jobs. */
export function toAgentDispatchBody(dispatch: AgentDispatch): AgentDispatchBody {
  const shown = dispatch.toJson({ emitDefaultValues: true }) as unknown as AgentDispatchBody;
  if (shown.state === undefined || dispatch.state === undefined) return shown;
  return { ...shown, state: { ...shown.state, jobs: dispatch.state.jobs.map(toJobBody) } };
}

function toJobBody(job: Job): AgentJobBody {
  const shown = job.toJson({ emitDefaultValues: true }) as unknown as AgentJobBody;
  return job.room === undefined ? shown : { ...shown, room: toCallBody(job.room) };
}
