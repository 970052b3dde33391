import { describe, expect, it } from '@jest/globals';
import { livekitConfig } from './livekit-config.js';

describe('the configuration of our livekit-server', () => {
  it('keeps it on this machine, and rooms in the hands of the gateway', () => {
    const config = livekitConfig({ http: 7880, rtc: 7882 }, { apiKey: 'APIkey', apiSecret: 'secret' });
    for (const line of [
      'bind_addresses: ["127.0.0.1"]',
      'tcp_port: 0',
      'includes: [lo]',
      'stun_servers: ["127.0.0.1:3478"]',
      'auto_create: false',
      '  APIkey: secret',
    ]) {
      expect(config).toContain(line);
    }
  });
});
