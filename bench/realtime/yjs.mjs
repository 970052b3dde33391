// Many typing in one Yjs document.
import { enter, open, pace, tools } from './client.mjs';

const Y = tools.require('yjs');
const { createEncoder, toUint8Array, writeVarString, writeVarUint, writeVarUint8Array } =
  tools.require('lib0/encoding');
const { createDecoder, readVarString, readVarUint, readVarUint8Array } = tools.require('lib0/decoding');

const PER_SECOND = 50;
/** Characters of one update: by them updates are counted, also where a server has merged several. */
const TEXT = 'four';
const DRAIN_MS = 1000;

/** Connections that carry updates, by protocol; each answers {send(update), close()}. */
const PROTOCOLS = {
  liveblocks: async (target, room, onUpdate) => {
    const client = await enter(target, room, (messages) => {
      for (const { type, update } of messages) if (type === 300) onUpdate(Buffer.from(update, 'base64'));
    });
    return {
      send: (update) => client.send([{ type: 301, update: Buffer.from(update).toString('base64'), v2: false }]),
      close: client.close,
    };
  },
  hocuspocus: ({ url }, room, onUpdate) =>
    new Promise((resolve) => {
      const frame = (...kinds) => {
        const encoder = createEncoder();
        writeVarString(encoder, room);
        for (const kind of kinds) writeVarUint(encoder, kind);
        return encoder;
      };
      const client = open(url.replace(/^http/, 'ws'), (data) => {
        const decoder = createDecoder(data);
        readVarString(decoder);
        const kind = readVarUint(decoder);
        if (kind === 2) resolve({ send, close: client.close });
        if (kind === 0 && readVarUint(decoder) === 2) onUpdate(readVarUint8Array(decoder));
      });
      const send = (update) => {
        const encoder = frame(0, 2);
        writeVarUint8Array(encoder, update);
        client.send(toUint8Array(encoder));
      };
      client.socket.once('open', () => {
        const encoder = frame(2, 0);
        writeVarString(encoder, 'token');
        client.send(toUint8Array(encoder));
      });
    }),
};

export const yjs = {
  // Not `liveblocks dev`: it stores every update, but relays only the first 1,000 of a room.
  servers: ['foyer', 'hocuspocus'],
  cases: [{ name: '20 clients', clients: 20 }],
  // A new document each time: they grow.
  rooms: (_case, run) => [`bench-yjs-${run}`],
  load: async (target, { clients }, { rooms, seconds, during, wait }) => {
    /** By Yjs client id: when each update was sent. */
    const sentAt = new Map();
    let latencies = [];
    let sent = 0;
    let delivered = 0;
    const connect = PROTOCOLS[target.kind === 'hocuspocus' ? 'hocuspocus' : 'liveblocks'];
    const authors = [];
    for (let i = 0; i < clients; i++) {
      const doc = new Y.Doc();
      const seen = new Set();
      sentAt.set(doc.clientID, []);
      const connection = await connect(target, rooms[0], (update) => {
        const now = performance.now();
        const { from, to } = Y.parseUpdateMeta(update);
        for (const [author, end] of to) {
          if (author === doc.clientID) continue;
          for (let n = from.get(author) / TEXT.length; n < end / TEXT.length; n++) {
            const key = `${author}:${n}`;
            if (seen.has(key)) continue;
            seen.add(key);
            delivered++;
            latencies.push(now - sentAt.get(author)[n]);
          }
        }
      });
      doc.on('update', (update) => {
        sentAt.get(doc.clientID).push(performance.now());
        sent++;
        connection.send(update);
      });
      authors.push({ text: doc.getText('text'), cursor: 0, connection });
    }
    const stopPace = pace(clients * PER_SECOND, (n) => {
      const author = authors[n % clients];
      // Types on, and moves to another place once in a while.
      if (Math.floor(n / clients) % 20 === 0) author.cursor = Math.floor(Math.random() * (author.text.length + 1));
      author.text.insert(author.cursor, TEXT);
      author.cursor += TEXT.length;
    });
    const took = await during(seconds, () => (latencies = []));
    const counted = latencies;
    latencies = [];
    stopPace();
    await wait(DRAIN_MS);
    const missing = sent * (clients - 1) - delivered;
    await Promise.all(authors.map(({ connection }) => connection.close()));
    return { count: counted.length, latencies: counted, took, missing };
  },
  columns: {
    'delivered/s': ({ count, took }) => count / took,
    missing: ({ missing }) => missing,
    'p50 ms': ({ p50 }) => p50,
    'p99 ms': ({ p99 }) => p99,
    'CPU µs/delivered': ({ cpuMs, count }) => (cpuMs * 1000) / count,
  },
  ratios: ['CPU µs/delivered'],
};
