import { FoyerError, type ErrorCode } from '@foyer/core';
import { ServerError } from 'livekit-server-sdk';

/** LiveKit's own codes and ours. `unauthenticated` and `permission_denied` mean that our credentials are wrong. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  not_found: 'RESOURCE_NOT_FOUND',
  already_exists: 'RESOURCE_ALREADY_EXISTS',
  invalid_argument: 'BAD_REQUEST',
  malformed: 'BAD_REQUEST',
  unauthenticated: 'MEDIA_REJECTED',
  permission_denied: 'MEDIA_REJECTED',
  resource_exhausted: 'TOO_MANY_REQUESTS',
  unavailable: 'MEDIA_UNAVAILABLE',
  deadline_exceeded: 'MEDIA_TIMEOUT',
};

const RETRY_SECONDS = 2;

/** Whether LiveKit said that what was asked for is not there. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ServerError && error.code === 'not_found';
}

/** Our error for a failed call to LiveKit. A 401 of LiveKit repeats the token in its text, so that text is never used. */
export function fromLivekit(error: unknown): FoyerError {
  if (error instanceof ServerError) {
    const code =
      error.status === 401 || error.status === 403
        ? 'MEDIA_REJECTED'
        : (CODES[error.code ?? ''] ?? 'MEDIA_UNAVAILABLE');
    if (code === 'MEDIA_REJECTED') {
      return new FoyerError(code, 'LiveKit does not accept the configured API key.', {
        suggestion: 'Check LIVEKIT_API_KEY and LIVEKIT_API_SECRET.',
      });
    }
    return new FoyerError(code, `LiveKit: ${error.message}`, {
      cause: error,
      ...(code === 'MEDIA_UNAVAILABLE' ? { retryAfter: RETRY_SECONDS } : {}),
    });
  }
  if (typeof error === 'object' && error !== null && 'name' in error && error.name === 'TimeoutError') {
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
