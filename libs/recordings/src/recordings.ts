import { FoyerError } from '@foyer/core';
import type { CallToRecord, NewRecording, Recording, RecordingRepository, Room } from '@foyer/database';
import { LiveKit, MediaServices, type EgressInfo } from '@foyer/livekit';
import { randomUUID } from 'node:crypto';
import { progressOf } from './egress-progress.js';
import {
  startEgress,
  writesFiles,
  type EgressSource,
  type Encoding,
  type Place,
  type WantedOutputs,
} from './egress-request.js';
import { timeInName, type NameValues } from './file-names.js';
import { makeFolder, removeEmptyFolder } from './recording-files.js';
import type { StorageProfiles } from './storage-profiles.js';

/** Something to record or to stream. */
export interface RecordingRequest {
  readonly source: EgressSource;
  readonly outputs: WantedOutputs;
  readonly encoding?: Encoding;
  /** `null` for a page of the web. */
  readonly call: { readonly sid: string; readonly room: Room } | null;
  /** What the names of files may be made of, beside the room and the time. */
  readonly names?: NameValues;
}

/** How a room is recorded whose settings say so. */
const AUTOMATIC = { layout: 'grid' } as const;

export interface RecordingsParts {
  readonly livekit: LiveKit;
  readonly services: MediaServices;
  readonly repository: RecordingRepository;
  readonly profiles: StorageProfiles;
}

/** Starts and stops what LiveKit's egress service does, and writes down what was asked for before it is. */
export class Recordings {
  constructor(private readonly parts: RecordingsParts) {}

  /** Throws 503 at once where nobody is there to record, and 422 for an unknown storage profile. */
  async start({ source, outputs, encoding, call, names }: RecordingRequest): Promise<EgressInfo> {
    await this.parts.services.require('egress');
    const chosen = writesFiles(outputs) ? await this.parts.profiles.choose(outputs.storage) : null;
    const recording: NewRecording = {
      id: randomUUID(),
      roomKey: call?.room.key ?? null,
      roomId: call?.room.id ?? '',
      callSid: call?.sid ?? null,
      kind: source.kind,
      automatic: false,
      storage: chosen?.name ?? null,
      requestedAt: new Date(),
    };
    const place = chosen === null ? undefined : placeOf(recording, chosen.profile, names);
    if (chosen !== null) await makeFolder(chosen.profile, recording.id);
    await this.parts.repository.add(recording);
    try {
      return await this.begin(recording.id, source, outputs, encoding, place);
    } catch (error) {
      const { code, message } = error as FoyerError;
      if (isUnclear(code)) await this.parts.repository.giveUp(recording.id, message);
      else {
        if (chosen !== null) await removeEmptyFolder(chosen.profile, recording.id);
        await this.parts.repository.end(recording.id, 'failed', message, new Date());
      }
      throw error;
    }
  }

  /** The recording that the settings of the room ask for. Where nobody is there to record, it is asked for and waits. */
  async startAutomatic({ callSid, roomKey, roomId }: CallToRecord): Promise<void> {
    const recording: NewRecording = {
      id: randomUUID(),
      roomKey,
      roomId,
      callSid,
      kind: 'room-composite',
      automatic: true,
      storage: this.parts.profiles.defaultName,
      requestedAt: new Date(),
    };
    if (await this.parts.repository.add(recording)) await this.tryAutomatic(recording);
  }

  /** Once more, where it could not begin. */
  async tryAutomatic(recording: NewRecording): Promise<void> {
    const { id, roomId, storage } = recording;
    await this.parts.repository.markTried(id, null);
    try {
      const { profile } = await this.parts.profiles.choose(storage ?? undefined);
      await this.parts.services.require('egress');
      await makeFolder(profile, id);
      const source = { kind: 'room-composite', roomName: roomId, ...AUTOMATIC } as const;
      await this.begin(id, source, {}, undefined, placeOf(recording, profile));
    } catch (error) {
      const { code, message } = error as FoyerError;
      if (isUnclear(code)) await this.parts.repository.markTried(id, message);
      else await this.parts.repository.end(id, 'failed', message, new Date());
    }
  }

  /** `known`: what the books have of this egress, if anything. */
  async stop(egressId: string, known: Recording | null): Promise<void> {
    const info = await this.parts.livekit.change(({ egress }) => egress.stopEgress(egressId));
    if (known !== null) await this.parts.repository.advance(known.id, progressOf(info, new Date()));
  }

  private async begin(
    id: string,
    source: EgressSource,
    outputs: WantedOutputs,
    encoding: Encoding | undefined,
    place: Place | undefined,
  ): Promise<EgressInfo> {
    const info = await this.parts.livekit
      .change((clients) => startEgress(clients, source, outputs, encoding, place))
      .catch((error: unknown) => {
        throw nobodyTookIt(error);
      });
    try {
      if (!(await this.parts.repository.assign(id, info.egressId))) throw nobodyTookIt(null);
      await this.parts.repository.advance(id, progressOf(info, new Date()));
    } catch (error) {
      // Whoever asked is told that it has failed, so it must not go on.
      await this.parts.livekit.change(({ egress }) => egress.stopEgress(info.egressId)).catch(() => undefined);
      throw error;
    }
    return info;
  }
}

/** After these, LiveKit may or may not have begun. */
const isUnclear = (code: FoyerError['code']): boolean =>
  code === 'MEDIA_UNAVAILABLE' || code === 'MEDIA_TIMEOUT' || code === 'MEDIA_NOT_CONFIGURED';

/** LiveKit asks the workers until one takes it, and meanwhile is silent. */
function nobodyTookIt(error: unknown): unknown {
  if (error !== null && !(error instanceof FoyerError && error.code === 'MEDIA_TIMEOUT')) return error;
  return new FoyerError(
    'MEDIA_UNAVAILABLE',
    'No egress worker has taken this in time: all are busy, or none is running.',
    {
      cause: error,
      suggestion: 'Run more egress workers, or try again later.',
      retryAfter: 10,
    },
  );
}

export const ended = ({ egressId, status, error }: Recording): FoyerError =>
  new FoyerError(
    'MEDIA_PRECONDITION_FAILED',
    `The egress "${egressId}" has ended: ${error === null ? status : `${status} (${error})`}.`,
  );

function placeOf(
  { id, roomId, callSid, requestedAt }: NewRecording,
  profile: Place['profile'],
  names: NameValues = {},
): Place {
  const values = { ...names, room_name: roomId, room_id: callSid ?? '', time: timeInName(requestedAt) };
  return { recordingId: id, profile, values };
}
