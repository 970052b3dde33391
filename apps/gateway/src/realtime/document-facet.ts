import type { Room } from '@foyer/database';
import { CloseCode, closeReason } from '@foyer/protocol';
import type { Admission, RoomHub, Session } from '@foyer/realtime';
import type { RoomFacet } from '@foyer/room-registry';

/** The document of a room: whoever is in it feels at once what becomes of the room. */
export class DocumentFacet implements RoomFacet {
  readonly name = 'document';
  private readonly readmissions = new WeakMap<Session, (room: Room) => Admission | null>();

  constructor(private readonly hub: RoomHub) {}

  /** The session came in by a rule that can be asked again. */
  entered(session: Session, readmit: (room: Room) => Admission | null): void {
    this.readmissions.set(session, readmit);
  }

  async roomChanged(room: Room): Promise<void> {
    this.hub.find(room.key)?.recheck((session) => this.readmissions.get(session)?.(room) ?? null);
  }

  async roomDeleted(room: Room): Promise<void> {
    this.hub.find(room.key)?.close(CloseCode.KICKED, 'The room was deleted.');
  }

  async roomRenamed(_from: Room, to: Room): Promise<void> {
    // The client reads the new id from the reason.
    this.hub.find(to.key)?.close(CloseCode.ROOM_ID_CHANGED, closeReason(to.id));
  }
}
