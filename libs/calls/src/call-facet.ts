import type { Room, RoomFacet } from '@foyer/room-registry';
import type { Calls } from './calls.js';

/** The call of a room. Its name in LiveKit is the room's id, so a rename ends the call under the old name. */
export class CallFacet implements RoomFacet {
  readonly name = 'call';

  constructor(private readonly calls: Calls) {}

  /** Who is in the call keeps what the token said; the next token says what holds by then. */
  async roomChanged(): Promise<void> {}

  async roomDeleted(room: Room): Promise<void> {
    await this.calls.close(room.id);
  }

  async roomRenamed(from: Room): Promise<void> {
    await this.calls.close(from.id);
  }
}
