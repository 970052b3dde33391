// Storage operations, in many rooms, alone, and beside presence in another room.
import { write } from './client.mjs';
import { moveCursors } from './presence.mjs';

const WRITING = {
  'ops/s': ({ count, took }) => count / took,
  'p50 ms': ({ p50 }) => p50,
  'p99 ms': ({ p99 }) => p99,
  'CPU µs/op': ({ cpuMs, count }) => (cpuMs * 1000) / count,
};

export const storage = {
  servers: ['foyer', 'persisting'],
  cases: [
    { name: '200 rooms, 10 in flight each', rooms: 200, inFlight: 10 },
    { name: '200 rooms, one in flight each', rooms: 200, inFlight: 1 },
    { name: 'one op alone', rooms: 1, inFlight: 1 },
  ],
  rooms: ({ rooms }) => Array.from({ length: rooms }, (_, i) => `bench-storage-${i}`),
  load: async (target, { inFlight }, { rooms, seconds, during }) => {
    let latencies = [];
    const writers = [];
    for (const room of rooms) writers.push(await write(target, room, inFlight, (ms) => latencies.push(ms)));
    for (const writer of writers) writer.start();
    const took = await during(seconds, () => (latencies = []));
    const counted = latencies;
    latencies = [];
    await Promise.all(writers.map((writer) => writer.stop()));
    return { count: counted.length, latencies: counted, took };
  },
  columns: WRITING,
  ratios: ['ops/s', 'CPU µs/op'],
};

export const mixed = {
  servers: ['foyer', 'persisting'],
  cases: [
    { name: '10 cursors', inFlight: 0 },
    { name: '10 cursors beside a writer', inFlight: 50 },
  ],
  rooms: () => ['bench-mixed-cursors', 'bench-mixed-writer'],
  load: async (target, { inFlight }, { rooms, seconds, during }) => {
    let ops = 0;
    const cursors = await moveCursors(target, rooms[0], 10);
    const writer = await write(target, rooms[1], inFlight, () => ops++);
    writer.start();
    const took = await during(seconds, () => {
      cursors.reset();
      ops = 0;
    });
    const counted = ops;
    const arrived = cursors.arrived();
    await writer.stop();
    await cursors.stop();
    return { ...arrived, took, expected: cursors.perSecond * took, ops: counted };
  },
  columns: {
    'of expected, %': ({ count, expected }) => (count / expected) * 100,
    'p50 ms': ({ p50 }) => p50,
    'p99 ms': ({ p99 }) => p99,
    'ops/s beside': ({ ops, took }) => ops / took,
  },
  ratios: ['p50 ms', 'p99 ms', 'ops/s beside'],
};
