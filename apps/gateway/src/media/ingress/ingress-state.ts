import type { IngressBody, IngressStateBody } from './ingress-info.dto.js';

/**
 * How long after a stream has come its participant may still be on its way into the call. While LiveKit's ingress service waits for the
 * first media it may not even have set out.
 */
const ON_ITS_WAY_MS = { ENDPOINT_PUBLISHING: 10_000, ENDPOINT_BUFFERING: 60_000 } as const;

const LOST = "The stream has ended without a word from LiveKit's ingress service: its participant is not in the call.";
const NOT_LET_IN =
  'The stream was not let into the call, which was not open. Open it with POST /rooms; or let the ingress service come in by way of Foyer: see docs/operations.md.';
/** What the ingress service reads streams from inside, with a secret of its own. */
const INSIDE_ADDRESS = /^Get "[^"]*": /;

export const isRunning = ({ state }: IngressBody): boolean =>
  state?.status === 'ENDPOINT_PUBLISHING' || state?.status === 'ENDPOINT_BUFFERING';

/** Whether LiveKit has a stream on its books that must have brought a participant into the call by now. */
export function mustBeInCall({ state }: IngressBody, now: number): boolean {
  if (state?.status !== 'ENDPOINT_PUBLISHING' && state?.status !== 'ENDPOINT_BUFFERING') return false;
  return now - Number(BigInt(state.startedAt) / 1_000_000n) > ON_ITS_WAY_MS[state.status];
}

/** The ingress as it is: without the stream that LiveKit still has on its books. */
export function withoutStream(ingress: IngressBody): IngressBody {
  if (ingress.state === undefined) return ingress;
  const state: IngressStateBody = {
    ...ingress.state,
    status: ingress.reusable ? 'ENDPOINT_INACTIVE' : 'ENDPOINT_ERROR',
    error: LOST,
    tracks: [],
  };
  return { ...ingress, state };
}

/** Whether LiveKit turned a stream away because the call was not open. The ingress service then says only that it gave up. */
const foundNoCall = ({ reusable, state }: IngressBody): boolean =>
  reusable && state?.status === 'ENDPOINT_ERROR' && state.roomId === '' && state.error.endsWith('context canceled');

/** With an error that means something to who reads it, and holds no secret. */
export function withPlainError(ingress: IngressBody): IngressBody {
  if (ingress.state === undefined) return ingress;
  const error = foundNoCall(ingress) ? NOT_LET_IN : ingress.state.error.replace(INSIDE_ADDRESS, '');
  return { ...ingress, state: { ...ingress.state, error } };
}
