import { textProblem } from './text.js';

declare const roomIdBrand: unique symbol;
/** A room's public name: 1–128 UTF-16 units of any text, compared exactly. */
export type RoomId = string & { readonly [roomIdBrand]: true };

export const ROOM_ID_MAX_LENGTH = 128;

/** Says what keeps `value` from being a room id, as the end of a sentence, or `null`. */
export function roomIdProblem(value: unknown): string | null {
  if (typeof value !== 'string') return 'must be a string';
  if (value.length === 0) return 'must not be empty';
  if (value.length > ROOM_ID_MAX_LENGTH) return `must have at most ${ROOM_ID_MAX_LENGTH} characters`;
  // URL parsers remove these two path segments, so such a room could never be addressed.
  if (value === '.' || value === '..') return 'must not be "." or ".."';
  return textProblem(value);
}

export function isRoomId(value: unknown): value is RoomId {
  return roomIdProblem(value) === null;
}
