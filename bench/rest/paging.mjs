// What a page of 20 costs at the start, in the middle and at the end of long lists, over REST, with every kind of filter;
// and the plans behind it, written to plans.md. node bench/rest/paging.mjs [--rooms 1000000] [--requests 200]
import { writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { RoomRepository } from '../../libs/database/dist/index.js';
import { ROOM_COLUMNS, pageStatement } from '../../libs/database/dist/room-list.sql.js';
import { HERE, median, percentile, startFoyer, table } from './common.mjs';
import { fill } from './fill.mjs';

const { values } = parseArgs({
  options: { rooms: { type: 'string', default: '1000000' }, requests: { type: 'string', default: '200' } },
});
const LIMIT = 20;
const REQUESTS = Number(values.requests);
const SIZES = [...new Set([10_000, Number(values.rooms)])];
const PLANS_OF = Number(values.rooms);
/** Buffers of 8 kB for each room shown, above which a plan reads more than it needs. */
const FLAT = 20;

const everything = { ids: [], idPrefixes: [], metadata: [], accessibleTo: { groupIds: [] } };
const is = (key, value) => ({ key, value });
/** Each filter as the query string of the list, and as what the gateway makes of it. */
const CASES = [
  { name: 'no filter', query: '', filter: {} },
  { name: 'metadata, 50%', query: 'metadata.half=yes', filter: { metadata: [is('half', 'yes')] } },
  { name: 'metadata, 1%', query: 'metadata.hundredth=7', filter: { metadata: [is('hundredth', '7')] } },
  { name: 'metadata, 5 rooms', query: 'metadata.rare=yes', filter: { metadata: [is('rare', 'yes')] } },
  { name: 'userId, 10%', query: 'userId=alice', filter: { accessibleTo: { userId: 'alice', groupIds: [] } } },
  { name: 'userId, 0.1%', query: 'userId=user-7', filter: { accessibleTo: { userId: 'user-7', groupIds: [] } } },
  {
    name: 'userId or 2 groups, 28%',
    query: 'userId=alice&groupIds=group-1,group-2',
    filter: { accessibleTo: { userId: 'alice', groupIds: ['group-1', 'group-2'] } },
  },
  { name: 'organization, 10%', query: 'organizationId=acme', filter: { organizationId: 'acme' } },
  { name: 'prefix, all', query: "query=roomId^'room-'", filter: { idPrefixes: ['room-'] } },
  { name: 'prefix, 10%', query: "query=roomId^'room-1'", filter: { idPrefixes: ['room-1'] } },
  { name: 'prefix, 1%', query: "query=roomId^'room-12'", filter: { idPrefixes: ['room-12'] } },
  { name: 'prefix, 0.1%', query: "query=roomId^'room-123'", filter: { idPrefixes: ['room-123'] } },
  {
    name: 'prefix 10% and metadata 50%',
    query: "query=roomId^'room-1' AND metadata['half']:'yes'",
    filter: { idPrefixes: ['room-1'], metadata: [is('half', 'yes')] },
  },
  {
    name: 'prefix 0.1% and metadata 50%',
    query: "query=roomId^'room-123' AND metadata['half']:'yes'",
    filter: { idPrefixes: ['room-123'], metadata: [is('half', 'yes')] },
  },
  {
    name: 'prefix 10% and metadata 1%',
    query: "query=roomId^'room-1' AND metadata['hundredth']:'7'",
    filter: { idPrefixes: ['room-1'], metadata: [is('hundredth', '7')] },
  },
  {
    name: 'metadata 50% and metadata 50%',
    query: 'metadata.half=yes&metadata.other=yes',
    filter: { metadata: [is('half', 'yes'), is('other', 'yes')] },
  },
  {
    name: 'metadata 50% and metadata 1%',
    query: 'metadata.half=yes&metadata.hundredth=7',
    filter: { metadata: [is('half', 'yes'), is('hundredth', '7')] },
  },
  {
    name: 'metadata 50% and organization 10%',
    query: 'metadata.half=yes&organizationId=acme',
    filter: { organizationId: 'acme', metadata: [is('half', 'yes')] },
  },
  {
    name: 'metadata 50% and the older half',
    query: 'metadata.half=yes&metadata.age=old',
    filter: { metadata: [is('half', 'yes'), is('age', 'old')] },
  },
  {
    name: 'metadata 50% and its opposite',
    query: 'metadata.half=yes&metadata.opposite=yes',
    filter: { metadata: [is('half', 'yes'), is('opposite', 'yes')] },
  },
].map((each) => ({ ...each, filter: { ...everything, ...each.filter } }));

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const gateway = await startFoyer();
const plans = [];
try {
  const client = await gateway.connect();
  for (const size of SIZES) {
    console.error(`filling ${size} rooms`);
    await fill(client, size);
    const rows = [];
    for (const each of CASES) {
      const places = await placesOf(client, each.filter);
      rows.push([each.name, ...(await measure(each, places))]);
      if (size === PLANS_OF) plans.push(await explainCase(client, each, places));
      console.error(rows.at(-1).join('  '));
    }
    console.log(`\n${size.toLocaleString('en')} rooms, ${REQUESTS} requests each, one after another\n`);
    console.log(
      table(
        ['', 'matching', 'first ms', 'p99', 'middle ms', 'p99', 'last ms', 'p99', 'middle : first', 'last : first'],
        rows,
      ),
    );
  }
  writePlans();
  await client.end();
} finally {
  agent.destroy();
  await gateway.stop();
}

/** Positions before the first page, the one in the middle and the last full one, of the rooms that match. */
async function placesOf(client, filter) {
  const all = pageStatement(filter, { by: 'order' }, null, 2_000_000_000);
  const { rows } = await client.query(
    `with matching as materialized (select x."createdAt" as at, x.key, row_number() over (order by x."createdAt" desc, x.key desc) as n from (${all.text}) x),
      total as (select count(*) as n from matching)
    select at, key, total.n::int as total from total left join matching on matching.n in (total.n / 2, total.n - ${LIMIT}) and matching.n > 0 order by matching.n`,
    all.values,
  );
  const { total } = rows[0];
  const deep = total > 2 * LIMIT ? rows : [];
  const position = (row) => row && { createdAt: row.at, key: row.key };
  return { total, first: null, middle: position(deep[0]), last: position(deep[1]) };
}

async function measure({ query }, places) {
  const there = ['first', 'middle', 'last'].filter((place) => places[place] !== undefined);
  const times = Object.fromEntries(there.map((place) => [place, []]));
  const paths = Object.fromEntries(there.map((place) => [place, pathOf(query, places[place])]));
  for (let i = -10; i < REQUESTS; i++) {
    // In turn, so that what else the machine does strikes all alike.
    for (const place of there) {
      const ms = await get(paths[place]);
      if (i >= 0) times[place].push(ms);
    }
  }
  const shown = (place) =>
    times[place] ? [median(times[place]).toFixed(2), percentile(times[place], 0.99).toFixed(2)] : ['', ''];
  const ratio = (place) => (times[place] ? `${(median(times[place]) / median(times.first)).toFixed(2)}×` : '');
  return [places.total, ...shown('first'), ...shown('middle'), ...shown('last'), ratio('middle'), ratio('last')];
}

function pathOf(query, after) {
  const parameters = new URLSearchParams(query);
  parameters.set('limit', LIMIT);
  if (after !== null) {
    const cursor = JSON.stringify([after.createdAt.getTime(), after.key]);
    parameters.set('startingAfter', Buffer.from(cursor).toString('base64url'));
  }
  return `/v2/rooms?${parameters}`;
}

function get(path) {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    request(`${gateway.url}${path}`, { agent, headers: { authorization: 'Bearer sk_localdev' } }, (response) => {
      response.resume();
      response.once('end', () =>
        response.statusCode === 200
          ? resolve(performance.now() - start)
          : reject(new Error(`${response.statusCode} ${path}`)),
      );
    })
      .once('error', reject)
      .end();
  });
}

/** Runs the gateway's own repository with each statement under `explain`. */
async function explainCase(client, { name, query, filter }, { total, first, last }) {
  const places = [];
  for (const [place, after] of Object.entries({ first, last })) {
    if (after === undefined) continue;
    const statements = [];
    const pool = {
      query: async ({ text, values: parameters }) => {
        const { rows } = await client.query(`explain (analyze, buffers, costs off, summary off) ${text}`, parameters);
        statements.push({ text, parameters, plan: rows.map((row) => row['QUERY PLAN']) });
        return client.query(text, parameters);
      },
    };
    const shown = await new RoomRepository(pool).list(filter, after, LIMIT + 1);
    places.push({
      place,
      statements,
      shown: shown.length,
      buffers: statements.reduce((sum, { plan }) => sum + buffersOf(plan), 0),
    });
  }
  return { name, query, total, places };
}

/** Of the outermost node, which holds those of all others. */
function buffersOf(plan) {
  const line = plan.find((text) => text.includes('Buffers:')) ?? '';
  return [...line.matchAll(/(?:hit|read)=(\d+)/g)].reduce((sum, [, n]) => sum + Number(n), 0);
}

function writePlans() {
  const cell = (place) => (place ? `${place.buffers}` : '');
  const rows = plans.map(({ name, total, places }) => {
    const flat = places.every(({ buffers, shown }) => buffers <= FLAT * Math.max(shown, 1));
    return [
      name,
      total,
      ...['first', 'last'].map((at) => cell(places.find(({ place }) => place === at))),
      flat ? 'yes' : '**no**',
    ];
  });
  const sections = plans.map(({ name, query, places }) => {
    const parts = places.map(({ place, shown, buffers, statements }) => {
      const texts = statements.map(
        ({ text, parameters, plan }) =>
          `${text.replace(ROOM_COLUMNS, 'COLUMNS')}\n-- ${JSON.stringify(parameters)}\n\n${plan.join('\n')}`,
      );
      return `### ${name}: ${place} page\n\n${shown} rooms, ${buffers} buffers\n\n\`\`\`\n${texts.join('\n\n')}\n\`\`\``;
    });
    return `## ${name}\n\n\`GET /v2/rooms?${query}\`\n\n${parts.join('\n\n')}`;
  });
  writeFileSync(
    join(HERE, 'plans.md'),
    `# Plans of the list at ${PLANS_OF.toLocaleString('en')} rooms

Written by \`node bench/rest/paging.mjs\`. Every statement that one list runs, under \`explain (analyze, buffers)\`. The table sums
the buffers (of 8 kB, found in memory or read) of all statements of a page; a page asks for ${LIMIT + 1} rooms, and is flat
if it takes no more than ${FLAT} buffers for each. \`COLUMNS\` are those of a room.

${table(['', 'matching', 'first page', 'last page', 'flat'], rows)}

${sections.join('\n\n')}
`,
  );
}
