import { CallReconciler } from '@foyer/calls';
import { invalid, type RoomId } from '@foyer/core';
import { LiveKit, isNotFound, type ParticipantInfo, type TrackInfo } from '@foyer/livekit';
import { RoomRegistry } from '@foyer/room-registry';
import { Injectable } from '@nestjs/common';
import { CallsService } from './calls.service.js';
import { noParticipant, noTrack } from './not-found.js';
import type { MuteTrackBody, UpdateParticipantBody } from './participant.dto.js';
import { changedPermission } from './participant.mapper.js';

/** Who is in a call. Like `CallsService` it looks first where LiveKit would keep silent. */
@Injectable()
export class ParticipantsService {
  constructor(
    private readonly registry: RoomRegistry,
    private readonly livekit: LiveKit,
    private readonly calls: CallsService,
    private readonly books: CallReconciler,
  ) {}

  /** Everybody; nobody, where the room is registered and has no call. Throws 404 where it is neither. */
  async list(roomName: RoomId): Promise<ParticipantInfo[]> {
    const participants = await this.everybody(roomName);
    if (participants.length === 0 && (await this.registry.find(roomName)) === null) await this.calls.get(roomName);
    return participants;
  }

  async get(roomName: string, identity: string): Promise<ParticipantInfo> {
    return this.unlessGone(
      roomName,
      identity,
      this.livekit.read(({ rooms }) => rooms.getParticipant(roomName, identity)),
    );
  }

  /** Changes what is sent and nothing else. */
  async update(roomName: string, identity: string, changes: UpdateParticipantBody): Promise<ParticipantInfo> {
    const { permission, ...shown } = changes;
    if (permission === undefined && Object.keys(shown).length === 0) {
      throw invalid([{ pointer: '', message: "One of 'metadata', 'name', 'attributes' and 'permission' is needed." }]);
    }
    const rights =
      permission === undefined
        ? {}
        : { permission: changedPermission((await this.get(roomName, identity)).permission, permission) };
    return this.unlessGone(
      roomName,
      identity,
      this.livekit.change(({ rooms }) => rooms.updateParticipant(roomName, identity, { ...shown, ...rights })),
    );
  }

  async remove(roomName: string, identity: string): Promise<void> {
    await this.unlessGone(
      roomName,
      identity,
      this.livekit.change(({ rooms }) => rooms.removeParticipant(roomName, identity)),
    );
    this.books.hint(roomName);
  }

  async mute(roomName: string, identity: string, { trackId, muted = true }: MuteTrackBody): Promise<TrackInfo> {
    const { tracks } = await this.get(roomName, identity);
    const where = `of "${identity}" in the call "${roomName}"`;
    if (!tracks.some(({ sid }) => sid === trackId)) throw noTrack(trackId, where);
    const track: TrackInfo | undefined = await this.unlessGone(
      roomName,
      identity,
      this.livekit.change(({ rooms }) => rooms.mutePublishedTrack(roomName, identity, trackId, muted)),
    );
    this.books.hint(roomName);
    // It was unpublished in between.
    if (track === undefined) throw noTrack(trackId, where);
    return track;
  }

  /** Begins or ends to send these tracks, of whoever in the call, to the participant. */
  async subscribe(roomName: string, identity: string, trackIds: string[], subscribe: boolean): Promise<void> {
    const participants = await this.everybody(roomName);
    if (!participants.some((participant) => participant.identity === identity)) {
      await this.calls.get(roomName);
      throw noParticipant(roomName, identity);
    }
    const published = new Set(participants.flatMap(({ tracks }) => tracks.map(({ sid }) => sid)));
    const missing = trackIds.find((id) => !published.has(id));
    if (missing !== undefined) throw noTrack(missing, `in the call "${roomName}"`);
    await this.unlessGone(
      roomName,
      identity,
      this.livekit.change(({ rooms }) => rooms.updateSubscriptions(roomName, identity, trackIds, subscribe)),
    );
  }

  async move(roomName: string, identity: string, destination: string): Promise<void> {
    await this.get(roomName, identity);
    await this.calls.get(destination);
    await this.livekit.change(({ rooms }) => rooms.moveParticipant(roomName, identity, destination));
  }

  async forward(roomName: string, identity: string, destination: string): Promise<void> {
    await this.get(roomName, identity);
    await this.calls.get(destination);
    await this.livekit.change(({ rooms }) => rooms.forwardParticipant(roomName, identity, destination));
  }

  private everybody(roomName: string): Promise<ParticipantInfo[]> {
    return this.livekit.read(({ rooms }) => rooms.listParticipants(roomName));
  }

  /** LiveKit's "not found" does not tell whether the participant is missing or the whole call. */
  private async unlessGone<T>(roomName: string, identity: string, answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      if (!isNotFound(error)) throw error;
      await this.calls.get(roomName);
      throw noParticipant(roomName, identity);
    }
  }
}
