import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deleteIngress } from './delete-ingress.js';
import { LiveKit } from './livekit.js';

const TIMEOUT_MS = 100;
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

type Fate = (answer: ServerResponse) => void;
const says =
  (body: object): Fate =>
  (answer) =>
    void answer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const late =
  (fate: Fate): Fate =>
  (answer) =>
    void setTimeout(() => fate(answer), 3 * TIMEOUT_MS);

/** A LiveKit that has one ingress whose stream runs, with what it makes of a method. */
async function aLiveKit(fates: Record<string, Fate>): Promise<{ livekit: LiveKit; asked: string[] }> {
  const asked: string[] = [];
  let status = 'ENDPOINT_BUFFERING';
  const usual: Record<string, Fate> = {
    ListIngress: (answer) =>
      says({ items: [{ ingressId: 'IN_1', roomName: 'r', reusable: true, state: { status } }] })(answer),
    ListParticipants: says({ participants: [{ identity: 'camera', attributes: { 'ingress.ingressID': 'IN_1' } }] }),
    RemoveParticipant: (answer) => {
      status = 'ENDPOINT_ERROR';
      says({})(answer);
    },
    UpdateIngress: (answer) => {
      status = 'ENDPOINT_INACTIVE';
      says({})(answer);
    },
    DeleteIngress: says({}),
  };
  const server = createServer(({ url = '' }, answer) => {
    const method = url.slice(url.lastIndexOf('/') + 1);
    asked.push(method);
    (fates[method] ?? usual[method])?.(answer);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const livekit = new LiveKit({ timeoutMs: TIMEOUT_MS });
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  livekit.connect({ url, publicUrl: url, apiKey: 'key', apiSecret: 'secret-secret-secret-secret-secret-32' });
  return { livekit, asked };
}

describe('an ingress whose stream runs', () => {
  it('[IG17] is deleted once its stream has ended', async () => {
    const { livekit, asked } = await aLiveKit({});
    await deleteIngress(livekit, 'IN_1');
    expect(asked).toEqual(['ListIngress', 'ListParticipants', 'UpdateIngress', 'ListIngress', 'DeleteIngress']);
  });

  it('[IG12] is deleted too where the process that works it hangs, its participant first', async () => {
    const { livekit, asked } = await aLiveKit({ UpdateIngress: () => undefined, DeleteIngress: late(says({})) });
    await deleteIngress(livekit, 'IN_1');
    expect(asked.slice(2)).toEqual(['UpdateIngress', 'RemoveParticipant', 'ListIngress', 'DeleteIngress']);
  });
});
