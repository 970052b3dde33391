import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { aRoomId, call, logFile, secretsFile } from './support/foyer.js';
import { eventually } from '@foyer/testing';

interface Line {
  readonly requestId?: string;
  readonly level: string;
  readonly route?: string;
  readonly status?: number;
}

const lines = (): Line[] =>
  readFileSync(logFile, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line);

describe('the log of all specs', () => {
  it('[LG1] holds none of the secrets that were used', () => {
    const log = readFileSync(logFile, 'utf8');
    const secrets = readFileSync(secretsFile, 'utf8')
      .split('\n')
      .filter((line) => line.length > 8);
    expect(secrets.length).toBeGreaterThan(50);
    expect(secrets.filter((one) => log.includes(one))).toEqual([]);
    expect(log).not.toMatch(/eyJ[\w-]+\.[\w-]+\./);
  });

  it('[LG2] is JSON, a line for each request with its id, route and status', async () => {
    const requestId = aRoomId('logged');
    await call('GET', '/v2/rooms/some-room', { headers: { 'x-request-id': requestId } });
    const line = await eventually(
      () => lines().find((one) => one.requestId === requestId) ?? 'the line is not written',
    );
    expect(line).toMatchObject({
      level: 'info',
      method: 'GET',
      route: '/v2/rooms/:roomId',
      path: '/v2/rooms/some-room',
      status: 404,
      ms: expect.any(Number),
    });
  });

  it('[LG3] tells of no unexpected failure', () => {
    expect(lines().filter(({ level, status = 0 }) => level === 'error' || status === 500)).toEqual([]);
  });

  it('[MT1] the metrics count requests by the template of their route', async () => {
    const { text, headers } = await call('GET', '/metrics', { key: null });
    expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(text).toMatch(
      /foyer_http_request_duration_seconds_count\{method="GET",route="\/v2\/rooms\/:roomId",status="404"\} \d+/,
    );
    for (const name of [
      'foyer_database_connections',
      'foyer_media_ready',
      'process_cpu_seconds_total',
      'nodejs_heap_size_used_bytes',
    ])
      expect(text).toContain(`\n${name} `);
    expect(text).not.toContain('some-room');
  });
});
