import { Requires } from '@foyer/auth/nest';
import type { RoomId } from '@foyer/core';
import type { Json } from '@foyer/protocol';
import { Controller, Get, Patch } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AnyJsonBody } from '../platform/http/body.js';
import { MediaPatchBody, MediaSettingsBody } from '../platform/http/media-fields.js';
import { RoomIdParam } from '../platform/http/room-id-param.js';
import { MediaSettingsService } from './media-settings.service.js';

@ApiTags('Media')
@Controller('v2/rooms/:roomId/media')
export class MediaSettingsController {
  constructor(private readonly settings: MediaSettingsService) {}

  @Get()
  @Requires('media')
  @ApiOperation({
    operationId: 'getMediaSettings',
    summary: "Get the settings of a room's calls",
    description: 'The `media` field of the room. Roles refine what the accesses of the room give, in its calls.',
  })
  @ApiOkResponse({ description: 'The settings; empty where all are the defaults.', type: MediaSettingsBody })
  get(@RoomIdParam() id: RoomId): Promise<MediaSettingsBody> {
    return this.settings.get(id);
  }

  @Patch()
  @Requires('media')
  @ApiOperation({
    operationId: 'updateMediaSettings',
    summary: "Change the settings of a room's calls",
    description:
      'Changes what is sent and leaves the rest; `null` removes. Roles count at once, also for who is in the call; the other settings from the next call on.',
  })
  @ApiBody({ type: MediaPatchBody, description: 'What changes.' })
  @ApiOkResponse({ description: 'The settings as they are now.', type: MediaSettingsBody })
  update(@RoomIdParam() id: RoomId, @AnyJsonBody() patch: Json): Promise<MediaSettingsBody> {
    return this.settings.update(id, patch);
  }
}
