import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Gateway, eventually } from '@foyer/testing';
import { aRoomId, call, secret, type Answer, type Call } from '../support/foyer.js';
import { enter, everybodyLeaves, send, type SentTracks } from '../support/senders.js';
import { azureStorage } from './support/azure.js';
import { MISTAKES, type CloudStorage } from './support/cloud-storage.js';
import { cloudsOf, type Clouds } from './support/clouds.js';
import { googleStorage } from './support/gcs.js';
import { recorded, startsEgress, until, type Recording } from './support/recordings.js';

// Storages whose addresses are fixed: egress asks for the true ones, and a proxy leads it to what stands at the wire here.

const TYPES = [
  'azure (Azurite at the wire)',
  'gcs (an emulator at the wire, with a fake of its logins before it)',
] as const;
const REFUSED_WITHIN_MS = 20_000;
const roomName = aRoomId('clouded');
let storages: Readonly<Record<(typeof TYPES)[number], CloudStorage>>;
let clouds: Clouds;
let gateway: Gateway;
let where: Call;
let tracks: SentTracks;
/** All that was answered about storages and recordings. */
const answers: string[] = [];

beforeAll(async () => {
  const [azure, gcs] = [await azureStorage(), await googleStorage()];
  storages = { [TYPES[0]]: azure, [TYPES[1]]: gcs } as typeof storages;
  for (const one of [azure, gcs]) one.secrets.forEach(secret);
  clouds = await cloudsOf({ ...azure.hosts, ...gcs.hosts });
  gateway = await Gateway.start({ env: { FOYER_LIVEKIT: 'auto', FOYER_MEDIA: 'full', ...clouds.env } });
  where = { base: gateway.url };
  await eventually(() => gateway.log.includes('"egress is ready"') || 'egress is not ready', 120_000);
  tracks = await send(await enter(roomName, 'alice', where));
}, 10 * 60_000);

afterAll(async () => {
  await everybodyLeaves();
  await gateway.remove();
  clouds.stop();
  await Promise.all(Object.values(storages).map((one) => one.stop()));
});

async function asks(method: string, path: string, body?: object): Promise<Answer> {
  const answer = await call(method, path, { body, ...where });
  answers.push(answer.text);
  return answer;
}

/** Records for a moment to a storage of this profile, and waits for the end, which may come at once. */
async function recordsTo(profile: object): Promise<{ storage: string; recording: Recording }> {
  const storage = aRoomId('storage');
  expect((await asks('PUT', `/admin/storage-profiles/${storage}`, profile)).status).toBe(200);
  const output = { storage, name: 'kept' };
  const { egress } = await startsEgress('track', { roomName, trackId: tracks.audio, output }, where);
  answers.push(JSON.stringify(egress));
  const begun = await until(egress.egressId, ['active', 'failed'], where);
  const recording = begun.status === 'failed' ? begun : await recorded(egress.egressId, { atLeastMs: 1_500, where });
  await asks('GET', `/egresses?egressId=${egress.egressId}`);
  return { storage, recording };
}

describe.each(TYPES)('a storage profile of the type %s', (type) => {
  it('[PF1] takes recordings, each to its folder', async () => {
    const { profile, location, object } = storages[type];
    const { storage, recording } = await recordsTo({ ...profile, prefix: 'calls in Zürich/' });
    expect([recording.status, recording.storage, recording.error]).toEqual(['complete', storage, null]);
    const path = `calls in Zürich/${recording.id}/kept.ogg`;
    const [output] = recording.outputs;
    expect([output!.name, output!.location]).toEqual(['kept.ogg', `${location}/${path}`]);
    const bytes = await object(path);
    expect([bytes.length, bytes.subarray(0, 4).toString()]).toEqual([output!.sizeBytes, 'OggS']);
  });

  it.each(MISTAKES)('[PF2] with %s makes the recording fail soon, and say why', async (mistake) => {
    const { profile, says } = storages[type].mistaken[mistake];
    const { recording } = await recordsTo(profile);
    expect([recording.status, recording.error]).toEqual(['failed', expect.stringMatching(says)]);
    expect(Date.now() - Date.parse(recording.requestedAt)).toBeLessThan(REFUSED_WITHIN_MS);
  });
});

describe('what opens these storages', () => {
  it('[PF1] stands in no answer, no event and no line of the log', async () => {
    for (const path of ['storage-profiles', 'recordings?limit=100', 'events?limit=999'])
      await asks('GET', `/admin/${path}`);
    const told = [...answers, gateway.log].join('\n');
    for (const word of ['egress.ended', 'accountName', 'invalid_grant']) expect(told).toContain(word);
    const secrets = Object.values(storages).flatMap((one) => one.secrets);
    expect([secrets.length > 5, secrets.filter((one) => told.includes(one))]).toEqual([true, []]);
    expect(gateway.log).not.toMatch(/eyJ[\w-]+\.[\w-]+\./);
  });
});
