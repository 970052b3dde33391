import { afterEach, describe, expect, it } from '@jest/globals';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { buildFolder, builtBinary, defaultCacheDir } from './build-program.js';
import { PROGRAMS, type Program } from './programs.js';

describe('buildFolder', () => {
  const files = { 'go.mod': 'require (\n\tgithub.com/livekit/egress v1.8.6\n)', 'main.go': 'package main' };

  it('names the program, its version, and all that goes into it', () => {
    const folder = buildFolder('egress', files);
    expect(folder).toMatch(/^egress-1\.8\.6-[0-9a-f]{12}$/);
    expect(buildFolder('egress', { ...files })).toBe(folder);
    expect(buildFolder('egress', { ...files, 'main.go': 'package other' })).not.toBe(folder);
    expect(buildFolder('egress', { ...files, 'go.sum': '' })).not.toBe(folder);
  });

  it.each(Object.keys(PROGRAMS) as Program[])('reads the version of %s in tools/livekit', (program) => {
    const [, cache, folder, name] = builtBinary(program, '/cache')?.split('/') ?? [];
    expect([cache, name]).toEqual(['cache', program]);
    expect(folder).toMatch(/^[a-z-]+-\d+\.\d+\.\d+-[0-9a-f]{12}$/);
  });
});

describe('defaultCacheDir', () => {
  const before = process.env.XDG_CACHE_HOME;
  afterEach(() => {
    if (before === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = before;
  });

  it('follows XDG_CACHE_HOME unless it is empty', () => {
    process.env.XDG_CACHE_HOME = '/somewhere';
    expect(defaultCacheDir()).toBe('/somewhere/foyer');
    process.env.XDG_CACHE_HOME = '';
    expect(defaultCacheDir()).toBe(join(homedir(), '.cache', 'foyer'));
  });
});
