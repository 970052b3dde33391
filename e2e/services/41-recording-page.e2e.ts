import { afterAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@foyer/testing';
import {
  EgressStatus,
  EncodedFileOutput,
  EncodedFileType,
  EncodingOptions,
  type EgressClient,
} from 'livekit-server-sdk';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { aRoomId, dataDir } from '../support/foyer.js';
import { egressService } from '../support/livekit-sdk.js';
import { enter, everybodyLeaves, send } from '../support/senders.js';
import { ffprobe } from './support/ffprobe.js';
import { look, loudness, type Look, type Region } from './support/look.js';

/** What is recorded of each layout. */
const SHOT_MS = 2_500;
const encodingOptions = new EncodingOptions({ width: 640, height: 360, framerate: 15, videoBitrate: 1_000 });

const LEFT_HALF: Region = { left: 0.1, top: 0.3, width: 0.3, height: 0.4 };
const RIGHT_HALF: Region = { left: 0.6, top: 0.3, width: 0.3, height: 0.4 };
const LEFT_EDGE: Region = { left: 0.02, top: 0.1, width: 0.1, height: 0.8 };
const WHOLE: Region = { left: 0, top: 0, width: 1, height: 1 };

/** How much the brightness moves: that of a sender's picture runs from black to white every two seconds. */
const movement = (looks: readonly Look[]): number =>
  Math.max(...looks.map(({ mean }) => mean)) - Math.min(...looks.map(({ mean }) => mean));

const MOVES = 60;
const STANDS_STILL = 10;
/** White letters on a dark tile, as bright as they are when the picture is made small. */
const NAME = 100;

async function record(
  roomName: string,
  layout: string,
  during: (egress: EgressClient, egressId: string) => Promise<unknown>,
): Promise<string> {
  const egress = await egressService();
  const filepath = join(dataDir, `${roomName}.mp4`);
  const file = new EncodedFileOutput({ fileType: EncodedFileType.MP4, filepath });
  const { egressId } = await egress.startRoomCompositeEgress(roomName, { file }, { layout, encodingOptions });
  const reaches = (wanted: EgressStatus): Promise<true> =>
    eventually(async () => {
      const [info] = await egress.listEgress({ egressId });
      return info?.status === wanted || `it is ${EgressStatus[info?.status ?? 0]}: ${info?.error}`;
    }, 60_000);
  await reaches(EgressStatus.EGRESS_ACTIVE);
  await during(egress, egressId);
  await egress.stopEgress(egressId);
  await reaches(EgressStatus.EGRESS_COMPLETE);
  return filepath;
}

describe('the page of recordings', () => {
  afterAll(everybodyLeaves);

  it('[SV7] [SV8] shows a picture and a name side by side, then the speaker large when told so, with sound', async () => {
    const roomName = aRoomId('composite');
    await send(await enter(roomName, 'anna'));
    await enter(roomName, 'bert');
    const file = await record(roomName, 'grid', async (egress, egressId) => {
      await wait(SHOT_MS);
      await egress.updateLayout(egressId, 'speaker');
      await wait(SHOT_MS);
    });
    const { streams, seconds } = await ffprobe(file);
    expect(streams.map(({ codec_name }) => codec_name).toSorted()).toEqual(['aac', 'h264']);
    expect(seconds).toBeGreaterThan((2 * SHOT_MS) / 1000 - 1);
    expect(await loudness(file)).toBeGreaterThan(-40);

    const early = ({ seconds: at }: Look): boolean => at < 2;
    const late = ({ seconds: at }: Look): boolean => at > seconds - 2;
    const [left, right, edge] = [
      await look(file, LEFT_HALF),
      await look(file, RIGHT_HALF),
      await look(file, LEFT_EDGE),
    ];
    expect(movement(left.filter(early))).toBeGreaterThan(MOVES);
    expect(movement(right.filter(early))).toBeLessThan(STANDS_STILL);
    expect(Math.max(...right.filter(early).map(({ brightest }) => brightest))).toBeGreaterThan(NAME);
    expect(movement(right.filter(late))).toBeGreaterThan(MOVES);
    expect(movement(edge.filter(late))).toBeLessThan(STANDS_STILL);
    expect(Math.max(...edge.filter(late).map(({ brightest }) => brightest))).toBeGreaterThan(NAME);
  });

  it('[SV7] shows a single speaker alone, and a room without pictures in light colours', async () => {
    const roomName = aRoomId('single');
    await send(await enter(roomName, 'anna'));
    await enter(roomName, 'bert');
    const alone = await record(roomName, 'single-speaker', () => wait(SHOT_MS));
    expect(movement(await look(alone, { left: 0.4, top: 0.3, width: 0.2, height: 0.4 }))).toBeGreaterThan(MOVES);

    const silent = aRoomId('silent');
    await enter(silent, 'anna');
    const names = await record(silent, 'single-speaker-light', () => wait(SHOT_MS));
    const looks = await look(names, WHOLE);
    expect(movement(looks.slice(1))).toBeLessThan(STANDS_STILL);
    expect(looks.at(-1)?.mean).toBeGreaterThan(180);
  });
});
