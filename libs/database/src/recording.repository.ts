import type pg from 'pg';
import { exclusively } from './pool.js';
import {
  RECORDING_STATUSES,
  type NewRecording,
  type Recording,
  type RecordingFilter,
  type RecordingPosition,
  type RecordingProgress,
} from './recording.js';

/** Any number that nothing else in this database locks by. */
const LOCK = 7_880_002;

const COLUMNS = `id, room_key as "roomKey", room_id as "roomId", call_sid as "callSid", egress_id as "egressId", kind,
  automatic, unwanted, status, error, storage, outputs, requested_at as "requestedAt", tried_at as "triedAt", started_at as "startedAt", ended_at as "endedAt",
  document_version_start::float8 as "documentVersionStart", document_version_end::float8 as "documentVersionEnd"`;

/** How many changes the document of a recording's room has seen. */
const DOCUMENT_VERSION = `(select coalesce((select max(seq) from room_log where room_key = recording.room_key),
  (select max(seq) from room_snapshot where room_key = recording.room_key), 0) from room where key = recording.room_key)`;

/** A status as a number that only grows while a recording goes on; all ends are one. */
const rankOf = (status: string): string =>
  `least(array_position('{${RECORDING_STATUSES.join()}}'::text[], ${status}), ${RECORDING_STATUSES.indexOf('complete') + 1})`;

/** A call that is to be recorded, and is not yet. */
export interface CallToRecord {
  readonly callSid: string;
  readonly roomKey: string;
  readonly roomId: string;
}

/** What was recorded, is, or is to be. Each change is written together with the event that tells of it. */
export class RecordingRepository {
  constructor(private readonly pool: pg.Pool) {}

  /** Answers `false` where the call has its automatic recording already. */
  async add(recording: NewRecording): Promise<boolean> {
    const { id, roomKey, roomId, callSid, kind, automatic, storage, requestedAt } = recording;
    const { rowCount } = await this.pool.query(
      `insert into recording (id, room_key, room_id, call_sid, kind, automatic, storage, requested_at, tried_at, status, outputs)
        values ($1, (select key from room where key = $2), $3, $4, $5, $6, $7, $8, $8, 'requested', '[]') on conflict (call_sid) where automatic do nothing`,
      [id, roomKey, roomId, callSid, kind, automatic, storage, requestedAt],
    );
    return rowCount === 1;
  }

  /** Gives a recording the egress that it is. Answers `false` where another one has it, or it has ended. */
  async assign(id: string, egressId: string): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `update recording set egress_id = $2 where id = $1 and ended_at is null and (egress_id is null or egress_id = $2)
        and not exists (select from recording where egress_id = $2 and id <> $1)`,
      [id, egressId],
    );
    return rowCount === 1;
  }

  /** Writes down how far a recording is. What has ended stays as it is, and nothing goes back. */
  async advance(id: string, { status, error, outputs, startedAt, endedAt }: RecordingProgress): Promise<void> {
    await this.pool.query(
      `with before as (select id, status from recording where id = $1 for update),
        changed as (
          update recording set status = $2, error = coalesce($3, case when unwanted then error end), outputs = $4, started_at = coalesce($5, started_at), ended_at = $6,
            document_version_start = coalesce(document_version_start, case when $5::timestamptz is not null then ${DOCUMENT_VERSION} end),
            document_version_end = case when $6::timestamptz is not null then ${DOCUMENT_VERSION} end
          from before
          where recording.id = before.id and ended_at is null and ${rankOf('before.status')} <= ${rankOf('$2')}
            and (recording.status, error, outputs) is distinct from ($2, $3, $4::jsonb)
          returning recording.*, before.status as was)
        insert into event (type, room_id, at, data)
          select case when ended_at is not null then 'egress.ended' when was = 'requested' then 'egress.started' else 'egress.updated' end,
            room_id, coalesce(ended_at, now()),
            jsonb_build_object('sessionId', call_sid, 'recordingId', id, 'egressId', egress_id, 'kind', kind, 'status', status, 'error', error)
          from changed where was <> status`,
      [id, status, error, JSON.stringify(outputs), startedAt, endedAt],
    );
  }

  /** LiveKit is, or was, asked for it now; `error` says why it has not begun. */
  async markTried(id: string, error: string | null): Promise<void> {
    await this.pool.query(
      'update recording set tried_at = $3, error = coalesce($2, error) where id = $1 and ended_at is null',
      [id, error, new Date()],
    );
  }

  /** It may have begun, but whoever asked for it was told that it has not. */
  async giveUp(id: string, error: string): Promise<void> {
    await this.pool.query('update recording set unwanted = true, error = $2 where id = $1 and ended_at is null', [
      id,
      error,
    ]);
  }

  /** An end that LiveKit does not tell of. */
  async end(id: string, status: 'failed' | 'aborted', error: string, endedAt: Date): Promise<void> {
    const recording = await this.find({ id });
    if (recording !== null)
      await this.advance(id, { status, error, outputs: recording.outputs, startedAt: null, endedAt });
  }

  async find(by: { readonly id: string } | { readonly egressId: string }): Promise<Recording | null> {
    const { rows } = await this.pool.query<Recording>(
      `select ${COLUMNS} from recording where ${'id' in by ? 'id' : 'egress_id'} = $1`,
      ['id' in by ? by.id : by.egressId],
    );
    return rows[0] ?? null;
  }

  /** Those of these egresses that are here. */
  async ofEgresses(egressIds: readonly string[]): Promise<Map<string, Recording>> {
    const { rows } = await this.pool.query<Recording & { egressId: string }>(
      `select ${COLUMNS} from recording where egress_id = any($1)`,
      [egressIds],
    );
    return new Map(rows.map((recording) => [recording.egressId, recording]));
  }

  /** Newest first. */
  async list(
    { roomKey, roomId }: RecordingFilter,
    before: RecordingPosition | null,
    limit: number,
  ): Promise<Recording[]> {
    const { rows } = await this.pool.query<Recording>(
      `select ${COLUMNS} from recording
        where ($2::bigint is null or room_key = $2) and ($3::text is null or room_id = $3)
        ${before === null ? '' : 'and (requested_at, id) < ($4, $5)'}
        order by requested_at desc, id desc limit $1`,
      [limit, roomKey, roomId, ...(before === null ? [] : [before.requestedAt, before.id])],
    );
    return rows;
  }

  /** Those without an end, oldest first. */
  async open(): Promise<Recording[]> {
    const { rows } = await this.pool.query<Recording>(
      `select ${COLUMNS} from recording where ended_at is null order by requested_at, id`,
    );
    return rows;
  }

  /** The open calls whose rooms say that they are recorded, without a recording because of that. */
  async callsToRecord(): Promise<CallToRecord[]> {
    const { rows } = await this.pool.query<CallToRecord>(
      `select s.sid as "callSid", r.key as "roomKey", r.id as "roomId" from call_session s join room r on r.key = s.room_key
        where s.ended_at is null and s.room_id = r.id and r.media @> '{"autoRecord": true}'
        and not exists (select from recording where automatic and call_sid = s.sid) order by s.started_at`,
    );
    return rows;
  }

  /** Which of these calls have ended. */
  async endedCalls(callSids: readonly string[]): Promise<ReadonlySet<string>> {
    const { rows } = await this.pool.query<{ sid: string }>(
      'select sid from call_session where sid = any($1) and ended_at is not null',
      [callSids],
    );
    return new Set(rows.map(({ sid }) => sid));
  }

  async remove(id: string): Promise<void> {
    await this.pool.query('delete from recording where id = $1', [id]);
  }

  /** Runs `work` unless another node is at it. */
  async exclusively(work: () => Promise<void>): Promise<void> {
    await exclusively(this.pool, LOCK, 'skip', work);
  }
}
