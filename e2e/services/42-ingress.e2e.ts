import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@foyer/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aRoomId, call } from '../support/foyer.js';
import { ingressService, roomService } from '../support/livekit-sdk.js';
import { collection, requestNames, runCollection } from '../support/postman.js';
import { enter, everybodyLeaves, theyLeave } from '../support/senders.js';
import { makeMovie } from './support/ffprobe.js';
import {
  ask,
  change,
  create,
  hasStatus,
  isAlone,
  isOpen,
  isRefused,
  list,
  noMoreStreams,
  participants,
  receives,
  refusal,
  shown,
  stream,
  type Body,
} from './support/ingress.js';
import { pacedHttp } from './support/paced-http.js';

afterEach(async () => {
  await noMoreStreams();
  await theyLeave();
});
afterAll(everybodyLeaves);

describe('a stream by RTMP', () => {
  it('[IG2] [IG8] [IG10] [IG12] [IG13] is a participant, until its ingress is changed or deleted', async () => {
    const roomName = aRoomId('Bühne 部屋/?#%');
    const options = {
      participantName: 'Stage camera',
      participantMetadata: '{"stage":"main"}',
      audio: { name: 'stage microphone', source: 'MICROPHONE', options: { audioCodec: 'OPUS', channels: 1 } },
      video: {
        name: 'stage camera',
        source: 'CAMERA',
        options: { videoCodec: 'VP8', frameRate: 15, layers: [{ quality: 'HIGH', width: 320, height: 240 }] },
      },
    };
    const ingress = await create('rtmp', roomName, options);
    expect(ingress).toMatchObject({
      ...options,
      name: 'rtmp-ingress',
      inputType: 'RTMP_INPUT',
      url: expect.stringMatching(/^rtmp:\/\/.*\/[^/]+$/),
      roomName,
      participantIdentity: 'by-rtmp',
      reusable: true,
      state: { status: 'ENDPOINT_INACTIVE' },
    });
    expect(ingress.url).not.toContain(ingress.streamKey);
    const viewer = await enter(roomName, 'viewer');

    await isRefused(stream(ingress, 'wrong'));
    expect(await participants(roomName)).toHaveLength(1);
    expect((await shown(ingress)).state.status).toBe('ENDPOINT_INACTIVE');

    const sender = stream(ingress, ingress.streamKey as string);
    await receives(viewer);
    const running = await hasStatus(ingress, 'ENDPOINT_PUBLISHING');
    expect(running).toMatchObject({
      streamKey: '',
      state: {
        error: '',
        video: { mimeType: 'video/H264', width: 320, height: 240, framerate: 15 },
        audio: { mimeType: 'audio/aac', channels: 2, sampleRate: 48_000 },
      },
    });
    const camera = (await participants(roomName)).find((one) => one.identity === 'by-rtmp');
    expect(camera).toMatchObject({ kind: 'INGRESS', name: 'Stage camera', metadata: '{"stage":"main"}' });
    expect(camera.tracks.map((track: Body) => [track.name, track.source, track.mimeType]).toSorted()).toEqual([
      ['stage camera', 'CAMERA', 'video/VP8'],
      ['stage microphone', 'MICROPHONE', 'audio/opus'],
    ]);

    const changed = await change(ingress, { name: 'updated-ingress', participantName: 'Second camera' });
    expect(changed).toMatchObject({
      ...running,
      name: 'updated-ingress',
      participantName: 'Second camera',
      state: { status: 'ENDPOINT_ERROR', error: expect.stringMatching(/^(context canceled|room disconnected)$/) },
    });
    await isRefused(sender);
    await isAlone(roomName, 'viewer');
    stream(ingress, ingress.streamKey as string);
    await receives(viewer);
    expect((await participants(roomName)).map((one) => one.name as string)).toContain('Second camera');

    expect(await ask('DELETE', `/ingresses/${ingress.ingressId}`, 200)).toEqual({ message: 'Ingress deleted' });
    await isAlone(roomName, 'viewer');
    expect(await refusal('DELETE', `/ingresses/${ingress.ingressId}`)).toEqual([404, 'RESOURCE_NOT_FOUND', undefined]);
    expect(await refusal('PATCH', `/ingresses/${ingress.ingressId}`, { name: 'n' })).toEqual([
      404,
      'RESOURCE_NOT_FOUND',
      undefined,
    ]);
    expect(await list(`?ingressId=${ingress.ingressId}`)).toEqual([]);
    await isRefused(stream(ingress, ingress.streamKey as string));
  });

  it('[IG14] is measured once a minute, which is told when it has ended', async () => {
    const ingress = await create('rtmp', aRoomId('measured'));
    const sender = stream(ingress, ingress.streamKey as string);
    const { state } = await hasStatus(ingress, 'ENDPOINT_PUBLISHING');
    await new Promise((resolve) =>
      setTimeout(resolve, Number(BigInt(state.startedAt) / 1_000_000n) + 65_000 - Date.now()),
    );
    await sender.stop();
    const { video, audio, error } = (await hasStatus(ingress, 'ENDPOINT_INACTIVE', 'ENDPOINT_ERROR')).state;
    // Its participant leaves first: nobody may be told that the service has lost it.
    expect(error).not.toContain('not in the call');
    for (const { averageBitrate } of [video, audio]) {
      expect(averageBitrate).toBeGreaterThan(10_000);
      expect(averageBitrate).toBeLessThan(5_000_000);
    }
    await ask('DELETE', `/ingresses/${ingress.ingressId}`, 200);
  });

  it('[IG7] opens its call when it comes, and not when that is ended', async () => {
    const ingress = await create('rtmp', aRoomId('closed'));
    const { roomName } = ingress;
    expect(await isOpen(roomName as string)).toBe(true);
    await ask('DELETE', `/rooms/${roomName}`, 200);
    const sender = stream(ingress, ingress.streamKey as string);
    await hasStatus(ingress, 'ENDPOINT_PUBLISHING');
    await receives(await enter(roomName as string, 'viewer'));
    await ask('DELETE', `/rooms/${roomName}`, 200);
    await isRefused(sender);
    expect((await hasStatus(ingress, 'ENDPOINT_ERROR')).state.error).toBe('room disconnected');
    // After this nothing of it can come any more.
    await ask('DELETE', `/ingresses/${ingress.ingressId}`, 200);
    expect(await isOpen(roomName as string)).toBe(false);
  });

  it('[IG10] [IG13] is turned away while the ingress is disabled', async () => {
    const ingress = await create('rtmp', aRoomId('disabled'), { enabled: false });
    expect(ingress.enabled).toBe(false);
    await isRefused(stream(ingress, ingress.streamKey as string));
    expect((await hasStatus(ingress, 'ENDPOINT_ERROR')).state.error).toBe('session is disabled');
    expect(await change(ingress, { enabled: true })).toMatchObject({ enabled: true, name: 'rtmp-ingress' });
    const sender = stream(ingress, ingress.streamKey as string);
    await receives(await enter(ingress.roomName as string, 'viewer'));
    expect((await change(ingress, { enabled: false })).enabled).toBe(false);
    await isRefused(sender);
    await isAlone(ingress.roomName as string, 'viewer');
    await isRefused(stream(ingress, ingress.streamKey as string));
    await ask('DELETE', `/ingresses/${ingress.ingressId}`, 200);
  });
});

describe('a stream from a URL', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'foyer-movie-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('[IG8] [IG11] is a participant until it ends, and cannot be changed', async () => {
    const movie = join(folder, 'movie.mp4');
    await makeMovie(movie, 30);
    const media = await pacedHttp(movie);
    const roomName = aRoomId('url');
    const viewer = await enter(roomName, 'viewer');
    const ingress = await create('url', roomName, { url: media.url });
    expect(ingress).toMatchObject({
      name: 'url-ingress',
      inputType: 'URL_INPUT',
      url: media.url,
      streamKey: '',
      reusable: false,
      state: { status: 'ENDPOINT_BUFFERING' },
    });
    await receives(viewer);
    await hasStatus(ingress, 'ENDPOINT_PUBLISHING');
    for (const body of [{ name: 'n' }, { roomName: 'r' }])
      expect(await refusal('PATCH', `/ingresses/${ingress.ingressId}`, body)).toEqual([
        409,
        'MEDIA_PRECONDITION_FAILED',
        undefined,
      ]);
    expect((await hasStatus(ingress, 'ENDPOINT_COMPLETE')).state.error).toBe('');
    await isAlone(roomName, 'viewer');
    await ask('DELETE', `/ingresses/${ingress.ingressId}`, 200);

    const second = await create('url', roomName, { url: media.url, participantIdentity: 'second' });
    await receives(viewer);
    await ask('DELETE', `/ingresses/${second.ingressId}`, 200);
    await isAlone(roomName, 'viewer');
    media.close();
  });

  it('[IG14] says what is wrong with it', async () => {
    const media = await pacedHttp(join(folder, 'none.mp4'));
    const ingress = await create('url', aRoomId('url'), { url: media.url });
    expect((await hasStatus(ingress, 'ENDPOINT_ERROR')).state.error).toContain('Not Found');
    await ask('DELETE', `/ingresses/${ingress.ingressId}`, 200);
    media.close();
  });
});

describe('ingresses', () => {
  it('[IG1] [IG3] [IG9] are listed as the official client sees them, in order, their keys on request', async () => {
    const [a, b] = [aRoomId('a'), aRoomId('b')];
    const made = [
      await create('rtmp', b),
      await create('whip', a, { name: 'zebra' }),
      await create('rtmp', a, { name: 'ant' }),
    ];
    const [inB, zebra, ant] = made;
    const bare = (one: Body): Body => ({ ...one, streamKey: '' });
    expect(await list(`?roomName=${a}`)).toEqual([bare(ant), bare(zebra)]);
    expect(await list(`?roomName=${a}&showStreamKey=true`)).toEqual([ant, zebra]);
    expect(await list(`?ingressId=${inB.ingressId}&showStreamKey=false`)).toEqual([bare(inB)]);
    expect(await list(`?ingressId=${inB.ingressId}&roomName=${b}`)).toHaveLength(1);
    for (const none of [`?ingressId=${inB.ingressId}&roomName=${a}`, '?ingressId=IN_none', '?roomName=', '?ingressId='])
      expect([none, await list(none)]).toEqual([none, []]);
    const ids = (await list()).map((one) => one.ingressId as string);
    expect(ids.filter((id) => made.some((one) => one.ingressId === id))).toEqual(
      [ant, zebra, inB].map((one) => one.ingressId as string),
    );
    const official = await ingressService();
    for (const one of made) {
      const [seen] = await official.listIngress({ ingressId: one.ingressId as string });
      expect(seen?.toJson({ emitDefaultValues: true })).toEqual(one);
      expect(await change(one, { participantName: 'n' })).toEqual({ ...bare(one), participantName: 'n' });
      await ask('DELETE', `/ingresses/${one.ingressId}`, 200);
    }
  });

  it('[IG10] send to another call when told so, and its room is there', async () => {
    const ingress = await create('rtmp', aRoomId('first'));
    const other = aRoomId('other');
    expect(await change(ingress, { roomName: other })).toMatchObject({ roomName: other, name: 'rtmp-ingress' });
    expect(await list(`?roomName=${ingress.roomName}`)).toEqual([]);
    expect(await list(`?roomName=${other}`)).toHaveLength(1);
    expect((await call('GET', `/v2/rooms/${other}`)).status).toBe(200);
    stream(ingress, ingress.streamKey as string);
    await receives(await enter(other, 'viewer'));
    await ask('DELETE', `/ingresses/${ingress.ingressId}`, 200);
  });

  it('[IG16] go with their room, and follow it to a new id', async () => {
    const id = aRoomId('follows');
    const ingress = await create('rtmp', id);
    const renamed = `${id}-renamed`;
    await ask('POST', `/v2/rooms/${id}/update-room-id`, 200, { newRoomId: renamed });
    expect(await list(`?roomName=${id}`)).toEqual([]);
    expect(await list(`?roomName=${renamed}&showStreamKey=true`)).toEqual([{ ...ingress, roomName: renamed }]);
    await enter(renamed, 'somebody');
    stream(ingress, ingress.streamKey as string);
    await hasStatus(ingress, 'ENDPOINT_PUBLISHING');
    expect((await call('DELETE', `/v2/rooms/${renamed}`)).status).toBe(204);
    expect(await list(`?roomName=${renamed}`)).toEqual([]);
    expect((await call('GET', `/v2/rooms/${renamed}`)).status).toBe(404);
    await isRefused(stream(ingress, ingress.streamKey as string));
    // A call that is opened in LiveKit now is found after any that would have been opened before.
    const later = aRoomId('later');
    await (await roomService()).createRoom({ name: later });
    await eventually(async () => (await call('GET', `/v2/rooms/${later}`)).status === 200 || 'not found yet');
    expect((await call('GET', `/v2/rooms/${renamed}`)).status).toBe(404);
  });
});

describe('the folder Ingress of the Postman collection', () => {
  it('[PM1] runs from top to bottom', async () => {
    const folder = collection.item.filter(({ name }) => name === 'Ingress');
    const roomName = aRoomId('Postman');
    const { executions, failures } = await runCollection(folder, {
      ROOM_NAME: roomName,
      MEDIA_URL: 'http://127.0.0.1:9/nothing.mp4',
    });
    expect(failures.map(({ source, error }) => `${source?.name}: ${error.test}: ${error.message}`)).toEqual([]);
    expect(executions.map(({ item }) => item.name)).toEqual(requestNames(folder));
    expect((await call('DELETE', `/v2/rooms/${roomName}`)).status).toBe(204);
    expect(await list(`?roomName=${roomName}`)).toEqual([]);
  });
});
