import { Requires } from '@foyer/auth/nest';
import { ApiErrors } from '@foyer/http-errors';
import { Controller, Get, Headers, Param, Res, StreamableFile } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { BYTES, HARMLESS, answerRange, contentDisposition, contentType } from '../../platform/http/download.js';
import { mimeTypeOf } from '../../platform/http/mime-type.js';
import { RecordingsService } from './recordings.service.js';

const PARAMS = {
  recordingId: 'The recording.',
  expires: 'Until when the link is good, in seconds since 1970.',
  signature: 'What makes the link good.',
  name: 'The file.',
} as const;

const ApiLinkParams = (): MethodDecorator => (target, key, descriptor) => {
  for (const [name, description] of Object.entries(PARAMS))
    ApiParam({ name, description, schema: { type: 'string' } })(target, key, descriptor);
};

/** The files of recordings, for whoever has a link. */
@ApiTags('Recordings')
@Controller('v2/recordings')
export class RecordingFilesController {
  constructor(private readonly recordings: RecordingsService) {}

  @Get(':recordingId/files/:expires/:signature/:name')
  @Requires('anyone')
  @ApiLinkParams()
  @ApiOperation({
    operationId: 'downloadRecording',
    summary: 'Download a file of a recording',
    description:
      'What the link to a file of a recording leads to. Needs no key: the link is signed, and expires. The same link opens what is beside the file, so that a playlist finds its segments.',
  })
  @ApiHeader({ name: 'range', description: 'One range of bytes.', required: false, example: 'bytes=0-1023' })
  @ApiOkResponse({ description: 'The bytes.', content: BYTES })
  @ApiResponse({ status: 206, description: 'The bytes of the range.', content: BYTES })
  @ApiErrors('INVALID_FILE_URL', 'RESOURCE_NOT_FOUND', 'RANGE_NOT_SATISFIABLE', 'DATABASE_UNAVAILABLE', 'BAD_REQUEST')
  async download(
    @Param('recordingId') id: string,
    @Param('expires') expires: string,
    @Param('signature') signature: string,
    @Param('name') name: string,
    @Headers('range') range: string | undefined,
    @Headers('if-range') ifRange: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { handle, sizeBytes, modifiedAt } = await this.recordings.open(id, name, expires, signature);
    try {
      const etag = `"${sizeBytes.toString(36)}-${modifiedAt.getTime().toString(36)}"`;
      const bytes = answerRange(sizeBytes, ifRange === undefined || ifRange === etag ? range : undefined, reply);
      const type = mimeTypeOf(name);
      void reply.headers({
        ...HARMLESS,
        etag,
        'accept-ranges': 'bytes',
        // A playlist grows while it is recorded.
        'cache-control': 'private, no-cache',
        'content-disposition': contentDisposition(name, type),
      });
      const length = bytes.end - bytes.start;
      const stream = handle.createReadStream({ start: bytes.start, end: Math.max(bytes.start, bytes.end - 1) });
      return new StreamableFile(stream, { type: contentType(type), length });
    } catch (error) {
      await handle.close();
      throw error;
    }
  }
}
