import type { Recording } from '@foyer/database';
import { open, readdir, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { StorageProfiles } from './storage-profiles.js';

export interface LocalFile {
  readonly name: string;
  readonly sizeBytes: number;
}

/** The files of recordings that lie in a folder which the gateway sees. Those in buckets are not reached from here. */
export class RecordingFiles {
  constructor(private readonly profiles: StorageProfiles) {}

  /** Whether the files of this recording are here. */
  async isLocal({ storage }: Recording): Promise<boolean> {
    return storage !== null && (await this.profiles.find(storage))?.type === 'local';
  }

  /** In the order of their names; none where they are in a bucket, or removed. */
  async list(recording: Recording): Promise<LocalFile[]> {
    const folder = await this.folderOf(recording);
    if (folder === null) return [];
    const entries = await readdir(folder, { withFileTypes: true }).catch(nothing);
    const files = await Promise.all(
      entries
        .filter((entry) => entry.isFile())
        .map(async ({ name }) => ({ name, sizeBytes: (await stat(join(folder, name))).size })),
    );
    return files.toSorted((a, b) => (a.name < b.name ? -1 : 1));
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

const isPlainName = (name: string): boolean => name !== '' && !/[/\\\0]/.test(name) && name !== '.' && name !== '..';

function nothing(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
