import { CloseCode } from '@foyer/protocol';
import { randomUUID } from 'node:crypto';
import { ACTORS_PER_RESERVATION } from './actor-numbers.js';
import { Appender } from './appender.js';
import type { HasFiles } from './file-gate.js';
import { LiveRoom } from './live-room.js';
import type { RoomBus } from './room-bus.js';
import type { RealtimeLimits, RealtimeLog, RoomServices } from './room-services.js';
import { RoomState } from './room-state.js';
import type { RoomKey, RoomStore } from './room-store.js';

const IDLE_CHECK_MS = 1_000;
const NO_FILES: HasFiles = () => Promise.resolve(new Set());

export interface RoomHubOptions {
  readonly store: RoomStore;
  readonly bus: RoomBus;
  /** Absent: nothing is ever uploaded. */
  readonly hasFiles?: HasFiles;
  readonly limits: RealtimeLimits;
  readonly log: RealtimeLog;
}

/** The rooms that are open on this node. A room is opened when it is first asked for, and closed when it is idle. */
export class RoomHub {
  private readonly rooms = new Map<RoomKey, LiveRoom>();
  private readonly opening = new Map<RoomKey, Promise<LiveRoom | null>>();
  private readonly storing = new Set<LiveRoom>();
  private readonly services: RoomServices;
  private readonly idleCheck: NodeJS.Timeout;

  constructor({ store, bus, hasFiles = NO_FILES, limits, log }: RoomHubOptions) {
    this.services = {
      node: randomUUID(),
      store,
      bus,
      hasFiles,
      limits,
      log,
      appender: new Appender(store, (away) =>
        away
          ? log.warn({}, 'rooms cannot be written: the store does not answer')
          : log.info({}, 'rooms are written again'),
      ),
      onChange: (room) => void this.storeIfLong(room),
    };
    this.idleCheck = setInterval(() => this.closeIdle(), IDLE_CHECK_MS);
    this.idleCheck.unref();
  }

  get openRooms(): Iterable<LiveRoom> {
    return this.rooms.values();
  }

  /** The room, if it is open here. */
  find(key: RoomKey): LiveRoom | undefined {
    return this.rooms.get(key);
  }

  /** The room, opened where it is not. `null`: there is no such room. */
  async open(key: RoomKey): Promise<LiveRoom | null> {
    const room = this.rooms.get(key);
    if (room !== undefined) {
      room.touch();
      return room;
    }
    let opening = this.opening.get(key);
    if (opening === undefined) {
      opening = this.load(key).finally(() => this.opening.delete(key));
      this.opening.set(key, opening);
    }
    return opening;
  }

  /** Sends everybody away so that they come back elsewhere or later, and waits until what was taken is stored. */
  async shutDown(): Promise<void> {
    clearInterval(this.idleCheck);
    for (const room of this.rooms.values()) room.refuseChanges();
    await this.services.appender.drained();
    const rooms = [...this.rooms.values()];
    for (const room of rooms) room.close(CloseCode.SERVICE_RESTART, 'The server restarts.');
    await Promise.all(rooms.map((room) => this.store(room)));
  }

  private async load(key: RoomKey): Promise<LiveRoom | null> {
    const { store } = this.services;
    const [stored, firstActor] = await Promise.all([store.load(key), store.reserveActors(key, ACTORS_PER_RESERVATION)]);
    if (stored === null || firstActor === null) return null;
    const room: LiveRoom = new LiveRoom(key, await RoomState.from(stored), firstActor, this.services, () => {
      if (this.rooms.get(key) === room) this.rooms.delete(key);
    });
    this.rooms.set(key, room);
    return room;
  }

  private closeIdle(): void {
    const before = Date.now() - this.services.limits.idleMs;
    for (const room of this.rooms.values()) {
      if (!room.isIdle || room.idleSince > before) continue;
      room.close(CloseCode.SERVICE_RESTART, 'The room was idle.');
      void this.store(room);
    }
  }

  private async storeIfLong(room: LiveRoom): Promise<void> {
    const { tailBytes, snapshotBytes } = room.state;
    if (tailBytes > Math.max(this.services.limits.snapshotAfterBytes, snapshotBytes)) await this.store(room);
  }

  /** A failure costs nothing but time: the log has it all. */
  private async store(room: LiveRoom): Promise<void> {
    const { state, key } = room;
    if (this.storing.has(room) || state.tailBytes === 0) return;
    this.storing.add(room);
    try {
      await state.encodeAhead();
      const { tailBytes } = state;
      const snapshot = state.snapshot();
      await this.services.store.saveSnapshot(key, snapshot);
      state.snapshotStored(snapshot, tailBytes);
    } catch (error) {
      this.services.log.warn({ err: error, room: key }, 'a snapshot could not be stored');
    } finally {
      this.storing.delete(room);
    }
  }
}
