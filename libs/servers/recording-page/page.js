// The page that a recording of a whole room shows. Egress opens it with the address and a token of the room, starts when
// it says START_RECORDING, and ends when it says END_RECORDING.
const { Room, RoomEvent, Track } = globalThis.LivekitClient;

const START_AT_LATEST_MS = 3_000;
const LAYOUTS = ['grid', 'speaker', 'single-speaker'];
const NOTICED = [
  RoomEvent.ParticipantConnected,
  RoomEvent.ParticipantDisconnected,
  RoomEvent.ParticipantNameChanged,
  RoomEvent.TrackMuted,
  RoomEvent.TrackUnmuted,
  RoomEvent.ActiveSpeakersChanged,
];

const query = new URLSearchParams(location.search);
const stage = document.getElementById('stage');
const room = new Room({ adaptiveStream: false });
/** Who was heard last, so that silence changes nothing. */
let speaker = '';
let started = false;

function start() {
  if (started) return;
  started = true;
  console.log('START_RECORDING');
}

/** Egress reads the message out of the page. */
function fail(error) {
  const message = document.createElement('div');
  message.className = 'error';
  message.innerText = String(error);
  document.body.append(message);
}

/** LiveKit's names: a layout, with -light or -dark behind it. */
function setLayout(name) {
  const [, layout = '', theme = 'dark'] = /^(.*?)(?:-(light|dark))?$/.exec(name) ?? [];
  document.documentElement.dataset.theme = theme;
  document.body.dataset.layout = LAYOUTS.includes(layout) ? layout : 'grid';
}

/** A screen that is shared is a tile of its own, and the main one. */
function tilesWanted() {
  const participants = [...room.remoteParticipants.values()].toSorted(byArrival);
  const shown = (participant, source) => {
    const publication = participant.getTrackPublication(source);
    return publication?.isMuted ? undefined : publication?.videoTrack;
  };
  const screens = participants
    .map((participant) => ({ participant, key: `screen ${participant.identity}`, isScreen: true }))
    .map((tile) => ({ ...tile, track: shown(tile.participant, Track.Source.ScreenShare) }))
    .filter(({ track }) => track !== undefined);
  const people = participants.map((participant) => ({
    participant,
    key: `person ${participant.identity}`,
    isScreen: false,
    track: shown(participant, Track.Source.Camera) ?? shown(participant, Track.Source.Unknown),
  }));
  return [...screens, ...people];
}

function render() {
  speaker = room.activeSpeakers.find((participant) => participant !== room.localParticipant)?.identity ?? speaker;
  const wanted = tilesWanted();
  const main = wanted.find(({ isScreen }) => isScreen) ?? wanted.find(isSpeaker) ?? wanted[0];
  for (const tile of Array.from(stage.children)) if (!wanted.some(({ key }) => key === tile.dataset.key)) tile.remove();
  for (const one of wanted) {
    const tile = tileOf(one.key);
    tile.querySelector('.name').textContent = one.participant.name || one.participant.identity;
    tile.classList.toggle('main', one === main);
    tile.classList.toggle('speaking', !one.isScreen && one.participant.isSpeaking);
    show(tile, one.track);
  }
  stage.classList.toggle('alone', wanted.length < 2);
  stage.style.setProperty('--columns', Math.ceil(Math.sqrt(wanted.length)));
  stage.style.setProperty('--others', wanted.length - 1);
}

/** So that everybody keeps their place. */
function byArrival(a, b) {
  return a.joinedAt - b.joinedAt || a.identity.localeCompare(b.identity);
}

function isSpeaker({ participant }) {
  return participant.identity === speaker;
}

function tileOf(key) {
  const there = [...stage.children].find((tile) => tile.dataset.key === key);
  if (there !== undefined) return there;
  const tile = document.createElement('div');
  tile.className = 'tile';
  tile.dataset.key = key;
  tile.append(Object.assign(document.createElement('span'), { className: 'name' }));
  stage.append(tile);
  return tile;
}

function show(tile, track) {
  const video = tile.querySelector('video');
  if (video?.dataset.sid === track?.sid) return;
  video?.remove();
  if (track === undefined) return;
  const element = track.attach();
  element.dataset.sid = track.sid;
  element.addEventListener('playing', start, { once: true });
  tile.prepend(element);
}

room.on(RoomEvent.TrackSubscribed, (track) => {
  if (track.kind === Track.Kind.Audio) document.body.append(track.attach());
  render();
});
room.on(RoomEvent.TrackUnsubscribed, (track) => {
  for (const element of track.detach()) element.remove();
  render();
});
for (const event of NOTICED) room.on(event, render);
room.on(RoomEvent.ParticipantMetadataChanged, (_, participant) => {
  if (participant !== room.localParticipant) return;
  try {
    setLayout(JSON.parse(participant.metadata).layout);
  } catch {
    // Not a layout.
  }
});
room.on(RoomEvent.Disconnected, () => console.log('END_RECORDING'));

setLayout(query.get('layout') ?? '');
try {
  await room.connect(query.get('url'), query.get('token'));
  render();
  setTimeout(start, START_AT_LATEST_MS);
} catch (error) {
  fail(error);
}
