import { Requires } from '@foyer/auth/nest';
import { ApiErrors } from '@foyer/http-errors';
import { Controller, Get, Headers, Param, Res, type StreamableFile } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import { CheckedQuery } from '../platform/http/body.js';
import { BYTES, HARMLESS, answerBytes, answerRange, contentDisposition } from '../platform/http/download.js';
import { ApiPathParam } from '../platform/openapi/path-param.js';
import { ApiFileParams } from './file-params.js';
import { FileLinkQuery } from './files.dto.js';
import { FilesService } from './files.service.js';

/** The bytes of files, for whoever has a link. */
@ApiTags('Files')
@Controller('v2/files')
export class FileBytesController {
  constructor(private readonly files: FilesService) {}

  @Get(':room/:fileId')
  @Requires('anyone')
  @ApiOperation({
    operationId: 'downloadFile',
    summary: 'Download a file',
    description: 'What the link to a file leads to. Needs no key: the link is signed, and expires.',
  })
  @ApiPathParam({
    name: 'room',
    description: 'The room, as the link names it.',
    schema: { type: 'string' },
    example: '7',
  })
  @ApiFileParams('fileId')
  @ApiHeader({ name: 'range', description: 'One range of bytes.', required: false, example: 'bytes=0-1023' })
  @ApiOkResponse({ description: 'The bytes.', content: BYTES })
  @ApiResponse({ status: 206, description: 'The bytes of the range.', content: BYTES })
  @ApiErrors(
    'INVALID_FILE_URL',
    'STORAGE_FILE_NOT_FOUND',
    'RANGE_NOT_SATISFIABLE',
    'DATABASE_UNAVAILABLE',
    'BAD_REQUEST',
  )
  async download(
    @Param('room') room: string,
    @Param('fileId') fileId: string,
    @CheckedQuery(FileLinkQuery) { expires, signature }: FileLinkQuery,
    @Headers('range') range: string | undefined,
    @Headers('if-range') ifRange: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const file = await this.files.open({ room, fileId }, expires, signature);
    const etag = `"${fileId}"`;
    // A file never changes: only what another one was asked for by is no range of it.
    const asked = ifRange === undefined || ifRange === etag ? range : undefined;
    const bytes = answerRange(file.size, asked, reply);
    void reply.headers({
      ...HARMLESS,
      etag,
      'accept-ranges': 'bytes',
      'cache-control': `private, max-age=${Math.max(0, Number(expires) - Math.ceil(Date.now() / 1000))}`,
      'content-disposition': contentDisposition(file.name, file.mimeType),
    });
    return answerBytes(bytes, file.mimeType, reply, () =>
      Readable.from(this.files.read(file, bytes), { objectMode: false }),
    );
  }
}
