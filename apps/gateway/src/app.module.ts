import { AccessGuard } from '@foyer/auth/nest';
import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AdminModule } from './admin/admin.module.js';
import { AuthModule } from './auth/auth.module.js';
import { FilesModule } from './files/files.module.js';
import { HealthModule } from './health/health.module.js';
import { JoinModule } from './join/join.module.js';
import { MediaModule } from './media/media.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { PresenceModule } from './presence/presence.module.js';
import { RoomsModule } from './rooms/rooms.module.js';
import { StorageModule } from './storage/storage.module.js';
import { VersionsModule } from './versions/versions.module.js';
import { YdocModule } from './ydoc/ydoc.module.js';
import { ServicesModule, type Services } from './wiring/services.js';

@Module({
  imports: [
    RoomsModule,
    StorageModule,
    YdocModule,
    FilesModule,
    VersionsModule,
    PresenceModule,
    AuthModule,
    JoinModule,
    MediaModule,
    AdminModule,
    HealthModule,
    MetricsModule,
  ],
  providers: [{ provide: APP_GUARD, useClass: AccessGuard }],
})
export class AppModule {
  /** `services` are absent only where no request is answered: for the OpenAPI document. */
  static with(services?: Services): DynamicModule {
    return { module: AppModule, imports: [ServicesModule.with(services)] };
  }
}
