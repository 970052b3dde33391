// Cursors of everybody in one room.
import { enter, pace } from './client.mjs';

const HZ = 30;
/** Of so many clients, one takes the time of each message; the others only count, or the load would be busier than the server. */
const OBSERVER_EVERY = 10;
const PRESENCE = Buffer.from('"type":100');

/** Moves the cursors of `count` clients; answers what arrived since the last `reset()`. */
export async function moveCursors(target, room, count) {
  let latencies = [];
  let counted = 0;
  const onMessages = (messages) => {
    const now = performance.now();
    for (const { type, data } of messages) {
      if (type !== 100) continue;
      counted++;
      latencies.push(now - data.t);
    }
  };
  const onData = (data) => {
    for (let at = data.indexOf(PRESENCE); at !== -1; at = data.indexOf(PRESENCE, at + PRESENCE.length)) counted++;
  };
  const clients = [];
  for (let i = 0; i < count; i++) {
    clients.push(await enter(target, room, onMessages, i % OBSERVER_EVERY === 0 ? undefined : onData));
  }
  const stopPace = pace(count * HZ, (n) => {
    const cursor = { x: (n * 7) % 1920, y: (n * 13) % 1080 };
    clients[n % count].send([{ type: 100, data: { cursor, t: performance.now() } }]);
  });
  return {
    perSecond: count * HZ * (count - 1),
    reset: () => {
      latencies = [];
      counted = 0;
    },
    arrived: () => ({ count: counted, latencies }),
    stop: async () => {
      stopPace();
      await Promise.all(clients.map((client) => client.close()));
    },
  };
}

export const presence = {
  servers: ['foyer', 'relay', 'peer'],
  cases: [
    { name: '100 clients', clients: 100 },
    { name: '30 clients', clients: 30 },
  ],
  rooms: ({ clients }) => [`bench-presence-${clients}`],
  load: async (target, { clients }, { rooms, seconds, during }) => {
    const cursors = await moveCursors(target, rooms[0], clients);
    const took = await during(seconds, cursors.reset);
    const arrived = cursors.arrived();
    await cursors.stop();
    return { ...arrived, took, expected: cursors.perSecond * took };
  },
  columns: {
    'delivered/s': ({ count, took }) => count / took,
    'of expected, %': ({ count, expected }) => (count / expected) * 100,
    'p50 ms': ({ p50 }) => p50,
    'p99 ms': ({ p99 }) => p99,
    'CPU µs/delivered': ({ cpuMs, count }) => (cpuMs * 1000) / count,
  },
  ratios: ['CPU µs/delivered'],
};
