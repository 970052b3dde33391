import { describe, expect, it } from '@jest/globals';
// oxlint-disable-next-line no-restricted-imports
import { IngressInfo } from 'livekit-server-sdk';
import type { IngressBody, IngressStateBody } from './ingress-info.dto.js';
import { toIngressBody, withoutStreamKey } from './ingress.mapper.js';
import { mustBeInCall, withPlainError, withoutStream } from './ingress-state.js';

const NOW = 1_763_990_825_225;
const ingress = (state: Partial<IngressStateBody>, fields: Partial<IngressBody> = {}): IngressBody => {
  const bare = toIngressBody(new IngressInfo({ ingressId: 'IN_1', streamKey: 'secret', reusable: true, state: {} }));
  return { ...bare, ...fields, state: { ...bare.state!, ...state } };
};
const startedBefore = (ms: number): string => `${NOW - ms}000000`;

describe('the state of an ingress', () => {
  it('[IG14] is doubted while a stream is said to run that must be in the call by now', () => {
    const isDoubted = (status: IngressStateBody['status'], ms: number): boolean =>
      mustBeInCall(ingress({ status, startedAt: startedBefore(ms) }), NOW);
    expect([isDoubted('ENDPOINT_PUBLISHING', 10_000), isDoubted('ENDPOINT_PUBLISHING', 10_001)]).toEqual([false, true]);
    expect([isDoubted('ENDPOINT_BUFFERING', 60_000), isDoubted('ENDPOINT_BUFFERING', 60_001)]).toEqual([false, true]);
    for (const status of ['ENDPOINT_INACTIVE', 'ENDPOINT_ERROR', 'ENDPOINT_COMPLETE'] as const)
      expect(isDoubted(status, 1_000_000)).toBe(false);
    expect(mustBeInCall(toIngressBody(new IngressInfo()), NOW)).toBe(false);
  });

  it('[IG14] without its stream says that it ended, and that nobody said why', () => {
    const running = ingress({ status: 'ENDPOINT_PUBLISHING', resourceId: 'RT_1' });
    expect(withoutStream(running).state).toEqual({
      ...running.state,
      status: 'ENDPOINT_INACTIVE',
      error: expect.stringContaining('not in the call'),
    });
    expect(withoutStream({ ...running, reusable: false }).state?.status).toBe('ENDPOINT_ERROR');
    expect(withoutStream(toIngressBody(new IngressInfo()))).not.toHaveProperty('state');
  });

  it('[IG15] says plainly that the call was not open, and no inner address', () => {
    const status = 'ENDPOINT_ERROR' as const;
    const inner = 'Get "http://localhost:9090/rtmp/RT_1?token=secret": context canceled';
    for (const error of ['context canceled', inner]) {
      const turnedAway = ingress({ status, error });
      expect(withPlainError(turnedAway).state?.error).toContain('not open');
      const changed = ingress({ status, error, roomId: 'RM_1' });
      expect(withPlainError(changed).state?.error).toBe('context canceled');
    }
    for (const other of [
      ingress({ status, error: 'server capacity exceeded' }),
      ingress({ status, error: 'session is disabled' }),
      ingress({ status, error: 'context canceled' }, { reusable: false }),
      ingress({ status: 'ENDPOINT_INACTIVE' }),
    ])
      expect(withPlainError(other)).toEqual(other);
  });

  it('[IG3] is shown without the stream key', () => {
    expect(withoutStreamKey(ingress({}))).toEqual(ingress({}, { streamKey: '' }));
  });
});
