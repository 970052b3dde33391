import { Module } from '@nestjs/common';
import { AgentDispatchesController } from './agent-dispatches.controller.js';
import { AgentDispatchesService } from './agent-dispatches.service.js';
import { CallSessionsController } from './call-sessions.controller.js';
import { CallSessionsService } from './call-sessions.service.js';
import { CallTokenController } from './call-token.controller.js';
import { CallTokensService } from './call-tokens.service.js';
import { CallsController } from './calls.controller.js';
import { CallsService } from './calls.service.js';
import { MediaSettingsController } from './media-settings.controller.js';
import { MediaSettingsService } from './media-settings.service.js';
import { ParticipantsController } from './participants.controller.js';
import { ParticipantsService } from './participants.service.js';
import { WebhookController } from './webhook.controller.js';
import { WebhookService } from './webhook.service.js';

@Module({
  controllers: [
    AgentDispatchesController,
    CallsController,
    CallTokenController,
    CallSessionsController,
    MediaSettingsController,
    ParticipantsController,
    WebhookController,
  ],
  providers: [
    CallSessionsService,
    MediaSettingsService,
    WebhookService,
    AgentDispatchesService,
    CallsService,
    CallTokensService,
    ParticipantsService,
  ],
})
export class MediaModule {}
