import { describe, expect, it } from '@jest/globals';
import { FileUrls } from './file-urls.js';
import { SignedLinks } from './signed-links.js';

const file = { room: '7', fileId: 'fl_abc' };
const clock = { time: 1_000_500, now: () => clock.time };
const urls = new FileUrls(new SignedLinks(Buffer.from('secret'), clock));
const query = (url: string): [string, string] => {
  const { searchParams } = new URL(url);
  return [searchParams.get('expires') ?? '', searchParams.get('signature') ?? ''];
};

describe('links to files', () => {
  it('[FI5] are good for an hour, for one file, as they were signed', () => {
    clock.time = 1_000_500;
    const expiresAt = urls.expiry();
    expect(expiresAt.getTime()).toBe(4_600_000);
    const [expires, signature] = query(urls.urlOf(file, expiresAt, 'http://here'));
    expect(urls.check(file, expires, signature)).toBe('good');
    expect(urls.check({ ...file, room: '8' }, expires, signature)).toBe('forged');
    expect(urls.check({ ...file, fileId: 'fl_abd' }, expires, signature)).toBe('forged');
    expect(urls.check(file, String(Number(expires) + 1), signature)).toBe('forged');
    expect(urls.check(file, expires, `${signature.slice(0, -1)}-`)).toBe('forged');
    expect(urls.check(file, expires, '')).toBe('forged');
    expect(new FileUrls(new SignedLinks(Buffer.from('another'), clock)).check(file, expires, signature)).toBe('forged');
    clock.time = 4_600_000;
    expect(urls.check(file, expires, signature)).toBe('expired');
  });

  it('[FI5] begin with the address of the request, or the configured one', () => {
    expect(urls.urlOf(file, urls.expiry(), 'http://here:1')).toMatch(/^http:\/\/here:1\/v2\/files\/7\/fl_abc\?/);
    const configured = new FileUrls(new SignedLinks(Buffer.from('secret'), clock, 'https://foyer.example/sub/'));
    expect(configured.urlOf(file, urls.expiry(), 'http://here')).toMatch(/^https:\/\/foyer.example\/sub\/v2\/files\//);
  });
});
