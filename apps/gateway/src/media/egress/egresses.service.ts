import { Calls } from '@foyer/calls';
import { FoyerError, invalid, type RoomId } from '@foyer/core';
import { RecordingRepository, type Recording } from '@foyer/database';
import { LiveKit, isNotFound, type EgressInfo, type ParticipantInfo, type TrackInfo } from '@foyer/livekit';
import { Recordings, ended, hasEnded, statusOf, type NameValues, type RecordingRequest } from '@foyer/recordings';
import { Injectable } from '@nestjs/common';
import { CallsService } from '../calls.service.js';
import { noTrack } from '../not-found.js';
import { ParticipantsService } from '../participants.service.js';
import { noEgress } from './egress-id.js';
import type { EncodingBody } from './egress-output.dto.js';
import type { ListEgressesQuery } from './list-egresses.query.js';
import type {
  ParticipantEgressBody,
  RoomCompositeEgressBody,
  StreamEgressBody,
  TrackCompositeEgressBody,
  TrackEgressBody,
  UpdateStreamsBody,
  WebEgressBody,
} from './start-egress.dto.js';

/** An egress with what the books know of it. */
export interface KnownEgress {
  readonly info: EgressInfo;
  readonly known?: Recording;
}

const DEFAULT_LAYOUT = 'grid';

/** Recording and streaming of calls and pages. LiveKit is silent for seconds where something is missing: it is looked up first. */
@Injectable()
export class EgressesService {
  constructor(
    private readonly livekit: LiveKit,
    private readonly callsOfRooms: Calls,
    private readonly calls: CallsService,
    private readonly participants: ParticipantsService,
    private readonly recordings: Recordings,
    private readonly books: RecordingRepository,
  ) {}

  async recordRoom({
    roomName,
    layout = DEFAULT_LAYOUT,
    output = {},
    encoding,
    ...options
  }: RoomCompositeEgressBody): Promise<EgressInfo> {
    checkParts(encoding, options);
    const source = { kind: 'room-composite', roomName, layout, ...options } as const;
    return this.recordings.start({
      source,
      outputs: output,
      encoding: encodingOf(encoding),
      call: await this.call(roomName),
    });
  }

  async streamRoom({
    roomName,
    streamUrl,
    layout = DEFAULT_LAYOUT,
    output = {},
    encoding,
    ...options
  }: StreamEgressBody): Promise<EgressInfo> {
    checkParts(encoding, options);
    const { streamUrls = [] } = output;
    if ([streamUrl, ...streamUrls].some((url) => url.startsWith('srt:') !== streamUrl.startsWith('srt:')))
      throw invalid([
        { pointer: '/output/streamUrls', message: "'streamUrls' must be of the protocol of 'streamUrl'." },
      ]);
    const source = { kind: 'room-composite', roomName, layout, ...options } as const;
    return this.recordings.start({
      source,
      outputs: { ...output, streamUrls: [...new Set([streamUrl, ...streamUrls])] },
      encoding: encodingOf(encoding),
      call: await this.call(roomName),
    });
  }

  async recordParticipant({
    roomName,
    participantIdentity,
    screenShare = false,
    output = {},
    encoding,
  }: ParticipantEgressBody): Promise<EgressInfo> {
    checkParts(encoding, {});
    await this.participants.get(roomName, participantIdentity);
    return this.recordings.start({
      source: { kind: 'participant', roomName, identity: participantIdentity, screenShare },
      outputs: output,
      encoding: encodingOf(encoding),
      call: await this.call(roomName),
      names: { publisher_identity: participantIdentity },
    });
  }

  async recordTracks({
    roomName,
    audioTrackId,
    videoTrackId,
    output = {},
    encoding,
  }: TrackCompositeEgressBody): Promise<EgressInfo> {
    checkParts(encoding, {});
    if (audioTrackId === undefined && videoTrackId === undefined)
      throw invalid([{ pointer: '', message: "One of 'videoTrackId' and 'audioTrackId' is needed." }]);
    const call = await this.call(roomName);
    const names = await this.namesOf(roomName, [
      [videoTrackId, 'VIDEO', 'videoTrackId'],
      [audioTrackId, 'AUDIO', 'audioTrackId'],
    ]);
    return this.recordings.start({
      source: { kind: 'track-composite', roomName, audioTrackId, videoTrackId },
      outputs: output,
      encoding: encodingOf(encoding),
      call,
      names,
    });
  }

  async recordTrack({ roomName, trackId, output = {}, websocketUrl }: TrackEgressBody): Promise<EgressInfo> {
    if (websocketUrl !== undefined && Object.keys(output).length > 0)
      throw invalid([{ pointer: '/output', message: "'output' and 'websocketUrl' exclude each other." }]);
    const call = await this.call(roomName);
    const names = await this.namesOf(roomName, [
      [
        trackId,
        websocketUrl === undefined ? undefined : 'AUDIO',
        websocketUrl === undefined ? 'trackId' : 'websocketUrl',
      ],
    ]);
    const { storage, name } = output;
    const outputs = websocketUrl === undefined ? { storage, file: { name } } : { websocketUrl };
    return this.recordings.start({ source: { kind: 'track', roomName, trackId }, outputs, call, names });
  }

  recordPage({ url, output = {}, encoding, ...options }: WebEgressBody): Promise<EgressInfo> {
    checkParts(encoding, options);
    return this.recordings.start({
      source: { kind: 'web', url, ...options },
      outputs: output,
      encoding: encodingOf(encoding),
      call: null,
    });
  }

  /** Those that match; where LiveKit has missed an end, with what the books know. */
  async list({ roomName, egressId, active }: ListEgressesQuery): Promise<KnownEgress[]> {
    // LiveKit looks at nothing else where it is given an id.
    const infos = (await this.infos({ roomName, egressId, active: active === 'true' })).filter(
      (info) => roomName === undefined || info.roomName === roomName,
    );
    const known = await this.books.ofEgresses(infos.map((info) => info.egressId));
    return infos
      .map((info) => ({ info, known: known.get(info.egressId) }))
      .filter((one) => active !== 'true' || isOpen(one));
  }

  /** Throws 404, and 409 for one that has ended or has no layout. */
  async setLayout(egressId: string, layout: string): Promise<KnownEgress> {
    const { info: before, known } = await this.open(egressId);
    if (before.request.case !== 'roomComposite')
      throw new FoyerError(
        'MEDIA_PRECONDITION_FAILED',
        `The egress "${egressId}" is no room composite: it has no layout.`,
      );
    const info = await this.livekit.change(({ egress }) => egress.updateLayout(egressId, layout));
    // LiveKit answers with the layout before.
    if (info.request.case === 'roomComposite') info.request.value.layout = layout;
    return { info, known };
  }

  /** Throws 404 for an unknown egress or an address that it does not stream to, and 409 for one that has ended. */
  async setStreams(
    egressId: string,
    { streamUrlsToAdd = [], streamUrlsToRemove = [] }: UpdateStreamsBody,
  ): Promise<KnownEgress> {
    if (streamUrlsToAdd.length + streamUrlsToRemove.length === 0)
      throw invalid([{ pointer: '', message: "One of 'streamUrlsToAdd' and 'streamUrlsToRemove' is needed." }]);
    const { known } = await this.open(egressId);
    const info = await this.livekit.change(({ egress }) =>
      egress.updateStream(egressId, streamUrlsToAdd, streamUrlsToRemove),
    );
    return { info, known };
  }

  /** Throws 404, and 409 for one that has ended. */
  async stop(egressId: string): Promise<void> {
    const { known = null } = await this.open(egressId);
    await this.recordings.stop(egressId, known);
  }

  /** One that has not ended. */
  private async open(egressId: string): Promise<KnownEgress> {
    const [info] = await this.infos({ egressId });
    if (info === undefined) throw noEgress(egressId);
    const known = (await this.books.find({ egressId })) ?? undefined;
    if (known !== undefined && hasEnded(known.status)) throw ended(known);
    return { info, known };
  }

  private async infos(filter: { roomName?: string; egressId?: string; active?: boolean }): Promise<EgressInfo[]> {
    try {
      return await this.livekit.read(({ egress }) => egress.listEgress(filter));
    } catch (error) {
      if (isNotFound(error)) return [];
      throw error;
    }
  }

  private async call(roomName: RoomId): Promise<RecordingRequest['call']> {
    const { sid } = await this.calls.get(roomName);
    return { sid, room: await this.callsOfRooms.room(roomName) };
  }

  /** What the tracks give to names of files, the first one counting. Throws 404 for a missing track and 422 for one of another type. */
  private async namesOf(
    roomName: RoomId,
    wanted: readonly (readonly [id: string | undefined, type: 'AUDIO' | 'VIDEO' | undefined, field: string])[],
  ): Promise<NameValues> {
    const everybody = await this.participants.list(roomName);
    const names = wanted.flatMap(([id, type, field]) => {
      if (id === undefined) return [];
      const found = find(everybody, id);
      if (found === undefined) throw noTrack(id, `in the call "${roomName}"`);
      const { track, identity } = found;
      // With the names of types and sources instead of their numbers.
      const shown = track.toJson({ emitDefaultValues: true }) as unknown as { type: string; source: string };
      if (type !== undefined && shown.type !== type)
        throw invalid([
          {
            pointer: `/${field}`,
            message: `'${field}' needs a track of ${type.toLowerCase()}; "${id}" is one of ${shown.type.toLowerCase()}.`,
          },
        ]);
      return [
        {
          publisher_identity: identity,
          track_id: id,
          track_type: shown.type.toLowerCase(),
          track_source: shown.source.toLowerCase(),
        },
      ];
    });
    return names[0] ?? {};
  }
}

const isOpen = ({ info, known }: KnownEgress): boolean =>
  !hasEnded(statusOf(info)) && (known === undefined || !hasEnded(known.status));

function find(
  everybody: readonly ParticipantInfo[],
  trackId: string,
): { track: TrackInfo; identity: string } | undefined {
  for (const { identity, tracks } of everybody) {
    const track = tracks.find(({ sid }) => sid === trackId);
    if (track !== undefined) return { track, identity };
  }
  return undefined;
}

/** What excludes each other. Throws 422. */
function checkParts(
  encoding: EncodingBody | undefined,
  { audioOnly, videoOnly }: { audioOnly?: boolean; videoOnly?: boolean },
): void {
  if (audioOnly === true && videoOnly === true)
    throw invalid([{ pointer: '/videoOnly', message: "'audioOnly' and 'videoOnly' exclude each other." }]);
  if (encoding?.preset !== undefined && Object.keys(encoding).length > 1)
    throw invalid([
      { pointer: '/encoding/preset', message: "With 'preset' there must be nothing else in 'encoding'." },
    ]);
  for (const side of ['width', 'height'] as const)
    if ((encoding?.[side] ?? 0) % 2 !== 0)
      throw invalid([{ pointer: `/encoding/${side}`, message: `'${side}' must be an even number.` }]);
}

const encodingOf = (encoding: EncodingBody | undefined): RecordingRequest['encoding'] =>
  encoding === undefined || Object.keys(encoding).length === 0 ? undefined : (encoding as RecordingRequest['encoding']);
