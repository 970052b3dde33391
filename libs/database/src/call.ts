/** A track as the books have it. */
export interface CallTrack {
  readonly sid: string;
  /** As LiveKit names them. */
  readonly kind: string;
  readonly source: string;
}

/** A participant as the books have it: of one visit, who comes back has another `sid`. */
export interface CallParticipant {
  readonly sid: string;
  readonly identity: string;
  readonly name: string;
  /** As LiveKit names it. */
  readonly kind: string;
}

/** A call that is open, as far as the books know. */
export interface KnownCall {
  readonly sid: string;
  /** Its name in LiveKit, which was the id of its room when it was opened. */
  readonly roomId: string;
  /** What the room is called now; `null` where it was deleted. */
  readonly roomIdNow: string | null;
  readonly participants: readonly (CallParticipant & { readonly tracks: readonly CallTrack[] })[];
}

/** Something that has happened in a call. */
export type CallChange = { readonly callSid: string; readonly roomId: string; readonly at: Date } & (
  | { readonly type: 'media.session.started'; readonly roomKey: string }
  | { readonly type: 'media.session.ended' }
  | { readonly type: 'participant.joined' | 'participant.left'; readonly participant: CallParticipant }
  | {
      readonly type: 'track.published' | 'track.unpublished';
      readonly participant: CallParticipant;
      readonly track: CallTrack;
    }
);

/** A call with everybody who was in it. */
export interface CallSession {
  readonly sid: string;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly attendances: readonly (CallParticipant & { readonly joinedAt: Date; readonly leftAt: Date | null })[];
}

/** A place in the list of a room's calls, newest first. */
export interface CallSessionPosition {
  readonly startedAt: Date;
  readonly sid: string;
}
