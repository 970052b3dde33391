import type { CallSessionPosition } from '@foyer/database';

/** LiveKit's ids of rooms: a prefix and letters and digits. */
const SID = /^[\w-]{1,64}$/;
const MAX_TIME_MS = 8.64e15;

/** A place in the list of a room's calls as the text that callers hand back. It outlives the call that it was made from. */
export const encodeCursor = ({ startedAt, sid }: CallSessionPosition): string =>
  Buffer.from(`${startedAt.getTime()} ${sid}`).toString('base64url');

/** `null` for what is no cursor of ours. */
export function decodeCursor(cursor: string): CallSessionPosition | null {
  const [time = '', sid = ''] = Buffer.from(cursor, 'base64url').toString().split(' ');
  if (!/^\d{1,16}$/.test(time) || Number(time) > MAX_TIME_MS || !SID.test(sid)) return null;
  const position = { startedAt: new Date(Number(time)), sid };
  return encodeCursor(position) === cursor ? position : null;
}
