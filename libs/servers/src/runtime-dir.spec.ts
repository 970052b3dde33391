import { afterEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { makeRuntimeDir } from './runtime-dir.js';

/** Above any number that Linux or macOS gives. */
const NO_SUCH_PROCESS = 4_194_999;

describe('makeRuntimeDir', () => {
  const made: string[] = [];
  afterEach(() => made.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

  it('has a short path, names its owner, and takes away what nobody owns any more', () => {
    const first = makeRuntimeDir();
    made.push(first);
    expect(basename(first)).toContain(`-${process.pid}-`);
    expect(Buffer.byteLength(first)).toBeLessThan(50);
    const abandoned = mkdtempSync(join(dirname(first), `foyer-media-${NO_SUCH_PROCESS}-`));
    made.push(makeRuntimeDir());
    expect(existsSync(abandoned)).toBe(false);
    expect(existsSync(first)).toBe(true);
    expect(dirname(first)).toBe(Buffer.byteLength(tmpdir()) > 25 ? '/tmp' : tmpdir());
  });
});
