import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findOnPath } from './find-program.js';

describe('findOnPath', () => {
  let folder: string;
  const place = (path: string, mode: number): string => {
    const file = join(folder, path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, '');
    chmodSync(file, mode);
    return file;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'foyer-path-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('takes the first program of that name', () => {
    const first = place('a/server', 0o755);
    place('b/server', 0o755);
    expect(findOnPath('server', `${folder}/none:${folder}/a::${folder}/b`)).toBe(first);
  });

  it('passes by what cannot be run: a file without the right, and a folder', () => {
    place('a/server', 0o644);
    place('b/server/inside', 0o755);
    const right = place('c/server', 0o755);
    expect(findOnPath('server', `${folder}/a:${folder}/b:${folder}/c`)).toBe(right);
  });

  it('finds nothing on an empty path', () => {
    expect(findOnPath('server', '')).toBeNull();
  });
});
