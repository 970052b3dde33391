import { startChild } from '@foyer/servers';
import { eventually } from '@foyer/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { aRoomId, call, dataDir, secret } from '../../support/foyer.js';
import { pythonBin } from '../../support/python.js';

const folder = fileURLToPath(new URL('../agent', import.meta.url));

export interface AgentWorker {
  readonly agentName: string;
  stop(): Promise<void>;
}

/** Registers a worker of LiveKit's own framework at the LiveKit of the shared gateway. */
export async function startAgentWorker(): Promise<AgentWorker> {
  const bin = pythonBin(join(folder, 'requirements.txt'));
  const { apiKey, apiSecret } = JSON.parse(readFileSync(join(dataDir, 'livekit/keys.json'), 'utf8')) as {
    apiKey: string;
    apiSecret: string;
  };
  const { body } = await call('POST', '/token', { body: { roomName: aRoomId('where'), participantIdentity: 'asks' } });
  secret(body.token as string);
  const agentName = aRoomId('agent');
  const said: string[] = [];
  const child = startChild({
    command: join(bin, 'python'),
    args: ['worker.py', 'start'],
    cwd: folder,
    env: {
      AGENT_NAME: agentName,
      LIVEKIT_URL: body.url as string,
      LIVEKIT_API_KEY: apiKey,
      LIVEKIT_API_SECRET: apiSecret,
      PYTHONDONTWRITEBYTECODE: '1',
    },
    stopSignal: 'TERM',
    onOutput: (line) => said.push(line),
  });
  let over = false;
  void child.exited.then(() => (over = true));
  await eventually(() => {
    if (over) throw new Error(`The worker has ended:\n${said.slice(-20).join('\n')}`);
    return said.some((line) => line.includes('registered worker')) || `the worker is not registered: ${said.at(-1)}`;
  }, 60_000);
  return { agentName, stop: () => child.stop() };
}
