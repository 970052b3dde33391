import { LiveFile, type LiveObject, type LsonObject } from '@liveblocks/client';
import { Liveblocks } from '@liveblocks/node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Gateway, eventually } from '@foyer/testing';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import pg from 'pg';
import { enter, type OfficialClient } from './realtime/official-client.js';
import { authorize, identify } from './realtime/rest.js';
import { SECRET_KEY, aRoomId, call, secret, url, type Answer, type Call } from './support/foyer.js';
import { databaseUrl } from './support/postgres.js';

const MIB = 1024 * 1024;
const liveblocks = new Liveblocks({ secret: SECRET_KEY, baseUrl: url });
const aFileId = (): string => `fl_${randomBytes(16).toString('base64url').slice(0, 21)}`;
const aRoom = async (): Promise<string> => {
  const id = aRoomId('files');
  await liveblocks.createRoom(id, { defaultAccesses: ['room:write'] });
  return id;
};
const at = (room: string, rest = ''): string => `/v2/rooms/${encodeURIComponent(room)}/storage/files/${rest}`;
const put = (room: string, rest: string, body: string | Uint8Array, options: Call = {}): Promise<Answer> =>
  call('PUT', at(room, rest), { body, ...options });
/** The bytes behind a link, as they come. */
const download = async (link: string, headers = {}): Promise<{ status: number; headers: Headers; bytes: Buffer }> => {
  const answer = await fetch(link, { headers });
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
};
const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const linkOf = async (room: string, fileId: string): Promise<string> =>
  (await call('GET', at(room, fileId))).body.url as string;
/** An answer to a request that the official HTTP client of Node would not send. */
const raw = (base: string, request: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = '';
    const { hostname, port } = new URL(base);
    const socket = connect(Number(port), hostname, () => socket.write(request));
    socket.on('data', (chunk) => (text += String(chunk))).on('close', () => resolve(text));
    socket.on('error', reject).setTimeout(10_000, () => socket.destroy());
  });
const database = new pg.Client({ connectionString: databaseUrl() });
const leftOf = async (fileId: string): Promise<number> => {
  const { rows } = await database.query<{ n: number }>(
    'select count(*)::int as n from file_upload u left join file_part p on p.upload_id = u.id where file_id = $1',
    [fileId],
  );
  return rows[0]?.n ?? 0;
};
beforeAll(() => database.connect());
afterAll(() => database.end());

describe('files over REST', () => {
  it('[FI1] are uploaded, whatever they hold, and come back the same', async () => {
    const room = await aRoom();
    for (const [name, mimeType, bytes, type] of [
      ['a.txt', 'text/plain', Buffer.from('abc'), 'text/plain'],
      ['empty.png', 'image/png', Buffer.alloc(0), 'application/octet-stream'],
      ['ü & 100% /?#.json', 'application/json', Buffer.from('{'), 'application/json'],
      ['chunk', 'application/octet-stream', randomBytes(MIB), 'multipart/form-data'],
      ['more.bin', 'application/octet-stream', randomBytes(3 * MIB + 1), 'application/octet-stream'],
    ] as const) {
      const id = aFileId();
      const query = bytes.length === 0 ? '' : `?fileSize=${bytes.length}`;
      const answer = await put(room, `${id}/upload/${encodeURIComponent(name)}${query}`, bytes, {
        headers: { 'content-type': type },
      });
      expect([answer.status, answer.body]).toEqual([200, { id, name, size: bytes.length, mimeType }]);
      const { body } = await call('GET', at(room, id));
      expect(body).toEqual({ ...answer.body, url: expect.any(String), expiresAt: expect.any(String) });
      expect(Math.abs(Date.parse(body.expiresAt as string) - Date.now() - 3_600_000)).toBeLessThan(10_000);
      const got = await download(body.url as string);
      expect([got.status, digest(got.bytes)]).toEqual([200, digest(bytes)]);
    }
  });

  it('[FI1] [FI5] are not there where they are not, or were not uploaded to', async () => {
    const [room, other, id] = [await aRoom(), await aRoom(), aFileId()];
    await put(room, `${id}/upload/a.txt?fileSize=1`, 'a');
    const codes = await Promise.all(
      [at(room, aFileId()), at(other, id), at('none-of-ours', id), at(room, 'fl_short'), at(room, `${id}x`)].map(
        async (path) => {
          const { status, body } = await call('GET', path);
          return [status, body.error];
        },
      ),
    );
    expect(codes).toEqual([
      [404, 'STORAGE_FILE_NOT_FOUND'],
      [404, 'STORAGE_FILE_NOT_FOUND'],
      [404, 'ROOM_NOT_FOUND'],
      [400, 'BAD_REQUEST'],
      [400, 'BAD_REQUEST'],
    ]);
    expect((await put('none-of-ours', `${id}/upload/a.txt`, 'a')).status).toBe(404);
    expect((await put(room, `${aFileId()}/upload/${'n'.repeat(256)}`, 'a')).status).toBe(200);
    expect((await put(room, `${aFileId()}/upload/${'n'.repeat(257)}`, 'a')).status).toBe(422);
    expect((await put(room, `${aFileId()}/upload/%00`, 'a')).status).toBe(422);
  });

  it('[FI2] are uploaded once', async () => {
    const [room, id] = [await aRoom(), aFileId()];
    const first = await put(room, `${id}/upload/a.txt?fileSize=3`, 'abc');
    expect(await put(room, `${id}/upload/a.txt?fileSize=3`, 'xyz')).toMatchObject({ status: 200, body: first.body });
    for (const [rest, body] of [
      [`${id}/upload/b.txt?fileSize=3`, 'abc'],
      [`${id}/upload/a.txt?fileSize=4`, 'abcd'],
    ] as const) {
      const refused = await put(room, rest, body);
      expect([refused.status, refused.body.error]).toEqual([409, 'RESOURCE_ALREADY_EXISTS']);
    }
    expect((await call('POST', at(room, `${id}/multipart/b.txt?fileSize=3`))).status).toBe(409);
    expect((await download(await linkOf(room, id))).bytes.toString()).toBe('abc');

    const raced = aFileId();
    const answers = await Promise.all([1, 2, 3, 4].map(() => put(room, `${raced}/upload/a.txt?fileSize=3`, 'abc')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(await leftOf(raced)).toBe(1);
  });

  it('[FI3] must have the size that was announced', async () => {
    const [room, id] = [await aRoom(), aFileId()];
    for (const [query, body] of [
      ['fileSize=2', 'abc'],
      ['fileSize=4', 'abc'],
      ['fileSize=x', 'abc'],
      ['fileSize=-3', 'abc'],
      ['fileSize=3&fileSize=3', 'abc'],
    ] as const) {
      const refused = await put(room, `${id}/upload/a.txt?${query}`, body);
      expect([query, refused.status, refused.body.errors[0].pointer]).toEqual([query, 422, '?fileSize']);
    }
    // In chunks, so that only what arrives tells.
    const chunked = (fileSize: number): Promise<string> =>
      raw(
        url,
        `PUT ${at(room, id)}/upload/a.txt?fileSize=${fileSize} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n` +
          `authorization: Bearer ${SECRET_KEY}\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`,
      );
    for (const fileSize of [2, 4]) expect(await chunked(fileSize)).toMatch(/^HTTP\/1.1 422 /);
    expect((await call('GET', at(room, id))).status).toBe(404);
    await eventually(async () => (await leftOf(id)) === 0 || 'something is left of what was refused');
    expect(await chunked(3)).toMatch(/^HTTP\/1.1 200 /);
  });

  it('[FI3] may have as many bytes as the setting says, and not one more', async () => {
    const gateway = await Gateway.start({ env: { FOYER_MAX_FILE_BYTES: '2000', FOYER_MAX_BODY_BYTES: '1024' } });
    try {
      const base = gateway.url;
      await call('POST', '/v2/rooms', { base, body: { id: 'r', defaultAccesses: ['room:write'] } });
      const upload = (size: number, query = ''): Promise<Answer> =>
        put('r', `${aFileId()}/upload/a.txt${query}`, randomBytes(size), { base });
      expect((await upload(2000)).status).toBe(200);
      for (const refused of [
        await upload(2001),
        await upload(10, '?fileSize=2001'),
        await call('POST', at('r', `${aFileId()}/multipart/a?fileSize=2001`), { base }),
      ])
        expect([refused.status, refused.body.error]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
      expect((await call('POST', at('r', `${aFileId()}/multipart/a?fileSize=2000`), { base })).status).toBe(200);

      // Nobody says how much comes: it is ended when it is too much.
      const id = aFileId();
      const endless = await raw(
        base,
        `PUT ${at('r', id)}/upload/a.txt HTTP/1.1\r\nhost: x\r\nconnection: close\r\n` +
          `authorization: Bearer ${SECRET_KEY}\r\ntransfer-encoding: chunked\r\n\r\n7d1\r\n${'x'.repeat(2001)}\r\n0\r\n\r\n`,
      );
      expect(endless).toMatch(/^HTTP\/1.1 413 /);

      // All parts of one upload together have the same limit.
      const many = aFileId();
      const { uploadId } = (await call('POST', at('r', `${many}/multipart/a`), { base })).body;
      const part = (number: number, size: number): Promise<Answer> =>
        put('r', `${many}/multipart/${uploadId}/${number}`, randomBytes(size), { base });
      expect([(await part(1, 1000)).status, (await part(2, 1001)).status, (await part(2, 1000)).status]).toEqual([
        200, 413, 200,
      ]);
      expect([(await part(1, 1001)).status, (await part(1, 1000)).status]).toEqual([413, 200]);
    } finally {
      await gateway.remove();
    }
  });

  it('[FI3] leave nothing when the connection ends, or they stop coming', async () => {
    const gateway = await Gateway.start({ env: { DATABASE_URL: databaseUrl(), FOYER_REQUEST_TIMEOUT_MS: '1000' } });
    try {
      const room = await aRoom();
      for (const cut of [true, false]) {
        const id = aFileId();
        const { hostname, port } = new URL(gateway.url);
        const socket = connect(Number(port), hostname);
        const closed = new Promise((resolve) => socket.on('close', resolve));
        socket.on('error', () => undefined).resume();
        socket.write(
          `PUT ${at(room, id)}/upload/a HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${SECRET_KEY}\r\n` +
            `content-length: ${3 * MIB}\r\n\r\n${'x'.repeat(2 * MIB)}`,
        );
        await eventually(async () => (await leftOf(id)) === 1 || 'the upload has not begun');
        if (cut) socket.destroy();
        await closed;
        await eventually(async () => (await leftOf(id)) === 0 || 'something is left of the upload');
      }
      expect(gateway.log).not.toMatch(/"level":"error"|database cannot be reached/);
    } finally {
      await gateway.remove();
    }
  });

  it('[FI10] are never held in memory', async () => {
    const gateway = await Gateway.start({ env: { FOYER_MAX_FILE_BYTES: String(300 * MIB) } });
    try {
      const base = gateway.url;
      await call('POST', '/v2/rooms', { base, body: { id: 'r', defaultAccesses: ['room:write'] } });
      const peak = (): number =>
        Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${gateway.process.pid}/status`, 'utf8'))?.[1]) * 1024;
      const bytes = randomBytes(300 * MIB);
      const before = peak();
      const id = aFileId();
      expect((await put('r', `${id}/upload/large.bin?fileSize=${bytes.length}`, bytes, { base })).status).toBe(200);
      const { body } = await call('GET', at('r', id), { base });
      const got = await download(body.url as string);
      expect(digest(got.bytes)).toBe(digest(bytes));
      // Buffers that wait to be collected, but never a file.
      expect((peak() - before) / MIB).toBeLessThan(200);
      const tail = await download(body.url as string, { range: 'bytes=-1000' });
      expect(tail.bytes.equals(bytes.subarray(-1000))).toBe(true);
      expect((await call('DELETE', '/v2/rooms/r', { base })).status).toBe(204);
    } finally {
      await gateway.remove();
    }
  });
});

describe('files in parts', () => {
  const begin = async (room: string, id: string, query = ''): Promise<string> => {
    const { status, body } = await call('POST', at(room, `${id}/multipart/a.txt${query}`));
    expect([status, body]).toEqual([200, { fileId: id, uploadId: expect.any(String) }]);
    return body.uploadId as string;
  };

  it('[FI4] are put together by number, whatever order they come in', async () => {
    const [room, id] = [await aRoom(), aFileId()];
    const uploadId = await begin(room, id, '?fileSize=7');
    const part = async (number: number, body: string): Promise<object> =>
      (await put(room, `${id}/multipart/${uploadId}/${number}`, body)).body as object;
    const third = await part(30, 'fg');
    const stale = await part(1, 'xx');
    const [second, first] = await Promise.all([part(2, 'cde'), part(1, 'ab')]);
    expect(first).toEqual({ partNumber: 1, etag: digest(Buffer.from('ab')) });
    const complete = (...parts: object[]): Promise<Answer> =>
      call('POST', at(room, `${id}/multipart/${uploadId}/complete`), { body: { parts } });
    for (const wrong of [
      [],
      [stale, second, third],
      [first, second],
      [first, first, second, third],
      [{ partNumber: 0, etag: 'x' }],
      [{ partNumber: 1 }],
    ])
      expect((await complete(...wrong)).status).toBe(422);
    expect((await call('GET', at(room, id))).status).toBe(404);
    const file = { id, name: 'a.txt', size: 7, mimeType: 'text/plain' };
    expect((await complete(first, second, third)).body).toEqual(file);
    expect((await complete(first, second, third)).body).toEqual(file);
    expect((await download(await linkOf(room, id))).bytes.toString()).toBe('abcdefg');
    // Done is done: neither more parts nor an abort.
    expect((await put(room, `${id}/multipart/${uploadId}/3`, 'x')).status).toBe(404);
    expect((await call('DELETE', at(room, `${id}/multipart/${uploadId}`))).status).toBe(404);
    expect((await download(await linkOf(room, id))).bytes.toString()).toBe('abcdefg');
  });

  it('[FI4] of a race end as one file', async () => {
    const [room, id] = [await aRoom(), aFileId()];
    const finish = async (name: string): Promise<Answer> => {
      const { uploadId } = (await call('POST', at(room, `${id}/multipart/${name}`))).body;
      const { body } = await put(room, `${id}/multipart/${uploadId}/1`, 'abc');
      return call('POST', at(room, `${id}/multipart/${uploadId}/complete`), { body: { parts: [body] } });
    };
    const statuses = (await Promise.all(['a', 'b', 'a', 'b'].map(finish))).map(({ status }) => status);
    expect(statuses.every((status) => status === 200 || status === 409)).toBe(true);
    expect(statuses).toContain(200);
    expect(await leftOf(id)).toBeGreaterThanOrEqual(1);
  });

  it('[FI4] are gone when their upload is aborted', async () => {
    const [room, id] = [await aRoom(), aFileId()];
    const uploadId = await begin(room, id);
    await put(room, `${id}/multipart/${uploadId}/1`, 'abc');
    const abort = (): Promise<Answer> => call('DELETE', at(room, `${id}/multipart/${uploadId}`));
    const first = await abort();
    expect([first.status, first.text, (await abort()).status]).toEqual([204, '', 404]);
    expect((await put(room, `${id}/multipart/${uploadId}/1`, 'abc')).status).toBe(404);
    expect(await leftOf(id)).toBe(0);
    for (const [path, status] of [
      [`${id}/multipart/nothing/1`, 404],
      [`${id}/multipart/${uploadId}/0`, 400],
      [`${id}/multipart/${uploadId}/10001`, 400],
      [`${id}/multipart/${uploadId}/x`, 400],
    ] as const)
      expect([path, (await put(room, path, 'x')).status]).toEqual([path, status]);
  });

  it('[FI3] have at most 8 MiB', async () => {
    const [room, id] = [await aRoom(), aFileId()];
    const uploadId = await begin(room, id);
    const part = (size: number): Promise<Answer> => put(room, `${id}/multipart/${uploadId}/1`, Buffer.alloc(size, 'x'));
    expect((await part(8 * MIB)).status).toBe(200);
    const refused = await part(8 * MIB + 1);
    expect([refused.status, refused.body.error]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
  });
});

describe('links', () => {
  it('[FI5] are for one file, for an hour, as they were signed', async () => {
    const [room, id, other] = [await aRoom(), aFileId(), aFileId()];
    for (const one of [id, other]) await put(room, `${one}/upload/a.txt?fileSize=1`, 'a');
    const link = await linkOf(room, id);
    const open = async (change: (link: URL) => void): Promise<unknown[]> => {
      const changed = new URL(link);
      change(changed);
      const { status, body } = await call('GET', changed.pathname + changed.search, { key: null });
      return [status, body.error];
    };
    expect((await open(() => undefined))[0]).toBe(200);
    const forged = [403, 'INVALID_FILE_URL'];
    expect(await open((it) => (it.pathname = it.pathname.replace(id, other)))).toEqual(forged);
    expect(await open((it) => (it.pathname = it.pathname.replace(/files\/\d+/, 'files/0')))).toEqual(forged);
    expect(await open((it) => it.searchParams.set('expires', '9999999999'))).toEqual(forged);
    expect(await open((it) => it.searchParams.set('signature', 'x'))).toEqual(forged);
    expect((await open((it) => it.searchParams.delete('signature')))[0]).toBe(422);

    await liveblocks.updateRoomId({ currentRoomId: room, newRoomId: `${room}-renamed` });
    expect((await open(() => undefined))[0]).toBe(200);
    await liveblocks.deleteRoom(`${room}-renamed`);
    expect(await open(() => undefined)).toEqual([404, 'STORAGE_FILE_NOT_FOUND']);
  });

  it('[FI6] serve ranges, and nothing that runs', async () => {
    const [room, id] = [await aRoom(), aFileId()];
    const bytes = randomBytes(2 * MIB + 10);
    const { uploadId } = (await call('POST', at(room, `${id}/multipart/page.html`))).body;
    const parts = [];
    for (const [i, part] of [bytes.subarray(0, MIB + 5), bytes.subarray(MIB + 5)].entries())
      parts.push((await put(room, `${id}/multipart/${uploadId}/${i + 1}`, part)).body);
    await call('POST', at(room, `${id}/multipart/${uploadId}/complete`), { body: { parts } });
    const link = await linkOf(room, id);
    const whole = await download(link);
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-length': String(bytes.length),
      'content-disposition': `attachment; filename="page.html"; filename*=UTF-8''page.html`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox'),
      'accept-ranges': 'bytes',
    });
    for (const [range, start, end] of [
      ['bytes=0-0', 0, 1],
      [`bytes=${MIB - 1}-${MIB + 9}`, MIB - 1, MIB + 10],
      [`bytes=${MIB + 4}-`, MIB + 4, bytes.length],
      ['bytes=-7', bytes.length - 7, bytes.length],
    ] as const) {
      const got = await download(link, { range });
      expect([got.status, got.headers.get('content-range')]).toEqual([
        206,
        `bytes ${start}-${end - 1}/${bytes.length}`,
      ]);
      expect(digest(got.bytes)).toBe(digest(bytes.subarray(start, end)));
    }
    const beyond = await download(link, { range: `bytes=${bytes.length}-` });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${bytes.length}`]);
    const other = await download(link, { range: 'bytes=0-0', 'if-range': '"another"' });
    expect([other.status, other.bytes.length]).toEqual([200, bytes.length]);
    for (const headers of [{}, { range: 'bytes=3-9' }] as Record<string, string>[]) {
      const [get, head] = [await download(link, headers), await fetch(link, { method: 'HEAD', headers })];
      const said = ({ status, headers: all }: { status: number; headers: Headers }): unknown[] => [
        status,
        ...['content-length', 'content-type', 'content-range', 'accept-ranges', 'etag'].map((name) => all.get(name)),
      ];
      expect([said(head), await head.text()]).toEqual([said(get), '']);
    }
  });

  it('[FI5] begin with the configured address, if there is one', async () => {
    const gateway = await Gateway.start({ env: { FOYER_PUBLIC_URL: 'https://foyer.example' } });
    const [base, id] = [gateway.url, aFileId()];
    await call('POST', '/v2/rooms', { base, body: { id: 'r', defaultAccesses: [] } });
    await put('r', `${id}/upload/a.txt`, 'a', { base });
    expect((await call('GET', at('r', id), { base })).body.url).toMatch(/^https:\/\/foyer.example\/v2\/files\//);
    await gateway.remove();
  });
});

describe('LiveFiles', () => {
  const data = (id: string): object => ({ id, name: 'a.txt', size: 1, mimeType: 'text/plain' });
  const live = (id: string): object => ({ liveblocksType: 'LiveFile', data: data(id) });
  const op = (id: string): object => ({
    type: 11,
    opId: '900:0',
    id: '900:0',
    parentId: 'root',
    parentKey: 'file',
    data: data(id),
  });
  const ways: [string, (room: string, fileId: string) => Promise<Answer>][] = [
    [
      'filling the storage',
      (room, id) =>
        call('POST', `/v2/rooms/${room}/storage`, {
          body: { liveblocksType: 'LiveObject', data: { n: 1, file: live(id) } },
        }),
    ],
    [
      'a JSON Patch',
      (room, id) =>
        call('PATCH', `/v2/rooms/${room}/storage/json-patch`, {
          body: [
            { op: 'add', path: '/n', value: 1 },
            { op: 'add', path: '/file', value: live(id) },
          ],
        }),
    ],
    [
      'send-message',
      (room, id) =>
        call('POST', `/v2/rooms/${room}/send-message`, {
          body: {
            messages: [
              { type: 201, ops: [{ type: 3, opId: '900:1', id: 'root', data: { n: 1 } }] },
              { type: 201, ops: [op(id)] },
            ],
          },
        }),
    ],
  ];
  it.each(ways)('[FI8] come by %s once they are uploaded, and not before', async (...[, write]) => {
    const [room, other, id] = [await aRoom(), await aRoom(), aFileId()];
    await put(other, `${id}/upload/a.txt`, 'a');
    const refused = await write(room, id);
    expect([refused.status, refused.body.message]).toEqual([422, `Storage file has not been uploaded: ${id}.`]);
    expect((await call('GET', `/v2/rooms/${room}/storage?format=json`)).body).toEqual({});
    expect((await write(room, 'fl_\u0000')).status).toBe(422);
    await put(room, `${id}/upload/a.txt`, 'a');
    expect((await write(room, id)).status).toBe(200);
    expect((await call('GET', `/v2/rooms/${room}/storage?format=json`)).body).toEqual({ n: 1, file: data(id) });
    // What is there may be copied.
    const copy = await call('PATCH', `/v2/rooms/${room}/storage/json-patch`, {
      body: [{ op: 'copy', from: '/file', path: '/copy' }],
    });
    expect(copy.status).toBe(200);
  });

  it('[FI1] [FI4] [FI8] are made by the official Node SDK, small and large', async () => {
    const room = await aRoom();
    for (const size of [0, 10, 5 * MIB, 12 * MIB]) {
      const bytes = randomBytes(size);
      const file = await liveblocks.uploadFile({
        roomId: room,
        file: new File([new Uint8Array(bytes)], `f${size}.bin`),
      });
      expect([file.name, file.size]).toEqual([`f${size}.bin`, size]);
      await liveblocks.mutateStorage(room, ({ root }) => {
        (root as unknown as LiveObject<LsonObject>).set(`f${size}`, file);
      });
      const { url: link } = await liveblocks.getFileUrl({ roomId: room, file });
      expect(digest((await download(link)).bytes)).toBe(digest(bytes));
    }
  }, 60_000);
});

describe('the official client', () => {
  const entered: OfficialClient[] = [];
  afterEach(() => entered.splice(0).forEach((client) => client.leave()));
  const join = async (roomId: string, token: string): Promise<OfficialClient> => {
    const client = await enter({ url, roomId, token: secret(token) });
    entered.push(client);
    return client;
  };

  it('[FI7] [FI8] uploads a file, and another client reads it', async () => {
    const room = await aRoom();
    const [alice, bob] = [await join(room, await identify(url, 'alice')), await join(room, await identify(url, 'bob'))];
    for (const size of [3, 7 * MIB]) {
      const bytes = randomBytes(size);
      const file = await alice.room.uploadFile(new File([new Uint8Array(bytes)], 'drawing.png', { type: 'image/png' }));
      expect([file.mimeType, file.size]).toEqual(['image/png', size]);
      alice.root.set('file', file);
      const seen = await eventually(() => {
        const found = bob.root.get('file');
        return found instanceof LiveFile && found.id === file.id ? [found] : 'bob does not see the file';
      });
      const link = await bob.room.getFileUrl((seen as [LiveFile])[0]);
      expect(digest((await download(link)).bytes)).toBe(digest(bytes));
      await alice.untilSynchronized();
    }
    expect([...alice.errors, ...bob.errors]).toEqual([]);
  }, 60_000);

  it('[FI8] is told of a file that was not uploaded', async () => {
    const room = await aRoom();
    const alice = await join(room, await identify(url, 'alice'));
    alice.root.set('n', 1);
    alice.root.set('file', new LiveFile({ id: aFileId() as never, name: 'a.txt', size: 1, mimeType: 'text/plain' }));
    alice.root.set('m', 2);
    await eventually(async () => {
      const { body } = await call('GET', `/v2/rooms/${room}/storage?format=json`);
      return (body.n === 1 && body.m === 2) || 'the other ops have not gone on';
    });
    expect((await call('GET', `/v2/rooms/${room}/storage?format=json`)).body).toEqual({ n: 1, m: 2 });
  });

  it('[FI7] may do what its token says', async () => {
    const [room, id] = [await aRoom(), aFileId()];
    const browser = (rest: string): string => at(room, rest).replace('/v2/', '/v2/c/');
    const [writer, reader, stranger] = (await Promise.all([
      authorize(url, 'w', { [room]: ['room:write'] }),
      authorize(url, 'r', { [room]: ['room:read'] }),
      authorize(url, 's', { 'another-room': ['room:write'] }),
    ]).then((tokens) => tokens.map(secret))) as [string, string, string];
    const upload = (key: string, fileId = id): Promise<Answer> =>
      call('PUT', browser(`${fileId}/upload/a.txt?fileSize=1`), { key, body: 'a' });
    for (const key of [reader, stranger]) {
      const answers = [
        await upload(key),
        await call('POST', browser(`${id}/multipart/a`), { key }),
        await call('PUT', browser(`${id}/multipart/00000000-0000-4000-8000-000000000000/1`), { key, body: 'a' }),
        await call('POST', browser(`${id}/multipart/00000000-0000-4000-8000-000000000000/complete`), {
          key,
          body: { parts: [{ partNumber: 1, etag: 'x' }] },
        }),
        await call('DELETE', browser(`${id}/multipart/00000000-0000-4000-8000-000000000000`), { key }),
      ];
      expect(answers.map(({ status, body }) => [status, body.error])).toEqual(
        answers.map(() => [403, 'UNAUTHORIZED_ROOM_ACCESS']),
      );
    }
    expect((await upload(SECRET_KEY)).status).toBe(401);
    expect((await put(room, `${id}/upload/a.txt`, 'a', { key: writer })).status).toBe(403);
    expect((await upload(writer)).status).toBe(200);
    const links = (key: string, fileIds: unknown): Promise<Answer> =>
      call('POST', browser('presigned-urls'), { key, body: { fileIds } });
    const { body } = await links(reader, [id, aFileId(), 'nonsense\u0000', id]);
    expect(body.urls.map((link: string | null) => typeof link)).toEqual(['string', 'object', 'object', 'string']);
    expect((await download(body.urls[0] as string)).bytes.toString()).toBe('a');
    expect((await links(stranger, [id])).status).toBe(403);
    expect((await links(reader, id)).status).toBe(422);
  });
});

describe('what is not needed any more', () => {
  it('[FI9] goes with its room, or after a day', async () => {
    const gateway = await Gateway.start({ env: { DATABASE_URL: databaseUrl() } });
    const [room, id, stale, young] = [await aRoom(), aFileId(), aFileId(), aFileId()];
    await put(room, `${id}/upload/a.txt`, 'a');
    for (const one of [stale, young]) {
      const { uploadId } = (await call('POST', at(room, `${one}/multipart/a`))).body;
      await put(room, `${one}/multipart/${uploadId}/1`, 'abc');
    }
    await database.query(`update file_upload set created_at = now() - interval '25 hours' where file_id = any($1)`, [
      [id, stale],
    ]);
    await gateway.stop();
    const again = await Gateway.start({ env: { DATABASE_URL: databaseUrl() }, dataDir: gateway.dataDir });
    await eventually(async () => (await leftOf(stale)) === 0 || 'the stale upload is still there');
    expect([await leftOf(id), await leftOf(young)]).toEqual([1, 1]);
    await again.remove();
    await liveblocks.deleteRoom(room);
    expect([await leftOf(id), await leftOf(young)]).toEqual([0, 0]);
    const { rows } = await database.query(
      'select from file_chunk c where not exists (select from file_part p where p.key = c.part_key)',
    );
    expect(rows).toHaveLength(0);
  });
});
