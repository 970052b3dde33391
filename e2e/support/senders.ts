import {
  AudioFrame,
  AudioSource,
  AudioStream,
  DataPacketKind,
  LocalAudioTrack,
  LocalVideoTrack,
  Room,
  RoomEvent,
  TrackKind,
  TrackPublishOptions,
  TrackSource,
  VideoBufferType,
  VideoFrame,
  VideoSource,
  VideoStream,
  dispose,
  type RemoteTrack,
} from '@livekit/rtc-node';
import { call, secret, type Call } from './foyer.js';

const AUDIO = { rate: 48_000, perFrame: 480, tone: 440 };
const VIDEO = { width: 320, height: 240, everyMs: 66 };

/** Ids of the tracks that somebody sends. */
export interface SentTracks {
  readonly audio: string;
  readonly video: string;
}

/** Somebody in a call, who counts what arrives. */
export interface Participant {
  readonly room: Room;
  readonly identity: string;
  readonly frames: { audio: number; video: number };
  readonly data: { readonly value: unknown; readonly topic?: string; readonly reliable: boolean }[];
}

const everybody: Room[] = [];
const stops: (() => void)[] = [];

/** Joins with a token of `POST /token`, of the shared gateway or another one. */
export async function enter(roomName: string, participantIdentity: string, where: Call = {}): Promise<Participant> {
  const { status, body, text } = await call('POST', '/token', { body: { roomName, participantIdentity }, ...where });
  if (status !== 200) throw new Error(text);
  const room = new Room();
  const participant: Participant = { room, identity: participantIdentity, frames: { audio: 0, video: 0 }, data: [] };
  room.on(RoomEvent.TrackSubscribed, (track) => void count(track, participant.frames));
  room.on(RoomEvent.DataReceived, (payload, _, kind, topic) => {
    const reliable = kind === DataPacketKind.KIND_RELIABLE;
    participant.data.push({ value: JSON.parse(Buffer.from(payload).toString()), topic, reliable });
  });
  await room.connect(body.url as string, secret(body.token as string), { autoSubscribe: true, dynacast: false });
  everybody.push(room);
  return participant;
}

async function count(track: RemoteTrack, frames: Participant['frames']): Promise<void> {
  const kind = track.kind === TrackKind.KIND_AUDIO ? 'audio' : 'video';
  const reader = (kind === 'audio' ? new AudioStream(track) : new VideoStream(track)).getReader();
  stops.push(() => void reader.cancel().catch(() => undefined));
  while (!(await reader.read()).done) frames[kind]++;
}

/** Sends a tone and a moving picture until everybody leaves. */
export async function send({ room }: Participant): Promise<SentTracks> {
  const [tone, picture] = [new AudioSource(AUDIO.rate, 1), new VideoSource(VIDEO.width, VIDEO.height)];
  const from = (source: TrackSource): TrackPublishOptions => new TrackPublishOptions({ source });
  const publisher = room.localParticipant!;
  const [audio, video] = [
    await publisher.publishTrack(LocalAudioTrack.createAudioTrack('tone', tone), from(TrackSource.SOURCE_MICROPHONE)),
    await publisher.publishTrack(LocalVideoTrack.createVideoTrack('picture', picture), from(TrackSource.SOURCE_CAMERA)),
  ];
  let going = true;
  void play(tone, () => going);
  let shown = 0;
  const timer = setInterval(() => show(picture, shown++), VIDEO.everyMs);
  stops.push(() => {
    going = false;
    clearInterval(timer);
  });
  return { audio: audio.sid!, video: video.sid! };
}

/** The source takes audio no faster than it is heard. */
async function play(tone: AudioSource, going: () => boolean): Promise<void> {
  for (let at = 0; going(); at += AUDIO.perFrame) {
    const samples = Int16Array.from({ length: AUDIO.perFrame }, (_, i) =>
      Math.round(8_000 * Math.sin((2 * Math.PI * AUDIO.tone * (at + i)) / AUDIO.rate)),
    );
    await tone.captureFrame(new AudioFrame(samples, AUDIO.rate, 1, AUDIO.perFrame)).catch(() => undefined);
  }
}

/** One picture in I420, brighter each time. */
function show(picture: VideoSource, nth: number): void {
  const { width, height } = VIDEO;
  const data = new Uint8Array((width * height * 3) / 2).fill(128);
  data.fill((nth * 8) % 256, 0, width * height);
  picture.captureFrame(new VideoFrame(data, width, height, VideoBufferType.I420));
}

/** Ends all that was begun, so that the next test begins anew. */
export async function theyLeave(): Promise<void> {
  for (const stop of stops.splice(0)) stop();
  await Promise.all(everybody.splice(0).map((room) => room.disconnect()));
}

/** Once, for afterAll: nobody can enter after it. */
export async function everybodyLeaves(): Promise<void> {
  await theyLeave();
  await dispose();
}
