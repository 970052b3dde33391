import type { Appender } from './appender.js';
import type { HasFiles } from './file-gate.js';
import type { LiveRoom } from './live-room.js';
import type { RoomBus } from './room-bus.js';
import type { RoomStore } from './room-store.js';

export interface RealtimeLimits {
  /** How long a busy room gathers messages before it sends them. */
  readonly flushIntervalMs: number;
  /** A newcomer that says nothing hears of changes after this time. */
  readonly firstWordMs: number;
  /** A session whose changes wait for the log with more than this is not read from. */
  readonly pendingBytes: number;
  /** A session that has not taken this much is sent away. */
  readonly bufferedBytes: number;
  readonly connectionsPerRoom: number;
  /** What the storage and the Yjs documents of a room may hold, as its snapshot takes it. */
  readonly roomBytes: number;
  /** A room that nobody is in is closed after this time. */
  readonly idleMs: number;
  /** A snapshot is made when the log since the last one is longer than this, and than that one. */
  readonly snapshotAfterBytes: number;
}

export interface RealtimeLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What the rooms of one node share. */
export interface RoomServices {
  /** Names this node to the others; unique for each start. */
  readonly node: string;
  readonly store: RoomStore;
  readonly bus: RoomBus;
  readonly appender: Appender;
  readonly hasFiles: HasFiles;
  readonly limits: RealtimeLimits;
  readonly log: RealtimeLog;
  /** The room has gone on. */
  onChange(room: LiveRoom): void;
}
