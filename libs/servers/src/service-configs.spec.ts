import { describe, expect, it } from '@jest/globals';
import { egressConfig, ingressConfig, redisConfig, sipConfig } from './service-configs.js';

const backbone = {
  livekitUrl: 'ws://127.0.0.1:7880',
  keys: { apiKey: 'APIx', apiSecret: 'secret' },
  redis: { address: '127.0.0.1:6379', password: 'pass' },
};
const COMMON = `api_key: APIx
api_secret: secret
ws_url: ws://127.0.0.1:7880
redis:
  address: 127.0.0.1:6379
  password: pass
`;

describe('the configuration of', () => {
  it('Redis lets in this machine alone, by its password, and keeps what is written', () => {
    const lines = redisConfig(6379, 'pass').split('\n');
    for (const line of ['bind 127.0.0.1', 'port 6379', 'requirepass pass', 'appendonly yes'])
      expect(lines).toContain(line);
  });

  it('egress takes work on a small machine, and the page of ours', () => {
    const text = egressConfig(backbone, 'http://127.0.0.1:9/');
    expect(text).toContain(COMMON);
    expect(text).toContain('template_base: http://127.0.0.1:9/\n');
    expect(text).toContain('template_port: 0\n');
    expect(text.match(/_cpu_cost: 0\.001\n/g)).toHaveLength(7);
  });

  it('ingress takes every stream, and media from this machine', () => {
    const text = ingressConfig(backbone, { rtmp: 1935, whip: 8080, relay: 9090, rtc: 7885 });
    expect(text).toContain(COMMON);
    expect(text).toContain('rtmp_port: 1935\nwhip_port: 8080\nhttp_relay_port: 9090\n');
    expect(text).toContain('node_ip: 127.0.0.1\n');
    expect(text.match(/_cpu_cost: -2\n/g)).toHaveLength(4);
  });

  it('SIP listens on this machine alone', () => {
    const text = sipConfig(backbone, { sip: 5060, rtpFrom: 26_000, rtpTo: 26_100 });
    expect(text).toContain(COMMON);
    expect(text).toContain('sip_port: 5060\nrtp_port: 26000-26100\nlisten_ip: 127.0.0.1\n');
  });
});
