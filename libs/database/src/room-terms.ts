import { createHash } from 'node:crypto';
import type { NewRoom } from './room.js';

/** What a room can be found by, as the 64-bit numbers that `room_term` holds (as text: JavaScript has no such number). */
export function termsOf(room: Pick<NewRoom, 'metadata' | 'usersAccesses' | 'groupsAccesses'>): string[] {
  return [
    ...Object.entries(room.metadata).flatMap(([key, value]) =>
      typeof value === 'string' ? [metadataTerm(key, value)] : [],
    ),
    ...Object.keys(room.usersAccesses).map(userTerm),
    ...Object.keys(room.groupsAccesses).map(groupTerm),
  ];
}

export const metadataTerm = (key: string, value: string): string => term(['metadata', key, value]);
export const userTerm = (userId: string): string => term(['user', userId]);
export const groupTerm = (groupId: string): string => term(['group', groupId]);

function term(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest().readBigInt64BE().toString();
}
