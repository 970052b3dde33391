import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { Gateway, eventually } from '@foyer/testing';
import { execFileSync } from 'node:child_process';
import { DirectFileOutput, EgressClient } from 'livekit-server-sdk';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aRoomId, call, dataDir, type Answer, type Call } from '../support/foyer.js';
import { enter, everybodyLeaves, send, theyLeave } from '../support/senders.js';
import { ffprobe } from './support/ffprobe.js';
import { losingAnswersTo } from './support/lossy.js';
import { processesOf } from './support/processes.js';
import { startsEgress, stopsEgress, until, type Recording } from './support/recordings.js';

// Each spec hurts a gateway of its own, or one that shares LiveKit with the others.

const END_WITHIN_MS = 90_000;
const started: Gateway[] = [];
const cleanups: (() => void)[] = [];

async function start(env: Record<string, string>, data?: string): Promise<{ gateway: Gateway; where: Call }> {
  const gateway = await Gateway.start({ env, dataDir: data });
  started.push(gateway);
  return { gateway, where: { base: gateway.url } };
}

/** With a LiveKit and services of its own. */
async function startFull(env: Record<string, string> = {}, data?: string): Promise<{ gateway: Gateway; where: Call }> {
  const own = await start({ FOYER_LIVEKIT: 'auto', FOYER_MEDIA: 'full', ...env }, data);
  await eventually(() => own.gateway.log.includes('"egress is ready"') || 'egress is not ready', 120_000);
  return own;
}

/** With the LiveKit and the services of the shared gateway. */
async function sharedLivekit(): Promise<Record<string, string>> {
  const { apiKey, apiSecret } = JSON.parse(readFileSync(join(dataDir, 'livekit/keys.json'), 'utf8')) as Record<
    string,
    string
  >;
  const { body } = await call('POST', '/token', { body: { roomName: aRoomId('where'), participantIdentity: 'asks' } });
  return { LIVEKIT_URL: body.url as string, LIVEKIT_API_KEY: apiKey!, LIVEKIT_API_SECRET: apiSecret! };
}

afterEach(async () => {
  await theyLeave();
  await Promise.all(started.splice(0).map((gateway) => gateway.remove()));
  for (const cleanup of cleanups.splice(0)) cleanup();
});

afterAll(everybodyLeaves);

/** Begins to record what somebody sends. */
async function recording(where: Call): Promise<{ roomName: string; egressId: string }> {
  const roomName = aRoomId('faulty');
  const { audio } = await send(await enter(roomName, 'alice', where));
  const { egress } = await startsEgress('track', { roomName, trackId: audio }, where);
  await until(egress.egressId, ['active'], where);
  return { roomName, egressId: egress.egressId };
}

async function ends(egressId: string, where: Call): Promise<Recording> {
  return eventually(async () => {
    const { body } = await call('GET', '/admin/recordings?limit=100', where);
    const found = (body.data as Recording[]).find((one) => one.egressId === egressId)!;
    return found.endedAt === null ? `it is ${found.status}` : found;
  }, END_WITHIN_MS);
}

/** Once the gateway can. */
const stopped = (egressId: string, where: Call): Promise<unknown> =>
  eventually(() => stopsEgress(egressId, where).then(() => true), END_WITHIN_MS);

const stateInList = async (egressId: string, where: Call): Promise<[status: string, error: string]> => {
  const { body } = await call('GET', `/egresses?egressId=${egressId}`, where);
  return [body.egresses[0].status, body.egresses[0].error];
};

/** An answer, and how long it took. */
async function timed(ask: Promise<Answer>): Promise<{ answer: Answer; ms: number }> {
  const before = Date.now();
  const answer = await ask;
  return { answer, ms: Date.now() - before };
}

describe('a recording ends truly', () => {
  it('[RC5] when egress is killed with all that it runs: it has failed, everywhere, and the next one is made', async () => {
    const { gateway, where } = await startFull();
    const { egressId } = await recording(where);
    for (const pid of processesOf('egress', gateway.dataDir)) process.kill(pid, 'SIGKILL');
    const end = await ends(egressId, where);
    expect([end.status, end.error]).toEqual(['failed', expect.stringMatching(/process is gone|internal error/)]);
    expect(await stateInList(egressId, where)).toEqual(['EGRESS_FAILED', end.error]);
    const stop = await call('DELETE', `/egresses/${egressId}`, where);
    expect([stop.status, stop.body.error]).toEqual([409, 'MEDIA_PRECONDITION_FAILED']);
    await eventually(async () => {
      const { egressId: next } = await recording(where);
      await stopsEgress(next, where);
      return (await ends(next, where)).status === 'complete';
    }, END_WITHIN_MS);
  });

  it('[RC5] also where the Redis of LiveKit is not known, of which could be asked', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'foyer-rec-'));
    cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
    const { where } = await start({ ...(await sharedLivekit()), FOYER_RECORDINGS_DIR: folder });
    const { body } = await call('GET', '/health/ready', where);
    expect(body.dependencies.egress.status).toBe('unknown');
    const { egressId } = await recording(where);
    for (const pid of processesOf('egress', dataDir)) process.kill(pid, 'SIGKILL');
    const end = await ends(egressId, where);
    expect([end.status, end.error]).toEqual(['failed', expect.stringMatching(/process is gone|internal error/)]);
    expect((await stateInList(egressId, where))[0]).toBe('EGRESS_FAILED');
  });

  it('[RC5] when livekit-server is killed, and again when the room goes', async () => {
    const { gateway, where } = await startFull();
    const { egressId } = await recording(where);
    for (const pid of processesOf('livekit-server', gateway.dataDir)) process.kill(pid, 'SIGKILL');
    const end = await ends(egressId, where);
    expect(['complete', 'failed', 'aborted']).toContain(end.status);
    const { roomName, egressId: second } = await eventually(() => recording(where), END_WITHIN_MS);
    await call('DELETE', `/v2/rooms/${roomName}`, where);
    expect((await ends(second, where)).status).toBe('complete');
  });

  it('[RC5] when the gateway is killed: it goes on, and is found again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'foyer-rec-'));
    cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
    const env = { ...(await sharedLivekit()), FOYER_RECORDINGS_DIR: folder };
    const { gateway, where } = await start(env);
    const { egressId } = await recording(where);
    await gateway.stop('SIGKILL');
    started.splice(started.indexOf(gateway), 1);
    const { where: again } = await start(env, gateway.dataDir);
    expect((await until(egressId, ['active'], again)).status).toBe('active');
    await stopsEgress(egressId, again);
    const { status, outputs } = await ends(egressId, again);
    expect([status, (await ffprobe(outputs[0]!.location)).streams[0]!.codec_name]).toEqual(['complete', 'opus']);
  });

  it('[RC5] when everything is killed at once', async () => {
    const { gateway, where } = await startFull();
    const { egressId } = await recording(where);
    await gateway.stop('SIGKILL');
    started.splice(started.indexOf(gateway), 1);
    await theyLeave();
    const { where: again } = await startFull({}, gateway.dataDir);
    const { status, outputs } = await ends(egressId, again);
    // What records may live on for a moment, and end its file.
    const codec = status === 'complete' ? (await ffprobe(outputs[0]!.location)).streams[0]!.codec_name : null;
    expect([
      ['failed', null],
      ['complete', 'opus'],
    ]).toContainEqual([status, codec]);
  });

  it('[RC6] when its storage is full, and says so', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'foyer-full-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]);
    cleanups.push(() => {
      execFileSync('umount', [folder]);
      rmSync(folder, { recursive: true });
    });
    const { where } = await startFull({ FOYER_RECORDINGS_DIR: folder });
    const roomName = aRoomId('full');
    const { audio } = await send(await enter(roomName, 'alice', where));
    const { egress } = await startsEgress('track', { roomName, trackId: audio }, where);
    const end = await ends(egress.egressId, where);
    expect([end.status, end.error]).toEqual(['failed', expect.stringMatching(/space|write/i)]);
  });
});

describe('a start whose answer is lost', () => {
  it('[EG6] is refused, is found by where it writes, and does not go on', async () => {
    const settings = await sharedLivekit();
    const folder = mkdtempSync(join(tmpdir(), 'foyer-rec-'));
    const between = await losingAnswersTo('StartTrackEgress', settings.LIVEKIT_URL!);
    cleanups.push(() => {
      rmSync(folder, { recursive: true, force: true });
      between.close();
    });
    const env = { LIVEKIT_PUBLIC_URL: settings.LIVEKIT_URL!, FOYER_RECORDINGS_DIR: folder };
    const { where } = await start({ ...settings, ...env, LIVEKIT_URL: between.url });
    const roomName = aRoomId('lost');
    const { audio } = await send(await enter(roomName, 'alice', where));
    const refused = await call('POST', '/egresses/track', { body: { roomName, trackId: audio }, ...where });
    expect([refused.status, refused.body.error]).toEqual([503, 'MEDIA_UNAVAILABLE']);
    const ended = await eventually(async () => {
      const [one] = (await call('GET', `/v2/rooms/${roomName}/recordings`, where)).body.data as Recording[];
      return one!.endedAt === null ? `it is ${one!.status}` : one!;
    }, END_WITHIN_MS);
    // It was found: it has its egress and its file, and still says what its caller was told.
    expect([ended.egressId, ended.error, ended.outputs.length]).toEqual([
      expect.stringMatching(/^EG_/),
      refused.body.message,
      1,
    ]);
    const { body } = await call('GET', `/egresses?active=true&roomName=${roomName}`, where);
    expect(body.egresses).toEqual([]);
  });
});

describe('an egress of LiveKit itself', () => {
  it('[RC8] is taken into the books, and one whose process is gone does not come back to them', async () => {
    const { gateway, where } = await startFull();
    const { egressId: gone } = await recording(where);
    for (const pid of processesOf('egress', gateway.dataDir)) process.kill(pid, 'SIGKILL');
    const { id } = await ends(gone, where);
    expect((await call('DELETE', `/admin/recordings/${id}`, where)).status).toBe(204);

    const keys = JSON.parse(readFileSync(join(gateway.dataDir, 'livekit/keys.json'), 'utf8')) as Record<string, string>;
    const [, at] = /calls are ready at ws(\S+?)"/.exec(gateway.log) ?? [];
    const egress = new EgressClient(`http${at}`, keys.apiKey, keys.apiSecret);
    const roomName = aRoomId('foreign');
    const { audio } = await send(await enter(roomName, 'alice', where));
    const output = new DirectFileOutput({ filepath: join(gateway.dataDir, 'foreign.ogg') });
    const { egressId } = await eventually(() => egress.startTrackEgress(roomName, output, audio), END_WITHIN_MS);
    const { storage, kind, roomId } = await until(egressId, ['active'], where);
    expect([storage, kind, roomId]).toEqual([null, 'track', roomName]);
    const { body } = await call('GET', '/admin/recordings', where);
    expect(body.data.map((one: Recording) => one.egressId)).toEqual([egressId]);
    await stopsEgress(egressId, where);
    expect((await ends(egressId, where)).status).toBe('complete');
  });
});

describe('without the database', () => {
  it('[RC1] nothing is recorded that is not written down', async () => {
    const { gateway, where } = await startFull({ FOYER_DATABASE_TIMEOUT_MS: '1000' });
    const { egressId } = await recording(where);
    const { body } = await call('GET', `/egresses?egressId=${egressId}`, where);
    const { roomName, trackId } = body.egresses[0].track;
    const postmaster = Number(readFileSync(join(gateway.dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(postmaster, 'SIGKILL');
    const refused = await call('POST', '/egresses/track', { body: { roomName, trackId }, ...where });
    expect([refused.status, refused.body.error]).toEqual([503, 'DATABASE_UNAVAILABLE']);
    await stopped(egressId, where);
    expect((await ends(egressId, where)).status).toBe('complete');
    expect((await call('GET', '/egresses?active=true', where)).body.egresses).toEqual([]);
  });
});

describe('without a service', () => {
  const refused = { status: 503, body: { error: 'MEDIA_UNAVAILABLE' } };

  it('[EG6] a recording is refused at once where no egress is there, with what is missing', async () => {
    const { gateway, where } = await startFull();
    const roomName = aRoomId('nobody');
    const { audio } = await send(await enter(roomName, 'alice', where));
    // Held, so that it is not started anew so soon.
    const [pid] = processesOf('egress', gateway.dataDir);
    await eventually(async () => {
      for (const one of processesOf('egress', gateway.dataDir)) process.kill(one, 'SIGKILL');
      const { answer, ms } = await timed(
        call('POST', '/egresses/track', { body: { roomName, trackId: audio }, ...where }),
      );
      if (answer.status !== 503) return `${answer.status}`;
      expect(answer).toMatchObject(refused);
      expect([answer.body.message, ms < 2_000]).toEqual([expect.stringContaining('no egress service'), true]);
      return true;
    }, 30_000);
    expect(pid).toBeDefined();
    const { body } = await call('GET', `/v2/rooms/${roomName}/recordings`, where);
    expect(body.data.filter(({ status }: Recording) => status === 'requested')).toEqual([]);
  });

  it('[EG6] a recording that no worker takes is refused within seconds, and is not begun later', async () => {
    const { gateway, where } = await startFull();
    const roomName = aRoomId('busy');
    const { audio } = await send(await enter(roomName, 'alice', where));
    const [pid] = processesOf('egress', gateway.dataDir);
    process.kill(pid!, 'SIGSTOP');
    const { answer, ms } = await timed(
      call('POST', '/egresses/track', { body: { roomName, trackId: audio }, ...where }),
    );
    process.kill(pid!, 'SIGCONT');
    expect(answer).toMatchObject(refused);
    expect([answer.body.message, answer.headers.get('retry-after'), ms < 8_000]).toEqual([
      expect.stringContaining('No egress worker'),
      '10',
      true,
    ]);
    const [end] = await eventually(async () => {
      const { data } = (await call('GET', `/v2/rooms/${roomName}/recordings`, where)).body;
      return data[0].endedAt === null ? `it is ${data[0].status}` : (data as Recording[]);
    }, END_WITHIN_MS);
    expect([end!.status === 'complete', end!.error]).toEqual([false, expect.stringContaining('No egress worker')]);
    expect((await call('GET', '/egresses?active=true', where)).body.egresses).toEqual([]);
  });

  it('[EG7] and without Redis, egresses answer 503 and come back by themselves', async () => {
    const { gateway, where } = await startFull();
    const { egressId } = await recording(where);
    const [pid] = processesOf('redis-server', gateway.dataDir);
    process.kill(pid!, 'SIGSTOP');
    const { answer, ms } = await timed(call('GET', '/egresses', where));
    expect([[503, 504].includes(answer.status), ms < 12_000]).toEqual([true, true]);
    process.kill(pid!, 'SIGKILL');
    await eventually(async () => (await call('GET', '/egresses', where)).status === 200 || 'not yet', END_WITHIN_MS);
    await stopsEgress(egressId, where).catch(() => undefined);
    expect(['complete', 'failed']).toContain((await ends(egressId, where)).status);
  });
});
