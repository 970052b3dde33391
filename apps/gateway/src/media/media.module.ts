import { Module } from '@nestjs/common';
import { AgentDispatchesController } from './agent-dispatches.controller.js';
import { AgentDispatchesService } from './agent-dispatches.service.js';
import { CallSessionsController } from './call-sessions.controller.js';
import { CallSessionsService } from './call-sessions.service.js';
import { CallTokenController } from './call-token.controller.js';
import { CallTokensService } from './call-tokens.service.js';
import { CallsController } from './calls.controller.js';
import { CallsService } from './calls.service.js';
import { IngressesController } from './ingress/ingresses.controller.js';
import { IngressesService } from './ingress/ingresses.service.js';
import { StartEgressController } from './egress/start-egress.controller.js';
import { EgressesController } from './egress/egresses.controller.js';
import { EgressesService } from './egress/egresses.service.js';
import { RoomRecordingsController } from './recordings/room-recordings.controller.js';
import { RecordingsController } from './recordings/recordings.controller.js';
import { RecordingFilesController } from './recordings/recording-files.controller.js';
import { RecordingsService } from './recordings/recordings.service.js';
import { MediaSettingsController } from './media-settings.controller.js';
import { MediaSettingsService } from './media-settings.service.js';
import { ParticipantsController } from './participants.controller.js';
import { ParticipantsService } from './participants.service.js';
import { SipCallsController } from './sip/sip-calls.controller.js';
import { SipCallsService } from './sip/sip-calls.service.js';
import { SipDispatchRulesController } from './sip/sip-dispatch-rules.controller.js';
import { SipDispatchRulesService } from './sip/sip-dispatch-rules.service.js';
import { SipInboundTrunksController } from './sip/sip-inbound-trunks.controller.js';
import { SipInboundTrunksService } from './sip/sip-inbound-trunks.service.js';
import { SipOutboundTrunksController } from './sip/sip-outbound-trunks.controller.js';
import { SipOutboundTrunksService } from './sip/sip-outbound-trunks.service.js';
import { WebhookController } from './webhook.controller.js';
import { WebhookService } from './webhook.service.js';

@Module({
  controllers: [
    RecordingFilesController,
    RecordingsController,
    RoomRecordingsController,
    EgressesController,
    StartEgressController,
    AgentDispatchesController,
    CallsController,
    CallTokenController,
    CallSessionsController,
    IngressesController,
    MediaSettingsController,
    ParticipantsController,
    SipCallsController,
    SipDispatchRulesController,
    SipInboundTrunksController,
    SipOutboundTrunksController,
    WebhookController,
  ],
  providers: [
    RecordingsService,
    EgressesService,
    CallSessionsService,
    MediaSettingsService,
    WebhookService,
    AgentDispatchesService,
    CallsService,
    CallTokensService,
    IngressesService,
    ParticipantsService,
    SipCallsService,
    SipDispatchRulesService,
    SipInboundTrunksService,
    SipOutboundTrunksService,
  ],
})
export class MediaModule {}
