import { Module } from '@nestjs/common';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeysService } from './api-keys.service.js';
import { EventsController } from './events.controller.js';
import { StorageProfilesController } from './storage-profiles.controller.js';

@Module({ controllers: [ApiKeysController, EventsController, StorageProfilesController], providers: [ApiKeysService] })
export class AdminModule {}
