import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { RoomEntity } from './room.entity.js';

const EXACT = 'C';

/** One call of a room, from its opening to its end. What of a deleted room is left goes after some time. */
@Entity('call_session')
@Index('call_session_newest_first', ['roomKey', 'startedAt', 'sid'])
@Index('call_session_open', ['roomId'], { where: 'ended_at is null' })
@Index('call_session_orphaned', ['endedAt'], { where: 'room_key is null' })
export class CallSessionEntity {
  /** LiveKit's own id of it, which none has twice. */
  @PrimaryColumn({ type: 'text', collation: EXACT, primaryKeyConstraintName: 'call_session_pkey' })
  sid: string;

  @ForeignKey(() => RoomEntity, { name: 'call_session_room', onDelete: 'SET NULL' })
  @Column({ name: 'room_key', type: 'bigint', nullable: true })
  roomKey: string | null;

  /** The id of the room when the call was opened, which is the call's name in LiveKit. */
  @Column({ name: 'room_id', type: 'text', collation: EXACT })
  roomId: string;

  @Column({ name: 'started_at', type: 'timestamptz', precision: 3 })
  startedAt: Date;

  @Column({ name: 'ended_at', type: 'timestamptz', precision: 3, nullable: true })
  endedAt: Date | null;
}

/** One participant of a call, from joining to leaving. Who comes back is another one. */
@Entity('call_attendance')
export class CallAttendanceEntity {
  @ForeignKey(() => CallSessionEntity, { name: 'call_attendance_session', onDelete: 'CASCADE' })
  @PrimaryColumn({
    name: 'session_sid',
    type: 'text',
    collation: EXACT,
    primaryKeyConstraintName: 'call_attendance_pkey',
  })
  sessionSid: string;

  @PrimaryColumn({ type: 'text', collation: EXACT, primaryKeyConstraintName: 'call_attendance_pkey' })
  sid: string;

  @Column({ type: 'text', collation: EXACT })
  identity: string;

  @Column({ type: 'text' })
  name: string;

  /** As LiveKit names it: STANDARD, INGRESS, EGRESS, SIP, AGENT. */
  @Column({ type: 'text' })
  kind: string;

  @Column({ name: 'joined_at', type: 'timestamptz', precision: 3 })
  joinedAt: Date;

  @Column({ name: 'left_at', type: 'timestamptz', precision: 3, nullable: true })
  leftAt: Date | null;
}

/** One track that a participant published. */
@Entity('call_track')
@ForeignKey(() => CallAttendanceEntity, ['sessionSid', 'participantSid'], ['sessionSid', 'sid'], {
  name: 'call_track_attendance',
  onDelete: 'CASCADE',
})
export class CallTrackEntity {
  @PrimaryColumn({ name: 'session_sid', type: 'text', collation: EXACT, primaryKeyConstraintName: 'call_track_pkey' })
  sessionSid: string;

  @PrimaryColumn({
    name: 'participant_sid',
    type: 'text',
    collation: EXACT,
    primaryKeyConstraintName: 'call_track_pkey',
  })
  participantSid: string;

  @PrimaryColumn({ type: 'text', collation: EXACT, primaryKeyConstraintName: 'call_track_pkey' })
  sid: string;

  /** As LiveKit names it: AUDIO, VIDEO, DATA. */
  @Column({ type: 'text' })
  kind: string;

  /** As LiveKit names it: CAMERA, MICROPHONE, SCREEN_SHARE and so on. */
  @Column({ type: 'text' })
  source: string;

  @Column({ name: 'published_at', type: 'timestamptz', precision: 3 })
  publishedAt: Date;

  @Column({ name: 'unpublished_at', type: 'timestamptz', precision: 3, nullable: true })
  unpublishedAt: Date | null;
}

/** What the last ticket of somebody to the calls of a room said, beside who it is for. */
@Entity('call_guest')
export class CallGuestEntity {
  @ForeignKey(() => RoomEntity, { name: 'call_guest_room', onDelete: 'CASCADE' })
  @PrimaryColumn({ name: 'room_key', type: 'bigint', primaryKeyConstraintName: 'call_guest_pkey' })
  roomKey: string;

  @PrimaryColumn({ type: 'text', collation: EXACT, primaryKeyConstraintName: 'call_guest_pkey' })
  identity: string;

  @Column({ name: 'group_ids', type: 'jsonb' })
  groupIds: string[];

  @Column({ type: 'jsonb' })
  grant: object;
}

/** Something that has happened, in the order in which it did. Written together with what it tells of. */
@Entity('event')
@Index('event_of_room', ['roomId', 'key'])
export class EventEntity {
  @PrimaryColumn({
    type: 'bigint',
    generated: 'identity',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'event_pkey',
  })
  key: string;

  @Column({ type: 'text' })
  type: string;

  /** The id that the room had then: events outlive their room. */
  @Column({ name: 'room_id', type: 'text', collation: EXACT })
  roomId: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at: Date;

  @Column({ type: 'jsonb' })
  data: object;
}
