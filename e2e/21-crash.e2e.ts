import { afterEach, describe, expect, it } from '@jest/globals';
import { Gateway, eventually } from '@foyer/testing';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { OfficialClient, enter, settle } from './realtime/official-client.js';
import { authorize, createRoom, storageOf } from './realtime/rest.js';
import { SeededRandom } from './realtime/seeded-random.js';

// The gateway, or Postgres under it, dies at random points while official clients write. Each has a gateway of its own.

const CLIENTS = 4;
const KILLS = 6;
const running: Gateway[] = [];
const clients: OfficialClient[] = [];
let going = false;
afterEach(async () => {
  going = false;
  for (const client of clients.splice(0)) client.leave();
  await Promise.all(running.splice(0).map((gateway) => gateway.remove()));
});

/** A port that is free now, so that clients find the gateway again where it was. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function start(port: number, dataDir?: string): Promise<Gateway> {
  const gateway = await Gateway.start({
    env: { FOYER_PORT: String(port), FOYER_LOG_LEVEL: 'warn' },
    ...(dataDir === undefined ? {} : { dataDir }),
  });
  running.splice(0, 1, gateway);
  return gateway;
}

/** Its number, or `null` while there is none. */
function postmaster(gateway: Gateway): number | null {
  const file = join(gateway.dataDir, 'postgres', 'postmaster.pid');
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : null;
}

/** Clients that go on writing, each at keys of its own and at one that all share; answers how to stop them, and what they wrote. */
function write(): { stop(): Promise<Record<string, number>> } {
  const written: Record<string, number> = {};
  going = true;
  const work = clients.map(async ({ root }, i) => {
    for (let n = 0; going; n++) {
      written[`${i}:${n}`] = n;
      root.set(`${i}:${n}`, n);
      root.set('shared', `${i}:${n}`);
      await wait(3);
    }
  });
  return {
    stop: async () => {
      going = false;
      await Promise.all(work);
      return written;
    },
  };
}

async function expectNothingLost(gateway: Gateway, roomId: string, written: Record<string, number>): Promise<void> {
  await settle(clients, 'end', 60_000);
  const stored = (await storageOf(gateway.url, roomId)) as Record<string, unknown>;
  const missing = Object.keys(written).filter((key) => stored[key] !== written[key]);
  expect(missing).toEqual([]);
  for (const client of clients) expect(client.tree).toEqual(stored);
}

async function enterAll(gateway: Gateway): Promise<string> {
  const roomId = await createRoom(gateway.url, 'crash');
  for (let i = 0; i < CLIENTS; i++) {
    const token = await authorize(gateway.url, `u${i}`, { '*': ['room:write'] });
    clients.push(await enter({ url: gateway.url, roomId, token }));
  }
  return roomId;
}

describe('a crash', () => {
  it('[CR1] of the gateway loses nothing that was acknowledged, and all come to the same', async () => {
    const port = await freePort();
    let gateway = await start(port);
    const roomId = await enterAll(gateway);
    const random = new SeededRandom(1);
    const writing = write();
    for (let kill = 0; kill < KILLS; kill++) {
      await wait(random.below(700));
      await gateway.stop('SIGKILL');
      gateway = await start(port, gateway.dataDir);
      await eventually(() => clients.some(({ room }) => room.getStatus() === 'connected') || 'nobody is back', 30_000);
    }
    await expectNothingLost(gateway, roomId, await writing.stop());
  }, 180_000);

  it('[CR2] of Postgres loses nothing: sockets stay, and what waits is stored later', async () => {
    const gateway = await start(await freePort());
    const roomId = await enterAll(gateway);
    const random = new SeededRandom(2);
    const drops: string[] = [];
    clients.forEach(({ room }, i) => room.subscribe('lost-connection', (event) => drops.push(`${i} ${event}`)));
    const writing = write();
    for (let kill = 0; kill < KILLS; kill++) {
      await wait(random.below(700));
      const killed = postmaster(gateway);
      if (killed === null) throw new Error('There is no Postgres to kill.');
      process.kill(killed, 'SIGKILL');
      await eventually(async () => {
        // Until another is there, what still answers is what the dead one has left.
        if ([killed, null].includes(postmaster(gateway))) return 'no other Postgres is there';
        const answer = await fetch(`${gateway.url}/health/ready`);
        return answer.status === 200 || `ready answers ${answer.status}`;
      }, 30_000);
    }
    await expectNothingLost(gateway, roomId, await writing.stop());
    expect(drops).toEqual([]);
  }, 180_000);
});
