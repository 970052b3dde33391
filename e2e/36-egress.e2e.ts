import { describe, expect, it } from '@jest/globals';
import { eventually } from '@foyer/testing';
import { PUBLIC_KEY, aRoomId, call, secret } from './support/foyer.js';

// LiveKit runs without Redis here: there can be no egress. What is recorded is in services/41-egress.e2e.ts and after it.

const NEW = { roomName: 'r' };
const STREAM = 'rtmp://live.example.com/app/key';
const long = (length: number): string => 'x'.repeat(length);

const ROUTES = [
  ['POST', '/egresses/room-composite', NEW],
  ['POST', '/egresses/stream', { ...NEW, streamUrl: STREAM }],
  ['POST', '/egresses/participant', { ...NEW, participantIdentity: 'p' }],
  ['POST', '/egresses/track-composite', { ...NEW, videoTrackId: 't' }],
  ['POST', '/egresses/track', { ...NEW, trackId: 't' }],
  ['POST', '/egresses/web', { url: 'https://example.com' }],
  ['GET', '/egresses', undefined],
  ['POST', '/egresses/EG_1/layout', { layout: 'grid' }],
  ['POST', '/egresses/EG_1/streams', { streamUrlsToAdd: [STREAM] }],
  ['DELETE', '/egresses/EG_1', undefined],
] as const;

describe('egresses without their service', () => {
  it('[EG6] are refused with what is missing, at once, and nothing is written down', async () => {
    const roomName = aRoomId('none');
    expect((await call('POST', '/rooms', { body: { roomName } })).status).toBe(201);
    for (const [method, path, body] of ROUTES) {
      if (body !== undefined && 'participantIdentity' in body) continue;
      if (body !== undefined && ('trackId' in body || 'videoTrackId' in body)) continue;
      const begun = Date.now();
      const answer = await call(method, path, {
        body: body === undefined ? undefined : { ...body, ...('roomName' in body ? { roomName } : {}) },
      });
      expect([path, answer.status, answer.body.error, answer.headers.get('retry-after')]).toEqual([
        path,
        503,
        'MEDIA_UNAVAILABLE',
        '2',
      ]);
      expect(answer.body.message).toContain('There is no egress service');
      expect(answer.body.errorMessage).toBe(answer.body.message);
      expect(Date.now() - begun).toBeLessThan(1_000);
    }
    expect((await call('GET', `/v2/rooms/${roomName}/recordings`)).body).toEqual({ nextCursor: null, data: [] });
  });

  it('[EG6] are told to be missing by the probe, which is ready all the same', async () => {
    const { status, body } = await call('GET', '/health/ready', { key: null });
    expect([status, body.status, body.dependencies.egress]).toEqual([
      200,
      'ready',
      { status: 'unavailable', reason: expect.stringContaining('There is no egress service') },
    ]);
  });

  it('[RC4] leave an automatic recording waiting, which is aborted when its call ends', async () => {
    const id = aRoomId('waits');
    await call('POST', '/v2/rooms', { body: { id, defaultAccesses: ['room:write'], media: { autoRecord: true } } });
    await call('POST', '/rooms', { body: { roomName: id } });
    const first = (): Promise<{ status: string; error: string; automatic: boolean }> =>
      call('GET', `/v2/rooms/${id}/recordings`).then(({ body }) => body.data[0]);
    const waiting = await eventually(async () => ((await first())?.error ?? null) !== null || 'nothing is asked for');
    expect([waiting, await first()]).toEqual([
      true,
      expect.objectContaining({
        status: 'requested',
        automatic: true,
        error: expect.stringContaining('no egress service'),
      }),
    ]);
    const wrong = await call('PATCH', `/v2/rooms/${id}/media`, { body: { autoRecord: 'yes' } });
    expect([wrong.status, wrong.body.errors[0].pointer]).toEqual([422, '/autoRecord']);
    await call('DELETE', `/rooms/${id}`);
    await eventually(async () => (await first()).status === 'aborted' || 'it has no end');
  });
});

describe('keys', () => {
  it('[EG7] without the scope neither record nor see what was recorded', async () => {
    const { key } = (await call('POST', '/admin/keys', { body: { name: 'of storage', scopes: ['storage'] } })).body;
    const { key: ofMedia } = (await call('POST', '/admin/keys', { body: { name: 'of media', scopes: ['media'] } }))
      .body;
    secret(key as string);
    secret(ofMedia as string);
    const told = async (
      method: string,
      path: string,
      body: object | undefined,
      by: string | null,
    ): Promise<unknown> => {
      const answer = await call(method, path, { body, key: by });
      return [path, answer.status, answer.body.error];
    };
    for (const [method, path, body] of [...ROUTES, ['GET', '/v2/rooms/r/recordings', undefined] as const]) {
      expect(await told(method, path, body, null)).toEqual([path, 401, 'MISSING_SECRET_KEY']);
      expect(await told(method, path, body, PUBLIC_KEY)).toEqual([path, 401, 'WRONG_KEY_USED']);
      expect(await told(method, path, body, key as string)).toEqual([path, 403, 'INSUFFICIENT_SCOPE']);
    }
    for (const [method, path] of [
      ['GET', '/admin/recordings'],
      ['GET', '/admin/recordings/7f3c1d7e-0a55-4a0f-9a53-0f6f3f6c2d11'],
      ['DELETE', '/admin/recordings/7f3c1d7e-0a55-4a0f-9a53-0f6f3f6c2d11'],
      ['GET', '/admin/storage-profiles'],
      ['PUT', '/admin/storage-profiles/x'],
      ['DELETE', '/admin/storage-profiles/x'],
    ] as const)
      expect(await told(method, path, method === 'PUT' ? {} : undefined, ofMedia as string)).toEqual([
        path,
        403,
        'INSUFFICIENT_SCOPE',
      ]);
  });
});

describe('what is asked for', () => {
  const SIDE = { sixteen: 16, most: 4_096 };
  it.each<[path: string, body: object, pointers: string[]]>([
    ['room-composite', {}, ['/roomName']],
    ['room-composite', { roomName: long(129) }, ['/roomName']],
    ['room-composite', { ...NEW, layout: '' }, ['/layout']],
    ['room-composite', { ...NEW, layout: long(129) }, ['/layout']],
    ['room-composite', { ...NEW, audioOnly: 'yes' }, ['/audioOnly']],
    ['room-composite', { ...NEW, audioOnly: true, videoOnly: true }, ['/videoOnly']],
    ['room-composite', { ...NEW, customBaseUrl: 'ftp://x' }, ['/customBaseUrl']],
    ['room-composite', { ...NEW, encoding: { preset: 'H264_8K' } }, ['/encoding/preset']],
    ['room-composite', { ...NEW, encoding: { preset: 'H264_720P_30', width: 640 } }, ['/encoding/preset']],
    ['room-composite', { ...NEW, encoding: { width: SIDE.sixteen - 1 } }, ['/encoding/width']],
    ['room-composite', { ...NEW, encoding: { height: SIDE.most + 1 } }, ['/encoding/height']],
    ['room-composite', { ...NEW, encoding: { width: 641 } }, ['/encoding/width']],
    ['room-composite', { ...NEW, encoding: { framerate: 121 } }, ['/encoding/framerate']],
    ['room-composite', { ...NEW, output: [] }, ['/output']],
    ['room-composite', { ...NEW, output: { file: { type: 'AVI' } } }, ['/output/file/type']],
    ['room-composite', { ...NEW, output: { file: { name: '../x' } } }, ['/output/file/name']],
    ['room-composite', { ...NEW, output: { file: { name: '.x' } } }, ['/output/file/name']],
    ['room-composite', { ...NEW, output: { file: { name: '{nothing}' } } }, ['/output/file/name']],
    ['room-composite', { ...NEW, output: { file: { name: long(129) } } }, ['/output/file/name']],
    ['room-composite', { ...NEW, output: { segments: { duration: 0 } } }, ['/output/segments/duration']],
    ['room-composite', { ...NEW, output: { images: { interval: 3_601 } } }, ['/output/images/interval']],
    ['room-composite', { ...NEW, output: { streamUrls: [] } }, ['/output/streamUrls']],
    [
      'room-composite',
      { ...NEW, output: { streamUrls: Array.from({ length: 11 }, (_, i) => `${STREAM}${i}`) } },
      ['/output/streamUrls'],
    ],
    ['room-composite', { ...NEW, output: { streamUrls: [STREAM, 'http://x/y'] } }, ['/output/streamUrls/1']],
    ['room-composite', { ...NEW, output: { streamUrls: [STREAM, 'srt://x:1'] } }, ['/output/streamUrls']],
    ['room-composite', { ...NEW, output: { streamUrls: [STREAM, STREAM] } }, ['/output/streamUrls/1']],
    ['stream', NEW, ['/streamUrl']],
    ['stream', { ...NEW, streamUrl: 'https://x' }, ['/streamUrl']],
    ['stream', { ...NEW, streamUrl: `rtmp://x/${long(2_040)}` }, ['/streamUrl']],
    ['stream', { ...NEW, streamUrl: STREAM, output: { streamUrls: ['srt://x:1'] } }, ['/output/streamUrls']],
    ['participant', NEW, ['/participantIdentity']],
    ['participant', { ...NEW, participantIdentity: '' }, ['/participantIdentity']],
    ['track-composite', NEW, ['']],
    ['track-composite', { ...NEW, videoTrackId: '' }, ['/videoTrackId']],
    ['track', NEW, ['/trackId']],
    ['track', { ...NEW, trackId: 't', websocketUrl: 'https://x' }, ['/websocketUrl']],
    ['track', { ...NEW, trackId: 't', websocketUrl: 'wss://x', output: { name: 'x' } }, ['/output']],
    ['web', {}, ['/url']],
    ['web', { url: 'file:///etc/passwd' }, ['/url']],
    ['EG_1/layout', {}, ['/layout']],
    ['EG_1/streams', {}, ['']],
    ['EG_1/streams', { streamUrlsToAdd: 'x' }, ['/streamUrlsToAdd']],
  ])('[EG8] of %s with %j is refused, with the place', async (path, body, pointers) => {
    const answer = await call('POST', `/egresses/${path}`, { body });
    expect([answer.status, answer.body.errors?.map(({ pointer }: { pointer: string }) => pointer)]).toEqual([
      422,
      pointers,
    ]);
    expect(answer.body.errorMessage).toBe(answer.body.message);
  });

  it('[EG8] may be as much as the limits allow', async () => {
    const roomName = aRoomId('limits');
    await call('POST', '/rooms', { body: { roomName } });
    const body = {
      roomName,
      layout: long(128),
      encoding: { width: 16, height: 4_096, framerate: 120 },
      output: {
        file: { name: long(128) },
        streamUrls: Array.from({ length: 10 }, (_, i) => `${STREAM}${i}`),
      },
    };
    expect((await call('POST', '/egresses/room-composite', { body })).status).toBe(503);
    for (const query of ['active=maybe', 'roomName=a&roomName=b'])
      expect((await call('GET', `/egresses?${query}`)).status).toBe(422);
    expect((await call('DELETE', '/egresses/EG%20x')).status).toBe(404);
  });
});

describe('a storage profile', () => {
  const S3 = { type: 's3', bucket: 'b', accessKey: 'a', secret: 's' };
  it.each<[body: unknown, pointer: string]>([
    [[], ''],
    [{}, '/type'],
    [{ type: 'local', folder: '/' }, '/type'],
    [{ type: 's3', bucket: 'b', accessKey: 'a' }, '/secret'],
    [{ ...S3, bucket: '' }, '/bucket'],
    [{ ...S3, bucket: long(1_025) }, '/bucket'],
    [{ ...S3, secret: long(16_385) }, '/secret'],
    [{ ...S3, endpoint: 'ftp://x' }, '/endpoint'],
    [{ ...S3, forcePathStyle: 'yes' }, '/forcePathStyle'],
    [{ ...S3, folder: '/' }, '/folder'],
    [{ type: 'azure', container: 'c', accountName: 'n' }, '/accountKey'],
    [{ type: 'azure', container: 'c', accountName: 'n', accountKey: 'not base64' }, '/accountKey'],
    [{ type: 'gcs', bucket: 'b' }, '/credentials'],
    [{ type: 'gcs', bucket: 'b', credentials: 'not JSON' }, '/credentials'],
    [{ type: 'gcs', bucket: 'b', credentials: '[]' }, '/credentials'],
  ])('[PF3] that is %j is refused, with the place', async (body, pointer) => {
    const answer = await call('PUT', '/admin/storage-profiles/refused', { body });
    expect([answer.status, answer.body.errors?.[0].pointer]).toEqual([422, pointer]);
    expect(answer.text).not.toContain(long(1_000));
  });

  it('[PF3] has a name of its own, which is not that of one of the configuration', async () => {
    expect((await call('PUT', `/admin/storage-profiles/${long(65)}`, { body: S3 })).status).toBe(422);
    expect((await call('PUT', '/admin/storage-profiles/a%20b', { body: S3 })).status).toBe(422);
    for (const name of ['%00', 'a%20b', long(65)])
      expect((await call('DELETE', `/admin/storage-profiles/${name}`)).body.error).toBe('RESOURCE_NOT_FOUND');
    for (const method of ['PUT', 'DELETE'])
      expect(
        (await call(method, '/admin/storage-profiles/local', { body: method === 'PUT' ? S3 : undefined })).status,
      ).toBe(409);
    const name = long(64);
    const azure = {
      type: 'azure',
      container: 'c',
      accountName: 'n',
      accountKey: secret('YW4tYWNjb3VudC1rZXk='),
      prefix: 'p',
    };
    const gcs = { type: 'gcs', bucket: 'b', credentials: secret('{"some": "credentials"}') };
    for (const body of [azure, gcs, S3]) {
      const put = await call('PUT', `/admin/storage-profiles/${name}`, { body });
      expect([put.status, put.body.type]).toEqual([200, body.type]);
      for (const { text } of [put, await call('GET', '/admin/storage-profiles')])
        expect([text.includes('YW4tYWNjb3VudC1rZXk='), text.includes('some')]).toEqual([false, false]);
    }
    expect((await call('DELETE', `/admin/storage-profiles/${name}`)).status).toBe(204);
  });
});
