import { describe, expect, it } from '@jest/globals';
import { ServerError } from 'livekit-server-sdk';
import { fromLivekit, isNotFound } from './livekit-errors.js';

describe('errors of LiveKit', () => {
  it.each([
    ['not_found', 404, 'RESOURCE_NOT_FOUND'],
    ['already_exists', 409, 'RESOURCE_ALREADY_EXISTS'],
    ['invalid_argument', 400, 'BAD_REQUEST'],
    ['unauthenticated', 401, 'MEDIA_REJECTED'],
    ['permission_denied', 403, 'MEDIA_REJECTED'],
    ['resource_exhausted', 429, 'TOO_MANY_REQUESTS'],
    ['unavailable', 503, 'MEDIA_UNAVAILABLE'],
    ['deadline_exceeded', 408, 'MEDIA_TIMEOUT'],
    ['unknown', 500, 'MEDIA_UNAVAILABLE'],
  ])('[FT9] %s becomes ours', (code, status, ours) => {
    expect(fromLivekit(new ServerError('Name', 'what it said', status, code)).code).toBe(ours);
  });

  it('[LG1] never repeat what a refused token says of itself', () => {
    const error = fromLivekit(new ServerError('Unauthorized', 'invalid token: eyJ.the.token', 401));
    expect([error.code, JSON.stringify(error) + error.message]).toEqual([
      'MEDIA_REJECTED',
      expect.not.stringContaining('eyJ'),
    ]);
    expect(error.cause).toBeUndefined();
  });

  it('tells a missing thing from a missing server', () => {
    expect(isNotFound(new ServerError('Not Found', '', 404, 'not_found'))).toBe(true);
    expect([isNotFound(new TypeError('fetch failed')), fromLivekit(new TypeError('fetch failed')).code]).toEqual([
      false,
      'MEDIA_UNAVAILABLE',
    ]);
    expect(fromLivekit(new DOMException('late', 'TimeoutError')).code).toBe('MEDIA_TIMEOUT');
  });
});
