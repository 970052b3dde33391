import type { RecordingKind, RecordingOutput, RecordingProgress, RecordingStatus } from '@foyer/database';
import { EgressStatus, type EgressInfo } from '@foyer/livekit';
import { withoutKey } from './stream-url.js';

const STATUSES: Readonly<Record<EgressStatus, RecordingStatus>> = {
  [EgressStatus.EGRESS_STARTING]: 'starting',
  [EgressStatus.EGRESS_ACTIVE]: 'active',
  [EgressStatus.EGRESS_ENDING]: 'ending',
  [EgressStatus.EGRESS_COMPLETE]: 'complete',
  [EgressStatus.EGRESS_FAILED]: 'failed',
  [EgressStatus.EGRESS_ABORTED]: 'aborted',
  // What was recorded until then is there.
  [EgressStatus.EGRESS_LIMIT_REACHED]: 'complete',
};

const KINDS: Readonly<Record<string, RecordingKind>> = {
  roomComposite: 'room-composite',
  participant: 'participant',
  trackComposite: 'track-composite',
  track: 'track',
  web: 'web',
};

/** Some storages tell of a whole exchange. */
const MAX_ERROR = 500;

export const hasEnded = (status: RecordingStatus): boolean =>
  status === 'complete' || status === 'failed' || status === 'aborted';

export const statusOf = ({ status }: EgressInfo): RecordingStatus => STATUSES[status] ?? 'failed';

/** What LiveKit says of an egress, as the books keep it. `now`: when it was noticed, for what has no time of its own. */
export function progressOf(info: EgressInfo, now: Date): RecordingProgress {
  const status = statusOf(info);
  const wasActive = status === 'active' || status === 'ending' || status === 'complete';
  return {
    status,
    error: info.error === '' ? null : storable(info.error).replaceAll(/\s+/g, ' ').slice(0, MAX_ERROR),
    outputs: outputsOf(info),
    startedAt: info.startedAt > 0n ? timeOf(info.startedAt) : wasActive ? now : null,
    endedAt: hasEnded(status) ? (info.endedAt > 0n ? timeOf(info.endedAt) : now) : null,
  };
}

/** The recording that an egress is, as its files are in the folder of that; `null` where it writes none that the gateway has named. */
export function recordingIdOf({ request }: EgressInfo): string | null {
  const paths = JSON.stringify(request.value?.toJson() ?? {});
  return FOLDER.exec(paths)?.[1] ?? null;
}

/** `null` for one that was started in a way that Foyer does not know. */
export const kindOf = ({ request }: EgressInfo): RecordingKind | null => KINDS[request.case ?? ''] ?? null;

function outputsOf({ fileResults, segmentResults, imageResults, streamResults }: EgressInfo): RecordingOutput[] {
  return [
    ...fileResults.map(({ filename, location, size, duration }): RecordingOutput => ({
      ...NOTHING,
      type: 'file',
      name: lastPart(filename),
      location: storable(location),
      sizeBytes: size > 0n ? Number(size) : null,
      durationMs: msOf(duration),
    })),
    ...segmentResults.map((result): RecordingOutput => ({
      ...NOTHING,
      type: 'segments',
      name: lastPart(result.playlistName),
      livePlaylist: lastPart(result.livePlaylistName) || null,
      location: storable(result.playlistLocation),
      count: Number(result.segmentCount),
      sizeBytes: result.size > 0n ? Number(result.size) : null,
      durationMs: msOf(result.duration),
    })),
    ...imageResults.map(({ filenamePrefix, imageCount }): RecordingOutput => ({
      ...NOTHING,
      type: 'images',
      name: lastPart(filenamePrefix),
      count: Number(imageCount),
    })),
    ...streamResults.map(({ url, duration, error }): RecordingOutput => ({
      ...NOTHING,
      type: 'stream',
      name: withoutKey(storable(url)),
      durationMs: msOf(duration),
      error: error === '' ? null : storable(error),
    })),
  ];
}

/** The folder of a recording in the path of a file, or in what paths begin with. */
const FOLDER =
  /"(?:filepath|filenamePrefix)":"(?:[^"]*\/)?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\/[^"/]*"/;

const NOTHING = {
  livePlaylist: null,
  location: '',
  count: null,
  sizeBytes: null,
  durationMs: null,
  error: null,
} as const;

const lastPart = (path: string): string => storable(path.slice(path.lastIndexOf('/') + 1));

/** Whoever has LiveKit's key can name files by what Postgres cannot keep. */
const storable = (text: string): string => text.replaceAll('\0', '\u{FFFD}').toWellFormed();

const timeOf = (nanoseconds: bigint): Date => new Date(Number(nanoseconds / 1_000_000n));

const msOf = (nanoseconds: bigint): number | null => (nanoseconds > 0n ? Number(nanoseconds / 1_000_000n) : null);
