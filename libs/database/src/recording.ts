/** In the order in which a recording goes through them; the last three are ends. */
export const RECORDING_STATUSES = [
  'requested',
  'starting',
  'active',
  'ending',
  'complete',
  'failed',
  'aborted',
] as const;
export type RecordingStatus = (typeof RECORDING_STATUSES)[number];

export const RECORDING_KINDS = ['room-composite', 'participant', 'track-composite', 'track', 'web'] as const;
export type RecordingKind = (typeof RECORDING_KINDS)[number];

export const OUTPUT_TYPES = ['file', 'segments', 'images', 'stream'] as const;

/** Something that a recording writes to. */
export interface RecordingOutput {
  readonly type: (typeof OUTPUT_TYPES)[number];
  /** Of the file, of the playlist of segments, what the names of images begin with, or the address of a stream without its key. */
  readonly name: string;
  /** Of the playlist of the last segments, where there is one. */
  readonly livePlaylist: string | null;
  /** Where its storage has it; empty before it is there. */
  readonly location: string;
  /** How many segments or images. */
  readonly count: number | null;
  readonly sizeBytes: number | null;
  readonly durationMs: number | null;
  readonly error: string | null;
}

export interface Recording {
  readonly id: string;
  /** `null` where its room was deleted, or it is of a page of the web. */
  readonly roomKey: string | null;
  /** The id that the room had then; empty for a page of the web. */
  readonly roomId: string;
  readonly callSid: string | null;
  /** LiveKit's id of it; `null` before LiveKit has answered. */
  readonly egressId: string | null;
  readonly kind: RecordingKind;
  /** Made because the settings of the room say so. */
  readonly automatic: boolean;
  /** To be stopped as soon as that is possible. */
  readonly unwanted: boolean;
  readonly status: RecordingStatus;
  readonly error: string | null;
  /** The name of the storage profile; `null` where it writes no files, or another than Foyer has started it. */
  readonly storage: string | null;
  readonly outputs: readonly RecordingOutput[];
  readonly requestedAt: Date;
  /** When LiveKit was last asked for it. */
  readonly triedAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  /** How many changes the document of the room had seen. */
  readonly documentVersionStart: number | null;
  readonly documentVersionEnd: number | null;
}

/** What is known when a recording is asked for, or found. */
export type NewRecording = Pick<
  Recording,
  'id' | 'roomKey' | 'roomId' | 'callSid' | 'kind' | 'automatic' | 'storage' | 'requestedAt'
>;

/** What becomes known of it later. */
export type RecordingProgress = Pick<Recording, 'status' | 'error' | 'outputs' | 'startedAt' | 'endedAt'>;

/** A place in a list of recordings, newest first. */
export type RecordingPosition = Pick<Recording, 'requestedAt' | 'id'>;

export interface RecordingFilter {
  readonly roomKey?: string;
  /** The id that the room had then. */
  readonly roomId?: string;
}
