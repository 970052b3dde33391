import { Requires } from '@foyer/auth/nest';
import { ApiErrors, withApiErrors } from '@foyer/http-errors';
import { Controller, Delete, Get, HttpCode, Param, type PipeTransform } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { CheckedQuery } from '../../platform/http/body.js';
import { Origin } from '../../platform/http/origin.js';
import { ApiPathParam } from '../../platform/openapi/path-param.js';
import { ListRecordingsQuery, RecordingPageBody, RecordingWithFilesBody } from './recording.dto.js';
import { toRecordingBody } from './recording.mapper.js';
import { RecordingsService, noRecording } from './recordings.service.js';

const recordingIdPipe: PipeTransform<string, string> = {
  transform(id) {
    if (isUUID(id)) return id;
    throw noRecording(id);
  },
};

const RecordingIdParam = (): ParameterDecorator =>
  withApiErrors(Param('recordingId', recordingIdPipe), 'RESOURCE_NOT_FOUND');

const ApiRecordingId = (): MethodDecorator =>
  ApiPathParam({
    name: 'recordingId',
    description: 'The id of the recording.',
    schema: { type: 'string', format: 'uuid' },
    example: '0b7e5a52-3c5e-4b0c-9d0f-2b7a2b6f0c11',
  });

@ApiTags('Recordings')
@Controller('admin/recordings')
export class RecordingsController {
  constructor(private readonly recordings: RecordingsService) {}

  @Get()
  @Requires('admin')
  @ApiOperation({
    operationId: 'listRecordings',
    summary: 'List recordings of all rooms',
    description: 'Newest first; also those of rooms that were deleted, and of pages of the web.',
  })
  @ApiOkResponse({ description: 'A page of recordings.', type: RecordingPageBody })
  async list(@CheckedQuery(ListRecordingsQuery) query: ListRecordingsQuery): Promise<RecordingPageBody> {
    const { items, nextCursor } = await this.recordings.all(query);
    return { nextCursor, data: items.map(toRecordingBody) };
  }

  @Get(':recordingId')
  @Requires('admin')
  @ApiRecordingId()
  @ApiOperation({
    operationId: 'getRecording',
    summary: 'Get a recording with its files',
    description: 'Files that lie in a folder which Foyer sees come with links, which need no key and expire.',
  })
  @ApiOkResponse({ description: 'The recording.', type: RecordingWithFilesBody })
  async get(@RecordingIdParam() id: string, @Origin() origin: string): Promise<RecordingWithFilesBody> {
    const recording = await this.recordings.get(id);
    const { files, expiresAt } = await this.recordings.filesOf(recording, origin);
    return { ...toRecordingBody(recording), files, filesExpireAt: expiresAt.toISOString() };
  }

  @Delete(':recordingId')
  @HttpCode(204)
  @Requires('admin')
  @ApiRecordingId()
  @ApiOperation({
    operationId: 'deleteRecording',
    summary: 'Delete a recording',
    description:
      'Deletes it, and its files where they lie in a folder which Foyer sees. What is in a bucket stays there.',
  })
  @ApiNoContentResponse({ description: 'It is gone.' })
  @ApiErrors('MEDIA_PRECONDITION_FAILED')
  async delete(@RecordingIdParam() id: string): Promise<void> {
    await this.recordings.delete(id);
  }
}
