import type { Room } from '@foyer/database';

/**
 * A half of the product that keeps something for a room: its document, its call. The registry tells every facet what
 * became of the room, after that is committed; a facet that cannot follow now must catch up by itself.
 */
export interface RoomFacet {
  readonly name: string;
  /** Something that callers may set is another now. */
  roomChanged(room: Room, before: Room): Promise<void>;
  roomDeleted(room: Room): Promise<void>;
  roomRenamed(from: Room, to: Room): Promise<void>;
}
