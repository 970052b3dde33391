// Many rooms at once, by SQL: rows as the gateway would have written them, with the terms of room-terms.ts.
import { groupTerm, metadataTerm, userTerm } from '../../libs/database/dist/room-terms.js';

// Even but unordered numbers for room number `i`; each seed gives others.
const dice = (seed, sides) => `(abs(hashint8extended(i, ${seed}) % ${sides}))`;

/**
 * Empties the tables and makes `count` rooms (a power of ten), 100 ms apart. Ids are the numbers below `count` in an
 * order that has nothing to do with time, so `room-12` is one room in a hundred. About:
 * metadata `half=yes` and `other=yes` 50% each, `hundredth=7` 1%, `rare=yes` 5 rooms, `opposite=yes` exactly where `half` is
 * not, `age=old` the older half; user `alice` 10%, one of 1,000 users in each room; one of 10 groups; organization `acme` 10%.
 */
export async function fill(client, count) {
  await client.query('truncate room, room_term restart identity cascade');
  await client.query(
    `insert into room (id, organization_id, metadata, default_accesses, users_accesses, groups_accesses, created_at, last_connection_at)
    select 'room-' || lpad((i * 7919 % $1)::text, length($1::text) - 1, '0'),
      case ${dice(1, 10)} when 0 then 'acme' else 'default' end,
      jsonb_build_object('half', case ${dice(2, 2)} when 0 then 'yes' else 'no' end,
        'opposite', case ${dice(2, 2)} when 0 then 'no' else 'yes' end,
        'other', case ${dice(3, 2)} when 0 then 'yes' else 'no' end,
        'hundredth', ${dice(4, 100)}::text,
        'age', case when i < $1 / 2 then 'old' else 'new' end)
        || case when i % ($1 / 5) = $1 / 10 then '{"rare": "yes"}' else '{}' end::jsonb,
      '["room:write"]',
      jsonb_build_object('user-' || ${dice(5, 1000)}, '["room:write"]'::jsonb)
        || case ${dice(6, 10)} when 0 then '{"alice": ["room:read"]}' else '{}' end::jsonb,
      jsonb_build_object('group-' || ${dice(7, 10)}, '["room:read", "room:presence:write"]'::jsonb), at, at
    from (select i, now() - ($1 - i) * interval '100 ms' as at from generate_series(0, $1::bigint - 1) i order by i) x`,
    [count],
  );
  await client.query('create temp table term_of (kind text, key text, value text, term bigint)');
  const terms = [
    ...['half', 'opposite', 'other'].flatMap((key) => ['yes', 'no'].map((value) => ['metadata', key, value])),
    ...range(100).map((n) => ['metadata', 'hundredth', String(n)]),
    ['metadata', 'rare', 'yes'],
    ['metadata', 'age', 'old'],
    ['metadata', 'age', 'new'],
    ['user', 'alice', null],
    ...range(1000).map((n) => ['user', `user-${n}`, null]),
    ...range(10).map((n) => ['group', `group-${n}`, null]),
  ].map(([kind, key, value]) => {
    const term = { metadata: metadataTerm, user: userTerm, group: groupTerm }[kind](key, value);
    return { kind, key, value, term };
  });
  await client.query(
    'insert into term_of select * from json_to_recordset($1) x(kind text, key text, value text, term bigint)',
    [JSON.stringify(terms)],
  );
  await client.query(`set work_mem = '256MB'`);
  await client.query(`insert into room_term (term, created_at, room_key)
    select t.term, r.created_at, r.key from room r, jsonb_each_text(r.metadata) e join term_of t on t.kind = 'metadata' and (t.key, t.value) = (e.key, e.value)
    union all select t.term, r.created_at, r.key from room r, jsonb_object_keys(r.users_accesses) u join term_of t on t.kind = 'user' and t.key = u
    union all select t.term, r.created_at, r.key from room r, jsonb_object_keys(r.groups_accesses) g join term_of t on t.kind = 'group' and t.key = g
    order by 1, 2, 3`);
  await client.query('reset work_mem');
  await client.query('drop table term_of');
  await client.query('vacuum analyze room, room_term');
  await client.query('checkpoint');
}

const range = (count) => Array.from({ length: count }, (_, n) => n);
