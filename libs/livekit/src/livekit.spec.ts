import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LiveKit } from './livekit.js';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** LiveKit as faults at the wire: each request meets the next one. */
async function faulty(
  ...fates: ((answer: ServerResponse) => void)[]
): Promise<{ livekit: LiveKit; asked: () => number }> {
  let asked = 0;
  const server = createServer((_, answer) => fates[asked++]?.(answer));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const livekit = new LiveKit({ timeoutMs: 200 });
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  livekit.connect({ url, publicUrl: url, apiKey: 'key', apiSecret: 'secret-secret-secret-secret-secret-32' });
  return { livekit, asked: () => asked };
}
const drop = (answer: ServerResponse): void => void answer.destroy();
const json = (status: number, body: object) => (answer: ServerResponse) =>
  void answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const list = (livekit: LiveKit): Promise<unknown> => livekit.read(({ rooms }) => rooms.listRooms());

describe('LiveKit', () => {
  it('[FT11] is read once more where it could not be reached, and only once', async () => {
    const one = await faulty(drop, json(200, { rooms: [] }));
    expect([await list(one.livekit), one.asked()]).toEqual([[], 2]);
    const two = await faulty(drop, drop, json(200, { rooms: [] }));
    await expect(list(two.livekit)).rejects.toMatchObject({ code: 'MEDIA_UNAVAILABLE' });
    expect(two.asked()).toBe(2);
  });

  it('[FT11] is not asked again where it has answered, or has not in time', async () => {
    const refusing = await faulty(json(500, { code: 'internal', msg: 'no' }));
    await expect(list(refusing.livekit)).rejects.toMatchObject({ code: 'MEDIA_UNAVAILABLE' });
    const silent = await faulty(() => undefined);
    await expect(list(silent.livekit)).rejects.toMatchObject({ code: 'MEDIA_TIMEOUT' });
    expect([refusing.asked(), silent.asked()]).toEqual([1, 1]);
  });

  it('[FT11] is asked for a change once: an unanswered one may have happened', async () => {
    const { livekit, asked } = await faulty(drop, json(200, {}));
    await expect(livekit.change(({ rooms }) => rooms.deleteRoom('r'))).rejects.toMatchObject({
      code: 'MEDIA_UNAVAILABLE',
    });
    expect(asked()).toBe(1);
  });

  it('[FT8] says why there is none', async () => {
    const livekit = new LiveKit({ timeoutMs: 200 });
    await expect(list(livekit)).rejects.toMatchObject({ code: 'MEDIA_UNAVAILABLE' });
    livekit.setAbsent({ status: 'not-configured', reason: 'No LiveKit server is configured.' });
    await expect(list(livekit)).rejects.toMatchObject({ code: 'MEDIA_NOT_CONFIGURED' });
  });
});
