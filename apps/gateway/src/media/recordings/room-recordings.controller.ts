import { Requires } from '@foyer/auth/nest';
import type { RoomId } from '@foyer/core';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CheckedQuery } from '../../platform/http/body.js';
import { PageQuery } from '../../platform/http/paging.js';
import { RoomIdParam } from '../../platform/http/room-id-param.js';
import { RecordingPageBody } from './recording.dto.js';
import { toRecordingBody } from './recording.mapper.js';
import { RecordingsService } from './recordings.service.js';

@ApiTags('Recordings')
@Controller('v2/rooms/:roomId/recordings')
export class RoomRecordingsController {
  constructor(private readonly recordings: RecordingsService) {}

  @Get()
  @Requires('media')
  @ApiOperation({
    operationId: 'listRoomRecordings',
    summary: 'List the recordings of a room',
    description:
      'Everything that was recorded or streamed of the calls of a room, newest first, from being asked for to its end.',
  })
  @ApiOkResponse({ description: 'A page of recordings.', type: RecordingPageBody })
  async list(@RoomIdParam() id: RoomId, @CheckedQuery(PageQuery) query: PageQuery): Promise<RecordingPageBody> {
    const { items, nextCursor } = await this.recordings.ofRoom(id, query);
    return { nextCursor, data: items.map(toRecordingBody) };
  }
}
