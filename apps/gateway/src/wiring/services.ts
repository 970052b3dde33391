import { KeyAuthenticator, SigningKeys } from '@foyer/auth';
import { UserTokens } from '@foyer/auth/nest';
import {
  ApiKeyRepository,
  CallSessionRepository,
  Database,
  EventRepository,
  RecordingRepository,
  RoomVersionRepository,
} from '@foyer/database';
import { CallReconciler, Calls } from '@foyer/calls';
import { LiveKit, MediaServices } from '@foyer/livekit';
import { RecordingFiles, RecordingKeeper, Recordings, StorageProfiles } from '@foyer/recordings';
import { RoomRegistry } from '@foyer/room-registry';
import { Global, Module, type DynamicModule } from '@nestjs/common';
import { FileKeeping } from '../platform/file-keeping.js';
import { LiveRooms } from '../platform/live-rooms.js';
import { Metrics } from '../platform/metrics.js';
import { RecordingUrls } from '../platform/recording-urls.js';

/** Everything that controllers and services can ask for, made by `wire`. */
export interface Services {
  readonly database: Database;
  readonly apiKeys: ApiKeyRepository;
  readonly keys: KeyAuthenticator;
  readonly signingKeys: SigningKeys;
  readonly tokens: UserTokens;
  readonly registry: RoomRegistry;
  readonly livekit: LiveKit;
  readonly mediaServices: MediaServices;
  readonly calls: Calls;
  readonly callBooks: CallReconciler;
  readonly callSessions: CallSessionRepository;
  readonly events: EventRepository;
  readonly recordings: Recordings;
  readonly recordingBooks: RecordingRepository;
  readonly recordingKeeper: RecordingKeeper;
  readonly recordingFiles: RecordingFiles;
  readonly recordingUrls: RecordingUrls;
  readonly storageProfiles: StorageProfiles;
  readonly metrics: Metrics;
  readonly rooms: LiveRooms;
  readonly files: FileKeeping;
  readonly versions: RoomVersionRepository;
}

/** Hands the services to Nest, each under its own class. Without them (for the OpenAPI document) none is ever used. */
@Global()
@Module({})
export class ServicesModule {
  static with(services?: Services): DynamicModule {
    const providers = [
      { provide: Database, useValue: services?.database },
      { provide: ApiKeyRepository, useValue: services?.apiKeys },
      { provide: KeyAuthenticator, useValue: services?.keys },
      { provide: SigningKeys, useValue: services?.signingKeys },
      { provide: UserTokens, useValue: services?.tokens },
      { provide: RoomRegistry, useValue: services?.registry },
      { provide: LiveKit, useValue: services?.livekit },
      { provide: MediaServices, useValue: services?.mediaServices },
      { provide: Calls, useValue: services?.calls },
      { provide: CallReconciler, useValue: services?.callBooks },
      { provide: CallSessionRepository, useValue: services?.callSessions },
      { provide: EventRepository, useValue: services?.events },
      { provide: Recordings, useValue: services?.recordings },
      { provide: RecordingRepository, useValue: services?.recordingBooks },
      { provide: RecordingKeeper, useValue: services?.recordingKeeper },
      { provide: RecordingFiles, useValue: services?.recordingFiles },
      { provide: RecordingUrls, useValue: services?.recordingUrls },
      { provide: StorageProfiles, useValue: services?.storageProfiles },
      { provide: Metrics, useValue: services?.metrics },
      { provide: LiveRooms, useValue: services?.rooms },
      { provide: FileKeeping, useValue: services?.files },
      { provide: RoomVersionRepository, useValue: services?.versions },
    ];
    return { module: ServicesModule, providers, exports: providers.map(({ provide }) => provide) };
  }
}
