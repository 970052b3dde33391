import type { RoomPosition } from '@foyer/database';

/** A place in the list as the text that callers hand back. It names a position, not a room, so it outlives its room. */
export function encodeCursor({ createdAt, key }: RoomPosition): string {
  return Buffer.from(JSON.stringify([createdAt.getTime(), key])).toString('base64url');
}

const MAX_BIGINT = 2n ** 63n - 1n;
const MAX_TIME_MS = 8.64e15;

export function decodeCursor(cursor: string): RoomPosition | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return null;
  }
  if (!Array.isArray(parsed) || parsed.length !== 2) return null;
  const [time, key] = parsed as [unknown, unknown];
  if (typeof time !== 'number' || !Number.isInteger(time) || Math.abs(time) > MAX_TIME_MS) return null;
  if (typeof key !== 'string' || !/^\d{1,19}$/.test(key) || BigInt(key) > MAX_BIGINT) return null;
  return { createdAt: new Date(time), key };
}
