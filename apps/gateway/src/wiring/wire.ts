import { KeyAuthenticator, SigningKeys, generateSigningKey, toSigningKey } from '@foyer/auth';
import { UserTokens } from '@foyer/auth/nest';
import { systemClock } from '@foyer/core';
import {
  ApiKeyRepository,
  EventRepository,
  Database,
  FileRepository,
  PostgresFileBytes,
  PostgresRoomStore,
  RoomRepository,
  RoomVersionRepository,
  SharedSecretRepository,
  SigningKeyRepository,
} from '@foyer/database';
import { LiveKit, MediaServices } from '@foyer/livekit';
import { InProcessBus, RoomHub } from '@foyer/realtime';
import { RoomRegistry } from '@foyer/room-registry';
import type { Config } from '../platform/config/index.js';
import type { Logger } from '../platform/logging/logger.js';
import { FileKeeping } from '../platform/file-keeping.js';
import { FileUrls } from '../platform/file-urls.js';
import { RecordingUrls } from '../platform/recording-urls.js';
import { SignedLinks } from '../platform/signed-links.js';
import { LiveRooms } from '../platform/live-rooms.js';
import { Metrics } from '../platform/metrics.js';
import { DocumentFacet } from '../realtime/document-facet.js';
import { RoomEntry } from '../realtime/room-entry.js';
import { bootstrapKeys, developmentKeys } from './bootstrap-keys.js';
import { openDatabase } from './open-database.js';
import type { Services } from './services.js';
import { wireCalls } from './wire-calls.js';
import { wireRecordings } from './wire-recordings.js';
import { provideLivekit } from './provide-livekit.js';

/** How often the last use of keys is written down. */
const KEY_USE_INTERVAL_MS = 60_000;
const MEDIA_PROBE_INTERVAL_MS = 15_000;
const STALE_UPLOADS_INTERVAL_MS = 3_600_000;
const UPLOAD_LIFETIME_MS = 24 * 3_600_000;
/** How rooms are kept open; see libs/realtime/src/room-services.ts. */
const REALTIME_LIMITS = {
  flushIntervalMs: 3,
  firstWordMs: 500,
  pendingBytes: 4 * 1024 * 1024,
  bufferedBytes: 16 * 1024 * 1024,
  idleMs: 10_000,
  snapshotAfterBytes: 256 * 1024,
};

export interface Wired {
  readonly services: Services;
  /** Keys made at this very first start, to be shown once. */
  readonly madeKeys: { readonly secret: string; readonly public: string } | null;
  /** Where data lies, for the operator. */
  readonly databasePlace: string;
  readonly hub: RoomHub;
  readonly documents: DocumentFacet;
  readonly entrance: RoomEntry;
  /** Begins to bring up LiveKit, beside the gateway that serves already. */
  startMedia(gatewayUrl: string): void;
  /** Ends everything that was started, in the reverse order. */
  stop(): Promise<void>;
}

/** The one place that turns settings into running parts. */
export async function wire(config: Config, logger: Logger): Promise<Wired> {
  const stops: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    for (const one of stops.splice(0).reverse()) await one();
  };
  try {
    const { database, place } = await openDatabase(config, logger, stops);
    const apiKeys = new ApiKeyRepository(database.dataSource);
    const madeKeys = await bootstrapKeys(apiKeys, config);
    const keys = new KeyAuthenticator((hash) => apiKeys.findByHash(hash), systemClock, developmentKeys(config));
    stops.push(writeDownKeyUse(keys, apiKeys, logger));

    const signingKeys = await loadSigningKeys(config, database);
    const tokens = new UserTokens(signingKeys, systemClock, {
      projectId: config.projectId,
      ttlSeconds: config.tokenTtlSeconds,
    });

    const livekit = new LiveKit({ timeoutMs: config.mediaTimeoutMs });
    const callParts = wireCalls(config, logger, database, livekit, () => registry);
    const mediaServices = new MediaServices(livekit);
    stops.push(() => mediaServices.stop());
    const recordingParts = wireRecordings(config, logger, database, livekit, mediaServices, () => registry);
    const files = new FileRepository(database.pool);
    stops.push(removeStaleUploads(files, logger));
    const hub = new RoomHub({
      store: new PostgresRoomStore(database.pool),
      bus: new InProcessBus(),
      hasFiles: (room, fileIds) => files.existing(room, fileIds),
      limits: {
        ...REALTIME_LIMITS,
        connectionsPerRoom: config.maxConnectionsPerRoom,
        roomBytes: config.maxRoomBytes,
      },
      log: logger,
    });
    const documents = new DocumentFacet(hub);
    const registry = new RoomRegistry(
      new RoomRepository(database.pool),
      [documents, callParts.facet],
      (facet, room, error) => {
        logger.warn({ err: error, facet, roomId: room.id }, 'a part of the room could not follow its change');
      },
    );

    let mediaReady = false;
    const metrics = new Metrics(database.pool, () => mediaReady);
    const probe = setInterval(
      () => void livekit.state().then(({ status }) => (mediaReady = status === 'ready')),
      MEDIA_PROBE_INTERVAL_MS,
    );
    stops.push(() => clearInterval(probe));

    return {
      services: {
        database,
        apiKeys,
        keys,
        signingKeys,
        tokens,
        registry,
        livekit,
        mediaServices,
        calls: callParts.calls,
        callBooks: callParts.books,
        callSessions: callParts.sessions,
        events: new EventRepository(database.pool),
        ...recordingParts,
        recordingUrls: new RecordingUrls(await openLinks(config, database, 'recording-urls')),
        metrics,
        rooms: new LiveRooms(registry, hub),
        files: new FileKeeping(
          files,
          new PostgresFileBytes(database.pool),
          new FileUrls(await openLinks(config, database, 'file-urls')),
          config.maxFileBytes,
        ),
        versions: new RoomVersionRepository(database.pool),
      },
      hub,
      documents,
      entrance: new RoomEntry(registry, tokens, keys, config.createRoomsOnEntry === 'yes'),
      madeKeys,
      databasePlace: place,
      startMedia: (gatewayUrl) => {
        stops.push(provideLivekit(config, livekit, logger, `${gatewayUrl}/livekit/webhook`));
        stops.push(callParts.start());
        stops.push(recordingParts.recordingKeeper.start());
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function loadSigningKeys({ tokenPrivateKey }: Config, database: Database): Promise<SigningKeys> {
  if (tokenPrivateKey !== undefined) return new SigningKeys([toSigningKey(tokenPrivateKey)]);
  return new SigningKeys(await new SigningKeyRepository(database.dataSource).loadOrCreate(generateSigningKey));
}

async function openLinks({ publicUrl }: Config, { pool }: Database, secret: string): Promise<SignedLinks> {
  return new SignedLinks(await new SharedSecretRepository(pool).loadOrCreate(secret), systemClock, publicUrl);
}

/** Every node does it: what one has removed the others do not find. */
function removeStaleUploads(files: FileRepository, logger: Logger): () => void {
  const remove = async (): Promise<void> => {
    try {
      await files.removeStale(new Date(Date.now() - UPLOAD_LIFETIME_MS));
    } catch (error) {
      logger.warn({ err: error }, 'half-made uploads could not be removed');
    }
  };
  void remove();
  const timer = setInterval(() => void remove(), STALE_UPLOADS_INTERVAL_MS);
  return () => clearInterval(timer);
}

function writeDownKeyUse(keys: KeyAuthenticator, apiKeys: ApiKeyRepository, logger: Logger): () => Promise<void> {
  const write = async (): Promise<void> => {
    try {
      await apiKeys.markUsed(keys.takeUsed(), new Date());
    } catch (error) {
      logger.warn({ err: error }, 'the last use of keys could not be written down');
    }
  };
  const timer = setInterval(() => void write(), KEY_USE_INTERVAL_MS);
  return async () => {
    clearInterval(timer);
    await write();
  };
}
