import { FoyerError } from '@foyer/core';
import type { Recording } from '@foyer/database';
import { chmod, mkdir, open, readdir, rm, rmdir, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { StorageProfile } from './storage-profile.js';
import type { StorageProfiles } from './storage-profiles.js';

/** Owner and group may write, and what is made in it has its group: egress may be another user, of the same group. */
const FOLDER_MODE = 0o2775;

/**
 * Makes the folder of a recording, so that it is the gateway's to remove, whoever writes into it. Throws 503 where the gateway may
 * not write there.
 */
export async function makeFolder(profile: StorageProfile, recordingId: string): Promise<void> {
  if (profile.type !== 'local') return;
  const folder = join(profile.folder, recordingId);
  try {
    await mkdir(folder, { recursive: true });
    await chmod(folder, FOLDER_MODE);
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    throw new FoyerError('MEDIA_UNAVAILABLE', `The folder for recordings cannot be written to (${code}).`, {
      cause,
      suggestion: 'The gateway and the egress service must both be allowed to write to FOYER_RECORDINGS_DIR.',
      retryAfter: 30,
    });
  }
}

/** Takes away the folder of a recording that did not begin, unless there is something in it. */
export async function removeEmptyFolder(profile: StorageProfile, recordingId: string): Promise<void> {
  if (profile.type === 'local') await rmdir(join(profile.folder, recordingId)).catch(() => undefined);
}

export interface LocalFile {
  readonly name: string;
  readonly sizeBytes: number;
}

/** The files of recordings that lie in a folder which the gateway sees. Those in buckets are not reached from here. */
export class RecordingFiles {
  constructor(private readonly profiles: StorageProfiles) {}

  /** In the order of their names; none where they are in a bucket, or removed. */
  async list(recording: Recording): Promise<LocalFile[]> {
    const folder = await this.folderOf(recording);
    if (folder === null) return [];
    const entries = await readdir(folder, { withFileTypes: true }).catch(nothing);
    const files = await Promise.all(
      entries
        .filter((entry) => entry.isFile())
        .map(async ({ name }) => ({ name, sizeBytes: await sizeOf(join(folder, name)) })),
    );
    return files.filter(isThere).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** A file to read from, which the caller closes; `null` where there is none of this name. */
  async open(recording: Recording, name: string): Promise<FileHandle | null> {
    const folder = await this.folderOf(recording);
    if (folder === null || !isPlainName(name)) return null;
    const entries = await readdir(folder, { withFileTypes: true }).catch(nothing);
    // Only what is itself a file there, and no link to another.
    return entries.some((entry) => entry.isFile() && entry.name === name) ? open(join(folder, name), 'r') : null;
  }

  async remove(recording: Recording): Promise<void> {
    const folder = await this.folderOf(recording);
    if (folder !== null) await rm(folder, { recursive: true, force: true });
  }

  private async folderOf({ id, storage }: Recording): Promise<string | null> {
    const profile = storage === null ? null : await this.profiles.find(storage);
    return profile?.type === 'local' ? join(profile.folder, id) : null;
  }
}

const isThere = (file: { name: string; sizeBytes: number | null }): file is LocalFile => file.sizeBytes !== null;

/** `null` for what was removed meanwhile. */
const sizeOf = (path: string): Promise<number | null> =>
  stat(path).then(
    ({ size }) => size,
    () => null,
  );

const isPlainName = (name: string): boolean => name !== '' && !/[/\\\0]/.test(name) && name !== '.' && name !== '..';

function nothing(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
