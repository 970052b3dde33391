import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@foyer/testing';
import { connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import { enter, type OfficialClient } from './realtime/official-client.js';
import { authorize } from './realtime/rest.js';
import { aRoomId, call, secret, url } from './support/foyer.js';

const MIB = 1024 * 1024;
const DEFAULT_FRAME_LIMIT = 16 * MIB;
const roomId = aRoomId('hostile');
let token: string;
let bystander: OfficialClient;

beforeAll(async () => {
  await call('POST', '/v2/rooms', { body: { id: roomId, defaultAccesses: ['room:write'] } });
  token = secret(await authorize(url, 'mallory', { '*': ['room:write'] }));
  bystander = await enter({ url, roomId, token });
});

afterAll(() => bystander.leave());

/** Whatever was done, nobody else feels it. */
afterEach(async () => {
  const status = bystander.room.getStatus();
  if (status !== 'connected' || bystander.errors.length > 0)
    throw new Error(`The bystander is ${status}: ${bystander.errors.join()}`);
  bystander.root.set('alive', Date.now());
  await bystander.untilSynchronized();
});

interface Raw {
  readonly socket: WebSocket;
  readonly frames: string[];
  readonly closed: Promise<number>;
}

async function open(path = `/v8?roomId=${roomId}&tok=${token}`): Promise<Raw> {
  const socket = new WebSocket(url.replace('http', 'ws') + path, { maxPayload: 0 });
  const frames: string[] = [];
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  socket.on('error', () => undefined);
  socket.on('message', (data: Buffer) => frames.push(data.toString()));
  await eventually(() => frames.length > 0 || 'no frame came');
  return { socket, frames, closed };
}

const connected = (): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname, () => resolve(socket)).once('error', reject);
  });
/** A request for a socket that no client would send. */
const upgradeTo = (target: string): string =>
  `GET ${target} HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n` +
  'sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
/** The status that it is answered with. */
async function upgrade(target: string): Promise<number> {
  const socket = await connected();
  socket.write(upgradeTo(target));
  const answer = await new Promise<string>((resolve) => {
    socket.once('data', (head: Buffer) => resolve(head.toString())).once('close', () => resolve('closed'));
  });
  socket.destroy();
  return Number(/^HTTP\/1.1 (\d+)/.exec(answer)?.[1]);
}

const set = (opId: string, data: object): object => ({ opId, type: 3, id: 'root', data });

describe('a hostile client', () => {
  it.each([
    ['no JSON', 'nonsense'],
    ['a lone object', '{"type":200}'],
    ['an unknown message', '[{"type":999}]'],
    ['an unknown op', '[{"type":201,"ops":[{"opId":"0:0","id":"root","type":99}]}]'],
    ['an op without opId', '[{"type":201,"ops":[{"id":"root","type":5}]}]'],
    [
      'a register without data',
      '[{"type":201,"ops":[{"opId":"0:0","id":"x","type":8,"parentId":"root","parentKey":"k"}]}]',
    ],
    ['presence that is a list', '[{"type":100,"data":[]}]'],
    ['a number past every double', '[{"type":103,"event":1e999}]'],
    ['a value nested too deep', `[{"type":103,"event":${'['.repeat(50_000)}${']'.repeat(50_000)}}]`],
    ['a state vector that is none', '[{"type":300,"vector":"yP//"}]'],
    ['an empty text', ''],
    ['two array frames in one', '[][]'],
  ])('[HC1] is closed with 4000 for %s', async (...[, text]: readonly [string, string]) => {
    const { socket, closed } = await open();
    socket.send(text);
    expect(await closed).toBe(4000);
  });

  it('[HC1] is closed for binary frames, text that is no UTF-8, and frames past the limit', async () => {
    const [binary, broken, large] = [await open(), await open(), await open()];
    binary.socket.send(Buffer.from('[]'));
    broken.socket.send(Buffer.from([0x5b, 0xff, 0x5d]), { binary: false });
    large.socket.send(`[{"type":103,"event":"${'x'.repeat(DEFAULT_FRAME_LIMIT)}"}]`);
    expect(await Promise.all([binary.closed, broken.closed, large.closed])).toEqual([4000, 1007, 1009]);
  });

  it('[HC1] is heard up to the limit', async () => {
    const { socket, frames } = await open();
    const other = await open();
    const event = 'x'.repeat(8 * MIB);
    socket.send(JSON.stringify([{ type: 103, event }]));
    await eventually(() => other.frames.some((frame) => frame.length > event.length) || 'the event did not come');
    const update = JSON.stringify([
      { type: 201, ops: Array.from({ length: 5_000 }, (_, i) => set(`9:${i}`, { [`k${i}`]: i })) },
    ]);
    socket.send(update);
    await eventually(() => frames.some((frame) => frame.includes('9:4999')) || 'not acknowledged');
    socket.close();
    other.socket.close();
  });

  it('[HC1] sends garbage as Yjs, and changes nothing', async () => {
    const { socket, frames } = await open();
    for (const update of ['', '////AAAA', '####', Buffer.from('garbage').toString('base64')])
      socket.send(JSON.stringify([{ type: 301, update }]));
    socket.send(JSON.stringify([{ type: 300, vector: '' }]));
    await eventually(() => frames.some((frame) => frame.includes('"isSync":true')) || 'no answer');
    expect(frames.filter((frame) => frame.includes('"isSync":false'))).toEqual([]);
    socket.close();
  });

  it('[HC2] finds no other door', async () => {
    for (const path of ['/', '/v9', '/v8/x', '/docs']) {
      const socket = new WebSocket(url.replace('http', 'ws') + path);
      const status = await new Promise((resolve) => {
        socket.on('unexpected-response', (_, answer) => resolve(answer.statusCode));
        socket.on('error', () => undefined);
      });
      expect([path, status]).toEqual([path, 404]);
    }
    const nobody = new WebSocket(`${url.replace('http', 'ws')}/v8`);
    expect(await new Promise((resolve) => nobody.on('close', resolve))).toBe(4001);
  });

  it('[HC2] cannot end the gateway by asking for what is no path', async () => {
    for (const [target, status] of [
      ['//', 404],
      ['//?x', 404],
      ['//x/v8', 404],
      ['/\\', 404],
      ['/v7//', 404],
      ['*', 400],
      ['http://', 400],
      ['http://x:port/v7', 400],
      ['http://x/', 404],
      // A whole address is one too, and there nobody says who it is.
      ['http://x/v7', 101],
      [`/${'x'.repeat(16 * 1024)}`, 404],
    ] as const)
      expect([target.slice(0, 20), await upgrade(target)]).toEqual([target.slice(0, 20), status]);
  });

  it('[HC2] cannot end the gateway by going before it is answered', async () => {
    for (let i = 0; i < 200; i++) {
      const socket = await connected();
      socket.on('error', () => undefined).write(upgradeTo('/nowhere'));
      await new Promise((resolve) => setTimeout(resolve, i % 3));
      socket.resetAndDestroy();
    }
  });

  it('[HC2] cannot speak before it is let in', async () => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/v8?roomId=${roomId}&tok=nonsense`);
    socket.on('open', () => socket.send('['.repeat(MIB)));
    expect(await new Promise((resolve) => socket.on('close', resolve))).toBe(4001);
  });

  it('[HC3] floods, and is stored in order', async () => {
    const { socket, frames } = await open();
    const value = 'x'.repeat(1_000);
    const count = 20_000;
    for (let i = 0; i < count; i++)
      socket.send(JSON.stringify([{ type: 201, ops: [set(`8:${i}`, { flood: `${i}${value}` })] }]));
    await eventually(
      () => frames.some((frame) => frame.includes(`"8:${count - 1}"`)) || 'not all is acknowledged',
      60_000,
    );
    const acknowledged = frames.flatMap((frame) => [...frame.matchAll(/"opId":"8:(\d+)"/g)].map(([, n]) => Number(n)));
    expect(acknowledged).toEqual(Array.from({ length: count }, (_, i) => i));
    expect((await call('GET', `/v2/rooms/${roomId}/storage?format=json`)).body.flood).toBe(`${count - 1}${value}`);
    socket.close();
  }, 90_000);
});
