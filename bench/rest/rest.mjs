// Create, get, list and update: requests per second, latency and CPU per request of Foyer, of bare Fastify that runs the
// same SQL, and of `liveblocks dev`. node bench/rest/rest.mjs [--seconds 5] [--rounds 3] [--no-peer]
import { parseArgs } from 'node:util';
import { install, median, percentile, startBare, startFoyer, startPeer, table, wait } from './common.mjs';
import { fill } from './fill.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string' },
    'no-peer': { type: 'boolean', default: false },
  },
});
const SECONDS = Number(values.seconds);
const ROUNDS = Number(values.rounds);
const ROOMS = 10_000;
/** Over REST, the only way in, and fewer: it keeps two files open for each room, and ends up at the limit of a process. */
const PEER_ROOMS = 2_000;
const CONNECTIONS = 32;
const WARM_UP_SECONDS = 2;
const HEADERS = { authorization: 'Bearer sk_localdev' };
const JSON_HEADERS = { ...HEADERS, 'content-type': 'application/json' };

const autocannon = install('tools', { autocannon: '9.0.0' }).require('autocannon');

let made = 0;
const pick = (count) => Math.floor(Math.random() * count);
const roomPath = (rooms) => `/v2/rooms/room-${String(pick(rooms)).padStart(4, '0')}`;
const newRoom = (id) =>
  JSON.stringify({
    id,
    defaultAccesses: ['room:write'],
    metadata: { half: 'yes', color: `color-${pick(10)}`, type: 'document' },
    usersAccesses: { alice: ['room:write'] },
    groupsAccesses: { product: ['room:read', 'room:presence:write'] },
  });

/** Requests of one connection, in turn. Each has its own, so that connections do not ask for the same room together. */
const several = (make) => (rooms) => ({
  setupClient: (client) => client.setRequests(Array.from({ length: 500 }, () => make(rooms))),
});

/** `create` last: it makes the list longer. */
const OPERATIONS = {
  get: several((rooms) => ({ method: 'GET', path: roomPath(rooms), headers: HEADERS })),
  list: () => ({ requests: [{ method: 'GET', path: '/v2/rooms?limit=20', headers: HEADERS }] }),
  update: several((rooms) => ({
    method: 'POST',
    path: roomPath(rooms),
    headers: JSON_HEADERS,
    body: JSON.stringify({ metadata: { color: `color-${pick(10)}` } }),
  })),
  create: () => ({
    requests: [
      {
        method: 'POST',
        path: '/v2/rooms',
        headers: JSON_HEADERS,
        setupRequest: (request) => ({ ...request, body: newRoom(`made-${made++}`) }),
      },
    ],
  }),
};

const servers = [];
try {
  servers.push(await startFoyer(), await startBare());
  for (const server of servers) {
    const client = await server.connect();
    await fill(client, ROOMS);
    await client.end();
    server.rooms = ROOMS;
  }
  if (!values['no-peer']) servers.push(await startPeerFilled());
  const operations = Object.keys(OPERATIONS).filter((name) => values.only === undefined || values.only === name);
  const rows = [];
  for (const operation of operations) rows.push(...(await compare(operation)));
  console.log(table(['', 'requests/s', 'p50 ms', 'p99 ms', 'CPU µs/request', 'CPU against bare', 'failed'], rows));
} finally {
  await Promise.all(servers.map((server) => server.stop()));
}

/** Rounds of all servers in turn, so that what else the machine does strikes all alike; the medians of the rounds. */
async function compare(operation) {
  const results = servers.map(() => []);
  for (const server of servers) await load(server, operation, WARM_UP_SECONDS);
  for (let round = 0; round < ROUNDS; round++) {
    // Another one first each time.
    for (let turn = 0; turn < servers.length; turn++) {
      const at = (turn + round) % servers.length;
      results[at].push(await load(servers[at], operation, SECONDS));
      await wait(300);
    }
  }
  const of = (at, what) => median(results[at].map((result) => result[what]));
  return servers.map(({ name }, at) => [
    `${operation}, ${name}`,
    Math.round(of(at, 'rate')),
    of(at, 'p50').toFixed(1),
    of(at, 'p99').toFixed(1),
    Math.round(of(at, 'cpu')),
    // Of pairs from one round.
    `${median(results[at].map(({ cpu }, round) => cpu / results[1][round].cpu)).toFixed(2)}×`,
    results[at].reduce((sum, { failed }) => sum + failed, 0),
  ]);
}

async function load(server, operation, seconds) {
  const latencies = [];
  let failed = 0;
  const cpu = server.cpuMs();
  const start = performance.now();
  await new Promise((resolve, reject) => {
    const run = autocannon(
      { url: server.url, connections: CONNECTIONS, duration: seconds, ...OPERATIONS[operation](server.rooms) },
      (error, result) => {
        if (error) return reject(error);
        failed += result.errors;
        resolve();
      },
    );
    run.on('response', (_client, status, _bytes, ms) => {
      latencies.push(ms);
      if (status !== 200) failed++;
    });
  });
  const took = (performance.now() - start) / 1000;
  return {
    rate: latencies.length / took,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    cpu: ((server.cpuMs() - cpu) * 1000) / latencies.length,
    failed,
  };
}

async function startPeerFilled() {
  const server = await startPeer();
  console.error(`making ${PEER_ROOMS} rooms in ${server.name}`);
  let next = 0;
  const fillSome = async () => {
    while (next < PEER_ROOMS) {
      const id = `room-${String(next++).padStart(4, '0')}`;
      const response = await fetch(`${server.url}/v2/rooms`, {
        method: 'POST',
        headers: JSON_HEADERS,
        body: newRoom(id),
      });
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
      await response.arrayBuffer();
    }
  };
  try {
    await Promise.all(Array.from({ length: 8 }, fillSome));
  } catch (error) {
    await server.stop();
    throw error;
  }
  return Object.assign(server, { rooms: PEER_ROOMS });
}
