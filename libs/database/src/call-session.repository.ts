import type pg from 'pg';
import type { CallChange, CallParticipant, CallSession, CallSessionPosition, CallTrack, KnownCall } from './call.js';
import { gather } from './gather.js';
import { exclusively } from './pool.js';

/** Any number that nothing else in this database locks by. */
const LOCK = 7_880_001;

const STARTED = 'media.session.started' satisfies CallChange['type'];

/** A call as LiveKit says that it is open. */
export interface OpenedCall {
  readonly sid: string;
  readonly name: string;
  readonly startedAt: Date;
}

/** Somebody in a call of this room. */
type PresentParticipant = Pick<CallParticipant, 'identity' | 'kind'> & { readonly roomId: string };

/** The calls that are open, for whoever has them alone. */
export interface CallBook {
  /** The open calls, or those with these names. */
  open(names: readonly string[] | 'all'): Promise<KnownCall[]>;
  /** Which of these calls have ended. */
  ended(sids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Writes changes down in this order, each with its event. */
  write(changes: readonly CallChange[]): Promise<void>;
}

/** Who was when in which call. */
export class CallSessionRepository {
  /** Whether this call is open, asked together with others of the same turn; `null`: it is not in the books. */
  private readonly stateOf: (sid: string) => Promise<'open' | 'ended' | null>;

  constructor(private readonly pool: pg.Pool) {
    this.stateOf = gather(async (sids) => {
      const { rows } = await this.pool.query<{ sid: string; open: boolean }>({
        name: 'call-session-state',
        text: 'select sid, ended_at is null as open from call_session where sid = any($1)',
        values: [sids],
      });
      return new Map(rows.map(({ sid, open }) => [sid, open ? 'open' : 'ended'] as const));
    });
  }

  /** Writes down a call of this room that LiveKit has open, if that is new. Answers whether it has ended before, or its room has gone. */
  async opened({ sid, name, startedAt }: OpenedCall, roomKey: string): Promise<'open' | 'ended' | 'room gone'> {
    const known = await this.stateOf(sid);
    if (known !== null) return known;
    const { rowCount } = await this.pool.query({
      name: 'call-session-opened',
      text: `with added as (
          insert into call_session (sid, room_key, room_id, started_at) select $1, key, $2, $3 from room where key = $4
          on conflict do nothing returning sid, room_id, started_at)
        insert into event (type, room_id, at, data)
          select '${STARTED}', room_id, started_at, jsonb_build_object('sessionId', sid) from added`,
      values: [sid, name, startedAt, roomKey],
    });
    if (rowCount === 1) return 'open';
    // Somebody else has just written it down; or there is no such room.
    return (await this.stateOf(sid)) ?? 'room gone';
  }

  /**
   * Runs `work` while no other node does, and keeps what it wrote if it succeeds. Answers `null` where another node is at it,
   * unless that is to be waited for.
   */
  exclusively<T>(otherwise: 'wait' | 'skip', work: (book: CallBook) => Promise<T>): Promise<T | null> {
    return exclusively(this.pool, LOCK, otherwise, (client) => work(bookOf(client)));
  }

  /** The calls of a room, newest first. */
  async list(roomKey: string, before: CallSessionPosition | null, limit: number): Promise<CallSession[]> {
    const { rows: sessions } = await this.pool.query<Omit<CallSession, 'attendances'>>(
      `select sid, started_at as "startedAt", ended_at as "endedAt" from call_session
        where room_key = $1 ${before === null ? '' : 'and (started_at, sid) < ($3, $4)'}
        order by started_at desc, sid desc limit $2`,
      [roomKey, limit, ...(before === null ? [] : [before.startedAt, before.sid])],
    );
    const { rows } = await this.pool.query<CallSession['attendances'][number] & { session: string }>(
      `select session_sid as session, sid, identity, name, kind, joined_at as "joinedAt", left_at as "leftAt"
        from call_attendance where session_sid = any($1) order by joined_at, sid`,
      [sessions.map(({ sid }) => sid)],
    );
    const attendances = groupBy(rows, ({ session, ...attendance }) => [session, attendance]);
    return sessions.map((session) => ({ ...session, attendances: attendances.get(session.sid) ?? [] }));
  }

  /** Who is in the calls of these rooms, or has left them since then. */
  async presentSince(since: Date, roomIds: readonly string[]): Promise<PresentParticipant[]> {
    const { rows } = await this.pool.query<PresentParticipant>(
      `select r.id as "roomId", a.identity, a.kind
        from room r join call_session s on s.room_key = r.key join call_attendance a on a.session_sid = s.sid
        where r.id = any($2) and (s.ended_at is null or s.ended_at > $1) and (a.left_at is null or a.left_at > $1)`,
      [since, roomIds],
    );
    return rows;
  }

  /** Forgets the calls of deleted rooms that have ended before then. */
  async removeOrphaned(endedBefore: Date): Promise<void> {
    await this.pool.query('delete from call_session where room_key is null and ended_at < $1', [endedBefore]);
  }
}

const bookOf = (client: pg.PoolClient): CallBook => ({
  open: async (names) => {
    const { rows: calls } = await client.query<Omit<KnownCall, 'participants'>>(
      `select s.sid, s.room_id as "roomId", r.id as "roomIdNow" from call_session s left join room r on r.key = s.room_key
        where s.ended_at is null ${names === 'all' ? '' : 'and s.room_id = any($1)'} order by s.started_at`,
      names === 'all' ? [] : [names],
    );
    const sids = calls.map(({ sid }) => sid);
    const { rows: participants } = await client.query<CallParticipant & { call: string }>(
      `select session_sid as call, sid, identity, name, kind from call_attendance
        where session_sid = any($1) and left_at is null order by joined_at, sid`,
      [sids],
    );
    const { rows: tracks } = await client.query<CallTrack & { of: string }>(
      `select session_sid || ' ' || participant_sid as of, sid, kind, source from call_track
        where session_sid = any($1) and unpublished_at is null order by published_at, sid`,
      [sids],
    );
    const tracksOf = groupBy(tracks, ({ of, ...track }) => [of, track]);
    const participantsOf = groupBy(participants, ({ call, ...participant }) => [
      call,
      { ...participant, tracks: tracksOf.get(`${call} ${participant.sid}`) ?? [] },
    ]);
    return calls.map((call) => ({ ...call, participants: participantsOf.get(call.sid) ?? [] }));
  },

  ended: async (sids) => {
    const { rows } = await client.query<{ sid: string }>(
      'select sid from call_session where sid = any($1) and ended_at is not null',
      [sids],
    );
    return new Set(rows.map(({ sid }) => sid));
  },

  write: async (changes) => {
    if (changes.length === 0) return;
    const told: CallChange[] = [];
    for (const change of changes) {
      const { rowCount } = await client.query(rowOf(change));
      // Whoever opened the call may have been faster.
      if (change.type !== STARTED || rowCount === 1) told.push(change);
    }
    await client.query(
      `insert into event (type, room_id, at, data)
        select e.type, e.room_id, e.at, e.data
        from unnest($1::text[], $2::text[], $3::timestamptz[], $4::jsonb[]) with ordinality e(type, room_id, at, data, n) order by n`,
      [
        told.map(({ type }) => type),
        told.map(({ roomId }) => roomId),
        told.map(({ at }) => at),
        told.map((change) => JSON.stringify(eventData(change))),
      ],
    );
  },
});

/** What a change does to the books. Whoever was believed to have gone may turn up again. */
function rowOf(change: CallChange): { text: string; values: unknown[] } {
  const { callSid, at } = change;
  switch (change.type) {
    case 'media.session.started':
      return {
        text: 'insert into call_session (sid, room_key, room_id, started_at) values ($1, $2, $3, $4) on conflict do nothing',
        values: [callSid, change.roomKey, change.roomId, at],
      };
    case 'media.session.ended':
      return { text: 'update call_session set ended_at = $2 where sid = $1', values: [callSid, at] };
    case 'participant.joined': {
      const { sid, identity, name, kind } = change.participant;
      return {
        text: `insert into call_attendance (session_sid, sid, identity, name, kind, joined_at) values ($1, $2, $3, $4, $5, $6)
          on conflict (session_sid, sid) do update set left_at = null`,
        values: [callSid, sid, identity, name, kind, at],
      };
    }
    case 'participant.left':
      return {
        text: 'update call_attendance set left_at = $3 where session_sid = $1 and sid = $2',
        values: [callSid, change.participant.sid, at],
      };
    case 'track.published': {
      const { sid, kind, source } = change.track;
      return {
        text: `insert into call_track (session_sid, participant_sid, sid, kind, source, published_at) values ($1, $2, $3, $4, $5, $6)
          on conflict (session_sid, participant_sid, sid) do update set unpublished_at = null`,
        values: [callSid, change.participant.sid, sid, kind, source, at],
      };
    }
    case 'track.unpublished':
      return {
        text: 'update call_track set unpublished_at = $4 where session_sid = $1 and participant_sid = $2 and sid = $3',
        values: [callSid, change.participant.sid, change.track.sid, at],
      };
  }
}

/** What the event says beside its type, room and time. */
function eventData(change: CallChange): object {
  return {
    sessionId: change.callSid,
    ...('participant' in change ? { participant: change.participant } : {}),
    ...('track' in change ? { track: change.track } : {}),
  };
}

function groupBy<T, V>(items: readonly T[], entryOf: (item: T) => readonly [key: string, value: V]): Map<string, V[]> {
  const groups = new Map<string, V[]>();
  for (const item of items) {
    const [key, value] = entryOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}
