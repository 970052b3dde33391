import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { livekitConfig, loadOrMakeKeys } from './livekit-config.js';

const KEYS = { apiKey: 'APIx', apiSecret: 's'.repeat(43) };

describe('livekitConfig', () => {
  const text = livekitConfig({ http: 7880, rtc: 7882 }, KEYS);

  it('keeps every address on loopback', () => {
    expect(text.match(/\d+\.\d+\.\d+\.\d+/g)).toEqual(['127.0.0.1', '127.0.0.1', '127.0.0.1']);
    expect(text).toContain('bind_addresses: ["127.0.0.1"]');
    expect(text).toContain('tcp_port: 0');
    expect(text).toContain('includes: [lo]');
    expect(text).toContain('use_external_ip: false');
  });

  it('has the ports and the keys', () => {
    expect(text).toContain('\nport: 7880\n'.trimStart());
    expect(text).toContain('  udp_port: 7882\n');
    expect(text).toContain(`keys:\n  APIx: ${KEYS.apiSecret}\n`);
  });

  it('reports to a webhook only where there is one', () => {
    expect(text).not.toContain('webhook');
    expect(livekitConfig({ http: 1, rtc: 2 }, KEYS, { webhookUrl: 'http://127.0.0.1:9/hook?a=b#c' })).toContain(
      'webhook:\n  api_key: APIx\n  urls: ["http://127.0.0.1:9/hook?a=b#c"]\n',
    );
  });

  it('knows of Redis and of the ports of ingress only where there are any', () => {
    expect(text).not.toMatch(/redis|ingress/);
    const beside = {
      redis: { address: '127.0.0.1:6379', password: 'p' },
      ingress: { rtmpBaseUrl: 'rtmp://127.0.0.1:1935/live', whipBaseUrl: 'http://127.0.0.1:8080/w' },
    };
    expect(livekitConfig({ http: 1, rtc: 2 }, KEYS, beside)).toContain(
      'redis:\n  address: 127.0.0.1:6379\n  password: p\n' +
        'ingress:\n  rtmp_base_url: rtmp://127.0.0.1:1935/live\n  whip_base_url: http://127.0.0.1:8080/w\n',
    );
  });
});

describe('loadOrMakeKeys', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'foyer-keys-'));
    file = join(folder, 'keys.json');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('makes keys once, for the owner alone', () => {
    const keys = loadOrMakeKeys(file);
    expect(keys.apiSecret.length).toBeGreaterThanOrEqual(32);
    expect(loadOrMakeKeys(file)).toEqual(keys);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['keys.json']);
  });

  it('closes a file that others could read', () => {
    writeFileSync(file, JSON.stringify(KEYS));
    chmodSync(file, 0o644);
    expect(loadOrMakeKeys(file)).toEqual(KEYS);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it.each(['', '{"apiKey":"APIx"', '{}', 'null', '{"apiKey":"a: b","apiSecret":"short"}'])('replaces %j', (content) => {
    writeFileSync(file, content);
    const keys = loadOrMakeKeys(file);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(keys);
    expect(keys.apiKey).toMatch(/^API[0-9a-f]{12}$/);
  });
});
