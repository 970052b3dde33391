import { RecordingRepository, StorageProfileRepository, type Database } from '@foyer/database';
import type { LiveKit, MediaServices } from '@foyer/livekit';
import { RecordingFiles, RecordingKeeper, Recordings, StorageProfiles, type StorageProfile } from '@foyer/recordings';
import type { RoomRegistry } from '@foyer/room-registry';
import { join, resolve } from 'node:path';
import type { Config } from '../platform/config/index.js';
import type { Logger } from '../platform/logging/logger.js';

export interface WiredRecordings {
  readonly recordings: Recordings;
  readonly recordingBooks: RecordingRepository;
  readonly recordingKeeper: RecordingKeeper;
  readonly recordingFiles: RecordingFiles;
  readonly storageProfiles: StorageProfiles;
}

/** LiveKit tries for up to 23 s to find somebody who begins. */
const LIVEKIT_GIVES_UP_MS = 25_000;

/** What records calls, and the books of it. */
export function wireRecordings(
  config: Config,
  logger: Logger,
  { pool }: Database,
  livekit: LiveKit,
  services: MediaServices,
  registry: () => RoomRegistry,
): WiredRecordings {
  const repository = new RecordingRepository(pool);
  const profiles = new StorageProfiles(
    new StorageProfileRepository(pool),
    new Map([...localProfile(config), ...(config.storageProfiles ?? [])]),
    config.defaultStorage,
  );
  const recordings = new Recordings({ livekit, services, repository, profiles });
  return {
    recordings,
    recordingBooks: repository,
    recordingKeeper: new RecordingKeeper({
      livekit,
      services,
      repository,
      recordings,
      registry,
      log: logger,
      beginsWithinMs: config.mediaTimeoutMs + LIVEKIT_GIVES_UP_MS,
    }),
    recordingFiles: new RecordingFiles(profiles),
    storageProfiles: profiles,
  };
}

/** An egress service elsewhere does not see our folder, unless somebody has seen to it. */
function localProfile({ recordingsDir, dataDir, livekitUrl }: Config): [string, StorageProfile][] {
  if (recordingsDir === undefined && livekitUrl !== undefined) return [];
  return [['local', { type: 'local', folder: resolve(recordingsDir ?? join(dataDir, 'recordings')) }]];
}
