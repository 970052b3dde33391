// What every load is made of: connections, a steady pace, and rooms with many nodes.
import { install } from '../rest/common.mjs';

export const tools = install('tools', { autocannon: '9.0.0', ws: '8.23.0', yjs: '13.6.33' });
const { WebSocket, WebSocketServer } = tools.require('ws');
export { WebSocketServer };

// Masks and checks cost the load what a browser's process would pay for itself.
const OPTIONS = { perMessageDeflate: false, skipUTF8Validation: true, maxPayload: 0 };

/** A socket whose unexpected end is an error, which ends the load. */
export function open(url, onData) {
  const socket = new WebSocket(url, OPTIONS);
  let ours = false;
  const ended = new Promise((resolve) => {
    socket.on('close', (code, reason) => {
      if (!ours) throw new Error(`closed with ${code} ${reason}`);
      resolve();
    });
  });
  socket.on('message', onData);
  return {
    socket,
    send: (data) => socket.send(data),
    close: () => {
      ours = true;
      socket.close();
      return ended;
    },
  };
}

/** Enters a room; `onMessages` gets what follows ROOM_STATE, always as an array, or `onData` the bytes of each frame. */
export async function enter({ url, token }, room, onMessages = () => {}, onData = (data) => onMessages(listOf(data))) {
  const address = `${url.replace(/^http/, 'ws')}/v8?roomId=${room}&tok=${token}&version=3.24.2`;
  return new Promise((resolve) => {
    let client;
    const { socket, close } = open(address, (data) => {
      if (client !== undefined) return onData(data);
      const state = JSON.parse(data);
      if (state.type !== 104) throw new Error(`not ROOM_STATE: ${data}`);
      client = { actor: state.actor, send: (list) => socket.send(JSON.stringify(list)), close, openedAt };
      resolve(client);
    });
    let openedAt;
    socket.once('open', () => (openedAt = performance.now()));
  });
}

function listOf(data) {
  const messages = JSON.parse(data);
  return Array.isArray(messages) ? messages : [messages];
}

/** Calls `act(n)` that often, evenly; what a busy process missed, it makes up for. Answers a function that ends it. */
export function pace(perSecond, act) {
  const start = performance.now();
  let n = 0;
  const timer = setInterval(() => {
    const due = ((performance.now() - start) / 1000) * perSecond;
    while (n < due) act(n++);
  }, 1);
  return () => clearInterval(timer);
}

/** Keeps `inFlight` operations on the way, each in a frame of its own; `onAck` gets the milliseconds of each. */
export async function write(target, room, inFlight, onAck) {
  const sent = new Map();
  let n = 0;
  let stopped = false;
  let drained;
  const client = await enter(target, room, (messages) => {
    for (const { type, ops = [], reason } of messages) {
      if (type === 299) throw new Error(`rejected: ${reason}`);
      for (const { opId } of ops) {
        if (!sent.has(opId)) continue;
        onAck(performance.now() - sent.get(opId));
        sent.delete(opId);
        if (!stopped) send();
      }
    }
    if (stopped && sent.size === 0) drained?.();
  });
  const send = () => {
    const opId = `${client.actor}:${n++}`;
    sent.set(opId, performance.now());
    client.send([{ type: 201, ops: [{ opId, type: 3, id: 'root', data: { [`key-${n % 10}`]: n } }] }]);
  };
  return {
    start: () => {
      for (let i = 0; i < inFlight; i++) send();
    },
    stop: async () => {
      stopped = true;
      if (sent.size > 0) await new Promise((resolve) => (drained = resolve));
      await client.close();
    },
  };
}

const OPS_IN_FRAME = 1000;
const FRAMES_IN_FLIGHT = 2;

/** A list of `count` registers under the root. */
export async function fill(target, room, count) {
  let acknowledged = 0;
  let wake;
  const client = await enter(target, room, (messages) => {
    for (const { ops = [] } of messages) for (const { opId } of ops) if (opId !== undefined) acknowledged++;
    wake?.();
  });
  const { actor } = client;
  const list = `${actor}:0`;
  const until = async (least) => {
    while (acknowledged < least) await new Promise((resolve) => (wake = resolve));
  };
  client.send([{ type: 201, ops: [{ opId: `${actor}:0`, type: 2, id: list, parentId: 'root', parentKey: 'list' }] }]);
  for (let at = 1; at <= count; at += OPS_IN_FRAME) {
    await until(at - OPS_IN_FRAME * FRAMES_IN_FLIGHT);
    const ops = Array.from({ length: Math.min(OPS_IN_FRAME, count + 1 - at) }, (_, i) => ({
      opId: `${actor}:${at + i}`,
      type: 8,
      id: `${actor}:${at + i}`,
      parentId: list,
      parentKey: position(at + i),
      data: `item ${at + i}`,
      intent: 'push',
    }));
    client.send([{ type: 201, ops }]);
  }
  await until(count + 1);
  await client.close();
}

/** Ascending positions of one length; none ends in a space. */
function position(n) {
  return [94 ** 3, 94 ** 2, 94, 1].map((unit) => String.fromCharCode(0x21 + (Math.floor(n / unit) % 94))).join('');
}
