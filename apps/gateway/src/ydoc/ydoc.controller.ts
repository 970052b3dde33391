import { Requires } from '@foyer/auth/nest';
import type { RoomId } from '@foyer/core';
import { ApiErrors } from '@foyer/http-errors';
import { Controller, Get, Header, Put, StreamableFile } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { BinaryBody, CheckedQuery } from '../platform/http/body.js';
import { RoomIdParam } from '../platform/http/room-id-param.js';
import { anyJsonSchema } from '../platform/openapi/schemas.js';
import { YdocGuidQuery, YdocQuery, YdocUpdatedBody } from './ydoc.dto.js';
import { YdocService } from './ydoc.service.js';

const BYTES = { type: 'string' as const, format: 'binary' };

@ApiTags('Yjs')
@Controller('v2/rooms/:roomId')
export class YdocController {
  constructor(private readonly ydoc: YdocService) {}

  @Get('ydoc')
  @Header('content-type', 'application/json; charset=utf-8')
  @Requires('storage')
  @ApiOperation({
    operationId: 'getYdoc',
    summary: 'Get a Yjs document as JSON',
    description:
      'All shared types by name. What a type is, is told from what it holds: maps as objects, arrays as lists, texts and XML as text.',
  })
  @ApiOkResponse({
    description: 'The document, or the one type that was asked for.',
    content: { 'application/json': { schema: anyJsonSchema, example: { text: 'Hello', meta: { title: 'Plan' } } } },
  })
  async get(
    @RoomIdParam() id: RoomId,
    @CheckedQuery(YdocQuery) { formatting = 'false', ...query }: YdocQuery,
  ): Promise<string> {
    return JSON.stringify(
      await this.ydoc.read(id, { ...query, formatting: formatting !== 'false' && formatting !== '0' }),
    );
  }

  @Put('ydoc')
  @Requires('storage')
  @ApiOperation({
    operationId: 'sendYdocUpdate',
    summary: 'Merge an update into a Yjs document',
    description: 'Everybody in the room receives it. An update that is there already changes nothing.',
  })
  @ApiBody({ description: 'A Yjs update, version 1.', required: true })
  @ApiOkResponse({ description: 'The update is merged.', type: YdocUpdatedBody })
  @ApiErrors('ROOM_TOO_LARGE')
  async update(
    @RoomIdParam() id: RoomId,
    @CheckedQuery(YdocGuidQuery) { guid }: YdocGuidQuery,
    @BinaryBody() update: Buffer,
  ): Promise<YdocUpdatedBody> {
    await this.ydoc.update(id, guid, update);
    return { success: true };
  }

  @Get('ydoc-binary')
  @Requires('storage')
  @ApiOperation({
    operationId: 'getYdocBinary',
    summary: 'Get a Yjs document as an update',
    description: 'All of it as one update, version 1. A document that nobody has used is an empty update.',
  })
  @ApiOkResponse({ description: 'The update.', content: { 'application/octet-stream': { schema: BYTES } } })
  async getBinary(
    @RoomIdParam() id: RoomId,
    @CheckedQuery(YdocGuidQuery) { guid }: YdocGuidQuery,
  ): Promise<StreamableFile> {
    return new StreamableFile(await this.ydoc.readBinary(id, guid), { type: 'application/octet-stream' });
  }
}
