import { FoyerError, invalid, type RoomId } from '@foyer/core';
import { FilesNotUploaded, RoomGone, RoomTooLarge, type LiveRoom, type RoomHub } from '@foyer/realtime';
import type { RoomRegistry } from '@foyer/room-registry';

/** A room that closes just as it is used is opened anew this often. */
const TRIES = 3;

/** The way from a room's id to the room itself, for everything that REST does in it. */
export class LiveRooms {
  constructor(
    private readonly registry: RoomRegistry,
    private readonly hub: RoomHub,
  ) {}

  /** Does something in the room. 404 where there is none. */
  async in<T>(id: RoomId, work: (room: LiveRoom) => T | Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      const { key } = await this.registry.get(id);
      const room = await this.hub.open(key);
      if (room === null) throw new FoyerError('ROOM_NOT_FOUND', `Room with id "${id}" not found.`);
      try {
        return await work(room);
      } catch (error) {
        if (error instanceof FilesNotUploaded) throw invalid([{ pointer: '', message: `${error.message}.` }]);
        if (error instanceof RoomTooLarge) throw new FoyerError('ROOM_TOO_LARGE', error.message);
        if (!(error instanceof RoomGone) || tries === TRIES) throw error;
      }
    }
  }
}
