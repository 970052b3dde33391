import { Room, RoomEvent, Track, VideoPresets, type RemoteTrack } from 'livekit-client';

declare global {
  interface Window {
    /** The energy of all that was heard of this participant; 0 before the first sound. */
    heard(identity: string): Promise<number>;
  }
}

const asked = new URLSearchParams(location.search);
// The smallest camera, once: two cores encode and decode for every page of the suite.
const room = new Room({
  videoCaptureDefaults: { resolution: VideoPresets.h180.resolution },
  publishDefaults: { simulcast: false },
});

function output(id: string): HTMLOutputElement {
  const element = document.createElement('output');
  element.id = id;
  document.body.append(element);
  return element;
}

const [status, others, published, trouble] = ['status', 'others', 'published', 'trouble'].map(output) as [
  HTMLOutputElement,
  HTMLOutputElement,
  HTMLOutputElement,
  HTMLOutputElement,
];

async function join(): Promise<void> {
  const answer = await fetch(`/token?${String(asked)}`);
  const { url, token } = (await answer.json()) as { url: string; token: string };
  await room.connect(url, token);
}

async function publish(): Promise<void> {
  await room.localParticipant.setCameraEnabled(true);
  await room.localParticipant.setMicrophoneEnabled(true);
}

function show(): void {
  status.value = room.state;
  others.value = [...room.remoteParticipants.keys()].join(' ');
  published.value = [...room.localParticipant.trackPublications.values()].map(({ source }) => source).join(' ');
}

// The client has detached them by the time it says that a track is gone.
const elements = new Map<RemoteTrack, HTMLMediaElement>();

function attach(track: RemoteTrack, identity: string): void {
  const element = track.attach();
  element.title = identity;
  document.body.append(element);
  elements.set(track, element);
}

window.heard = async (identity) => {
  const track = room.remoteParticipants.get(identity)?.getTrackPublication(Track.Source.Microphone)?.track;
  const stats = await track?.getRTCStatsReport();
  const inbound = [...(stats?.values() ?? [])].find(({ type }) => type === 'inbound-rtp') as
    RTCInboundRtpStreamStats | undefined;
  return inbound?.totalAudioEnergy ?? 0;
};

for (const event of [
  RoomEvent.ConnectionStateChanged,
  RoomEvent.ParticipantConnected,
  RoomEvent.ParticipantDisconnected,
  RoomEvent.LocalTrackPublished,
] as const)
  room.on(event, show);
room.on(RoomEvent.TrackSubscribed, (track, _, { identity }) => attach(track, identity));
room.on(RoomEvent.TrackUnsubscribed, (track) => elements.get(track)?.remove());

for (const [name, act] of [
  ['Join', join],
  ['Publish', publish],
] as const) {
  const button = document.createElement('button');
  button.textContent = name;
  button.addEventListener('click', () => {
    act().catch((error: unknown) => (trouble.value = String(error)));
  });
  document.body.append(button);
}
show();
