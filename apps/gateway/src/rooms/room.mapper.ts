import type { Room, RoomPage } from '@foyer/room-registry';
import type { RoomBody, RoomPageBody } from './room.dto.js';

export function toRoomBody(room: Room): RoomBody {
  return {
    type: 'room',
    id: room.id,
    organizationId: room.organizationId,
    lastConnectionAt: room.lastConnectionAt.toISOString(),
    createdAt: room.createdAt.toISOString(),
    metadata: room.metadata,
    defaultAccesses: room.defaultAccesses,
    groupsAccesses: room.groupsAccesses,
    usersAccesses: room.usersAccesses,
    // Absent where there is nothing to say: so the room is just what Liveblocks shows.
    ...(Object.keys(room.media).length === 0 ? {} : { media: room.media }),
  };
}

/** The page, with the address of the next one: the same parameters, from another place. */
export function toRoomPageBody({ rooms, nextCursor }: RoomPage, parameters: Record<string, unknown>): RoomPageBody {
  return {
    nextPage: nextCursor === null ? null : nextPage(parameters, nextCursor),
    nextCursor,
    data: rooms.map(toRoomBody),
  };
}

function nextPage(parameters: Record<string, unknown>, cursor: string): string {
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(parameters)) {
    if (name !== 'startingAfter') for (const value of [values].flat()) query.append(name, String(value));
  }
  query.append('startingAfter', cursor);
  return `/v2/rooms?${query.toString()}`;
}
