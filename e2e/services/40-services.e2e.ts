import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { Gateway, eventually } from '@foyer/testing';
import { EgressClient, EgressStatus, EncodedFileOutput, IngressInput } from 'livekit-server-sdk';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aRoomId, call, dataDir, logFile, secret } from '../support/foyer.js';
import { ingressService, roomService } from '../support/livekit-sdk.js';
import { enter, everybodyLeaves } from '../support/senders.js';
import { ffprobe } from './support/ffprobe.js';
import { JOBS } from './support/jobs.js';
import { SERVERS, descendantsOf, isRunning, processesOf, type Server } from './support/processes.js';

interface LivekitKeys {
  readonly apiKey: string;
  readonly apiSecret: string;
}

const FULL = { FOYER_LIVEKIT: 'auto', FOYER_MEDIA: 'full' };
const SERVICES = ['sip', 'ingress', 'egress'] as const;
const START_WITHIN_MS = 120_000;

const isReady = (log: string, service: string): true | string =>
  log.includes(`"${service} is ready"`) || `${service} is not ready`;

/** The programs of this machine but one. */
function pathWithout(program: string, folder: string): string {
  for (const place of (process.env.PATH ?? '').split(':')) {
    if (!existsSync(place)) continue;
    for (const name of readdirSync(place))
      if (name !== program && !existsSync(join(folder, name))) symlinkSync(join(place, name), join(folder, name));
  }
  return folder;
}

/** A web page is recorded: with a browser, a display and a sound server. */
async function startRecording({ dataDir: itsData, log }: Gateway): Promise<void> {
  const keys = JSON.parse(readFileSync(join(itsData, 'livekit/keys.json'), 'utf8')) as LivekitKeys;
  const url = /calls are ready at ws(\S+?)"/.exec(log)?.[1];
  const egress = new EgressClient(`http${url}`, keys.apiKey, keys.apiSecret);
  const file = new EncodedFileOutput({ filepath: join(itsData, 'page.mp4') });
  const { egressId } = await egress.startWebEgress(`http${url}`, { file }, { awaitStartSignal: false });
  await eventually(async () => {
    const [info] = await egress.listEgress({ egressId });
    return info?.status === EgressStatus.EGRESS_ACTIVE || `the recording is ${EgressStatus[info?.status ?? 0]}`;
  }, 60_000);
}

/** Kills a server of the shared gateway outright, and waits until another one is in its place. */
async function killAndWait(server: Server): Promise<void> {
  const name = { 'redis-server': 'Redis', 'livekit-sip': 'sip' }[server as string] ?? server;
  const times = (): number => readFileSync(logFile, 'utf8').split(`"${name} is ready again"`).length;
  const [before] = processesOf(server, dataDir);
  if (before === undefined) throw new Error(`There is no ${server}.`);
  const count = times();
  process.kill(before, 'SIGKILL');
  await eventually(() => times() > count || `${name} is not ready again`, START_WITHIN_MS);
  expect(processesOf(server, dataDir)).not.toContain(before);
}

describe("LiveKit's services", () => {
  afterAll(everybodyLeaves);

  it('[SV1] come up with livekit-server, each doing its work', async () => {
    const { status, body } = await call('GET', '/health/ready');
    const { egress, ingress, sip } = body.dependencies;
    expect([status, body.status, egress, ingress, sip]).toEqual([200, 'ready', ...Array(3).fill({ status: 'ready' })]);
    for (const server of SERVERS) expect(processesOf(server, dataDir)).toHaveLength(1);
    for (const service of SERVICES) await JOBS[service]();
  });

  it.each(SERVERS)('[SV2] are there again, each doing its work, when %s was killed', async (server) => {
    await killAndWait(server);
    for (const service of SERVICES) await JOBS[service]();
  });

  it('[SV4] know their ingresses when Redis was killed', async () => {
    const ingress = await ingressService();
    const roomName = aRoomId('kept');
    const { ingressId, streamKey } = await ingress.createIngress(IngressInput.RTMP_INPUT, {
      name: 'kept',
      roomName,
      participantIdentity: 'camera',
    });
    secret(streamKey);
    await killAndWait('redis-server');
    const kept = await eventually(() => ingress.listIngress({ roomName }));
    expect(kept.map((one) => one.ingressId)).toEqual([ingressId]);
    await ingress.deleteIngress(ingressId);
  });

  it('[SV5] keep no call of a livekit-server that was killed', async () => {
    const rooms = await roomService();
    const roomName = aRoomId('cut-off');
    await enter(roomName, 'somebody');
    expect(await rooms.listRooms([roomName])).toHaveLength(1);
    await killAndWait('livekit-server');
    expect(await rooms.listRooms([roomName])).toEqual([]);
  });
});

describe('a gateway of its own', () => {
  let gateway: Gateway | undefined;
  afterEach(async () => {
    await gateway?.remove();
    gateway = undefined;
  });

  it.each(['SIGKILL', 'SIGTERM'] as const)(
    '[SV3] [SV9] leaves nothing behind at %s, not even what records',
    async (signal) => {
      gateway = await Gateway.start({ env: FULL });
      const { process: own, dataDir: itsData } = gateway;
      for (const service of SERVICES) await eventually(() => isReady(gateway!.log, service), START_WITHIN_MS);
      await startRecording(gateway);
      const everything = descendantsOf(own.pid!);
      expect(everything.length).toBeGreaterThan(10);
      await gateway.stop(signal);
      await eventually(() => {
        const left = everything.filter(isRunning);
        return left.length === 0 || `${left.length} of ${everything.length} processes are there: ${left.join(' ')}`;
      }, 60_000);
      for (const server of SERVERS) expect(processesOf(server, itsData)).toEqual([]);
      if (signal === 'SIGTERM') expect((await ffprobe(join(itsData, 'page.mp4'))).seconds).toBeGreaterThan(0);
    },
  );

  it('[SV6] tells once what is missing and how to install it, and runs the rest', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'foyer-path-'));
    gateway = await Gateway.start({ env: { ...FULL, PATH: pathWithout('pulseaudio', folder) } });
    for (const service of ['sip', 'ingress']) await eventually(() => isReady(gateway!.log, service), START_WITHIN_MS);
    const told = (text: string): number => gateway!.log.split(text).length - 1;
    expect(told('"cannot run here: egress"')).toBe(1);
    expect(told('"program pulseaudio  ')).toBe(1);
    expect(told('apt-get install --yes --no-install-recommends pulseaudio"')).toBe(1);
    expect(processesOf('egress', gateway.dataDir)).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});
