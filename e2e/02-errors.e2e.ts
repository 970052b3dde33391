import { describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { PUBLIC_KEY, aRoomId, call, url } from './support/foyer.js';

/** Sends bytes as they are and reads until the server closes. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.end(bytes));
    socket.on('data', (chunk) => (text += String(chunk)));
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });
}

const room = (): Record<string, unknown> => ({ id: aRoomId('errors'), defaultAccesses: [] });

describe('the error body', () => {
  it('[HT1] has the members of RFC 9457 and those that the official SDKs read', async () => {
    const { status, headers, body } = await call('GET', '/v2/rooms/not-there', {
      headers: { 'x-request-id': 'my-request-1' },
    });
    expect(status).toBe(404);
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(headers.get('x-request-id')).toBe('my-request-1');
    expect(body).toEqual({
      type: 'urn:foyer:error:ROOM_NOT_FOUND',
      title: 'Room not found',
      status: 404,
      detail: 'Room with id "not-there" not found.',
      instance: '/v2/rooms/not-there',
      error: 'ROOM_NOT_FOUND',
      message: 'Room with id "not-there" not found.',
      suggestion: 'Create it with POST /v2/rooms.',
      requestId: 'my-request-1',
    });
  });

  it('[HT2] repeats the message as errorMessage on media routes', async () => {
    const { body } = await call('POST', '/token', { body: { roomName: 5 } });
    expect(body.errorMessage).toBe(body.message);
  });

  it('[HT3] makes a request id of its own where the given one is no plain short text', async () => {
    const { headers } = await call('GET', '/health/live', { headers: { 'x-request-id': 'a b"c' } });
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('keys', () => {
  it.each([
    ['no header', null, {}, 401, 'MISSING_SECRET_KEY'],
    ['another scheme', null, { authorization: 'Basic c2s6' }, 401, 'MISSING_SECRET_KEY'],
    ['Bearer without a value', null, { authorization: 'Bearer ' }, 401, 'MISSING_SECRET_KEY'],
    ['a public key', PUBLIC_KEY, {}, 401, 'WRONG_KEY_USED'],
    ['an unknown secret key', 'sk_unknown', {}, 403, 'INVALID_SECRET_KEY'],
    ['anything else', 'hello', {}, 403, 'INVALID_SECRET_KEY'],
  ])('[AU40] refuses %s', async (_, key, headers, status, error) => {
    const answer = await call('GET', '/v2/rooms', { key, headers });
    expect([answer.status, answer.body.error]).toEqual([status, error]);
  });

  it('[AU40] compares the scheme without case', async () => {
    const { status } = await call('GET', '/v2/rooms?limit=1', {
      key: null,
      headers: { authorization: 'bEARER sk_localdev' },
    });
    expect(status).toBe(200);
  });

  it('[HT4] checks the key before the body, the syntax of the body before the room', async () => {
    expect((await call('POST', '/v2/rooms', { key: null, body: '{' })).status).toBe(401);
    expect((await call('POST', '/v2/rooms/not-there', { body: '{' })).status).toBe(400);
  });
});

describe('routes', () => {
  it('[HT5] tells an unknown route from a wrong method, and answers OPTIONS', async () => {
    expect((await call('GET', '/v2/rums')).body.error).toBe('NOT_FOUND');
    const wrong = await call('PUT', '/v2/rooms');
    expect([wrong.status, wrong.body.error, wrong.headers.get('allow')]).toEqual([
      405,
      'METHOD_NOT_ALLOWED',
      'GET, HEAD, POST',
    ]);
    const options = await call('OPTIONS', '/v2/rooms/some-room');
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, POST, DELETE']);
    expect((await call('GET', '/V2/rooms')).status).toBe(404);
    expect((await call('GET', '/v2/rooms/')).status).toBe(200);
  });

  it('[HT6] lets browsers of any origin ask', async () => {
    const answer = await call('OPTIONS', '/v2/rooms/some-room/public/authorize', {
      headers: {
        origin: 'https://app.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });
});

describe('bodies', () => {
  const deep = (levels: number): string =>
    `{"id":"x","defaultAccesses":[],"extra":${'['.repeat(levels)}${']'.repeat(levels)}}`;
  it.each([
    ['broken JSON', '{"id":', 400, 'BAD_REQUEST'],
    ['XML', '<room/>', 400, 'BAD_REQUEST'],
    ['invalid UTF-8', new Uint8Array([0x22, 0xff, 0xfe, 0x22]), 400, 'BAD_REQUEST'],
    ['nothing', undefined, 422, 'UNPROCESSABLE_ENTITY'],
    ['a JSON list', '[]', 422, 'UNPROCESSABLE_ENTITY'],
    ['a JSON text', '"room"', 422, 'UNPROCESSABLE_ENTITY'],
    ['a __proto__ key', '{"id":"x","defaultAccesses":[],"__proto__":{"admin":true}}', 422, 'UNPROCESSABLE_ENTITY'],
    [
      'a nested __proto__ key',
      '{"id":"x","defaultAccesses":[],"metadata":{"__proto__":"a"}}',
      422,
      'UNPROCESSABLE_ENTITY',
    ],
    ['half a surrogate pair', '{"id":"x\\ud800","defaultAccesses":[]}', 422, 'UNPROCESSABLE_ENTITY'],
    [
      'half a surrogate pair as a key',
      '{"id":"x","defaultAccesses":[],"metadata":{"\\udc00":"a"}}',
      422,
      'UNPROCESSABLE_ENTITY',
    ],
    ['U+0000', '{"id":"x\\u0000","defaultAccesses":[]}', 422, 'UNPROCESSABLE_ENTITY'],
    ['a number past a double', '{"id":"x","defaultAccesses":[],"n":1e999}', 422, 'UNPROCESSABLE_ENTITY'],
    ['nesting of 200 levels', deep(200), 422, 'UNPROCESSABLE_ENTITY'],
    ['nesting of 100,000 levels', deep(100_000), 422, 'UNPROCESSABLE_ENTITY'],
  ])('[HT7] refuses %s', async (_, body, status, error) => {
    const before = await call('GET', '/v2/rooms/x');
    const answer = await call('POST', '/v2/rooms', { body: body as string });
    expect([answer.status, answer.body.error]).toEqual([status, error]);
    expect(answer.body.message.length).toBeGreaterThan(10);
    expect(before.status).toBe(404);
    expect((await call('GET', '/v2/rooms/x')).status).toBe(404);
  });

  it('[HT7] takes nesting of 199 levels', async () => {
    const id = aRoomId('deep');
    expect((await call('POST', '/v2/rooms', { body: deep(199).replace('"x"', JSON.stringify(id)) })).status).toBe(200);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml', undefined])(
    '[HT8] reads JSON sent as %s',
    async (type) => {
      const answer = await call('POST', '/v2/rooms', {
        body: JSON.stringify(room()),
        headers: type === undefined ? {} : { 'content-type': type },
      });
      expect(answer.status).toBe(200);
    },
  );

  it('[HT9] refuses compressed bodies and unreadable content types', async () => {
    expect((await call('POST', '/v2/rooms', { body: room(), headers: { 'content-encoding': 'gzip' } })).status).toBe(
      415,
    );
    expect((await call('POST', '/v2/rooms', { body: room(), headers: { 'content-type': 'nonsense' } })).status).toBe(
      415,
    );
  });

  it('[HT10] refuses a body one byte past the limit, and takes one at the limit', async () => {
    const limit = 1_048_576;
    const id = aRoomId('large');
    const bodyOf = (bytes: number): string => {
      const head = `{"id":"${id}","defaultAccesses":[],"x":"`;
      return `${head}${'a'.repeat(bytes - head.length - 2)}"}`;
    };
    const over = await call('POST', '/v2/rooms', { body: bodyOf(limit + 1) });
    expect([over.status, over.body.error]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    expect((await call('POST', '/v2/rooms', { body: bodyOf(limit) })).status).toBe(200);
  });
});

describe('addresses and headers', () => {
  it('[HT11] refuses broken percent escapes', async () => {
    const answer = await raw(
      `GET /v2/rooms/%E0%A4%A HTTP/1.1\r\nhost: x\r\nauthorization: Bearer sk_localdev\r\nconnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toContain('"error":"BAD_REQUEST"');
  });

  it('[HT12] refuses an address past the limit', async () => {
    const path = (length: number): string => `/v2/rooms?${'a'.repeat(length - '/v2/rooms?'.length)}`;
    expect((await call('GET', path(8192))).status).toBe(200);
    const over = await call('GET', path(8193));
    expect([over.status, over.body.error]).toEqual([414, 'URI_TOO_LONG']);
  });

  it('[HT13] refuses headers past the limit, and what is not HTTP', async () => {
    const large = await raw(`GET / HTTP/1.1\r\nhost: x\r\nx-large: ${'a'.repeat(40_000)}\r\n\r\n`);
    expect(large).toMatch(/^HTTP\/1.1 431 /);
    expect(large).toContain('"error":"HEADERS_TOO_LARGE"');
    const nonsense = await raw('HELLO\r\n\r\n');
    expect(nonsense).toMatch(/^HTTP\/1.1 400 /);
    expect(nonsense).toContain('"error":"BAD_REQUEST"');
  });
});
