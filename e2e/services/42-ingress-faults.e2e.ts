import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@foyer/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aRoomId, call, dataDir } from '../support/foyer.js';
import { enter, everybodyLeaves, theyLeave } from '../support/senders.js';
import { makeMovie } from './support/ffprobe.js';
import {
  ask,
  create,
  hasStatus,
  isAlone,
  isRefused,
  noMoreStreams,
  participants,
  receives,
  shown,
  stream,
  WITHIN_MS,
} from './support/ingress.js';
import { pacedHttp } from './support/paced-http.js';
import { processesOf } from './support/processes.js';

afterEach(async () => {
  await noMoreStreams();
  await theyLeave();
});
afterAll(everybodyLeaves);

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
