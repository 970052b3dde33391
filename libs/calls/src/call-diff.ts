import type { CallChange, CallParticipant, CallTrack, KnownCall } from '@foyer/database';

/** A call as LiveKit lists it. */
export interface ListedCall {
  readonly sid: string;
  readonly name: string;
  readonly roomKey: string;
  readonly startedAt: Date;
  /** `null` where nobody has looked: then they are taken to be who they were. */
  readonly participants: readonly ListedParticipant[] | null;
}

export interface ListedParticipant extends CallParticipant {
  readonly joinedAt: Date;
  readonly tracks: readonly CallTrack[];
}

/**
 * What must have happened between what is known and what LiveKit lists, in an order in which it can have happened: what has ended
 * first, tracks before who published them, participants before their call. `now`: when it was noticed.
 */
export function diffCalls(known: readonly KnownCall[], listed: readonly ListedCall[], now: Date): CallChange[] {
  const stillOpen = new Map(listed.map((call) => [call.sid, call]));
  const knownSids = new Set(known.map(({ sid }) => sid));
  return [
    ...known.filter(({ sid }) => !stillOpen.has(sid)).flatMap((call) => endOf(call, now)),
    ...known.flatMap((call) => {
      const participants = stillOpen.get(call.sid)?.participants ?? null;
      return participants === null ? [] : visits(call.sid, call.roomId, call.participants, participants, now);
    }),
    ...listed.filter(({ sid }) => !knownSids.has(sid)).flatMap((call) => startOf(call, now)),
  ];
}

function startOf({ sid, name, roomKey, startedAt, participants }: ListedCall, now: Date): CallChange[] {
  return [
    { type: 'media.session.started', callSid: sid, roomId: name, roomKey, at: startedAt },
    ...visits(sid, name, [], participants ?? [], now),
  ];
}

function endOf(call: KnownCall, now: Date): CallChange[] {
  return [
    ...visits(call.sid, call.roomId, call.participants, [], now),
    { type: 'media.session.ended', callSid: call.sid, roomId: call.roomId, at: now },
  ];
}

/** Who left, who came, and what those who stay have done. */
function visits(
  callSid: string,
  roomId: string,
  before: KnownCall['participants'],
  after: readonly ListedParticipant[],
  now: Date,
): CallChange[] {
  const here = new Map(after.map((participant) => [participant.sid, participant]));
  const wereHere = new Map(before.map((participant) => [participant.sid, participant]));
  const base = { callSid, roomId };
  const published = (
    of: CallParticipant,
    tracks: readonly CallTrack[],
    type: 'track.published' | 'track.unpublished',
  ) => tracks.map((track): CallChange => ({ ...base, type, participant: plain(of), track, at: now }));
  return [
    ...before.flatMap((participant): CallChange[] => {
      const still = here.get(participant.sid);
      const kept = new Set(still?.tracks.map(({ sid }) => sid));
      const gone = participant.tracks.filter(({ sid }) => !kept.has(sid));
      return [
        ...published(participant, gone, 'track.unpublished'),
        ...(still === undefined
          ? [{ ...base, type: 'participant.left' as const, participant: plain(participant), at: now }]
          : []),
      ];
    }),
    ...after.flatMap((participant): CallChange[] => {
      const was = wereHere.get(participant.sid);
      const had = new Set(was?.tracks.map(({ sid }) => sid));
      const added = participant.tracks.filter(({ sid }) => !had.has(sid));
      return [
        ...(was === undefined
          ? [
              {
                ...base,
                type: 'participant.joined' as const,
                participant: plain(participant),
                at: participant.joinedAt,
              },
            ]
          : []),
        ...published(participant, added, 'track.published'),
      ];
    }),
  ];
}

const plain = ({ sid, identity, name, kind }: CallParticipant): CallParticipant => ({ sid, identity, name, kind });
