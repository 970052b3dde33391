import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Gateway, eventually } from '@foyer/testing';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { authorize } from './realtime/rest.js';
import { aRoomId, call, type Answer } from './support/foyer.js';

const LIMIT = 20_000;
let gateway: Gateway;
const small = (method: string, path: string, body?: unknown, headers = {}): Promise<Answer> =>
  call(method, `/v2/rooms${path}`, { base: gateway.url, body, headers });
const BYTES = { 'content-type': 'application/octet-stream' };

beforeAll(async () => {
  gateway = await Gateway.start({
    env: { FOYER_MAX_ROOM_BYTES: String(LIMIT), FOYER_MAX_CONNECTIONS_PER_ROOM: '2' },
  });
});
afterAll(() => gateway.remove());

async function aRoom(): Promise<string> {
  const id = aRoomId('limited');
  expect((await small('POST', '', { id, defaultAccesses: ['room:write'] })).status).toBe(200);
  return id;
}

/** What an empty storage takes. */
const EMPTY = JSON.stringify({ type: 210, nodes: [['root', {}]] }).length;

/** A tree that takes so many bytes more, as ops. */
const treeOf = (bytes: number): object => {
  const empty = JSON.stringify([{ type: 3, id: 'root', data: { text: '' } }]).length;
  return { liveblocksType: 'LiveObject', data: { text: 'x'.repeat(bytes - empty) } };
};

describe('the limits of a room', () => {
  it('[ST6] what a room may hold is taken, and not a byte more; what makes it smaller always', async () => {
    const id = await aRoom();
    const refused = await small('POST', `/${id}/storage`, treeOf(LIMIT - EMPTY + 1));
    expect([refused.status, refused.body.error, refused.body.detail]).toEqual([
      413,
      'ROOM_TOO_LARGE',
      expect.stringContaining(`${LIMIT} bytes`),
    ]);
    expect((await small('POST', `/${id}/storage`, treeOf(LIMIT - EMPTY))).status).toBe(200);

    const patch = (...operations: object[]): Promise<Answer> => small('PATCH', `/${id}/storage/json-patch`, operations);
    expect((await patch({ op: 'add', path: '/more', value: 'x'.repeat(200) })).body.error).toBe('ROOM_TOO_LARGE');
    const doc = new Y.Doc();
    doc.getText('t').insert(0, 'x'.repeat(200));
    expect((await small('PUT', `/${id}/ydoc`, Buffer.from(Y.encodeStateAsUpdate(doc)), BYTES)).body.error).toBe(
      'ROOM_TOO_LARGE',
    );
    const ops = [{ opId: '9:0', type: 3, id: 'root', data: { more: 'x'.repeat(200) } }];
    expect((await small('POST', `/${id}/send-message`, { messages: [{ type: 201, ops }] })).body.error).toBe(
      'ROOM_TOO_LARGE',
    );
    expect(Object.keys((await small('GET', `/${id}/storage?format=json`)).body as object)).toEqual(['text']);

    const version = (await small('POST', `/${id}/versions`)).body.data.id as string;
    expect((await patch({ op: 'remove', path: '/text' })).status).toBe(200);
    expect((await patch({ op: 'add', path: '/more', value: 'x'.repeat(200) })).status).toBe(200);
    expect((await small('POST', `/${id}/versions/${version}/restore`)).status).toBe(200);
    expect(Object.keys((await small('GET', `/${id}/storage?format=json`)).body as object)).toEqual(['text']);
  });

  it('[ST6] holds after a restart, and for sockets op by op', async () => {
    const id = await aRoom();
    expect((await small('POST', `/${id}/storage`, treeOf(LIMIT - 500))).status).toBe(200);
    await gateway.stop();
    gateway = await Gateway.start({
      dataDir: gateway.dataDir,
      env: { FOYER_MAX_ROOM_BYTES: String(LIMIT), FOYER_MAX_CONNECTIONS_PER_ROOM: '2' },
    });
    const messages: { type: number; ops?: { opId?: string }[]; opIds?: string[] }[] = [];
    const socket = await open(id, (text) => messages.push(...([JSON.parse(text)] as never[]).flat()));
    const send = (opId: string, length: number): void =>
      socket.send(
        JSON.stringify([{ type: 201, ops: [{ opId, type: 3, id: 'root', data: { [opId]: 'y'.repeat(length) } }] }]),
      );
    send('9:0', 100);
    await eventually(() => messages.some(({ ops }) => ops?.[0]?.opId === '9:0') || 'not acknowledged');
    send('9:1', 500);
    await eventually(() => messages.some(({ opIds }) => opIds?.[0] === '9:1') || 'not refused');
    socket.close();
  });

  it('[RT3] takes as many sockets as it may', async () => {
    const id = await aRoom();
    const [one, two] = [await open(id), await open(id)];
    const third = await connect(id);
    expect(await new Promise((resolve) => third.on('close', resolve))).toBe(4005);
    one.close();
    await eventually(async () => {
      const { body } = await small('GET', `/${id}/active_users`);
      return (body.data as unknown[]).length === 1 || 'it is still there';
    });
    (await open(id)).close();
    two.close();
  });
});

async function connect(roomId: string): Promise<WebSocket> {
  const token = await authorize(gateway.url, 'alice', { '*': ['room:write'] });
  return new WebSocket(`${gateway.url.replace('http', 'ws')}/v8?roomId=${roomId}&tok=${token}`);
}

/** Connected, and in the room. */
async function open(roomId: string, onMessage: (text: string) => void = () => undefined): Promise<WebSocket> {
  const socket = await connect(roomId);
  let entered = false;
  socket.on('message', (data: Buffer) => {
    entered = true;
    onMessage(data.toString());
  });
  await eventually(() => entered || 'not in the room yet');
  return socket;
}
