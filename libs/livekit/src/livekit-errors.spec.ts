import { describe, expect, it } from '@jest/globals';
import { ServerError } from 'livekit-server-sdk';
import { fromLivekit, isNotFound, isUnreachable } from './livekit-errors.js';

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
    ['canceled', 408, 'MEDIA_TIMEOUT'],
    ['failed_precondition', 412, 'MEDIA_PRECONDITION_FAILED'],
    ['aborted', 409, 'MEDIA_PRECONDITION_FAILED'],
    ['unimplemented', 501, 'MEDIA_NOT_IMPLEMENTED'],
    ['internal', 500, 'MEDIA_UNAVAILABLE'],
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

  it('[FT9] is "not implemented" where LiveKit says so in words', () => {
    const error = fromLivekit(new ServerError('Name', 'twirp error unknown: not implemented', 500, 'unknown'));
    expect([error.code, error.message]).toEqual(['MEDIA_NOT_IMPLEMENTED', 'LiveKit: not implemented']);
  });

  it.each([
    [429, 'resource_exhausted', '486', 'Busy Here', 'The call failed: 486 Busy Here.'],
    [
      401,
      'unauthenticated',
      '407',
      'Proxy Authentication Required',
      'The call failed: 407 Proxy Authentication Required.',
    ],
    [404, 'not_found', '404', '', 'The call failed: 404.'],
    [408, 'deadline_exceeded', '408', 'Request Timeout', 'The call failed: 408 Request Timeout.'],
  ])(
    '[SP9] of %s %s with what the other side of a phone call said are of that',
    (status, code, sip, reason, message) => {
      const meta = { sip_status_code: sip, sip_status: reason };
      const { code: ours, message: said } = fromLivekit(new ServerError('Name', 'secret', status, code, meta));
      expect([ours, said]).toEqual(['SIP_CALL_FAILED', message]);
    },
  );

  it('tells a missing thing from a missing server, and from a silent one', () => {
    expect(isNotFound(fromLivekit(new ServerError('Not Found', '', 404, 'not_found')))).toBe(true);
    const [refused, late] = [new TypeError('fetch failed'), new DOMException('late', 'TimeoutError')];
    expect([isUnreachable(refused), fromLivekit(refused).code]).toEqual([true, 'MEDIA_UNAVAILABLE']);
    expect([isUnreachable(late), fromLivekit(late).code]).toEqual([false, 'MEDIA_TIMEOUT']);
    expect(isUnreachable(new ServerError('Bad Gateway', '', 502))).toBe(false);
  });
});
