import { describe, expect, it } from '@jest/globals';
import { installArguments, missingReport, needsOf } from './machine-needs.js';

describe('needsOf', () => {
  const packagesFor = (...args: Parameters<typeof needsOf>): string[] =>
    needsOf(...args).map(({ package: inPackage }) => inPackage);

  it('leaves out what only a build needs where there is a program already', () => {
    expect(packagesFor(['sip'], () => false)).toContain('libopus-dev');
    expect(needsOf(['sip'], () => true)).toEqual([]);
    expect(packagesFor(['egress'], () => true)).not.toContain('gcc');
    expect(packagesFor(['sip', 'ingress'], (purpose) => purpose === 'ingress')).toContain('gcc');
  });

  it('names what serves several purposes once', () => {
    const packages = packagesFor(['egress', 'ingress', 'tests'], () => false);
    expect(packages).toEqual([...new Set(packages)]);
    expect(packages).toContain('chromium');
  });

  it('asks nothing for livekit-server, and one program for Redis', () => {
    expect(packagesFor(['redis'], () => false)).toEqual(['redis-server']);
  });
});

describe('missingReport', () => {
  const missing = needsOf(['redis', 'sip'], () => false).filter(({ name }) => ['redis-server', 'opus'].includes(name));

  it('[SV6] is a table, and the one command that installs it', () => {
    expect(missingReport(missing, true)).toBe(
      [
        'missing               Debian package  for',
        'program redis-server  redis-server    redis',
        'library opus          libopus-dev     to build sip',
        '',
        'To install it all: apt-get install --yes --no-install-recommends redis-server libopus-dev',
      ].join('\n'),
    );
  });

  it('[SV6] asks for the rights that installing takes', () => {
    expect(missingReport(missing, false)).toContain('To install it all: sudo apt-get install');
  });
});

describe('installArguments', () => {
  it('name a package once, for however much of it is missing', () => {
    const twice = needsOf(['redis', 'redis'], () => false);
    expect(installArguments([...twice, ...twice]).filter((one) => one === 'redis-server')).toHaveLength(1);
  });
});
