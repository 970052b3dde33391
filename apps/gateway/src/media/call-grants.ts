import type { MediaRights } from '@foyer/auth';
import { FoyerError } from '@foyer/core';
import { TrackSource, type CallTokenRequest } from '@foyer/livekit';

/** Kinds of tracks, as tokens name them. */
export const TRACK_SOURCES = ['camera', 'microphone', 'screen_share', 'screen_share_audio'] as const;
export type TrackSourceName = (typeof TRACK_SOURCES)[number];

const SOURCES: Record<TrackSourceName, TrackSource> = {
  camera: TrackSource.CAMERA,
  microphone: TrackSource.MICROPHONE,
  screen_share: TrackSource.SCREEN_SHARE,
  screen_share_audio: TrackSource.SCREEN_SHARE_AUDIO,
};

/** What a caller wants a token to give. */
export interface GrantWishes {
  readonly canPublish?: boolean;
  readonly canPublishSources?: readonly TrackSourceName[];
  readonly canPublishData?: boolean;
  readonly canSubscribe?: boolean;
  readonly canUpdateOwnMetadata?: boolean;
  readonly hidden?: boolean;
  readonly roomAdmin?: boolean;
}

/** The wishes as a grant, as far as they are within the rights. Throws 403 where one goes beyond. */
export function grantOf(wishes: GrantWishes, rights: MediaRights): CallTokenRequest['grant'] {
  const { canPublishSources, ...plain } = wishes;
  const given = { ...rights, roomAdmin: rights.role === 'moderator' };
  for (const right of ['canPublish', 'canPublishData', 'canSubscribe', 'roomAdmin'] as const) {
    if (wishes[right] === true && !given[right]) throw beyond(right, rights);
  }
  if (canPublishSources !== undefined && canPublishSources.length > 0 && !given.canPublish)
    throw beyond('canPublishSources', rights);
  return {
    ...plain,
    ...(canPublishSources === undefined ? {} : { canPublishSources: canPublishSources.map((name) => SOURCES[name]) }),
  };
}

const beyond = (right: string, { role }: MediaRights): FoyerError =>
  new FoyerError(
    'UNAUTHORIZED_ROOM_ACCESS',
    `The room does not give this participant '${right}': the role is ${role}.`,
    {
      suggestion: "Change the room's accesses, or its roles with PATCH /v2/rooms/{roomId}/media.",
    },
  );
