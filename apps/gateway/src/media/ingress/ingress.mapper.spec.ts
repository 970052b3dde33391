import { describe, expect, it } from '@jest/globals';
import { toDto } from '../../platform/http/dto.js';
import { CreateRtmpIngressBody, UpdateIngressBody } from './ingress.dto.js';
import { toCreateOptions, toUpdateOptions } from './ingress.mapper.js';

const whole = { emitDefaultValues: true };

describe('what LiveKit is told of an ingress', () => {
  it('[IG2] is what was sent, by its names, and of a layer what is known', () => {
    const options = toCreateOptions(
      toDto(CreateRtmpIngressBody, {
        roomName: 'r',
        participantIdentity: 'p',
        audio: { name: 'a', source: 'MICROPHONE', options: { audioCodec: 'OPUS', channels: 1, disableDtx: true } },
        video: {
          source: 'SCREEN_SHARE',
          options: { frameRate: 29.97, layers: [{ quality: 'LOW', width: 320, height: 180, ssrc: 'x', made: 'up' }] },
        },
      }),
    );
    expect(options).toMatchObject({ roomName: 'r', participantIdentity: 'p' });
    expect(options.audio?.toJson(whole)).toEqual({
      name: 'a',
      source: 'MICROPHONE',
      options: { audioCodec: 'OPUS', bitrate: 0, channels: 1, disableDtx: true },
    });
    expect(options.video?.toJson(whole)).toMatchObject({
      name: '',
      source: 'SCREEN_SHARE',
      options: {
        videoCodec: 'DEFAULT_VC',
        frameRate: 29.97,
        layers: [{ quality: 'LOW', width: 320, bitrate: 0, ssrc: 0 }],
      },
    });
  });

  it('[IG10] of a change is what changes', () => {
    const change = (sent: object): object => toUpdateOptions(toDto(UpdateIngressBody, { ...sent }));
    expect(change({ roomName: 's' })).toEqual({ name: '', roomName: 's' });
    expect(change({ name: 'n', enabled: false })).toEqual({ name: 'n', enabled: false });
    const preset = 'H264_720P_30FPS_1_LAYER';
    const { audio, video, ...rest } = toUpdateOptions(toDto(UpdateIngressBody, { audio: {}, video: { preset } }));
    expect([audio?.toJson(), video?.toJson(), rest]).toEqual([{}, { preset }, { name: '' }]);
  });
});
