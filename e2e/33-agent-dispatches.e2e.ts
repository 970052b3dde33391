import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AgentDispatchClient } from 'livekit-server-sdk';
import { aRoomId, call, type Answer } from './support/foyer.js';
import { agentDispatch, roomService } from './support/livekit-sdk.js';

const at = (roomName: string, rest = ''): string => `/rooms/${encodeURIComponent(roomName)}/agent-dispatches${rest}`;
const ok = async (method: string, path: string, body?: unknown, status = 200): Promise<Answer['body']> => {
  const answer = await call(method, path, { body });
  if (answer.status !== status) throw new Error(`${method} ${path}: ${answer.text}`);
  return answer.body;
};
const create = async (roomName: string, body: object): Promise<Answer['body']> =>
  (await ok('POST', at(roomName), body, 201)).dispatch;
const list = async (roomName: string): Promise<Answer['body'][]> => (await ok('GET', at(roomName))).dispatches;
const openCall = async (hint: string): Promise<string> => {
  const roomName = aRoomId(hint);
  await ok('POST', '/rooms', { roomName }, 201);
  return roomName;
};
const refusal = async (method: string, path: string, body?: unknown): Promise<unknown[]> => {
  const answer = await call(method, path, { body });
  expect(answer.body.errorMessage).toBe(answer.body.message);
  return [answer.status, answer.body.error, answer.body.message];
};

let official: AgentDispatchClient;
beforeAll(async () => {
  official = await agentDispatch();
});

describe('dispatches of agents', () => {
  it('[AD2] are created in an open call, found and listed, oldest first', async () => {
    const roomName = await openCall('Agents 部屋/?#%');
    expect(await list(roomName)).toEqual([]);
    const metadata = '{"language":"日本語"}';
    const first = await create(roomName, { agentName: 'transcriber', metadata });
    expect(first).toMatchObject({
      id: expect.stringMatching(/^AD_\w+$/),
      agentName: 'transcriber',
      room: roomName,
      metadata,
      state: { jobs: [], createdAt: expect.stringMatching(/^\d{19}$/), deletedAt: '0' },
    });
    const others = [];
    // LiveKit keeps them in no order: of so many it would seldom list all in this one.
    for (let i = 0; i < 5; i++) others.push(await create(roomName, { agentName: `${'愛'.repeat(255)}${i}` }));
    others.push(await create(roomName, { agentName: 'transcriber', metadata: '' }));
    expect(await list(roomName)).toEqual([first, ...others]);
    for (const dispatch of [first, ...others])
      expect(await ok('GET', at(roomName, `/${dispatch.id}`))).toEqual({ dispatch });
    expect(await list(await openCall('other'))).toEqual([]);
  });

  it('[AD1] [AD2] are what the official client of LiveKit sees, but for the one without a name', async () => {
    const roomName = await openCall('Official');
    const ours = [await create(roomName, { agentName: 'one' }), await create(roomName, { agentName: 'two' })];
    const theirs = await official.createDispatch(roomName, 'three', { metadata: 'm' });
    const seen = await official.listDispatch(roomName);
    const nameless = seen.filter(({ agentName }) => agentName === '');
    expect(nameless).toHaveLength(1);
    const named = seen
      .filter(({ agentName }) => agentName !== '')
      .map((one) => one.toJson({ emitDefaultValues: true }));
    expect(named).toHaveLength(3);
    expect(await list(roomName)).toEqual(expect.arrayContaining(named));
    expect((await list(roomName)).map(({ id }) => id)).toEqual([...ours.map(({ id }) => id), theirs.id]);
    for (const { id } of ours)
      expect((await ok('GET', at(roomName, `/${id}`))).dispatch).toEqual(
        (await official.getDispatch(id, roomName))?.toJson({ emitDefaultValues: true }),
      );
    for (const method of ['GET', 'DELETE'])
      expect((await refusal(method, at(roomName, `/${nameless[0]?.id}`))).slice(0, 2)).toEqual([
        404,
        'RESOURCE_NOT_FOUND',
      ]);
    expect(await official.getDispatch(nameless[0]?.id ?? '', roomName)).toBeDefined();
  });

  it('[AD3] are deleted once, and the others stay', async () => {
    const roomName = await openCall('Deleted');
    const gone = await create(roomName, { agentName: 'gone' });
    const stays = await create(roomName, { agentName: 'stays' });
    const path = at(roomName, `/${gone.id}`);
    expect(await ok('DELETE', path)).toEqual({ message: 'Agent dispatch deleted' });
    for (const method of ['DELETE', 'GET'])
      expect(await refusal(method, path)).toEqual([
        404,
        'RESOURCE_NOT_FOUND',
        `There is no agent dispatch "${gone.id}" in the call "${roomName}".`,
      ]);
    expect(await list(roomName)).toEqual([stays]);
    expect(await official.getDispatch(gone.id, roomName)).toBeUndefined();
  });

  it('[AD4] are not where no call is open, and open none', async () => {
    const registered = aRoomId('registered');
    await ok('POST', '/v2/rooms', { id: registered, defaultAccesses: [] });
    const ended = await openCall('ended');
    const { id } = await create(ended, { agentName: 'a' });
    await ok('DELETE', `/rooms/${ended}`);
    for (const roomName of [aRoomId('none'), registered, ended]) {
      const begun = Date.now();
      for (const [method, rest, body] of [
        ['POST', '', { agentName: 'a' }],
        ['GET', ''],
        ['GET', `/${id}`],
        ['DELETE', `/${id}`],
      ] as const)
        expect(await refusal(method, at(roomName, rest), body)).toEqual([
          404,
          'ROOM_NOT_FOUND',
          `There is no open call "${roomName}".`,
        ]);
      expect(Date.now() - begun).toBeLessThan(2_000);
      expect(await (await roomService()).listRooms([roomName])).toEqual([]);
    }
  });

  it('[AD4] are found by an id of this call alone', async () => {
    const roomName = await openCall('Unknown');
    const elsewhere = await create(await openCall('elsewhere'), { agentName: 'a' });
    for (const id of [elsewhere.id, 'AD_none', '00000000-0000-4000-8000-000000000000', 'x'.repeat(65), '%00', '%20'])
      for (const method of ['GET', 'DELETE'])
        expect([id, ...(await refusal(method, at(roomName, `/${id}`)))]).toEqual([
          id,
          404,
          'RESOURCE_NOT_FOUND',
          expect.stringContaining('no agent dispatch'),
        ]);
    expect(await official.getDispatch(elsewhere.id, elsewhere.room)).toBeDefined();
    expect((await refusal('GET', at(roomName, '/AD_none'))).slice(1)).toEqual([
      'RESOURCE_NOT_FOUND',
      `There is no agent dispatch "AD_none" in the call "${roomName}".`,
    ]);
  });

  it('[AD5] take nothing impossible', async () => {
    const roomName = await openCall('refused');
    for (const [body, pointer] of [
      [{}, '/agentName'],
      [{ agentName: '' }, '/agentName'],
      [{ agentName: null }, '/agentName'],
      [{ agentName: ['a'] }, '/agentName'],
      [{ agentName: 'a\u0000b' }, '/agentName'],
      [{ agentName: 'x'.repeat(257) }, '/agentName'],
      [{ agentName: 'a', metadata: 1 }, '/metadata'],
      [{ agentName: 'a', metadata: null }, '/metadata'],
      [{ agentName: 'a', metadata: { some: 'object' } }, '/metadata'],
      [{ agentName: 'a', metadata: 'x'.repeat(65_537) }, '/metadata'],
    ] as const) {
      const answer = await call('POST', at(roomName), { body });
      expect([pointer, answer.status, answer.body.errors?.[0].pointer, answer.body.errorMessage]).toEqual([
        pointer,
        422,
        pointer,
        answer.body.message,
      ]);
    }
    expect(await list(roomName)).toEqual([]);
    const largest = { agentName: '愛'.repeat(256), metadata: '愛'.repeat(65_536) };
    expect(await create(roomName, largest)).toMatchObject(largest);
  });
});
