import { describe, expect, it } from '@jest/globals';
import { EgressInfo, EgressStatus, RoomCompositeEgressRequest, TrackEgressRequest } from '@foyer/livekit';
import { hasEnded, kindOf, progressOf, recordingIdOf } from './egress-progress.js';
import { withoutKey } from './stream-url.js';

const now = new Date('2026-11-25T12:00:00Z');
const nanoseconds = (iso: string): bigint => BigInt(Date.parse(iso)) * 1_000_000n;

describe('what LiveKit says of an egress', () => {
  it.each([
    [EgressStatus.EGRESS_STARTING, 'starting', false],
    [EgressStatus.EGRESS_ACTIVE, 'active', false],
    [EgressStatus.EGRESS_ENDING, 'ending', false],
    [EgressStatus.EGRESS_COMPLETE, 'complete', true],
    [EgressStatus.EGRESS_FAILED, 'failed', true],
    [EgressStatus.EGRESS_ABORTED, 'aborted', true],
    [EgressStatus.EGRESS_LIMIT_REACHED, 'complete', true],
  ] as const)('[RC7] %s becomes %s', (status, ours, isEnd) => {
    const progress = progressOf(new EgressInfo({ status }), now);
    expect([progress.status, hasEnded(progress.status), progress.endedAt !== null]).toEqual([ours, isEnd, isEnd]);
  });

  it('[RC1] becomes times and outputs', () => {
    const info = new EgressInfo({
      status: EgressStatus.EGRESS_COMPLETE,
      startedAt: nanoseconds('2026-11-25T11:00:00Z'),
      endedAt: nanoseconds('2026-11-25T11:00:10Z'),
      fileResults: [{ filename: '/a/b/c.mp4', location: '/a/b/c.mp4', size: 5n, duration: 10_000_000_000n }],
      segmentResults: [{ playlistName: '/a/p.m3u8', livePlaylistName: '', segmentCount: 3n, size: 7n }],
      imageResults: [{ filenamePrefix: '/a/i', imageCount: 2n }],
      streamResults: [{ url: 'rtmp://x/app/secret-key', error: 'no' }],
    });
    expect(progressOf(info, now)).toMatchObject({
      error: null,
      startedAt: new Date('2026-11-25T11:00:00Z'),
      endedAt: new Date('2026-11-25T11:00:10Z'),
      outputs: [
        { type: 'file', name: 'c.mp4', location: '/a/b/c.mp4', sizeBytes: 5, durationMs: 10_000 },
        { type: 'segments', name: 'p.m3u8', livePlaylist: null, count: 3, sizeBytes: 7 },
        { type: 'images', name: 'i', count: 2, sizeBytes: null },
        { type: 'stream', name: 'rtmp://x/app/{key}', error: 'no' },
      ],
    });
  });

  it('[RC5] tells the recording that it is by the folder of its files, and by nothing else', () => {
    const id = '0b7e5a52-3c5e-4b0c-9d0f-2b7a2b6f0c11';
    const of = (request: EgressInfo['request']): string | null => recordingIdOf(new EgressInfo({ request }));
    const file = { case: 'file', value: { filepath: `/r/${id}/n.ogg` } } as const;
    expect(of({ case: 'track', value: new TrackEgressRequest({ trackId: 't', output: file }) })).toBe(id);
    const segments = new RoomCompositeEgressRequest({ segmentOutputs: [{ filenamePrefix: `${id}/a "b"` }] });
    expect(of({ case: 'roomComposite', value: segments })).toBe(id);
    const elsewhere = new RoomCompositeEgressRequest({ roomName: `x/${id}/y`, fileOutputs: [{ filepath: 'n.mp4' }] });
    expect(of({ case: 'roomComposite', value: elsewhere })).toBeNull();
    expect(recordingIdOf(new EgressInfo())).toBeNull();
  });

  it('[RC1] tells its kind, or none that is known', () => {
    expect(kindOf(new EgressInfo({ request: { case: 'trackComposite', value: {} } }))).toBe('track-composite');
    expect(kindOf(new EgressInfo())).toBeNull();
  });
});

describe('the address of a stream', () => {
  it.each([
    ['rtmp://live.example.com/app/key', 'rtmp://live.example.com/app/{key}'],
    ['rtmps://user:password@live.example.com:443/app/key?token=x', 'rtmps://live.example.com:443/app/{key}'],
    ['rtmp://live.example.com/app/{ke...ey}', 'rtmp://live.example.com/app/{ke...ey}'],
    ['srt://example.com:9000?streamid=key&passphrase=x', 'srt://example.com:9000'],
  ])('[EG3] %s is told as %s', (url, told) => {
    expect(withoutKey(url)).toBe(told);
  });
});
