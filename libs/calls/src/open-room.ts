import type { RoomDraft } from '@foyer/room-registry';

/** A room that is first known by its call is open to everybody, as the tutorials of LiveKit expect. */
export const OPEN_ROOM: RoomDraft = { defaultAccesses: ['room:write'] };
