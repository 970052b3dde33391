import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireLock } from './build-lock.js';

/** Above any number that Linux or macOS gives. */
const NO_SUCH_PROCESS = 4_194_999;

describe('acquireLock', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'foyer-lock-'));
    file = join(folder, 'x.lock');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('holds a lock with its process id until it is released', async () => {
    const release = await acquireLock(file);
    expect(readFileSync(file, 'utf8')).toBe(String(process.pid));
    release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('makes the second wait for the first', async () => {
    const order: string[] = [];
    const first = await acquireLock(file);
    const second = acquireLock(file, { pollMs: 1, onWait: () => order.push('waits') }).then((release) => {
      order.push('second');
      return release;
    });
    await new Promise((resolve) => setTimeout(resolve, 10));
    order.push('released');
    first();
    (await second)();
    expect(order).toEqual(['waits', 'released', 'second']);
  });

  it.each([
    ['of a process that is gone', String(NO_SUCH_PROCESS), 0],
    ['that names no process', '', 0],
    ['that was not refreshed for minutes', String(process.pid), 300_000],
  ])('takes over a lock %s', async (_, content, ageMs) => {
    writeFileSync(file, content);
    const touched = new Date(Date.now() - ageMs);
    utimesSync(file, touched, touched);
    const release = await acquireLock(file, { pollMs: 1 });
    expect(readFileSync(file, 'utf8')).toBe(String(process.pid));
    release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('stops waiting when told to, and leaves the lock to its owner', async () => {
    const release = await acquireLock(file);
    const cancel = new AbortController();
    const second = acquireLock(file, { pollMs: 1, signal: cancel.signal });
    cancel.abort();
    await expect(second).rejects.toThrow('aborted');
    expect(existsSync(file)).toBe(true);
    release();
  });

  it('does not release what another has taken over', async () => {
    const release = await acquireLock(file);
    writeFileSync(file, '1');
    release();
    expect(readFileSync(file, 'utf8')).toBe('1');
  });
});
