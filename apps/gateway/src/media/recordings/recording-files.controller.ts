import { Requires } from '@foyer/auth/nest';
import { ApiErrors } from '@foyer/http-errors';
import { Controller, Get, Headers, Param, Res, type StreamableFile } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { BYTES, HARMLESS, answerBytes, answerRange, contentDisposition, isHead } from '../../platform/http/download.js';
import { mimeTypeOf } from '../../platform/http/mime-type.js';
import { ApiPathParam } from '../../platform/openapi/path-param.js';
import { RecordingsService } from './recordings.service.js';

const PARAMS = {
  recordingId: ['The recording.', '0b7e5a52-3c5e-4b0c-9d0f-2b7a2b6f0c11'],
  expires: ['Until when the link is good, in seconds since 1970.', '1787415025'],
  signature: ['What makes the link good.', 'c2lnbmF0dXJl'],
  name: ['The file.', 'recording.mp4'],
} as const;

const ApiLinkParams = (): MethodDecorator => (target, key, descriptor) => {
  for (const [name, [description, example]] of Object.entries(PARAMS))
    ApiPathParam({ name, description, schema: { type: 'string' }, example })(target, key, descriptor);
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
      if (isHead(reply)) await handle.close();
      return answerBytes(bytes, type, reply, () =>
        handle.createReadStream({ start: bytes.start, end: Math.max(bytes.start, bytes.end - 1) }),
      );
    } catch (error) {
      await handle.close();
      throw error;
    }
  }
}
