import { beforeAll, describe, expect, it } from '@jest/globals';
import { aRoomId, call } from './support/foyer.js';

// An organization of its own keeps the rooms of other specs out of these lists.
const organizationId = aRoomId('lists');
const names = Array.from({ length: 25 }, (_, i) => `${organizationId}-${String(i).padStart(2, '0')}`);
const [first = ''] = names;

const list = async (query: string): Promise<{ ids: string[]; nextPage: string | null; nextCursor: string | null }> => {
  const { status, body } = await call('GET', `/v2/rooms?organizationId=${organizationId}&${query}`);
  expect(status).toBe(200);
  return { ids: body.data.map(({ id }: { id: string }) => id), nextPage: body.nextPage, nextCursor: body.nextCursor };
};
const q = (query: string): string => `query=${encodeURIComponent(query)}`;
const newestFirst = (...which: number[]): string[] => which.sort((a, b) => b - a).map((i) => names[i] ?? '');

beforeAll(async () => {
  for (const [i, id] of names.entries()) {
    const metadata = {
      parity: i % 2 === 0 ? 'even' : 'odd',
      n: String(i),
      list: ['even'],
      ...(i === 3 ? { q: "it's" } : {}),
    };
    const usersAccesses = i < 3 ? { [`${organizationId}-al`]: ['room:write'] } : {};
    const groupsAccesses = i >= 2 && i < 5 ? { [`${organizationId}-g${i}`]: ['room:read'] } : {};
    await call('POST', '/v2/rooms', {
      body: { id, defaultAccesses: [], organizationId, metadata, usersAccesses, groupsAccesses },
    });
  }
});

describe('list rooms', () => {
  it('[RM20] shows 20 by default, newest first, and says where the next page is', async () => {
    const page = await list('');
    expect(page.ids).toEqual([...names].reverse().slice(0, 20));
    const next = await call('GET', page.nextPage ?? '');
    expect(next.body.data.map(({ id }: { id: string }) => id)).toEqual([...names].reverse().slice(20));
    expect([next.body.nextPage, next.body.nextCursor]).toEqual([null, null]);
    expect((await list(`startingAfter=${page.nextCursor}`)).ids).toHaveLength(5);
  });

  it('[RM21] pages show every room once, whatever the page size, also with filters', async () => {
    for (const [filter, expected] of [
      ['', 25],
      ['metadata.parity=even', 13],
      [q(`roomId^'${organizationId}'`), 25],
    ] as const) {
      for (const limit of [1, 4, 13, 100]) {
        const seen: string[] = [];
        for (
          let path: string | null = `/v2/rooms?organizationId=${organizationId}&${filter}&limit=${limit}`;
          path !== null;
        ) {
          const { body } = await call('GET', path);
          seen.push(...body.data.map(({ id }: { id: string }) => id));
          path = body.nextPage;
        }
        expect([seen.length, new Set(seen).size]).toEqual([expected, expected]);
        expect(seen).toEqual([...seen].sort().reverse());
      }
    }
  });

  it('[RM22] a cursor stays good when its room is deleted and new ones appear', async () => {
    const org = aRoomId('cursor');
    for (const i of [0, 1, 2, 3])
      await call('POST', '/v2/rooms', { body: { id: `${org}-${i}`, defaultAccesses: [], organizationId: org } });
    const page = (await call('GET', `/v2/rooms?organizationId=${org}&limit=2`)).body;
    await call('DELETE', `/v2/rooms/${org}-2`);
    await call('POST', '/v2/rooms', { body: { id: `${org}-4`, defaultAccesses: [], organizationId: org } });
    const next = (await call('GET', page.nextPage)).body;
    expect(next.data.map(({ id }: { id: string }) => id)).toEqual([`${org}-1`, `${org}-0`]);
  });

  it.each(['0', '101', '-1', '1.5', 'x', ''])('[RM23] refuses the limit "%s"', async (limit) => {
    expect((await call('GET', `/v2/rooms?limit=${limit}`)).body.errors[0].pointer).toBe('?limit');
  });

  it.each(['x', '', 'WzEsMl0', 'WyJhIiwiMSJd', 'WzEsIjk5OTk5OTk5OTk5OTk5OTk5OTkiXQ', 'bnVsbA'])(
    '[RM24] refuses the cursor "%s"',
    async (cursor) => {
      const { status, body } = await call('GET', `/v2/rooms?startingAfter=${cursor}`);
      expect([status, body.errors[0].pointer]).toEqual([422, '?startingAfter']);
    },
  );

  it('[RM25] filters by metadata: all must hold, lists never match', async () => {
    expect((await list('metadata.parity=odd&metadata.n=3')).ids).toEqual(newestFirst(3));
    expect((await list('metadata.parity=even&metadata.n=3')).ids).toEqual([]);
    expect((await list('metadata.list=even')).ids).toEqual([]);
    expect((await list('metadata.n=1&metadata.n=2')).ids).toEqual([]);
    expect((await list('metadata.nothing=x')).ids).toEqual([]);
  });

  it('[RM26] filters by user or groups: either is enough, beside what else must hold', async () => {
    const al = `userId=${organizationId}-al`;
    const groups = `groupIds=${organizationId}-g2,${organizationId}-g4`;
    expect((await list(al)).ids).toEqual(newestFirst(0, 1, 2));
    expect((await list(groups)).ids).toEqual(newestFirst(2, 4));
    expect((await list(groups.replace('groupIds', 'groupsIds'))).ids).toEqual(newestFirst(2, 4));
    expect((await list(`${al}&${groups}`)).ids).toEqual(newestFirst(0, 1, 2, 4));
    expect((await list(`${al}&${groups}&metadata.n=4`)).ids).toEqual(newestFirst(4));
    expect((await list(`${al}&limit=2`)).ids).toEqual(newestFirst(1, 2));
  });

  it('[RM27] filters follow updates and deletes', async () => {
    const org = aRoomId('follow');
    const id = `${org}-room`;
    const found = async (query: string): Promise<number> =>
      (await call('GET', `/v2/rooms?organizationId=${org}&${query}`)).body.data.length;
    await call('POST', '/v2/rooms', {
      body: { id, defaultAccesses: [], organizationId: org, metadata: { a: '1' }, usersAccesses: { [org]: [] } },
    });
    expect([await found('metadata.a=1'), await found(`userId=${org}`)]).toEqual([1, 1]);
    await call('POST', `/v2/rooms/${id}`, {
      body: { metadata: { a: '2' }, usersAccesses: null, groupsAccesses: { [org]: [] } },
    });
    expect([
      await found('metadata.a=1'),
      await found('metadata.a=2'),
      await found(`userId=${org}`),
      await found(`groupIds=${org}`),
    ]).toEqual([0, 1, 0, 1]);
    await call('DELETE', `/v2/rooms/${id}`);
    expect([await found('metadata.a=2'), await found(`groupIds=${org}`)]).toEqual([0, 0]);
  });

  it('[RM28] understands the query language', async () => {
    expect((await list(q(`roomId:'${first}'`))).ids).toEqual(newestFirst(0));
    expect((await list(q(`roomId^'${organizationId}-0'`))).ids).toEqual(newestFirst(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
    expect((await list(q(`roomId^'${organizationId}-0' AND metadata['parity']:'even'`))).ids).toEqual(
      newestFirst(0, 2, 4, 6, 8),
    );
    expect((await list(q(`metadata["n"]:"7" metadata["parity"]:"odd"`))).ids).toEqual(newestFirst(7));
    expect((await list(q(`metadata['q']:"it's"`))).ids).toEqual(newestFirst(3));
    expect((await list(q(`roomId:'${first}' and roomId:'other'`))).ids).toEqual([]);
    expect((await list(q('hasThreads:true'))).ids).toEqual([]);
    expect((await list(q('hasThreads:false'))).ids).toHaveLength(20);
    expect((await list('query=')).ids).toHaveLength(20);
    expect((await list(`metadata.n=7&${q(`metadata['parity']:'odd'`)}`)).ids).toEqual(newestFirst(7));
  });

  it.each([
    ' ',
    'bogus:1',
    "id:'x'",
    'roomId>5',
    "roomId^''",
    "metadata['a']^'x'",
    'metadata["a"]:null',
    "metadata['a']:5",
    "metadata:'x'",
    "roomId['a']:'x'",
    "roomId:'a' AND",
    "AND roomId:'a'",
    "(roomId:'a' OR roomId:'b')",
    "-roomId:'a'",
    "roomId:'a",
  ])('[RM29] refuses the query %s, and says where it is wrong', async (query) => {
    const { status, body } = await call('GET', `/v2/rooms?${q(query)}`);
    expect([status, body.error]).toEqual([422, 'INVALID_QUERY']);
    expect(body.message).toMatch(/\(at \d+:\d+\)$/);
  });

  it('[RM30] refuses text that no room can hold, and parameters given twice', async () => {
    for (const query of [
      'userId=%00',
      'metadata.a=%00',
      'metadata.%00=a',
      'groupIds=a,%00',
      'organizationId=%00',
      'userId=a&userId=b',
    ]) {
      expect([query, (await call('GET', `/v2/rooms?${query}`)).status]).toEqual([query, 422]);
    }
  });
});
