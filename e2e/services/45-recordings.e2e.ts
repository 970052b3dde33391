import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@foyer/testing';
import { aRoomId, call, foyer, secret } from '../support/foyer.js';
import { enter, everybodyLeaves, send, type SentTracks } from '../support/senders.js';
import { ffprobe } from './support/ffprobe.js';
import { recorded, recordingOf, startsEgress, stopsEgress, until, type Recording } from './support/recordings.js';
import { s3Server, type S3Server } from './support/s3.js';

const roomName = aRoomId('kept');
let tracks: SentTracks;
let s3: S3Server;

beforeAll(async () => {
  tracks = await send(await enter(roomName, 'alice'));
  s3 = await s3Server();
});
afterAll(async () => {
  await everybodyLeaves();
  await s3.stop();
});

const listed = async (room: string, query = ''): Promise<{ data: Recording[]; nextCursor: string | null }> =>
  (await call('GET', `/v2/rooms/${room}/recordings${query}`)).body;

const shortly = async (output: object = {}): Promise<Recording> => {
  const { egress } = await startsEgress('track', { roomName, trackId: tracks.audio, output });
  return recorded(egress.egressId, { atLeastMs: 1_500 });
};

interface Linked {
  readonly files: { readonly name: string; readonly sizeBytes: number; readonly url: string }[];
}
const withFiles = async (id: string): Promise<Linked> => (await call('GET', `/admin/recordings/${id}`)).body;

describe('a recording', () => {
  it('[RC1] is kept with its call, its files and how far the document of the room was', async () => {
    const document = { liveblocksType: 'LiveObject', data: { strokes: 1 } };
    expect((await call('POST', `/v2/rooms/${roomName}/storage`, { body: document })).status).toBe(200);
    const { egress } = await startsEgress('track', { roomName, trackId: tracks.audio });
    await until(egress.egressId, ['active']);
    const patch = [{ op: 'replace', path: '/strokes', value: 2 }];
    expect((await call('PATCH', `/v2/rooms/${roomName}/storage/json-patch`, { body: patch })).status).toBe(200);
    const recording = await recorded(egress.egressId, { atLeastMs: 1_500 });
    const { body: sessions } = await call('GET', `/v2/rooms/${roomName}/sessions`);
    expect(recording).toMatchObject({
      roomId: roomName,
      sessionId: sessions.data[0].id,
      kind: 'track',
      automatic: false,
    });
    const { start, end } = recording.documentVersion;
    expect([start! > 0, end! > start!]).toEqual([true, true]);
    expect(recording.outputs[0]!.sizeBytes).toBeGreaterThan(1_000);
    const times = [recording.requestedAt, recording.startedAt!, recording.endedAt!].map((time) => Date.parse(time));
    expect(times).toEqual(times.toSorted((a, b) => a - b));

    const { data: events } = (await foyer.GET('/admin/events', { params: { query: { roomId: roomName, limit: 999 } } }))
      .data!;
    const told = events.filter(({ data }) => (data as { egressId?: string }).egressId === egress.egressId);
    expect(told.map(({ type, data }) => [type, (data as { status: string }).status])).toEqual([
      ['egress.started', 'starting'],
      ['egress.updated', 'active'],
      ['egress.updated', 'ending'],
      ['egress.ended', 'complete'],
    ]);
  });

  it('[RC1] is listed newest first, page by page, and goes on being there when its room is deleted', async () => {
    const room = aRoomId('deleted');
    const { audio } = await send(await enter(room, 'bob'));
    const ids: string[] = [];
    for (const name of ['one', 'two', 'three']) {
      const { egress } = await startsEgress('track', { roomName: room, trackId: audio, output: { name } });
      ids.unshift((await recordingOf(egress.egressId)).id);
    }
    const first = await listed(room, '?limit=2');
    const second = await listed(room, `?limit=2&cursor=${first.nextCursor}`);
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(ids);
    expect(second.nextCursor).toBeNull();
    expect((await call('GET', `/v2/rooms/${room}/recordings?cursor=x`)).status).toBe(422);
    await call('DELETE', `/v2/rooms/${room}`);
    expect((await call('GET', `/v2/rooms/${room}/recordings`)).status).toBe(404);
    // With their call they come to an end, each of them.
    await eventually(async () => {
      const { body } = await call('GET', `/admin/recordings?roomId=${room}`);
      const open = body.data.filter(({ endedAt }: Recording) => endedAt === null);
      return (body.data.length === 3 && open.length === 0) || `${open.length} of ${body.data.length} have no end`;
    }, 60_000);
  });

  it('[RC2] has links to its files that anybody can read, with ranges, and nobody can forge', async () => {
    const recording = await shortly();
    const { files } = await withFiles(recording.id);
    expect(files.map(({ name }) => name)).toEqual([recording.outputs[0]!.name]);
    const [{ url, sizeBytes }] = files as [Linked['files'][number]];
    secret(url.split('/').at(-2)!);
    const get = (at: string, range?: string): Promise<Response> =>
      fetch(at, { headers: range === undefined ? {} : { range } });
    const whole = await get(url);
    const bytes = Buffer.from(await whole.arrayBuffer());
    expect([whole.status, whole.headers.get('content-type'), bytes.length]).toEqual([200, 'audio/ogg', sizeBytes]);
    const head = await fetch(url, { method: 'HEAD' });
    for (const name of ['content-length', 'content-type', 'accept-ranges', 'etag'])
      expect([name, head.headers.get(name)]).toEqual([name, whole.headers.get(name)]);
    const part = await get(url, 'bytes=4-9');
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 4-9/${sizeBytes}`]);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(4, 10));
    const last = await get(url, `bytes=${sizeBytes - 1}-`);
    expect([last.status, (await last.arrayBuffer()).byteLength]).toEqual([206, 1]);
    const beyond = await get(url, `bytes=${sizeBytes}-`);
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${sizeBytes}`]);
    expect((await ffprobe(url)).streams[0]!.codec_name).toBe('opus');

    const [, other] = [recording, await shortly()];
    for (const [forged, status] of [
      [url.replace(recording.id, other.id), 403],
      [url.replace(/files\/\d+/, 'files/9999999999'), 403],
      [url.replace(/[^/]+$/, 'none.ogg'), 404],
      [url.replace(/[^/]+$/, encodeURIComponent(`../${other.id}/${other.outputs[0]!.name}`)), 404],
    ] as const)
      expect([forged, (await get(forged)).status]).toEqual([forged, status]);
  });

  it('[RC3] is deleted with its files, but not while it goes on', async () => {
    const { egress } = await startsEgress('track', { roomName, trackId: tracks.audio });
    const { id } = await until(egress.egressId, ['active']);
    const early = await call('DELETE', `/admin/recordings/${id}`);
    expect([early.status, early.body.error]).toEqual([409, 'MEDIA_PRECONDITION_FAILED']);
    await stopsEgress(egress.egressId);
    await until(egress.egressId, ['complete']);
    const [{ url }] = (await withFiles(id)).files as [Linked['files'][number]];
    expect((await fetch(url)).status).toBe(200);
    expect((await call('DELETE', `/admin/recordings/${id}`)).status).toBe(204);
    expect((await fetch(url)).status).toBe(404);
    for (const method of ['GET', 'DELETE']) expect((await call(method, `/admin/recordings/${id}`)).status).toBe(404);
    expect((await call('GET', '/admin/recordings/none')).status).toBe(404);
  });

  it('[RC4] is made of every call of a room whose settings say so, from its beginning to its end', async () => {
    const room = aRoomId('automatic');
    const body = { id: room, defaultAccesses: ['room:write'], media: { autoRecord: true } };
    expect((await call('POST', '/v2/rooms', { body })).status).toBe(200);
    const first = async (): Promise<Recording> =>
      eventually(async () => (await listed(room)).data[0] ?? 'nothing is recorded', 20_000);
    await send(await enter(room, 'carol'));
    const { id, automatic, kind } = await first();
    expect([automatic, kind]).toEqual([true, 'room-composite']);
    await eventually(async () => (await listed(room)).data[0]!.status === 'active' || 'it has not begun', 60_000);
    expect((await call('DELETE', `/rooms/${room}`)).status).toBe(200);
    const ended = await eventually(async () => {
      const { status } = (await listed(room)).data[0]!;
      return status === 'complete' ? ((await listed(room)).data[0] as Recording) : status;
    }, 60_000);
    expect([ended.id, (await ffprobe(ended.outputs[0]!.location)).streams.length]).toEqual([id, 2]);

    // The next call is recorded again; one that somebody has stopped is not begun anew.
    await enter(room, 'carol');
    const second = await eventually(async () => {
      const [newest] = (await listed(room)).data;
      return newest!.id !== id && newest!.status === 'active' ? newest! : 'the second call is not recorded';
    }, 60_000);
    await stopsEgress(second.egressId!);
    await until(second.egressId!, ['complete']);
    const early = await call('DELETE', `/admin/recordings/${second.id}`);
    expect([early.status, early.body.message]).toEqual([409, expect.stringContaining('recorded again')]);
    await call('PATCH', `/v2/rooms/${room}/media`, { body: { autoRecord: null } });
    await call('DELETE', `/rooms/${room}`);
    await call('POST', '/rooms', { body: { roomName: room } });
    const { data } = await eventually(async () => {
      const sessions = (await call('GET', `/v2/rooms/${room}/sessions`)).body.data;
      return sessions.length === 3 ? listed(room) : `${sessions.length} calls`;
    }, 20_000);
    expect(data.length).toBe(2);
  });
});

describe('a storage profile', () => {
  it('[PF1] keeps what opens the storage to itself, and recordings go there', async () => {
    const credentials = { accessKey: secret('s3-access-key-of-foyer'), secret: secret('s3-secret-key-of-foyer') };
    const profile = {
      type: 's3',
      bucket: s3.bucket,
      endpoint: s3.url,
      region: 'us-east-1',
      forcePathStyle: true,
      prefix: 'calls/',
      ...credentials,
    };
    const put = await call('PUT', '/admin/storage-profiles/archive', { body: profile });
    const { accessKey: _, secret: __, type, ...settings } = profile;
    expect([put.status, put.body]).toMatchObject([200, { name: 'archive', type, source: 'database', settings }]);
    const list = await call('GET', '/admin/storage-profiles');
    expect(list.body.data.map(({ name }: { name: string }) => name)).toEqual(['local', 'archive']);

    const { egress } = await startsEgress('track', {
      roomName,
      trackId: tracks.audio,
      output: { storage: 'archive', name: 'kept' },
    });
    const recording = await recorded(egress.egressId, { atLeastMs: 1_500 });
    const { body: egresses } = await call('GET', `/egresses?egressId=${egress.egressId}`);
    const said = JSON.stringify([put.body, list.body, egress, recording, egresses, await withFiles(recording.id)]);
    for (const value of Object.values(credentials)) expect(said).not.toContain(value);

    expect([recording.status, recording.storage, recording.error]).toEqual(['complete', 'archive', null]);
    const object = await s3.object(`calls/${recording.id}/kept.ogg`);
    expect(object.length).toBe(recording.outputs[0]!.sizeBytes);
    expect((await withFiles(recording.id)).files).toEqual([]);
    expect((await call('DELETE', '/admin/storage-profiles/archive')).status).toBe(204);
    expect((await call('DELETE', '/admin/storage-profiles/archive')).status).toBe(404);
  });

  it('[PF2] whose storage refuses makes the recording fail, and say why', async () => {
    const body = {
      type: 's3',
      bucket: 'no-such-bucket',
      endpoint: s3.url,
      region: 'us-east-1',
      forcePathStyle: true,
      accessKey: 'a',
      secret: 'b',
    };
    expect((await call('PUT', '/admin/storage-profiles/nowhere', { body })).status).toBe(200);
    const recording = await shortly({ storage: 'nowhere' });
    expect([recording.status, recording.error]).toEqual(['failed', expect.stringMatching(/bucket/i)]);
  });
});
