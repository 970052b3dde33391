import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@foyer/testing';
import { aRoomId, call, secret, type Answer } from '../support/foyer.js';
import { enterCall, leaveAllCalls, type Ticket } from '../support/participants.js';
import { startAgentWorker, type AgentWorker } from './support/agent-worker.js';

const ok = async (method: string, path: string, body?: unknown, status = 200): Promise<Answer['body']> => {
  const answer = await call(method, path, { body });
  if (answer.status !== status) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  return answer.body;
};
const agentsIn = async (roomName: string): Promise<Answer['body'][]> =>
  (await ok('GET', `/rooms/${roomName}/participants`)).participants.filter(
    ({ kind }: { kind: string }) => kind === 'AGENT',
  );
/** The one agent of the call, once it shows what it was handed. */
const agentWith = async (roomName: string, handed: string): Promise<Answer['body']> => {
  let found: Answer['body'];
  await eventually(async () => {
    const agents = await agentsIn(roomName);
    [found] = agents;
    return (agents.length === 1 && found.attributes.handed === handed) || `agents: ${JSON.stringify(agents)}`;
  }, 20_000);
  return found;
};
const dispatchesIn = async (roomName: string): Promise<Answer['body'][]> =>
  (await ok('GET', `/rooms/${roomName}/agent-dispatches`)).dispatches;

let worker: AgentWorker;
beforeAll(async () => {
  worker = await startAgentWorker();
}, 300_000);
afterAll(async () => {
  await leaveAllCalls();
  await worker.stop();
});

describe('a dispatch of an agent', () => {
  it('[AG1] [AG3] brings a worker of LiveKit into the call, whose job is shown, until it is deleted', async () => {
    const roomName = aRoomId('dispatched');
    await ok('POST', '/rooms', { roomName }, 201);
    const { dispatch } = await ok(
      'POST',
      `/rooms/${roomName}/agent-dispatches`,
      { agentName: worker.agentName, metadata: '{"language":"日本語"}' },
      201,
    );
    const agent = await agentWith(roomName, '{"language":"日本語"}');
    const path = `/rooms/${roomName}/agent-dispatches/${dispatch.id}`;
    await eventually(async () => {
      const [job] = (await ok('GET', path)).dispatch.state.jobs;
      return job?.state?.status === 'JS_RUNNING' || `the job is ${JSON.stringify(job?.state)}`;
    });
    const shown = (await ok('GET', path)).dispatch;
    expect(shown.state.jobs).toEqual([
      expect.objectContaining({
        id: expect.stringMatching(/^AJ_/),
        dispatchId: dispatch.id,
        type: 'JT_ROOM',
        agentName: worker.agentName,
        metadata: '{"language":"日本語"}',
        room: expect.objectContaining({ name: roomName }),
        state: expect.objectContaining({
          participantIdentity: agent.identity,
          workerId: expect.stringMatching(/^AW_/),
          startedAt: expect.stringMatching(/^\d{19}$/),
        }),
      }),
    ]);
    expect(JSON.stringify(shown)).not.toContain('turnPassword');
    expect(await ok('DELETE', path)).toEqual({ message: 'Agent dispatch deleted' });
    await eventually(async () => (await agentsIn(roomName)).length === 0 || 'the agent is still in the call', 20_000);
    expect(await dispatchesIn(roomName)).toEqual([]);
  });

  it('[AG2] comes with the room that it is named for, as the call opens', async () => {
    const roomName = aRoomId('with-room');
    const agents = [{ agentName: worker.agentName, metadata: 'from the room' }];
    await ok('POST', '/rooms', { roomName, agents }, 201);
    const agent = await agentWith(roomName, 'from the room');
    expect(await dispatchesIn(roomName)).toEqual([
      expect.objectContaining({ agentName: worker.agentName, metadata: 'from the room', room: roomName }),
    ]);
    // The call is open: nobody else is called in.
    await ok('POST', '/rooms', { roomName, agents }, 201);
    await ok('POST', '/token', { roomName, participantIdentity: 'p', agents });
    expect(await dispatchesIn(roomName)).toHaveLength(1);
    expect((await agentsIn(roomName)).map(({ identity }) => identity)).toEqual([agent.identity]);
  });

  it('[AG2] comes with the token that opens the call, and is not named in it', async () => {
    const roomName = aRoomId('with-token');
    const agents = [{ agentName: worker.agentName, metadata: 'from the token' }];
    const ticket = await ok('POST', '/token', { roomName, participantIdentity: 'person', agents });
    expect(Buffer.from(secret(ticket.token as string).split('.')[1] ?? '', 'base64url').toString()).not.toContain(
      worker.agentName,
    );
    const room = await enterCall(ticket as Ticket);
    const agent = await agentWith(roomName, 'from the token');
    await eventually(
      () => room.remoteParticipants.has(agent.identity as string) || 'the person does not see the agent',
    );
    expect(await dispatchesIn(roomName)).toHaveLength(1);
  });

  it('[AG4] is refused with its place where it is none, and opens no call', async () => {
    const roomName = aRoomId('refused');
    for (const [agents, pointer] of [
      ['a', '/agents'],
      [['a'], '/agents/0'],
      [[{}], '/agents/0/agentName'],
      [[{ agentName: 'a' }, { agentName: '' }], '/agents/1/agentName'],
      [[{ agentName: 'x'.repeat(257) }], '/agents/0/agentName'],
      [[{ agentName: 'a', metadata: 1 }], '/agents/0/metadata'],
      [[{ agentName: 'a', metadata: 'x'.repeat(65_537) }], '/agents/0/metadata'],
      [Array.from({ length: 21 }, () => ({ agentName: 'a' })), '/agents'],
    ] as const)
      for (const [path, body] of [
        ['/rooms', { roomName, agents }],
        ['/token', { roomName, participantIdentity: 'p', agents }],
      ] as const) {
        const { status, body: answer } = await call('POST', path, { body });
        expect([path, pointer, status, answer.errors?.[0].pointer]).toEqual([path, pointer, 422, pointer]);
      }
    expect((await call('GET', `/v2/rooms/${roomName}`)).status).toBe(404);
  });
});
