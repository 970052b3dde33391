import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@foyer/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aRoomId, call, dataDir, secret, type Answer } from '../support/foyer.js';
import { ingressService, roomService } from '../support/livekit-sdk.js';
import { collection, requestNames, runCollection } from '../support/postman.js';
import { enter, everybodyLeaves, theyLeave, type Participant } from '../support/senders.js';
import { makeMovie } from './support/ffprobe.js';
import { pacedHttp } from './support/paced-http.js';
import { processesOf } from './support/processes.js';
import { pushRtmp, type Sender } from './support/rtmp.js';
import { WhipBrowser, type WhipPublisher } from './support/whip.js';

type Body = Answer['body'];

const WITHIN_MS = 60_000;
const FRAMES = 15;
const senders: Sender[] = [];

const ask = async (method: string, path: string, status: number, body?: object): Promise<Body> => {
  const answer = await call(method, path, { body });
  if (answer.status !== status) throw new Error(`${method} ${path}: ${answer.text}`);
  return answer.body;
};
/** Makes one in this call. */
const create = async (kind: string, roomName: string, more: object = {}): Promise<Body> => {
  const body = { roomName, participantIdentity: `by-${kind}`, ...more };
  const { ingress } = await ask('POST', `/ingresses/${kind}`, 201, body);
  if (kind !== 'url') secret(ingress.streamKey as string);
  return ingress;
};
const list = async (query = ''): Promise<Body[]> => (await ask('GET', `/ingresses${query}`, 200)).ingresses;
const shown = async ({ ingressId }: Body): Promise<Body> => (await list(`?ingressId=${ingressId}`))[0];
const change = async ({ ingressId }: Body, body: object): Promise<Body> =>
  (await ask('PATCH', `/ingresses/${ingressId}`, 200, body)).ingress;
const refusal = async (method: string, path: string, body?: object): Promise<unknown[]> => {
  const answer = await call(method, path, { body });
  expect(answer.body.errorMessage).toBe(answer.body.message);
  return [answer.status, answer.body.error, answer.body.errors?.[0].pointer];
};
const participants = async (roomName: string): Promise<Body[]> =>
  (await ask('GET', `/rooms/${encodeURIComponent(roomName)}/participants`, 200)).participants;

const isOpen = async (roomName: string): Promise<boolean> =>
  (await ask('GET', `/rooms?roomName=${encodeURIComponent(roomName)}`, 200)).rooms.length === 1;

/** Begins to stream to an ingress. */
function stream({ url }: Body, key: string): Sender {
  const sender = pushRtmp(url as string, key);
  senders.push(sender);
  return sender;
}

const hasStatus = (ingress: Body, ...statuses: string[]): Promise<Body> =>
  eventually(async () => {
    const one = await shown(ingress);
    return statuses.includes(one.state.status) ? one : `the ingress is ${JSON.stringify(one.state)}`;
  }, WITHIN_MS);

/** Waits until both arrive, after all that has arrived so far. */
async function receives({ frames }: Participant, withinMs = WITHIN_MS): Promise<void> {
  const before = { ...frames };
  await eventually(() => {
    const [audio, video] = [frames.audio - before.audio, frames.video - before.video];
    return (audio >= FRAMES && video >= FRAMES) || `${audio} frames of audio and ${video} of video have come`;
  }, withinMs);
}

/**
 * Publishes to a new ingress. In ingress 1.5.0 what is to be transcoded now and then never begins, about once in 60 times, and its
 * participant stays without a track: then that one is deleted, and another is made.
 */
async function publishes(
  browser: WhipBrowser,
  viewer: Participant,
  make: () => Promise<Body>,
): Promise<{ ingress: Body; publisher: WhipPublisher }> {
  for (let tries = 1; ; tries++) {
    const ingress = await make();
    const publisher = await browser.publish(ingress.url as string, ingress.streamKey as string);
    expect(publisher.status).toBe(201);
    try {
      await receives(viewer, 20_000);
      return { ingress, publisher };
    } catch (error) {
      if (tries === 3 || !ingress.enableTranscoding) throw error;
    }
    await ask('DELETE', `/ingresses/${ingress.ingressId}`, 200);
    await isAlone(ingress.roomName as string, 'viewer');
    await publisher.vanish();
  }
}

const isAlone = (roomName: string, identity: string): Promise<true> =>
  eventually(async () => {
    const here = (await participants(roomName)).map((one) => one.identity as string);
    return here.join() === identity || `here are: ${here.join()}`;
  });

const isRefused = async (sender: Sender): Promise<void> => expect((await sender.exited).code).not.toBe(0);

afterEach(async () => {
  await Promise.all(senders.splice(0).map((sender) => sender.stop()));
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

describe('a stream by WHIP', () => {
  let browser: WhipBrowser;
  beforeAll(async () => {
    browser = await WhipBrowser.open();
  }, 300_000);
  afterAll(() => browser?.close());

  it.each([
    ['as it comes', {}, false, 'video/VP8'],
    ['transcoded', { enableTranscoding: true, video: { preset: 'H264_540P_25FPS_2_LAYERS' } }, true, 'video/H264'],
  ])('[IG8] from a browser, %s, is a participant', async (_, options, enableTranscoding, mimeType) => {
    const roomName = aRoomId('whip');
    const viewer = await enter(roomName, 'viewer');
    const { ingress, publisher } = await publishes(browser, viewer, () => create('whip', roomName, options));
    expect(ingress).toMatchObject({ name: 'whip-ingress', inputType: 'WHIP_INPUT', enableTranscoding });
    expect((await hasStatus(ingress, 'ENDPOINT_PUBLISHING')).state.error).toBe('');
    const tracks = (await participants(roomName)).flatMap((one) => one.tracks as Body[]);
    expect(tracks.map((track) => track.mimeType as string).toSorted()).toEqual(['audio/opus', mimeType]);
    expect(await publisher.end()).toBe(200);
    await isAlone(roomName, 'viewer');
    expect((await hasStatus(ingress, 'ENDPOINT_INACTIVE', 'ENDPOINT_ERROR')).state.endedAt).not.toBe('0');
    await publisher.vanish();
    await ask('DELETE', `/ingresses/${ingress.ingressId}`, 200);
  });

  it('[IG12] [IG13] is known by its key, comes again with it, and goes with its ingress', async () => {
    const ingress = await create('whip', aRoomId('whip-again'));
    expect(ingress.url).not.toContain(ingress.streamKey);
    const headers = { 'content-type': 'application/sdp', authorization: 'Bearer wrong' };
    expect((await fetch(ingress.url as string, { method: 'POST', headers, body: 'v=0' })).status).toBe(404);
    const viewer = await enter(ingress.roomName as string, 'viewer');
    const publisher = await browser.publish(ingress.url as string, ingress.streamKey as string);
    await receives(viewer);
    expect(await publisher.end()).toBe(200);
    await isAlone(ingress.roomName as string, 'viewer');
    await publisher.vanish();
    const again = await browser.publish(ingress.url as string, ingress.streamKey as string);
    await receives(viewer);
    await ask('DELETE', `/ingresses/${ingress.ingressId}`, 200);
    await isAlone(ingress.roomName as string, 'viewer');
    await again.vanish();
  });

  it('[IG7] opens its call when it comes', async () => {
    const ingress = await create('whip', aRoomId('whip-closed'));
    await ask('DELETE', `/rooms/${ingress.roomName}`, 200);
    const publisher = await browser.publish(ingress.url as string, ingress.streamKey as string);
    await eventually(async () => (await isOpen(ingress.roomName as string)) || 'the call is closed', WITHIN_MS);
    await receives(await enter(ingress.roomName as string, 'viewer'));
    await publisher.vanish();
    await ask('DELETE', `/ingresses/${ingress.ingressId}`, 200);
  });

  it('[IG17] ends with its ingress, and LiveKit goes on', async () => {
    const before = processesOf('livekit-server', dataDir);
    for (let times = 0; times < 6; times++) {
      const ingress = await create('whip', aRoomId('whip-deleted'));
      const publisher = await browser.publish(ingress.url as string, ingress.streamKey as string);
      await receives(await enter(ingress.roomName as string, 'viewer'));
      if (times % 2 === 0) await publisher.vanish();
      if (times % 3 === 0) expect((await call('DELETE', `/v2/rooms/${ingress.roomName}`)).status).toBe(204);
      else await ask('DELETE', `/ingresses/${ingress.ingressId}`, 200);
      if (times % 2 === 1) await publisher.vanish();
      await theyLeave();
    }
    expect(processesOf('livekit-server', dataDir)).toEqual(before);
  });

  it('[IG10] [IG11] can be set to transcode, and back', async () => {
    const ingress = await create('whip', aRoomId('transcode'));
    expect(await refusal('PATCH', `/ingresses/${ingress.ingressId}`, { audio: { preset: 'OPUS_MONO_64KBS' } })).toEqual(
      [422, 'UNPROCESSABLE_ENTITY', '/audio/preset'],
    );
    const audio = { preset: 'OPUS_MONO_64KBS' };
    expect(await change(ingress, { enableTranscoding: true, audio })).toMatchObject({ enableTranscoding: true, audio });
    expect(await refusal('PATCH', `/ingresses/${ingress.ingressId}`, { enableTranscoding: false })).toEqual([
      422,
      'UNPROCESSABLE_ENTITY',
      '/enableTranscoding',
    ]);
    const back = await change(ingress, { enableTranscoding: false, audio: { name: 'plain' } });
    expect(back).toMatchObject({ enableTranscoding: false, audio: { name: 'plain' } });
    expect(back.audio).not.toHaveProperty('preset');
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

describe('an ingress service that is killed', () => {
  /** Kills it outright. Until the next one is there, requests are refused. */
  async function kill(): Promise<void> {
    const [pid] = processesOf('ingress', dataDir);
    process.kill(pid!, 'SIGKILL');
    const answer = await eventually(async () => {
      const refused = await call('DELETE', '/ingresses/IN_none');
      return refused.status === 503 ? refused : 'it is there';
    });
    expect(answer.body.error).toBe('MEDIA_UNAVAILABLE');
    expect(answer.body.message).toContain('There is no ingress service');
    expect((await call('GET', '/ingresses')).status).toBe(200);
  }
  const isBack = (): Promise<true> =>
    eventually(
      async () => (await call('DELETE', '/ingresses/IN_none')).status === 404 || 'there is no ingress service',
      WITHIN_MS,
    );

  it('[IG5] [IG14] leaves no stream that seems to run, and the next one takes it again', async () => {
    const ingress = await create('rtmp', aRoomId('killed'));
    const viewer = await enter(ingress.roomName as string, 'viewer');
    const sender = stream(ingress, ingress.streamKey as string);
    await receives(viewer);
    await hasStatus(ingress, 'ENDPOINT_PUBLISHING');
    await kill();
    await isRefused(sender);
    const { state } = await hasStatus(ingress, 'ENDPOINT_INACTIVE');
    expect(state.error).toContain('its participant is not in the call');
    expect((await participants(ingress.roomName as string)).map((one) => one.identity as string)).toEqual(['viewer']);
    await isBack();
    stream(ingress, ingress.streamKey as string);
    await receives(viewer);
    await hasStatus(ingress, 'ENDPOINT_PUBLISHING');
    await ask('DELETE', `/ingresses/${ingress.ingressId}`, 200);
    await isAlone(ingress.roomName as string, 'viewer');
  });

  it('[IG12] [IG14] leaves no participant that could not be taken out', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'foyer-movie-'));
    const movie = join(folder, 'movie.mp4');
    await makeMovie(movie, 60);
    const media = await pacedHttp(movie);
    const roomName = aRoomId('killed-url');
    const viewer = await enter(roomName, 'viewer');
    const ingress = await create('url', roomName, { url: media.url });
    await receives(viewer);
    await kill();
    await isBack();
    const here = (await participants(roomName)).length;
    const { state } = await eventually(async () => {
      const one = await shown(ingress);
      const runs = one.state.status === 'ENDPOINT_PUBLISHING';
      return runs === (here === 2) ? one : `the ingress is ${one.state.status} with ${here} in the call`;
    }, WITHIN_MS);
    expect(state.resourceId).toBe(ingress.state.resourceId);
    await ask('DELETE', `/ingresses/${ingress.ingressId}`, 200);
    await isAlone(roomName, 'viewer');
    media.close();
    rmSync(folder, { recursive: true });
  });
});

describe('an ingress service that hangs', () => {
  it('[IG12] [IG17] keeps no participant in the call, and no ingress', async () => {
    const server = processesOf('livekit-server', dataDir);
    const ingress = await create('rtmp', aRoomId('hung'));
    const viewer = await enter(ingress.roomName as string, 'viewer');
    stream(ingress, ingress.streamKey as string);
    await receives(viewer);
    const hung = processesOf('ingress', dataDir);
    for (const pid of hung) process.kill(pid, 'SIGSTOP');
    try {
      await ask('DELETE', `/ingresses/${ingress.ingressId}`, 200);
      await isAlone(ingress.roomName as string, 'viewer');
      expect((await call('DELETE', `/ingresses/${ingress.ingressId}`)).status).toBe(404);
    } finally {
      for (const pid of hung) process.kill(pid, 'SIGCONT');
    }
    const next = await create('rtmp', ingress.roomName as string);
    await isAlone(ingress.roomName as string, 'viewer');
    stream(next, next.streamKey as string);
    await receives(viewer);
    await ask('DELETE', `/ingresses/${next.ingressId}`, 200);
    expect(processesOf('livekit-server', dataDir)).toEqual(server);
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
