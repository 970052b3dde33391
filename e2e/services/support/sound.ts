import {
  AudioFrame,
  AudioSource,
  AudioStream,
  LocalAudioTrack,
  TrackKind,
  TrackPublishOptions,
  TrackSource,
  type RemoteTrack,
  type Room,
} from '@livekit/rtc-node';
import { eventually } from '@foyer/testing';

const RATE = 48_000;
const FRAME = RATE / 50;
const LOUDNESS = 8_000;

/** Publishes a tone of this pitch; it sounds until the returned function is called. */
export async function playTone(room: Room, hertz: number): Promise<() => void> {
  const source = new AudioSource(RATE, 1);
  const track = LocalAudioTrack.createAudioTrack('tone', source);
  await room.localParticipant!.publishTrack(track, new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE }));
  let playing = true;
  const play = async (): Promise<void> => {
    for (let at = 0; playing; at += FRAME) {
      const samples = Int16Array.from({ length: FRAME }, (_, i) => wave(at + i, hertz, RATE));
      await source.captureFrame(new AudioFrame(samples, RATE, 1, FRAME));
    }
  };
  void play().catch(() => undefined);
  return () => {
    playing = false;
  };
}

/** Resolves once this participant is heard with a tone of this pitch, louder than one of the other pitch. */
export async function hearsTone(room: Room, identity: string, hertz: number, other: number): Promise<void> {
  const track = await audioOf(room, identity);
  let said = 'nothing was heard';
  let heard: number[] = [];
  let listened = 0;
  for await (const { data } of new AudioStream(track, RATE, 1)) {
    heard.push(...data);
    if (heard.length < RATE / 2) continue;
    const [right, wrong] = [strength(heard, hertz), strength(heard, other)];
    if (right > 500 && right > 4 * wrong) return;
    said = `${hertz} Hz: ${right.toFixed(0)}, ${other} Hz: ${wrong.toFixed(0)}`;
    heard = [];
    if ((listened += 0.5) > 20) break;
  }
  throw new Error(`"${identity}" is not heard with ${hertz} Hz: ${said}`);
}

async function audioOf(room: Room, identity: string): Promise<RemoteTrack> {
  let track: RemoteTrack | undefined;
  await eventually(() => {
    const publications = room.remoteParticipants.get(identity)?.trackPublications.values() ?? [];
    track = [...publications].find((one) => one.kind === TrackKind.KIND_AUDIO && one.track !== undefined)?.track;
    return track !== undefined || `"${identity}" is not received`;
  }, 20_000);
  return track!;
}

/** A second of a tone, as a telephone sends it: 8,000 samples in µ-law. */
export const toneInMuLaw = (hertz: number): Buffer =>
  Buffer.from(Array.from({ length: 8_000 }, (_, i) => toMuLaw(wave(i, hertz, 8_000))));

const wave = (at: number, hertz: number, rate: number): number =>
  Math.round(LOUDNESS * Math.sin((2 * Math.PI * hertz * at) / rate));

/** How much of this pitch is in the samples: Goertzel. */
function strength(samples: readonly number[], hertz: number): number {
  const step = 2 * Math.cos((2 * Math.PI * hertz) / RATE);
  let [last, before] = [0, 0];
  for (const sample of samples) [last, before] = [sample + step * last - before, last];
  return (2 * Math.sqrt(Math.max(0, last * last + before * before - step * last * before))) / samples.length;
}

/** ITU-T G.711. */
function toMuLaw(sample: number): number {
  const magnitude = Math.min(Math.abs(sample), 32_635) + 132;
  const exponent = Math.floor(Math.log2(magnitude)) - 7;
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~((sample < 0 ? 0x80 : 0) | (exponent << 4) | mantissa) & 0xff;
}
