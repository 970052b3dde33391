import {
  AudioSource,
  LocalAudioTrack,
  Room,
  TrackPublishOptions,
  TrackSource,
  dispose,
  type LocalTrackPublication,
} from '@livekit/rtc-node';

/** Where to connect to, and with what. */
export interface Ticket {
  readonly token: string;
  readonly url: string;
}

const entered = new Set<Room>();

/** A real participant in a real call. */
export async function enterCall({ url, token }: Ticket): Promise<Room> {
  const room = new Room();
  await room.connect(url, token, { autoSubscribe: true, dynacast: false });
  entered.add(room);
  return room;
}

export async function leaveCall(room: Room): Promise<void> {
  entered.delete(room);
  await room.disconnect();
}

/** A track with nothing to hear. */
export function publishAudio(room: Room): Promise<LocalTrackPublication> {
  const track = LocalAudioTrack.createAudioTrack('tone', new AudioSource(48_000, 1));
  return room.localParticipant!.publishTrack(track, new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE }));
}

/** For afterAll: everybody leaves. */
export async function leaveAllCalls(): Promise<void> {
  await Promise.all([...entered].map(leaveCall));
  await dispose();
}
