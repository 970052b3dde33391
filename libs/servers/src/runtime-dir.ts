import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './is-alive.js';

const PREFIX = 'foyer-media-';
/** The path of a socket may have at most 107 bytes, and the services add some 60. */
const LONGEST_TEMP_DIR = 25;

/** A folder with a short path, for sockets and what is half made. Those of processes that are gone are removed. */
export function makeRuntimeDir(): string {
  const temp = Buffer.byteLength(tmpdir()) > LONGEST_TEMP_DIR ? '/tmp' : tmpdir();
  for (const name of readdirSync(temp)) {
    if (name.startsWith(PREFIX) && !isAlive(Number.parseInt(name.slice(PREFIX.length), 10))) remove(join(temp, name));
  }
  return mkdtempSync(join(temp, `${PREFIX}${process.pid}-`));
}

function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Someone else's.
  }
}
