import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { call } from './support/foyer.js';

interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly description?: string;
  readonly security?: readonly Record<string, unknown>[];
  readonly parameters?: readonly {
    readonly in: string;
    readonly name: string;
    readonly schema: { example?: unknown };
  }[];
  readonly responses: Record<string, { readonly content?: Record<string, unknown> }>;
}

const document = JSON.parse(readFileSync('openapi/openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
};
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path,
    operation,
  })),
);
const open = (operation: Operation): boolean => operation.security?.length === 0;

describe('every route', () => {
  it('[HT14] asks for a key, a token or a signature, but for those that are open to anyone', async () => {
    expect(operations.filter(({ operation }) => open(operation)).map(({ name }) => name)).toEqual([
      'GET /v2/files/{room}/{fileId}',
      'POST /v2/rooms/{roomId}/public/authorize',
      'GET /.well-known/jwks.json',
      'GET /v2/recordings/{recordingId}/files/{expires}/{signature}/{name}',
      'GET /health/live',
      'GET /health/ready',
      'GET /metrics',
    ]);
    for (const { name, method, path, operation } of operations) {
      const { status, body } = await call(method, path.replaceAll(/\{\w+\}/g, '00000000-0000-4000-8000-000000000000'), {
        key: null,
        body: method === 'POST' ? {} : undefined,
      });
      if (open(operation)) expect([name, status === 401]).toEqual([name, false]);
      else
        expect([
          name,
          status,
          ['MISSING_SECRET_KEY', 'MISSING_TOKEN', 'INVALID_WEBHOOK_SIGNATURE'].includes(body.error),
        ]).toEqual([name, 401, true]);
    }
  });

  it('[HT15] has a name, a summary, a description, security, an error answer and examples in the document', () => {
    for (const { name, operation } of operations) {
      expect([name, operation.operationId, operation.summary, operation.description]).not.toContain('');
      expect([name, operation.security !== undefined]).toEqual([name, true]);
      expect([name, Object.keys(operation.responses).some((status) => status.startsWith('4'))]).toEqual([name, true]);
    }
    const bare = operations.flatMap(({ name, operation: { parameters = [] } }) =>
      parameters
        .filter((one) => one.in === 'path' && one.schema.example === undefined)
        .map((one) => `${name}: ${one.name}`),
    );
    expect(bare).toEqual([]);
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('[HT16] is in the document that is served, which is the committed one', async () => {
    expect((await call('GET', '/openapi.json', { key: null })).body).toEqual(document);
  });

  it('[HT17] beside which nothing is served', async () => {
    for (const path of ['/', '/admin', '/v2', '/docs/../package.json', '/data'])
      expect((await call('GET', path, { key: null })).status).toBe(404);
  });
});
