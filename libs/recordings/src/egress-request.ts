import {
  DirectFileOutput,
  EncodedFileOutput,
  EncodedFileType,
  EncodingOptions,
  EncodingOptionsPreset,
  ImageOutput,
  SegmentedFileOutput,
  StreamOutput,
  StreamProtocol,
  type EgressInfo,
  type LivekitClients,
} from '@foyer/livekit';
import { fileName, type NameValues } from './file-names.js';
import { pathIn, uploadOf, type StorageProfile } from './storage-profile.js';

/** What is recorded or streamed. */
export type EgressSource =
  | {
      readonly kind: 'room-composite';
      readonly roomName: string;
      readonly layout: string;
      readonly audioOnly?: boolean;
      readonly videoOnly?: boolean;
      /** The address of a page that takes the place of LiveKit's. */
      readonly customBaseUrl?: string;
    }
  | {
      readonly kind: 'participant';
      readonly roomName: string;
      readonly identity: string;
      readonly screenShare?: boolean;
    }
  | {
      readonly kind: 'track-composite';
      readonly roomName: string;
      readonly audioTrackId?: string;
      readonly videoTrackId?: string;
    }
  | { readonly kind: 'track'; readonly roomName: string; readonly trackId: string }
  | {
      readonly kind: 'web';
      readonly url: string;
      readonly audioOnly?: boolean;
      readonly videoOnly?: boolean;
      readonly awaitStartSignal?: boolean;
    };

export const FILE_TYPES = ['MP4', 'OGG', 'MP3'] as const;

/** What an egress writes; names are templates. Times in seconds. */
export interface WantedOutputs {
  /** The name of the storage profile; the default one if absent. */
  readonly storage?: string;
  readonly file?: { readonly type?: (typeof FILE_TYPES)[number]; readonly name?: string };
  readonly segments?: { readonly name?: string; readonly duration?: number };
  readonly images?: {
    readonly name?: string;
    readonly interval?: number;
    readonly width?: number;
    readonly height?: number;
  };
  readonly streamUrls?: readonly string[];
  /** Where the packets of one track go, instead of into a file. */
  readonly websocketUrl?: string;
}

export const PRESETS = [
  'H264_720P_30',
  'H264_720P_60',
  'H264_1080P_30',
  'H264_1080P_60',
  'PORTRAIT_H264_720P_30',
  'PORTRAIT_H264_720P_60',
  'PORTRAIT_H264_1080P_30',
  'PORTRAIT_H264_1080P_60',
] as const;

/** Rates in kbit/s, lengths in pixels, the interval in seconds. */
export type Encoding =
  | { readonly preset: (typeof PRESETS)[number] }
  | {
      readonly preset?: undefined;
      readonly width?: number;
      readonly height?: number;
      readonly framerate?: number;
      readonly videoBitrate?: number;
      readonly audioBitrate?: number;
      readonly audioFrequency?: number;
      readonly keyFrameInterval?: number;
    };

/** Where the files of one recording go, and what their names are made of. */
export interface Place {
  readonly recordingId: string;
  readonly profile: StorageProfile;
  readonly values: NameValues;
}

/** Whether anything is to be written as a file. */
export const writesFiles = ({ file, segments, images, streamUrls, websocketUrl }: WantedOutputs): boolean =>
  file !== undefined ||
  segments !== undefined ||
  images !== undefined ||
  (streamUrls === undefined && websocketUrl === undefined);

/** What the files of each kind are called where nobody says it. */
export const DEFAULT_NAMES: Readonly<Record<EgressSource['kind'], string>> = {
  'room-composite': '{room_name}-{room_id}-{time}',
  participant: '{room_name}-{room_id}-{publisher_identity}-{time}',
  'track-composite': '{room_name}-{room_id}-{publisher_identity}-{time}',
  track: '{room_name}-{room_id}-{publisher_identity}-{track_source}-{track_id}-{time}',
  web: '{time}',
};

/** Asks LiveKit to begin. `place` is needed where files are written. */
export function startEgress(
  { egress }: LivekitClients,
  source: EgressSource,
  wanted: WantedOutputs,
  encoding: Encoding | undefined,
  place: Place | undefined,
): Promise<EgressInfo> {
  const encodingOptions = encoding === undefined ? undefined : encodingOf(encoding);
  if (source.kind === 'track') {
    const { roomName, trackId } = source;
    return egress.startTrackEgress(roomName, wanted.websocketUrl ?? directFile(wanted, place), trackId);
  }
  const outputs = outputsOf(source.kind, wanted, place);
  switch (source.kind) {
    case 'room-composite': {
      const { kind: _, roomName, ...options } = source;
      return egress.startRoomCompositeEgress(roomName, outputs, { ...options, encodingOptions });
    }
    case 'participant': {
      const { roomName, identity, screenShare } = source;
      return egress.startParticipantEgress(roomName, identity, outputs, { screenShare, encodingOptions });
    }
    case 'track-composite': {
      const { kind: _, roomName, ...tracks } = source;
      return egress.startTrackCompositeEgress(roomName, outputs, { ...tracks, encodingOptions });
    }
    case 'web': {
      const { kind: _, url, ...options } = source;
      return egress.startWebEgress(url, outputs, { ...options, encodingOptions });
    }
  }
}

function encodingOf(encoding: Encoding): EncodingOptionsPreset | EncodingOptions {
  return encoding.preset === undefined ? new EncodingOptions(encoding) : EncodingOptionsPreset[encoding.preset];
}

function outputsOf(kind: EgressSource['kind'], wanted: WantedOutputs, place: Place | undefined) {
  const { segments, images, streamUrls } = wanted;
  const file = wanted.file ?? (place !== undefined && segments === undefined && images === undefined ? {} : undefined);
  const path = pathsOf(kind, place);
  const base = (name?: string): string => path(name).slice(path(name).lastIndexOf('/') + 1);
  const output = place === undefined ? undefined : uploadOf(place.profile);
  return {
    ...(file === undefined
      ? {}
      : {
          file: new EncodedFileOutput({
            fileType: EncodedFileType[file.type ?? 'DEFAULT_FILETYPE'],
            filepath: path(file.name),
            disableManifest: true,
            output,
          }),
        }),
    ...(segments === undefined
      ? {}
      : {
          segments: new SegmentedFileOutput({
            filenamePrefix: path(segments.name),
            // Beside the segments.
            playlistName: `${base(segments.name)}.m3u8`,
            livePlaylistName: `${base(segments.name)}-live.m3u8`,
            segmentDuration: segments.duration,
            disableManifest: true,
            output,
          }),
        }),
    ...(images === undefined
      ? {}
      : {
          images: new ImageOutput({
            filenamePrefix: path(images.name),
            captureInterval: images.interval,
            width: images.width,
            height: images.height,
            disableManifest: true,
            output,
          }),
        }),
    ...(streamUrls === undefined
      ? {}
      : { stream: new StreamOutput({ protocol: protocolOf(streamUrls), urls: [...streamUrls] }) }),
  };
}

const directFile = ({ file }: WantedOutputs, place: Place | undefined): DirectFileOutput =>
  new DirectFileOutput({
    filepath: pathsOf('track', place)(file?.name),
    disableManifest: true,
    output: place === undefined ? undefined : uploadOf(place.profile),
  });

function pathsOf(kind: EgressSource['kind'], place: Place | undefined): (name?: string) => string {
  return (name = DEFAULT_NAMES[kind]) => {
    if (place === undefined) throw new Error('There is no place for the files.');
    return pathIn(place.profile, place.recordingId, fileName(name, place.values));
  };
}

const protocolOf = ([first = '']: readonly string[]): StreamProtocol =>
  first.startsWith('srt:') ? StreamProtocol.SRT : StreamProtocol.RTMP;
