import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@foyer/testing';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { aRoomId, call, secret } from '../support/foyer.js';
import { roomService } from '../support/livekit-sdk.js';
import { collection, requestNames, runCollection } from '../support/postman.js';
import { enter, everybodyLeaves, send, type SentTracks } from '../support/senders.js';
import { ffprobe, type MediaFile } from './support/ffprobe.js';
import { brightness } from './support/frames.js';
import { freePort, takesDatagrams } from './support/ports.js';
import { recorded, startsEgress, stopsEgress, until, type Recording } from './support/recordings.js';
import { rtmpServer, type RtmpServer } from './support/rtmp.js';
import { receiveSrt } from './support/srt.js';

const roomName = aRoomId('recorded');
const encoding = { width: 640, height: 360, framerate: 15, videoBitrate: 800 };
let tracks: SentTracks;
let rtmp: RtmpServer;

beforeAll(async () => {
  tracks = await send(await enter(roomName, 'alice'));
  rtmp = await rtmpServer();
});
afterAll(async () => {
  await everybodyLeaves();
  await rtmp.stop();
});

const pages: Server[] = [];
afterEach(() => {
  for (const page of pages.splice(0)) page.close();
});

/** A page that says when it is to be recorded. */
async function aPage(html: string): Promise<string> {
  const page = createServer((_, answer) => void answer.writeHead(200, { 'content-type': 'text/html' }).end(html));
  pages.push(page);
  await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(page.address() as AddressInfo).port}/`;
}

/** The codecs, in the order of their names. */
const codecsOf = ({ streams }: MediaFile): string[] => streams.map(({ codec_name }) => codec_name).toSorted();
const pictureOf = ({ streams }: MediaFile) => streams.find(({ codec_type }) => codec_type === 'video');
const fileOf = ({ outputs }: Recording): string => outputs[0]!.location;

/** The picture that is sent gets brighter, and starts again at black. */
function changes(file: string): boolean {
  const seen = [1, 1.5, 2, 2.5, 3, 3.5].map((at) => brightness(file, at));
  return Math.max(...seen) - Math.min(...seen) > 30;
}

/** Records for some seconds, and says what the file is. */
async function record(kind: string, body: object): Promise<{ recording: Recording; file: MediaFile }> {
  const { egress } = await startsEgress(kind, body);
  const recording = await recorded(egress.egressId, { atLeastMs: 5_000 });
  expect([recording.status, recording.error]).toEqual(['complete', null]);
  const file = await ffprobe(fileOf(recording));
  // Without a browser, this version of the egress service records on for about four seconds after it was stopped.
  const over = file.seconds * 1000 - recording.outputs[0]!.durationMs!;
  expect([over > -1_500, over < 6_000]).toEqual([true, true]);
  return { recording, file };
}

describe('a file', () => {
  it('[EG1] of a whole call plays, and shows who is there', async () => {
    const { recording, file } = await record('room-composite', { roomName, encoding });
    expect(recording.outputs[0]!.name).toMatch(new RegExp(`^${roomName}-RM_\\w+-\\d{4}-\\d\\d-\\d\\dT\\d{6}\\.mp4$`));
    expect([codecsOf(file), pictureOf(file)]).toEqual([
      ['aac', 'h264'],
      expect.objectContaining({ width: 640, height: 360 }),
    ]);
    expect(changes(fileOf(recording))).toBe(true);
  });

  it('[EG1] of the sound of a call has only that', async () => {
    const body = { roomName, audioOnly: true, output: { file: { type: 'OGG', name: 'sound-of-{room_name}' } } };
    const { recording, file } = await record('room-composite', body);
    expect([recording.outputs[0]!.name, codecsOf(file)]).toEqual([`sound-of-${roomName}.ogg`, ['opus']]);
  });

  it('[EG1] of a participant has their picture and sound', async () => {
    const { recording, file } = await record('participant', { roomName, participantIdentity: 'alice', encoding });
    expect(recording.outputs[0]!.name).toContain('-alice-');
    expect([codecsOf(file), changes(fileOf(recording))]).toEqual([['aac', 'h264'], true]);
  });

  it('[EG1] of two tracks has the picture of one and the sound of the other', async () => {
    const { recording, file } = await record('track-composite', {
      roomName,
      videoTrackId: tracks.video,
      audioTrackId: tracks.audio,
      encoding: { preset: 'H264_720P_30' },
    });
    expect([codecsOf(file), pictureOf(file)?.height]).toEqual([['aac', 'h264'], 720]);
    expect(changes(fileOf(recording))).toBe(true);
  });

  it('[EG1] of one track is as it was sent', async () => {
    const sound = await record('track', { roomName, trackId: tracks.audio });
    expect([codecsOf(sound.file), sound.recording.outputs[0]!.name]).toEqual([
      ['opus'],
      expect.stringMatching(/-alice-microphone-TR_\w+-.*\.ogg$/),
    ]);
    const picture = await record('track', { roomName, trackId: tracks.video, output: { name: '{track_type}' } });
    expect([codecsOf(picture.file), picture.recording.outputs[0]!.name]).toEqual([['vp8'], 'video.webm']);
  });

  it('[EG1] of a page of the web shows the page', async () => {
    const url = await aPage(
      `<body style="margin:0;background:#fff"><script>setTimeout(() => console.log('START_RECORDING'), 500)</script>`,
    );
    const { recording, file } = await record('web', { url, awaitStartSignal: true, videoOnly: true, encoding });
    expect([codecsOf(file), recording.roomId]).toEqual([['h264'], '']);
    expect(brightness(fileOf(recording), 2)).toBeGreaterThan(240);
  });
});

describe('several outputs', () => {
  it('[EG2] are written at once: a file, segments with playlists, images, and a stream', async () => {
    const { egress } = await startsEgress('track-composite', {
      roomName,
      videoTrackId: tracks.video,
      audioTrackId: tracks.audio,
      encoding,
      output: {
        file: { type: 'MP4', name: 'whole' },
        segments: { name: 'part', duration: 2 },
        images: { name: 'still', interval: 2, width: 320, height: 180 },
        streamUrls: [`${rtmp.url}/${secret('a-stream-key-of-many')}`],
      },
    });
    await until(egress.egressId, ['active']);
    await eventually(
      async () => codecsOf(await ffprobe(`${rtmp.url}/a-stream-key-of-many`)).length === 2 || 'no stream',
      30_000,
    );
    const recording = await recorded(egress.egressId, { atLeastMs: 6_000 });
    const { outputs } = recording;
    expect(outputs.map(({ type, name, livePlaylist }) => [type, name, livePlaylist])).toEqual([
      ['file', 'whole.mp4', null],
      ['segments', 'part.m3u8', 'part-live.m3u8'],
      ['images', 'still', null],
      ['stream', expect.not.stringContaining('a-stream-key-of-many'), null],
    ]);
    const [whole, parts, stills] = outputs;
    expect(codecsOf(await ffprobe(whole!.location))).toEqual(['aac', 'h264']);
    expect(codecsOf(await ffprobe(parts!.location))).toEqual(['aac', 'h264']);
    expect([parts!.count! >= 2, stills!.count! >= 2]).toEqual([true, true]);
    const { body } = await call('GET', `/admin/recordings/${recording.id}`);
    const names: string[] = body.files.map(({ name }: { name: string }) => name);
    expect(names).toEqual(expect.arrayContaining(['whole.mp4', 'part.m3u8', 'part-live.m3u8']));
    const image = names.find((name) => name.startsWith('still') && name.endsWith('.jpeg'))!;
    const link: string = body.files.find(({ name }: { name: string }) => name === image).url;
    expect(pictureOf(await ffprobe(link))).toMatchObject({ codec_name: 'mjpeg', width: 320, height: 180 });
    // Segments are found beside their playlist.
    const playlist: string = body.files.find(({ name }: { name: string }) => name === 'part.m3u8').url;
    expect(codecsOf(await ffprobe(playlist))).toEqual(['aac', 'h264']);
  });
});

describe('a stream', () => {
  it('[EG3] arrives at every address that it has, is told without its keys, and ends with the last one', async () => {
    const [one, two, three] = ['key-of-one', 'key-of-two', 'key-of-three'].map((key) => `${rtmp.url}/${secret(key)}`);
    const { egress } = await startsEgress('stream', { roomName, streamUrl: one, encoding });
    expect(JSON.stringify(egress)).not.toContain('key-of-one');
    await until(egress.egressId, ['active']);
    const arrives = (url: string): Promise<unknown> =>
      eventually(async () => codecsOf(await ffprobe(url)).join() === 'aac,h264' || 'other codecs', 30_000);
    await arrives(one!);
    const path = `/egresses/${egress.egressId}`;
    const added = await call('POST', `${path}/streams`, { body: { streamUrlsToAdd: [two] } });
    expect([added.status, added.body.egress.streamResults.length]).toEqual([200, 2]);
    await arrives(two!);
    // The other word of the tutorials.
    const changed = await call('POST', `${path}/stream`, {
      body: { streamUrlsToAdd: [three], streamUrlsToRemove: [one] },
    });
    expect([changed.status, changed.text.includes('key-of-')]).toEqual([200, false]);
    await arrives(three!);
    const unknown = await call('POST', `${path}/streams`, { body: { streamUrlsToRemove: [`${rtmp.url}/none`] } });
    expect([unknown.status, unknown.body.error]).toEqual([404, 'RESOURCE_NOT_FOUND']);
    const removed = await call('POST', `${path}/streams`, { body: { streamUrlsToRemove: [two, three] } });
    expect(removed.status).toBe(200);
    const recording = await until(egress.egressId, ['complete']);
    expect(recording.outputs.map(({ type }) => type)).toEqual(['stream', 'stream', 'stream']);
  });

  it('[EG3] arrives by SRT too', async () => {
    const port = await freePort();
    const receiver = receiveSrt(port);
    await eventually(() => takesDatagrams(port) || 'nobody listens');
    const { egress } = await startsEgress('track-composite', {
      roomName,
      videoTrackId: tracks.video,
      audioTrackId: tracks.audio,
      encoding,
      output: { streamUrls: [`srt://127.0.0.1:${port}`] },
    });
    try {
      await eventually(async () => codecsOf(await ffprobe(receiver.file)).join() === 'aac,h264' || 'not yet', 30_000);
    } finally {
      await stopsEgress(egress.egressId);
      await until(egress.egressId, ['complete', 'failed']);
      await receiver.stop();
    }
  });

  it('[EG3] that no server takes has failed, and says why', async () => {
    const { egress } = await startsEgress('track-composite', {
      roomName,
      videoTrackId: tracks.video,
      output: { streamUrls: ['rtmp://127.0.0.1:29/live/nobody'] },
    });
    const recording = await until(egress.egressId, ['failed']);
    expect(recording.error).toMatch(/refused/i);
  });

  it('[EG3] is none of an egress that writes a file', async () => {
    const { egress } = await startsEgress('track-composite', { roomName, videoTrackId: tracks.video, encoding });
    await until(egress.egressId, ['active']);
    const answer = await call('POST', `/egresses/${egress.egressId}/streams`, {
      body: { streamUrlsToAdd: [`${rtmp.url}/x`] },
    });
    expect([answer.status, answer.body.message]).toEqual([400, expect.stringContaining('non-streaming')]);
    const layout = await call('POST', `/egresses/${egress.egressId}/layout`, { body: { layout: 'speaker' } });
    expect([layout.status, layout.body.error]).toEqual([409, 'MEDIA_PRECONDITION_FAILED']);
    await stopsEgress(egress.egressId);
  });
});

describe('an egress', () => {
  it('[EG4] takes another layout while it goes on, is listed as it is, and is stopped once', async () => {
    const { egress } = await startsEgress('room-composite', {
      roomName,
      encoding,
      output: { file: { name: 'layouts' } },
    });
    const { egressId } = egress;
    await until(egressId, ['active']);
    const layout = await call('POST', `/egresses/${egressId}/layout`, { body: { layout: 'single-speaker-light' } });
    expect([layout.status, layout.body.egress.roomComposite.layout]).toEqual([200, 'single-speaker-light']);
    const recorder = (await (await roomService()).listParticipants(roomName)).find(
      ({ identity }) => identity === egressId,
    );
    expect(JSON.parse(recorder!.metadata)).toEqual({ layout: 'single-speaker-light' });

    const list = async (query: string): Promise<string[]> => {
      const { body } = await call('GET', `/egresses?${query}`);
      return body.egresses.map((one: { egressId: string }) => one.egressId);
    };
    expect(await list(`roomName=${roomName}&active=true`)).toContain(egressId);
    expect(await list(`egressId=${egressId}`)).toEqual([egressId]);
    expect(await list('egressId=EG_none')).toEqual([]);
    expect(await list(`roomName=nowhere&egressId=${egressId}`)).toEqual([]);
    expect(await list('roomName=nowhere')).toEqual([]);

    expect(await call('DELETE', `/egresses/${egressId}`)).toMatchObject({
      status: 200,
      body: { message: 'Egress stopped' },
    });
    await until(egressId, ['complete']);
    expect(await list('active=true')).not.toContain(egressId);
    expect(await list(`active=true&egressId=${egressId}`)).toEqual([]);
    expect(await list(`roomName=${roomName}`)).toContain(egressId);
    const again = await call('DELETE', `/egresses/${egressId}`);
    expect([again.status, again.body.error]).toEqual([409, 'MEDIA_PRECONDITION_FAILED']);
  });

  it('[EG5] of what is not there is refused at once, and writes nothing down', async () => {
    const refused = async (kind: string, body: object): Promise<unknown> => {
      const answer = await call('POST', `/egresses/${kind}`, { body });
      return [answer.status, answer.body.error, answer.body.errors?.[0].pointer];
    };
    const before = (await call('GET', '/admin/recordings')).body.data.length;
    expect(await refused('room-composite', { roomName: 'no such call' })).toEqual([404, 'ROOM_NOT_FOUND', undefined]);
    expect(await refused('participant', { roomName, participantIdentity: 'nobody' })).toEqual([
      404,
      'PARTICIPANT_NOT_FOUND',
      undefined,
    ]);
    expect(await refused('track', { roomName, trackId: 'TR_none' })).toEqual([404, 'TRACK_NOT_FOUND', undefined]);
    expect(await refused('track-composite', { roomName, videoTrackId: tracks.audio })).toEqual([
      422,
      'UNPROCESSABLE_ENTITY',
      '/videoTrackId',
    ]);
    expect(await refused('room-composite', { roomName, output: { storage: 'none' } })).toEqual([
      422,
      'UNPROCESSABLE_ENTITY',
      '/output/storage',
    ]);
    for (const [method, path, body] of [
      ['DELETE', '', undefined],
      ['POST', '/layout', { layout: 'grid' }],
      ['POST', '/streams', { streamUrlsToAdd: ['rtmp://127.0.0.1/x/y'] }],
    ] as const) {
      const answer = await call(method, `/egresses/EG_none${path}`, { body });
      expect([path, answer.status, answer.body.error]).toEqual([path, 404, 'RESOURCE_NOT_FOUND']);
    }
    expect((await call('GET', '/admin/recordings')).body.data.length).toBe(before);
  });
});

describe('the Postman collection', () => {
  it('[PM1] records and streams a call with somebody in it', async () => {
    const items = collection.item.filter(({ name }) => name === 'Egress');
    const url = await aPage(`<script>console.log('START_RECORDING')</script>`);
    const { executions, failures } = await runCollection(items, {
      ROOM_NAME: roomName,
      PARTICIPANT_IDENTITY: 'alice',
      STREAM_URL: `${rtmp.url}/${secret('key-of-the-collection')}`,
      WEB_URL: url,
    });
    expect(failures.map(({ source, error }) => `${source?.name}: ${error.test}: ${error.message}`)).toEqual([]);
    expect(executions.filter(({ assertions }) => assertions.length === 0)).toEqual([]);
    // Until an egress has begun a request asks for it, and each such question is told under its name.
    expect([...new Set(executions.map(({ item }) => item.name))]).toEqual(requestNames(items));
  });
});
