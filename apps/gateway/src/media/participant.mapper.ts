import { TrackSource, type ParticipantInfo, type ParticipantPermission, type TrackInfo } from '@foyer/livekit';
import type { ParticipantBody, PermissionPatchBody } from './participant.dto.js';
import type { TrackBody } from './track.dto.js';

/** LiveKit's own JSON of a participant, with every field. */
export function toParticipantBody(participant: ParticipantInfo): ParticipantBody {
  return participant.toJson({ emitDefaultValues: true }) as unknown as ParticipantBody;
}

/** LiveKit's own JSON of a track, with every field. */
export function toTrackBody(track: TrackInfo): TrackBody {
  return track.toJson({ emitDefaultValues: true }) as unknown as TrackBody;
}

/** All rights after a change of some: LiveKit takes what is absent for `false`. */
export function changedPermission(
  now: ParticipantPermission | undefined,
  { canPublishSources, ...rights }: PermissionPatchBody,
): Partial<ParticipantPermission> {
  return {
    ...now,
    ...rights,
    ...(canPublishSources === undefined
      ? {}
      : { canPublishSources: canPublishSources.map((name) => TrackSource[name]) }),
  };
}
