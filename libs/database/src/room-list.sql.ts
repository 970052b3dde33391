import { groupTerm, metadataTerm, userTerm } from './room-terms.js';
import type { RoomFilter, RoomPosition } from './room.js';

export const ROOM_COLUMNS = `r.key, r.id, r.organization_id as "organizationId", r.metadata, r.default_accesses as "defaultAccesses",
  r.users_accesses as "usersAccesses", r.groups_accesses as "groupsAccesses", r.media, r.created_at as "createdAt",
  r.last_connection_at as "lastConnectionAt"`;

export interface Statement {
  readonly text: string;
  readonly values: unknown[];
}

/** A way into the list: the index it walks decides what a page costs. */
export type Driver =
  | { readonly by: 'order' }
  | { readonly by: 'ids' }
  /** Rooms of any of these terms. */
  | { readonly by: 'terms'; readonly terms: readonly string[] }
  | { readonly by: 'prefix'; readonly prefix: string };

/** The ways into a filtered list that could be shorter than walking all rooms in order. */
export function driversOf(filter: RoomFilter): Driver[] {
  if (filter.ids.length > 0) return [{ by: 'ids' }];
  const { userId, groupIds } = filter.accessibleTo;
  const access = [...(userId === undefined ? [] : [userTerm(userId)]), ...groupIds.map(groupTerm)];
  return [
    ...filter.metadata.map(({ key, value }): Driver => ({ by: 'terms', terms: [metadataTerm(key, value)] })),
    ...(access.length === 0 ? [] : [{ by: 'terms', terms: access } as const]),
    ...filter.idPrefixes.map((prefix): Driver => ({ by: 'prefix', prefix })),
  ];
}

/** How many rooms a driver leads to, counting no further than `cap`. */
export function countUpTo(driver: Driver & { by: 'terms' | 'prefix' }, cap: number): Statement {
  return driver.by === 'terms'
    ? {
        text: 'select count(*)::int as n from (select from room_term where term = any($1::bigint[]) limit $2) x',
        values: [driver.terms, cap],
      }
    : {
        text: 'select count(*)::int as n from (select from room where id ^@ $1 limit $2) x',
        values: [driver.prefix, cap],
      };
}

/**
 * One page of the list, newest first. Every condition of the filter is checked on the room itself, whatever drives:
 * terms are hashes, and only narrow the search.
 */
export function pageStatement(
  filter: RoomFilter,
  driver: Driver,
  after: RoomPosition | null,
  limit: number,
): Statement {
  const values: unknown[] = [];
  const param = (value: unknown): string => `$${values.push(value)}`;
  const count = param(limit);
  const conditions = roomConditions(filter, param);
  const position = after === null ? null : `(${param(after.createdAt)}::timestamptz, ${param(after.key)}::bigint)`;

  if (driver.by !== 'terms') {
    if (position !== null) conditions.push(`(r.created_at, r.key) < ${position}`);
    return {
      text: `select ${ROOM_COLUMNS} from room r ${where(conditions)} order by r.created_at desc, r.key desc limit ${count}`,
      values,
    };
  }
  conditions.push('t.term = d.term');
  if (position !== null) conditions.push(`(t.created_at, t.room_key) < ${position}`);
  // Each term is walked in its own order, so that no term's rooms are ever collected and sorted whole.
  return {
    text: `select distinct on (r."createdAt", r.key) r.* from unnest(${param(driver.terms)}::bigint[]) d(term) cross join lateral (
      select ${ROOM_COLUMNS} from room_term t join room r on r.key = t.room_key ${where(conditions)}
      order by t.created_at desc, t.room_key desc limit ${count}) r
      order by r."createdAt" desc, r.key desc limit ${count}`,
    values,
  };
}

function roomConditions(filter: RoomFilter, param: (value: unknown) => string): string[] {
  const { userId, groupIds } = filter.accessibleTo;
  const access = [
    ...(userId === undefined ? [] : [`r.users_accesses ? ${param(userId)}`]),
    ...(groupIds.length === 0 ? [] : [`r.groups_accesses ?| ${param(groupIds)}::text[]`]),
  ];
  return [
    ...(filter.organizationId === undefined ? [] : [`r.organization_id = ${param(filter.organizationId)}`]),
    ...filter.ids.map((id) => `r.id = ${param(id)}`),
    ...filter.idPrefixes.map((prefix) => `r.id ^@ ${param(prefix)}`),
    ...filter.metadata.map(({ key, value }) => `r.metadata -> ${param(key)} = to_jsonb(${param(value)}::text)`),
    ...(access.length === 0 ? [] : [`(${access.join(' or ')})`]),
  ];
}

function where(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`;
}
