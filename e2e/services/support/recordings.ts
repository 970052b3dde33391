import type { components } from '@foyer/client';
import { eventually } from '@foyer/testing';
import { call, type Call } from '../../support/foyer.js';

export type Egress = components['schemas']['EgressBody'];
export type Recording = components['schemas']['RecordingBody'];

/** How long a browser may take to begin, on a busy machine. */
const BEGIN_MS = 60_000;
const END_MS = 60_000;

/** Begins an egress, which must be possible. */
export async function startsEgress(kind: string, body: object, where: Call = {}): Promise<{ egress: Egress }> {
  const answer = await call('POST', `/egresses/${kind}`, { body, ...where });
  if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`);
  return answer.body as { egress: Egress };
}

/** What the books say of an egress. */
export async function recordingOf(egressId: string, where: Call = {}): Promise<Recording> {
  const { body } = await call('GET', '/admin/recordings?limit=100', where);
  const found = (body.data as Recording[]).find((one) => one.egressId === egressId);
  if (found === undefined) throw new Error(`${egressId} is in no book`);
  return found;
}

/** Waits until the books say one of these. Throws where it ends otherwise. */
export async function until(
  egressId: string,
  statuses: readonly Recording['status'][],
  where: Call = {},
): Promise<Recording> {
  const wanted = new Set<string>([...statuses, 'complete', 'failed', 'aborted']);
  const recording = await eventually(async () => {
    const now = await recordingOf(egressId, where);
    return wanted.has(now.status) ? now : `${egressId} is ${now.status}: ${now.error ?? ''}`;
  }, BEGIN_MS + END_MS);
  if (!statuses.includes(recording.status))
    throw new Error(`${egressId} is ${recording.status}: ${recording.error ?? ''}`);
  return recording;
}

export async function stopsEgress(egressId: string, where: Call = {}): Promise<void> {
  const answer = await call('DELETE', `/egresses/${egressId}`, where);
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
}

/** Lets an egress go on for so long after it has begun, then stops it. */
export async function recorded(
  egressId: string,
  { atLeastMs, where = {} }: { atLeastMs: number; where?: Call },
): Promise<Recording> {
  const { startedAt } = await until(egressId, ['active'], where);
  const stopAt = Date.parse(startedAt!) + atLeastMs;
  await eventually(() => Date.now() > stopAt || 'it is being recorded', atLeastMs + BEGIN_MS);
  await stopsEgress(egressId, where);
  return until(egressId, ['complete', 'failed', 'aborted'], where);
}
