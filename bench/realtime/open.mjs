// Large rooms: how long until a newcomer has all nodes, and how often REST reads one.
import { SECRET } from './servers.mjs';
import { enter, fill, tools } from './client.mjs';

/** After which a server that lets go of empty rooms has done so. */
const COLD_AFTER_MS = 12_000;
const roomOf = (nodes) => `bench-nodes-${nodes}`;

export const openRoom = {
  servers: ['foyer', 'persisting'],
  cases: [10_000, 100_000].flatMap((nodes) => [
    { name: `${nodes.toLocaleString('en')} nodes, open`, nodes, cold: false },
    { name: `${nodes.toLocaleString('en')} nodes, cold`, nodes, cold: true },
  ]),
  rooms: ({ nodes }) => [roomOf(nodes)],
  setup: (target, { nodes }) => fill(target, roomOf(nodes), nodes),
  load: async (target, { nodes, cold }, { rooms, seconds, during, wait }) => {
    const latencies = [];
    if (cold) {
      await wait(COLD_AFTER_MS);
      const took = await during(async () => latencies.push(await load(target, rooms[0], nodes)));
      return { count: 1, latencies, took };
    }
    const keeper = await enter(target, rooms[0]);
    await load(target, rooms[0], nodes);
    const took = await during(async () => {
      const start = performance.now();
      while (performance.now() - start < seconds * 1000) latencies.push(await load(target, rooms[0], nodes));
    });
    await keeper.close();
    return { count: latencies.length, latencies, took };
  },
  columns: {
    'p50 ms': ({ p50 }) => p50,
    'longest ms': ({ longest }) => longest,
    // One alone is less than the clock of the kernel tells apart.
    'CPU ms/open': ({ cpuMs, count }) => (count > 1 ? cpuMs / count : NaN),
  },
  ratios: ['p50 ms', 'CPU ms/open'],
};

/** Milliseconds from the socket's opening until everything is there and parsed. */
async function load(target, room, nodes) {
  let seen = 0;
  let done;
  const ended = new Promise((resolve) => (done = resolve));
  const client = await enter(target, room, (messages) => {
    for (const message of messages) {
      if (message.type === 210) seen += message.nodes.length;
      if (message.type === 211) done(performance.now());
    }
  });
  client.send([{ type: 200 }]);
  const took = (await ended) - client.openedAt;
  // The root and the list come on top.
  if (seen !== nodes + 2) throw new Error(`${seen} nodes instead of ${nodes + 2}`);
  await client.close();
  return took;
}

const GET_NODES = 1000;

export const get = {
  servers: ['foyer', 'peer'],
  cases: [{ name: `${GET_NODES.toLocaleString('en')} nodes` }],
  rooms: () => [roomOf(GET_NODES)],
  setup: (target) => fill(target, roomOf(GET_NODES), GET_NODES),
  load: async ({ url }, _case, { rooms, seconds, during, wait }) => {
    let latencies = [];
    const run = tools.require('autocannon')({
      url: `${url}/v2/rooms/${rooms[0]}/storage`,
      headers: SECRET,
      connections: 16,
      duration: 600,
    });
    run.on('response', (_client, status, _bytes, ms) => {
      if (status !== 200) throw new Error(`answered ${status}`);
      latencies.push(ms);
    });
    const took = await during(seconds, () => (latencies = []));
    const counted = latencies;
    run.stop();
    await wait(100);
    return { count: counted.length, latencies: counted, took };
  },
  columns: {
    'requests/s': ({ count, took }) => count / took,
    'p50 ms': ({ p50 }) => p50,
    'p99 ms': ({ p99 }) => p99,
    'CPU µs/request': ({ cpuMs, count }) => (cpuMs * 1000) / count,
  },
  ratios: ['requests/s', 'CPU µs/request'],
};
