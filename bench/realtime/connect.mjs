// A thousand sockets that come at once, and what each of them takes while nothing happens.
import { enter } from './client.mjs';

const SETTLE_MS = 2000;

export const connect = {
  servers: ['foyer', 'peer', 'relay'],
  // Of 10 a room: in one room of 1,000 the joins that everybody is told of would be all that is measured.
  cases: [{ name: '1,000 sockets, 10 a room', sockets: 1000, perRoom: 10 }],
  rooms: ({ sockets, perRoom }, run) =>
    Array.from({ length: sockets / perRoom }, (_, i) => `bench-connect-${run}-${i}`),
  load: async (target, { sockets, perRoom }, { rooms, during, memory, wait }) => {
    const before = await memory();
    const clients = [];
    const took = await during(async () => {
      const start = performance.now();
      const entered = Array.from({ length: sockets }, async (_, i) => {
        const client = await enter(target, rooms[Math.floor(i / perRoom)]);
        clients.push({ client, ms: performance.now() - start });
      });
      await Promise.all(entered);
    });
    await wait(SETTLE_MS);
    const bytes = (await memory()) - before;
    await Promise.all(clients.map(({ client }) => client.close()));
    return { count: sockets, latencies: clients.map(({ ms }) => ms), took, bytes };
  },
  columns: {
    'sockets/s': ({ count, took }) => count / took,
    'p50 ms': ({ p50 }) => p50,
    'CPU ms/socket': ({ cpuMs, count }) => cpuMs / count,
    'kB/socket': ({ bytes, count }) => bytes / count / 1000,
  },
  ratios: ['CPU ms/socket', 'kB/socket'],
};
