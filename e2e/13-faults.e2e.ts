import { afterEach, describe, expect, it } from '@jest/globals';
import { Gateway, StartError, eventually, type GatewayOptions } from '@foyer/testing';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { connect, createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mediaRequests } from './support/media-routes.js';
import { SECRET_KEY, aRoomId, call, dataDir, secret, type Answer } from './support/foyer.js';
import { anEmptyDatabase, socketDir } from './support/postgres.js';

// Each spec has a gateway of its own: it is hurt, and must mend by itself.

const started: Gateway[] = [];
const start = async (options: GatewayOptions = {}): Promise<Gateway> => {
  const gateway = await Gateway.start(options);
  started.push(gateway);
  return gateway;
};

afterEach(async () => {
  await Promise.all(started.splice(0).map((gateway) => gateway.remove()));
});

const postmaster = (gateway: Gateway): number =>
  Number(readFileSync(join(gateway.dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const create = (gateway: Gateway, id: string): Promise<Answer> =>
  call('POST', '/v2/rooms', { base: gateway.url, body: { id, defaultAccesses: [] } });
const readiness = (gateway: Gateway): Promise<Answer> => call('GET', '/health/ready', { base: gateway.url, key: null });
const childrenNamed = (name: string, folder: string): number =>
  execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(name) && line.includes(folder)).length;

describe('the database', () => {
  it('[FT1] stops answering: 503 with Retry-After, not ready, and all is well again by itself when it answers', async () => {
    const gateway = await start({ env: { FOYER_DATABASE_TIMEOUT_MS: '1000' } });
    const before = aRoomId('before');
    expect((await create(gateway, before)).status).toBe(200);
    const pid = postmaster(gateway);
    const backends = execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
      .trim()
      .split(/\s+/)
      .map(Number);
    for (const one of [pid, ...backends]) process.kill(one, 'SIGSTOP');
    try {
      const stalled = await create(gateway, aRoomId('stalled'));
      expect([stalled.status, stalled.body.error, stalled.headers.get('retry-after')]).toEqual([
        503,
        'DATABASE_UNAVAILABLE',
        '2',
      ]);
      const ready = await readiness(gateway);
      expect([ready.status, ready.body.status, ready.body.dependencies.database.status]).toEqual([
        503,
        'unavailable',
        'unavailable',
      ]);
      expect((await call('GET', '/health/live', { base: gateway.url })).status).toBe(200);
    } finally {
      for (const one of [...backends, pid]) process.kill(one, 'SIGCONT');
    }
    await eventually(async () => ((await readiness(gateway)).status === 200 ? true : 'the gateway is not ready'));
    expect((await call('GET', `/v2/rooms/${before}`, { base: gateway.url })).status).toBe(200);
    expect((await create(gateway, aRoomId('after'))).status).toBe(200);
  });

  it('[FT2] is killed under load: it comes back by itself, every acknowledged room is there, and none is half made', async () => {
    const gateway = await start();
    const acknowledged: string[] = [];
    const answers = new Set<number>();
    let going = true;
    const writers = Array.from({ length: 8 }, async () => {
      while (going) {
        const id = aRoomId('load');
        const { status } = await call('POST', '/v2/rooms', {
          base: gateway.url,
          body: { id, defaultAccesses: [], metadata: { load: 'yes' } },
        });
        answers.add(status);
        if (status === 200) acknowledged.push(id);
      }
    });
    for (let round = 1; round <= 3; round++) {
      const target = acknowledged.length + 50;
      await eventually(
        () => (acknowledged.length >= target ? true : `${acknowledged.length} of ${target} rooms are made`),
        30_000,
      );
      process.kill(postmaster(gateway), 'SIGKILL');
    }
    const target = acknowledged.length + 50;
    await eventually(
      () => (acknowledged.length >= target ? true : `${acknowledged.length} of ${target} rooms are made`),
      30_000,
    );
    going = false;
    await Promise.all(writers);
    expect([...answers].filter((status) => status !== 200 && status !== 503)).toEqual([]);
    for (const id of acknowledged)
      expect([id, (await call('GET', `/v2/rooms/${id}`, { base: gateway.url })).status]).toEqual([id, 200]);

    // A room and what it can be found by were written together or not at all.
    const found = new Set<string>();
    for (let path: string | null = '/v2/rooms?limit=100&metadata.load=yes'; path !== null;) {
      const { body } = await call('GET', path, { base: gateway.url });
      for (const { id } of body.data) found.add(id as string);
      path = body.nextPage;
    }
    for (let path: string | null = '/v2/rooms?limit=100'; path !== null;) {
      const { body } = await call('GET', path, { base: gateway.url });
      for (const { id } of body.data) expect([id, found.has(id as string)]).toEqual([id, true]);
      path = body.nextPage;
    }
  });

  it('[FT3] of a folder serves one gateway at a time; the second says which process has it', async () => {
    const gateway = await start();
    const second = await Gateway.start({ dataDir: gateway.dataDir }).catch((error: unknown) => error);
    expect(second).toBeInstanceOf(StartError);
    expect(String(second)).toContain(String(postmaster(gateway)));
  });

  it('[FT4] that is not there yet at the start is waited for', async () => {
    const toPostgres = createTcpServer((client) => {
      const server = connect(join(socketDir(), '.s.PGSQL.5432'));
      client.on('error', () => server.destroy()).pipe(server);
      server.on('error', () => client.destroy()).pipe(client);
    });
    await new Promise<void>((resolve) => toPostgres.listen(0, '127.0.0.1', resolve));
    const { port } = toPostgres.address() as AddressInfo;
    await new Promise((resolve) => toPostgres.close(resolve));
    const dataDir = mkdtempSync(join(tmpdir(), 'foyer-e2e-'));
    const gateway = start({ dataDir, env: { DATABASE_URL: `postgres://foyer@127.0.0.1:${port}/postgres` } });
    await eventually(() => {
      const [log] = readdirSync(dataDir).filter((name) => name.endsWith('.log'));
      const said = log === undefined ? '' : readFileSync(join(dataDir, log), 'utf8');
      return said.includes('cannot be reached yet') ? true : 'the gateway does not wait yet';
    });
    await new Promise<void>((resolve) => toPostgres.listen(port, '127.0.0.1', resolve));
    expect((await readiness(await gateway)).status).toBe(200);
    await (await gateway).stop();
    toPostgres.close();
  });
});

describe('the process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    '[FT5] ends in good order at %s, with all that it started, and keeps its data',
    async (signal) => {
      const gateway = await start();
      const pid = postmaster(gateway);
      const id = aRoomId('kept');
      await create(gateway, id);
      expect(await gateway.stop(signal)).toBe(0);
      expect(isAlive(pid)).toBe(false);
      const again = await start({ dataDir: gateway.dataDir });
      expect((await call('GET', `/v2/rooms/${id}`, { base: again.url })).status).toBe(200);
    },
  );

  it('[FT6] killed outright leaves no Postgres and no livekit-server behind, and loses nothing that it acknowledged', async () => {
    const gateway = await start({ env: { FOYER_LIVEKIT: 'auto' } });
    await eventually(
      async () => ((await readiness(gateway)).body.status === 'ready' ? true : 'LiveKit is not ready'),
      60_000,
    );
    const pid = postmaster(gateway);
    expect(childrenNamed('livekit-server', gateway.dataDir)).toBeGreaterThan(0);
    const ids = Array.from({ length: 30 }, () => aRoomId('killed'));
    const acknowledged: string[] = [];
    const writing = Promise.allSettled(
      ids.map(async (id) => (await create(gateway, id)).status === 200 && acknowledged.push(id)),
    );
    await eventually(() => (acknowledged.length >= 5 ? true : 'fewer than 5 rooms are made'));
    await gateway.stop('SIGKILL');
    await writing;
    await eventually(() => (isAlive(pid) ? 'Postgres is alive' : true));
    await eventually(() => (childrenNamed('livekit-server', gateway.dataDir) > 0 ? 'livekit-server is alive' : true));
    const again = await start({ dataDir: gateway.dataDir });
    for (const id of acknowledged) expect((await call('GET', `/v2/rooms/${id}`, { base: again.url })).status).toBe(200);
  });

  it('[FT7] prints where it listens, the docs, the key, the data and what is missing', async () => {
    const gateway = await start();
    for (const part of [
      `Foyer listens on ${gateway.url}`,
      `${gateway.url}/docs`,
      'sk_localdev',
      join(gateway.dataDir, 'postgres'),
      'media routes answer 503',
    ])
      expect(gateway.log).toContain(part);
  });
});

describe('slow requests', () => {
  it('[HT18] that do not arrive in time are answered 408, and hold nothing', async () => {
    const gateway = await start({ env: { FOYER_REQUEST_TIMEOUT_MS: '1000' } });
    const { port } = new URL(gateway.url);
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(Number(port), '127.0.0.1', () =>
        socket.write('POST /v2/rooms HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{'),
      );
      socket.on('data', (chunk) => (text += String(chunk))).on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(answer).toContain('"error":"REQUEST_TIMEOUT"');
  });
});

describe('a room that is recorded', () => {
  it('[RC4] has failed to be where there is no storage for it, and says so once', async () => {
    const { body } = await call('POST', '/token', {
      body: { roomName: aRoomId('where'), participantIdentity: 'asks' },
    });
    const keys = JSON.parse(readFileSync(join(dataDir, 'livekit/keys.json'), 'utf8')) as Record<string, string>;
    secret(body.token as string);
    const gateway = await start({
      env: { LIVEKIT_URL: body.url as string, LIVEKIT_API_KEY: keys.apiKey!, LIVEKIT_API_SECRET: keys.apiSecret! },
    });
    const id = aRoomId('nowhere');
    const where = { base: gateway.url };
    await call('POST', '/v2/rooms', {
      body: { id, defaultAccesses: ['room:write'], media: { autoRecord: true } },
      ...where,
    });
    await call('POST', '/rooms', { body: { roomName: id }, ...where });
    const [recording] = await eventually(async () => {
      const { data } = (await call('GET', `/v2/rooms/${id}/recordings`, where)).body;
      return data[0]?.status === 'failed' ? (data as Record<string, unknown>[]) : 'it has not failed';
    });
    expect(recording!.error).toContain('FOYER_RECORDINGS_DIR');
    await call('DELETE', `/v2/rooms/${id}`, where);
  });
});

describe('LiveKit', () => {
  it('[FT8] that is not there: media answers 503 with the ways to get it, the rest is whole', async () => {
    const gateway = await start();
    const id = aRoomId('no-media');
    expect((await create(gateway, id)).status).toBe(200);
    for (const [method, path, body] of [
      ['POST', '/rooms', { roomName: id }],
      ['GET', '/rooms', undefined],
      ['POST', '/token', { roomName: `${id}`, participantIdentity: 'al' }],
    ] as const) {
      await call('POST', `/v2/rooms/${id}`, { base: gateway.url, body: { defaultAccesses: ['room:write'] } });
      const answer = await call(method, path, { base: gateway.url, body });
      expect([path, answer.status, answer.body.error]).toEqual([path, 503, 'MEDIA_NOT_CONFIGURED']);
      for (const way of ['LIVEKIT_URL', 'PATH', 'Go 1.26']) expect(answer.body.suggestion).toContain(way);
    }
    const joined = await call('POST', `/v2/rooms/${id}/join`, { base: gateway.url, body: { userId: 'al' } });
    secret(joined.body.storage.token as string);
    expect([joined.status, joined.body.media, joined.body.mediaAbsence.error]).toEqual([
      200,
      null,
      'MEDIA_NOT_CONFIGURED',
    ]);
    const ready = await readiness(gateway);
    expect([ready.status, ready.body.status, ready.body.dependencies.livekit.status]).toEqual([
      200,
      'degraded',
      'not-configured',
    ]);
    expect((await call('DELETE', `/v2/rooms/${id}`, { base: gateway.url })).status).toBe(204);
  });

  it.each([
    ['refuses connections', 'MEDIA_UNAVAILABLE', 503],
    ['never answers', 'MEDIA_TIMEOUT', 504],
    ['holds other keys', 'MEDIA_REJECTED', 502],
  ] as const)('[FT9] that %s: %s, quickly', async (fault, error, status) => {
    const server = await faultyLivekit(fault);
    try {
      const env = {
        LIVEKIT_URL: server.url,
        LIVEKIT_API_KEY: 'devkey',
        LIVEKIT_API_SECRET: secret('a-secret-that-livekit-does-not-know-of'),
        FOYER_MEDIA_TIMEOUT_MS: '500',
      };
      const gateway = await start({ env });
      const requests = mediaRequests();
      expect(requests.length).toBeGreaterThanOrEqual(15);
      const answers = await Promise.all(
        requests.map(async ({ method, path, body }) => {
          const answer = await call(method, path, { base: gateway.url, body });
          return [method, path, answer.status, answer.body.error];
        }),
      );
      expect(answers).toEqual(requests.map(({ method, path }) => [method, path, status, error]));
      expect((await call('GET', '/v2/rooms/r', { base: gateway.url })).status).toBe(404);
      const id = aRoomId('whole');
      await create(gateway, id);
      expect((await call('DELETE', `/v2/rooms/${id}`, { base: gateway.url })).status).toBe(204);
    } finally {
      await server.close();
    }
  });

  it('[FT10] that is killed is started again, at the same address', async () => {
    const gateway = await start({ env: { FOYER_LIVEKIT: 'auto' } });
    const isReady = async (): Promise<true | string> =>
      (await readiness(gateway)).body.status === 'ready' ? true : 'LiveKit is not ready';
    await eventually(isReady, 60_000);
    const pids = execFileSync('ps', ['-eo', 'pid,comm,args'], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => / livekit-server/.test(line) && line.includes(gateway.dataDir))
      .map((line) => Number(line.trim().split(/\s+/)[0]));
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    await eventually(async () => ((await readiness(gateway)).body.status === 'degraded' ? true : 'nobody noticed yet'));
    await eventually(isReady, 30_000);
    expect((await call('POST', '/rooms', { base: gateway.url, body: { roomName: 'again' } })).status).toBe(201);
  });
});

describe('settings', () => {
  const refused = async (env: Record<string, string>): Promise<string> =>
    String(await Gateway.start({ env }).catch((error: unknown) => error));

  it('[CF1] unknown or impossible ones are refused, all at once, with what to write instead', async () => {
    const said = await refused({ FOYER_PROT: '1', FOYER_LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://x' });
    for (const part of [
      'FOYER_PROT is not a setting of Foyer; did you mean FOYER_PORT?',
      'FOYER_LOG_LEVEL must be one of',
      'DATABASE_URL must be an address',
    ])
      expect(said).toContain(part);
  });

  it('[CF2] production refuses the defaults of development', async () => {
    expect(await refused({ FOYER_MODE: 'production' })).toContain('DATABASE_URL must be set');
    expect(
      await refused({ FOYER_MODE: 'production', DATABASE_URL: 'postgres://x@y/z', FOYER_SECRET_KEY: SECRET_KEY }),
    ).toContain('known to everyone');
  });

  it('[CF3] production shows its first keys once, keeps them, and knows no development key', async () => {
    const env = { FOYER_MODE: 'production', DATABASE_URL: await anEmptyDatabase('production') };
    const gateway = await start({ env });
    const key = secret(/sk_[\w-]{43}/.exec(gateway.log)?.[0] ?? 'none');
    expect((await call('GET', '/v2/rooms', { base: gateway.url, key })).status).toBe(200);
    expect((await call('GET', '/v2/rooms', { base: gateway.url })).body.error).toBe('INVALID_SECRET_KEY');
    await gateway.stop();
    const given = `sk_${'g'.repeat(43)}`;
    const again = await start({ env: { ...env, FOYER_SECRET_KEY: secret(given) } });
    expect(again.log).not.toMatch(/sk_[\w-]{43}/);
    for (const one of [key, given])
      expect((await call('GET', '/v2/rooms', { base: again.url, key: one })).status).toBe(200);
    await again.stop();
  });

  it('[CF4] on an address that others can reach, the development keys are off', async () => {
    const gateway = await start({ env: { FOYER_HOST: '0.0.0.0' } });
    const base = gateway.url.replace('0.0.0.0', '127.0.0.1');
    expect((await call('GET', '/v2/rooms', { base })).status).toBe(403);
    const key = secret(/sk_[\w-]{43}/.exec(gateway.log)?.[0] ?? 'none');
    expect((await call('GET', '/v2/rooms', { base, key })).status).toBe(200);
  });
});

interface Faulty {
  readonly url: string;
  close(): Promise<void>;
}

/** LiveKit as a fault at the wire. */
async function faultyLivekit(fault: string): Promise<Faulty> {
  if (fault === 'never answers') {
    const sockets = new Set<Socket>();
    const server = createTcpServer((socket) => void sockets.add(socket.on('error', () => undefined)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return {
      url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
      close: async () => void (sockets.forEach((socket) => socket.destroy()), server.close()),
    };
  }
  const server: Server = createServer((_, answer) =>
    answer.writeHead(401, { 'content-type': 'text/plain' }).end('invalid API key: devkey'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  if (fault === 'refuses connections') await new Promise((resolve) => server.close(resolve));
  return { url: `ws://127.0.0.1:${port}`, close: async () => void server.close() };
}
