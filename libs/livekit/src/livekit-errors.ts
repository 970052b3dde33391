import { FoyerError, type ErrorCode } from '@foyer/core';
import { ServerError } from 'livekit-server-sdk';

/** LiveKit's own codes and ours. `unauthenticated` and `permission_denied` mean that our credentials are wrong. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  not_found: 'RESOURCE_NOT_FOUND',
  already_exists: 'RESOURCE_ALREADY_EXISTS',
  invalid_argument: 'BAD_REQUEST',
  malformed: 'BAD_REQUEST',
  out_of_range: 'BAD_REQUEST',
  failed_precondition: 'MEDIA_PRECONDITION_FAILED',
  aborted: 'MEDIA_PRECONDITION_FAILED',
  unimplemented: 'MEDIA_NOT_IMPLEMENTED',
  unauthenticated: 'MEDIA_REJECTED',
  permission_denied: 'MEDIA_REJECTED',
  resource_exhausted: 'TOO_MANY_REQUESTS',
  unavailable: 'MEDIA_UNAVAILABLE',
  canceled: 'MEDIA_TIMEOUT',
  deadline_exceeded: 'MEDIA_TIMEOUT',
};

const RETRY_SECONDS = 2;
/** What errors carry that came over LiveKit's inner bus. */
const INNER_PREFIX = /^twirp error \w+: /;
/** What a LiveKit says that runs without Redis, over which it would reach its other services. */
const NO_REDIS = /^(egress|ingress|sip) not connected \(redis required\)$/;

/** Whether LiveKit said that what was asked for is not there. */
export function isNotFound(error: unknown): boolean {
  return error instanceof FoyerError && error.code === 'RESOURCE_NOT_FOUND';
}

/** Whether LiveKit did not answer in time. */
export const isTimedOut = (error: unknown): boolean => error instanceof FoyerError && error.code === 'MEDIA_TIMEOUT';

/** Waits for a change of something; that it has gone meanwhile is as good. */
export async function ifThere(change: Promise<unknown>): Promise<void> {
  try {
    await change;
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/** Whether no answer came at all, and none was waited for in vain. */
export function isUnreachable(error: unknown): boolean {
  return !(error instanceof ServerError) && !isTimeout(error);
}

/** Our error for a failed call to LiveKit. A 401 of LiveKit repeats the token in its text, so that text is never used. */
export function fromLivekit(error: unknown): FoyerError {
  if (error instanceof ServerError) return fromAnswer(error);
  if (isTimeout(error)) {
    return new FoyerError('MEDIA_TIMEOUT', 'The LiveKit server did not answer in time.', {
      cause: error,
      retryAfter: RETRY_SECONDS,
    });
  }
  return new FoyerError('MEDIA_UNAVAILABLE', 'The LiveKit server cannot be reached.', {
    cause: error,
    suggestion: 'GET /health/ready shows the state of LiveKit.',
    retryAfter: RETRY_SECONDS,
  });
}

/** LiveKit is there, but not this service beside it. `why` is a sentence. */
export function noService(service: string, why: string): FoyerError {
  return new FoyerError('MEDIA_UNAVAILABLE', `There is no ${service} service: ${why}`, {
    suggestion: `Run LiveKit's ${service} service, on the same Redis as LiveKit: docker/compose.yaml does, and so does FOYER_MEDIA=full. See docs/operations.md.`,
    retryAfter: RETRY_SECONDS,
  });
}

function fromAnswer(error: ServerError): FoyerError {
  // First of all: LiveKit gives what the other side said, such as 403 Forbidden, the status and code of its own refusals.
  const { sip_status_code: sipStatus, sip_status: reason = '' } = error.metadata ?? {};
  if (sipStatus !== undefined)
    return new FoyerError('SIP_CALL_FAILED', `The call failed: ${`${sipStatus} ${reason}`.trim()}.`, { cause: error });
  const message = error.message.replace(INNER_PREFIX, '');
  const code = codeOf(error, message);
  if (code === 'MEDIA_REJECTED') {
    return new FoyerError(code, 'LiveKit does not accept the configured API key.', {
      suggestion: 'Check LIVEKIT_API_KEY and LIVEKIT_API_SECRET.',
    });
  }
  const [, service] = NO_REDIS.exec(message) ?? [];
  if (service !== undefined) return noService(service, 'LiveKit runs without Redis, over which it would reach it.');
  return new FoyerError(code, `LiveKit: ${message}`, {
    cause: error,
    ...(code === 'MEDIA_UNAVAILABLE' || code === 'MEDIA_TIMEOUT' ? { retryAfter: RETRY_SECONDS } : {}),
  });
}

function codeOf({ status, code = '' }: ServerError, message: string): ErrorCode {
  if (status === 401 || status === 403) return 'MEDIA_REJECTED';
  // What a self-hosted server cannot do it calls an unknown error.
  if (code === 'unknown' && message.includes('not implemented')) return 'MEDIA_NOT_IMPLEMENTED';
  return CODES[code] ?? 'MEDIA_UNAVAILABLE';
}

const isTimeout = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'name' in error && error.name === 'TimeoutError';
