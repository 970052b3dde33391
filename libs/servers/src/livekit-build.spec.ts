import { afterEach, describe, expect, it } from '@jest/globals';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { buildFolder, builtBinary, defaultCacheDir, outputKind } from './livekit-build.js';

describe('buildFolder', () => {
  const goMod = 'require (\n\tgithub.com/livekit/livekit-server v1.13.5\n)';

  it('names the version and the checksums', () => {
    expect(buildFolder(goMod, '')).toBe('livekit-server-1.13.5-e3b0c44298fc');
    expect(buildFolder(goMod, 'other')).not.toBe(buildFolder(goMod, ''));
  });

  it('reads the version of tools/livekit', () => {
    expect(builtBinary('/cache')).toMatch(/^\/cache\/livekit-server-\d+\.\d+\.\d+-[0-9a-f]{12}\/livekit-server$/);
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

describe('outputKind', () => {
  it.each([
    ['go: downloading github.com/pion/ice/v4 v4.0.1', 'download'],
    ['internal/goarch', 'package'],
    ['gopkg.in/yaml.v3', 'package'],
    ['runtime', 'package'],
    ['# github.com/pion/ice/v4', 'message'],
    ['go: module cache not found', 'message'],
    ['a/b.go:12:3: undefined: x', 'message'],
  ])('%s', (line, kind) => expect(outputKind(line)).toBe(kind));
});
