import { describe, expect, it } from '@jest/globals';
import { PUBLIC_KEY, aRoomId, call, secret, type Answer } from './support/foyer.js';

// LiveKit runs without Redis here: there can be no ingress. What comes of them is in services/42-ingress*.e2e.ts.

const NEW = { roomName: 'r', participantIdentity: 'p' };
const URL_OF_MEDIA = 'https://media.example.com/a.m3u8';
const long = (length: number): string => 'x'.repeat(length);
const layer = { quality: 'HIGH', width: 640, height: 360 };

const ROUTES = [
  ['POST', '/ingresses/rtmp', NEW],
  ['POST', '/ingresses/whip', NEW],
  ['POST', '/ingresses/url', { ...NEW, url: URL_OF_MEDIA }],
  ['GET', '/ingresses', undefined],
  ['GET', '/ingresses?roomName=r&ingressId=IN_1&showStreamKey=true', undefined],
  ['PATCH', '/ingresses/IN_1', { roomName: 'r' }],
  ['DELETE', '/ingresses/IN_1', undefined],
] as const;

/** What is wrong with it, and where; nothing but the missing service with what is right. */
function faultsOf({ status, body }: Answer): unknown {
  expect(body.errorMessage).toBe(body.message);
  return status === 422 ? (body.errors as { pointer: string }[]).map(({ pointer }) => pointer) : [status, body.error];
}
const RIGHT = [503, 'MEDIA_UNAVAILABLE'];

describe('ingresses without their service', () => {
  it.each(ROUTES)('[IG5] %s %s is 503 at once, and says what is missing', async (method, path, body) => {
    const begun = Date.now();
    const answer = await call(method, path, { body });
    expect([answer.status, answer.body.error, answer.headers.get('retry-after')]).toEqual([...RIGHT, '2']);
    expect(answer.body.message).toContain('There is no ingress service');
    expect(answer.body.suggestion).toContain('Redis');
    expect(answer.body.errorMessage).toBe(answer.body.message);
    expect(Date.now() - begun).toBeLessThan(1_000);
  });

  it('[IG5] register no room and open no call', async () => {
    const roomName = aRoomId('none');
    await call('POST', '/ingresses/rtmp', { body: { ...NEW, roomName } });
    expect((await call('GET', `/v2/rooms/${roomName}`)).status).toBe(404);
    expect((await call('GET', `/rooms?roomName=${roomName}`)).body.rooms).toEqual([]);
  });

  it('[IG16] are in nobody’s way when a room goes or gets another id', async () => {
    const id = aRoomId('goes');
    await call('POST', '/rooms', { body: { roomName: id } });
    expect((await call('POST', `/v2/rooms/${id}/update-room-id`, { body: { newRoomId: `${id}-2` } })).status).toBe(200);
    expect((await call('DELETE', `/v2/rooms/${id}-2`)).status).toBe(204);
    for (const name of [id, `${id}-2`]) expect((await call('GET', `/rooms?roomName=${name}`)).body.rooms).toEqual([]);
  });
});

describe('keys', () => {
  it('[IG6] without the scope do nothing with ingresses', async () => {
    const { key } = (await call('POST', '/admin/keys', { body: { name: 'of storage', scopes: ['storage'] } })).body;
    secret(key as string);
    for (const [method, path, body] of ROUTES) {
      const told = async (by: string | null): Promise<unknown> => {
        const answer = await call(method, path, { body, key: by });
        return [answer.status, answer.body.error];
      };
      expect([path, await told(null)]).toEqual([path, [401, 'MISSING_SECRET_KEY']]);
      expect([path, await told(PUBLIC_KEY)]).toEqual([path, [401, 'WRONG_KEY_USED']]);
      expect([path, await told('sk_wrong')]).toEqual([path, [403, 'INVALID_SECRET_KEY']]);
      expect([path, await told(key as string)]).toEqual([path, [403, 'INSUFFICIENT_SCOPE']]);
    }
  });
});

describe('a new ingress', () => {
  it.each([
    ['rtmp', {}, ['/roomName', '/participantIdentity']],
    ['whip', {}, ['/roomName', '/participantIdentity']],
    ['url', NEW, ['/url']],
    ['rtmp', { ...NEW, roomName: '' }, ['/roomName']],
    ['rtmp', { ...NEW, roomName: long(129) }, ['/roomName']],
    ['rtmp', { ...NEW, roomName: ['r'] }, ['/roomName']],
    ['rtmp', { ...NEW, participantIdentity: '' }, ['/participantIdentity']],
    ['rtmp', { ...NEW, participantIdentity: long(129) }, ['/participantIdentity']],
    ['rtmp', { ...NEW, participantIdentity: '..' }, ['/participantIdentity']],
    ['rtmp', { ...NEW, participantIdentity: 'a\0' }, ['/participantIdentity']],
    ['rtmp', { ...NEW, participantName: long(129) }, ['/participantName']],
    ['rtmp', { ...NEW, participantName: null }, ['/participantName']],
    ['rtmp', { ...NEW, participantMetadata: long(65_537) }, ['/participantMetadata']],
    ['rtmp', { ...NEW, participantMetadata: {} }, ['/participantMetadata']],
    ['rtmp', { ...NEW, name: '' }, ['/name']],
    ['rtmp', { ...NEW, name: long(129) }, ['/name']],
    ['rtmp', { ...NEW, enabled: 'no' }, ['/enabled']],
    ['rtmp', { ...NEW, enableTranscoding: false }, ['/enableTranscoding']],
    ['whip', { ...NEW, enableTranscoding: 'no' }, ['/enableTranscoding']],
    ['whip', { ...NEW, audio: { preset: 'OPUS_MONO_64KBS' } }, ['/audio/preset']],
    [
      'whip',
      { ...NEW, enableTranscoding: false, audio: { options: {} }, video: { options: {} } },
      ['/audio/options', '/video/options'],
    ],
    ['url', { ...NEW, url: '' }, ['/url']],
    ['url', { ...NEW, url: 'rtmp://a/b' }, ['/url']],
    ['url', { ...NEW, url: `http://a/${long(2040)}` }, ['/url']],
    ['url', { ...NEW, url: URL_OF_MEDIA, enabled: false }, ['/enabled']],
    ['url', { ...NEW, url: URL_OF_MEDIA, enableTranscoding: false }, ['/enableTranscoding']],
    ['rtmp', { ...NEW, audio: 'loud' }, ['/audio']],
    ['rtmp', { ...NEW, audio: { source: 'CAMERA' } }, ['/audio/source']],
    ['rtmp', { ...NEW, audio: { name: long(129) } }, ['/audio/name']],
    ['rtmp', { ...NEW, audio: { preset: 'OPUS' } }, ['/audio/preset']],
    ['rtmp', { ...NEW, audio: { options: [] } }, ['/audio/options']],
    ['rtmp', { ...NEW, audio: { options: { audioCodec: 'AAC' } } }, ['/audio/options/audioCodec']],
    ['rtmp', { ...NEW, audio: { options: { bitrate: 3_999 } } }, ['/audio/options/bitrate']],
    ['rtmp', { ...NEW, audio: { options: { bitrate: 650_001 } } }, ['/audio/options/bitrate']],
    ['rtmp', { ...NEW, audio: { options: { channels: 0 } } }, ['/audio/options/channels']],
    ['rtmp', { ...NEW, audio: { options: { channels: 3 } } }, ['/audio/options/channels']],
    ['rtmp', { ...NEW, audio: { options: { disableDtx: 1 } } }, ['/audio/options/disableDtx']],
    ['rtmp', { ...NEW, audio: { preset: 'OPUS_MONO_64KBS', options: {} } }, ['/audio/options']],
    ['rtmp', { ...NEW, video: { source: 'MICROPHONE' } }, ['/video/source']],
    ['rtmp', { ...NEW, video: { preset: 'H264' } }, ['/video/preset']],
    ['rtmp', { ...NEW, video: { options: { videoCodec: 'H264_HIGH' } } }, ['/video/options/videoCodec']],
    ['rtmp', { ...NEW, video: { options: { frameRate: 0.9 } } }, ['/video/options/frameRate']],
    ['rtmp', { ...NEW, video: { options: { frameRate: 120.1 } } }, ['/video/options/frameRate']],
    ['rtmp', { ...NEW, video: { options: { layers: layer } } }, ['/video/options/layers']],
    ['rtmp', { ...NEW, video: { options: { layers: [layer, layer] } } }, ['/video/options/layers/1/quality']],
    ['rtmp', { ...NEW, video: { options: { layers: [{ ...layer, width: 641 }] } } }, ['/video/options/layers/0/width']],
    ['rtmp', { ...NEW, video: { preset: 'H264_720P_30FPS_1_LAYER', options: {} } }, ['/video/options']],
  ])('[IG4] by %s may not be %j', async (kind, body, pointers) => {
    expect(faultsOf(await call('POST', `/ingresses/${kind}`, { body }))).toEqual(pointers);
  });

  it.each([
    ['rtmp', { roomName: long(128), participantIdentity: long(128), participantName: long(128), name: long(128) }],
    [
      'rtmp',
      { ...NEW, participantName: '', participantMetadata: long(65_536), enabled: false, enableTranscoding: true },
    ],
    ['rtmp', { ...NEW, audio: { name: long(128), source: 'SCREEN_SHARE_AUDIO', preset: 'OPUS_STEREO_96KBPS' } }],
    ['rtmp', { ...NEW, audio: { options: { audioCodec: 'OPUS', bitrate: 4_000, channels: 1, disableDtx: true } } }],
    ['rtmp', { ...NEW, audio: { options: { audioCodec: 'DEFAULT_AC', bitrate: 650_000, channels: 2 } } }],
    ['rtmp', { ...NEW, video: { name: '', source: 'SCREEN_SHARE', preset: 'H264_1080P_30FPS_1_LAYER_HIGH_MOTION' } }],
    ['rtmp', { ...NEW, video: { options: { videoCodec: 'VP8', frameRate: 1, layers: [layer] } } }],
    ['rtmp', { ...NEW, video: { options: { videoCodec: 'H264_BASELINE', frameRate: 120, layers: [] } } }],
    ['whip', { ...NEW, enableTranscoding: true, audio: { preset: 'OPUS_MONO_64KBS' }, video: { options: {} } }],
    ['whip', { ...NEW, audio: { name: 'a', source: 'MICROPHONE' }, video: { source: 'CAMERA' } }],
    ['url', { ...NEW, url: `http://a/${long(2039)}`, enabled: true, enableTranscoding: true }],
    ['url', { ...NEW, url: 'srt://a:7001?mode=caller', made: 'up' }],
  ])('[IG4] by %s may be %j', async (kind, body) => {
    expect(faultsOf(await call('POST', `/ingresses/${kind}`, { body }))).toEqual(RIGHT);
  });

  it('[IG4] is a JSON object', async () => {
    for (const body of ['[]', '"x"', 'null', ''])
      expect(faultsOf(await call('POST', '/ingresses/rtmp', { body }))).toEqual(['']);
    expect(faultsOf(await call('POST', '/ingresses/rtmp', { body: '{' }))).toEqual([400, 'BAD_REQUEST']);
  });
});

describe('a change of an ingress', () => {
  it.each([
    [{}, ['']],
    [{ made: 'up' }, ['']],
    [{ roomName: '' }, ['/roomName']],
    [{ roomName: null }, ['/roomName']],
    [{ participantIdentity: long(129) }, ['/participantIdentity']],
    [{ participantName: '' }, ['/participantName']],
    [{ participantMetadata: '' }, ['/participantMetadata']],
    [{ participantMetadata: long(65_537) }, ['/participantMetadata']],
    [{ name: '' }, ['/name']],
    [{ name: long(129) }, ['/name']],
    [{ enabled: 'yes' }, ['/enabled']],
    [{ enableTranscoding: null }, ['/enableTranscoding']],
    [{ audio: { options: { channels: 3 } } }, ['/audio/options/channels']],
    [{ video: { preset: 'H264_720P_30FPS_1_LAYER', options: {} } }, ['/video/options']],
  ])('[IG4] may not be %j', async (body, pointers) => {
    expect(faultsOf(await call('PATCH', '/ingresses/IN_1', { body }))).toEqual(pointers);
  });

  it('[IG4] may be of one field', async () => {
    for (const body of [
      { name: long(128) },
      { participantMetadata: long(65_536) },
      { enabled: false },
      { enableTranscoding: false },
      { audio: {} },
    ])
      expect(faultsOf(await call('PATCH', '/ingresses/IN_1', { body }))).toEqual(RIGHT);
  });

  it('[IG12] of what can be none is 404', async () => {
    for (const id of ['%20', 'a.b', '%00', long(65), 'ü'])
      for (const method of ['PATCH', 'DELETE']) {
        const answer = await call(method, `/ingresses/${id}`, { body: method === 'PATCH' ? { name: 'n' } : undefined });
        expect([id, method, ...(faultsOf(answer) as unknown[])]).toEqual([id, method, 404, 'RESOURCE_NOT_FOUND']);
        expect(answer.body.suggestion).toContain('GET /ingresses');
      }
  });
});

describe('the list of ingresses', () => {
  it('[IG4] takes each filter once, and true or false', async () => {
    for (const [query, pointer] of [
      ['roomName=a&roomName=b', '?roomName'],
      ['ingressId=a&ingressId=b', '?ingressId'],
      ['roomName=%00', '?roomName'],
      ['showStreamKey=yes', '?showStreamKey'],
      ['showStreamKey=', '?showStreamKey'],
    ])
      expect(faultsOf(await call('GET', `/ingresses?${query}`))).toEqual([pointer]);
  });
});
