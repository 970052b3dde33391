import { Requires } from '@foyer/auth/nest';
import type { RoomId } from '@foyer/core';
import type { VersionSummary } from '@foyer/database';
import { Controller, Delete, Get, Header, HttpCode, Post, StreamableFile } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CheckedQuery, OptionalJsonBody } from '../platform/http/body.js';
import { PageQuery, type Page } from '../platform/http/paging.js';
import { RoomIdParam } from '../platform/http/room-id-param.js';
import { ApiVersionId, VersionIdParam } from './version-id-param.js';
import { CreateVersionBody, VersionKeptBody, VersionPageBody, VersionStorageQuery } from './version.dto.js';
import { VersionsService } from './versions.service.js';

const OCTETS = 'application/octet-stream';
const UPDATE = { [OCTETS]: { schema: { type: 'string' as const, format: 'binary' } } };

@ApiTags('Versions')
@Controller('v2/rooms/:roomId')
export class VersionsController {
  constructor(private readonly versions: VersionsService) {}

  @Post('versions')
  @HttpCode(200)
  @Requires('storage')
  @ApiOperation({
    operationId: 'createVersion',
    summary: 'Keep a room as it is now',
    description: 'Makes a version of the storage and the Yjs documents of the room, together and at one moment.',
  })
  @ApiBody({ description: 'Nothing needs to be said.', type: CreateVersionBody, required: false })
  @ApiOkResponse({ description: 'The version is kept.', type: VersionKeptBody })
  async create(
    @RoomIdParam() id: RoomId,
    @OptionalJsonBody(CreateVersionBody) _body: CreateVersionBody,
  ): Promise<VersionKeptBody> {
    return { data: { id: await this.versions.create(id) } };
  }

  @Post('version')
  @HttpCode(200)
  @Requires('storage')
  @ApiOperation({
    operationId: 'createVersionByOldName',
    summary: 'Keep a room as it is now (older name)',
    description: 'The same as `POST …/versions`.',
    deprecated: true,
  })
  @ApiBody({ description: 'Nothing needs to be said.', type: CreateVersionBody, required: false })
  @ApiOkResponse({ description: 'The version is kept.', type: VersionKeptBody })
  createByOldName(
    @RoomIdParam() id: RoomId,
    @OptionalJsonBody(CreateVersionBody) body: CreateVersionBody,
  ): Promise<VersionKeptBody> {
    return this.create(id, body);
  }

  @Get('versions')
  @Requires('storage')
  @ApiOperation({
    operationId: 'listVersions',
    summary: 'List the versions of a room',
    description: 'Newest first, a page at a time. A page costs the same wherever it begins.',
  })
  @ApiOkResponse({ description: 'A page of versions.', type: VersionPageBody })
  async list(@RoomIdParam() id: RoomId, @CheckedQuery(PageQuery) query: PageQuery): Promise<VersionPageBody> {
    return toPageBody(await this.versions.list(id, query));
  }

  @Get('versions/:versionId/yjs')
  @Requires('storage')
  @ApiVersionId()
  @ApiOperation({
    operationId: 'getVersionYdoc',
    summary: 'Get the Yjs document of a version',
    description: 'All of the main document as one update, version 1. One that nobody had used is an empty update.',
  })
  @ApiOkResponse({ description: 'The update.', content: UPDATE })
  async ydoc(@RoomIdParam() id: RoomId, @VersionIdParam() versionId: string): Promise<StreamableFile> {
    return new StreamableFile(await this.versions.ydoc(id, versionId), { type: OCTETS });
  }

  @Get('version/:versionId')
  @Requires('storage')
  @ApiVersionId()
  @ApiOperation({
    operationId: 'getVersionYdocByOldName',
    summary: 'Get the Yjs document of a version (older name)',
    description: 'The same as `GET …/versions/{versionId}/yjs`.',
    deprecated: true,
  })
  @ApiOkResponse({ description: 'The update.', content: UPDATE })
  ydocByOldName(@RoomIdParam() id: RoomId, @VersionIdParam() versionId: string): Promise<StreamableFile> {
    return this.ydoc(id, versionId);
  }

  @Get('versions/:versionId/storage')
  @Header('content-type', 'application/json; charset=utf-8')
  @Requires('storage')
  @ApiVersionId()
  @ApiOperation({
    operationId: 'getVersionStorage',
    summary: 'Get the storage of a version',
    description: 'The tree as it was then, in the formats of `GET …/storage`.',
  })
  @ApiOkResponse({
    description: 'The tree.',
    content: {
      'application/json': {
        schema: { type: 'object', additionalProperties: true },
        examples: {
          'plain-lson': {
            summary: 'format=plain-lson',
            value: { liveblocksType: 'LiveObject', data: { items: { liveblocksType: 'LiveList', data: ['a'] } } },
          },
          json: { summary: 'format=json', value: { items: ['a'] } },
        },
      },
    },
  })
  storage(
    @RoomIdParam() id: RoomId,
    @VersionIdParam() versionId: string,
    @CheckedQuery(VersionStorageQuery) { format }: VersionStorageQuery,
  ): Promise<string> {
    return this.versions.storage(id, versionId, format);
  }

  @Post('versions/:versionId/restore')
  @HttpCode(200)
  @Requires('storage')
  @ApiVersionId()
  @ApiOperation({
    operationId: 'restoreVersion',
    summary: 'Take a room back to a version',
    description:
      'The storage and the Yjs documents become what they were, live for everybody in the room. What they are until then is kept as a new version, so that this can be taken back as well.',
  })
  @ApiOkResponse({ description: 'The room is as it was. The version of what it was before.', type: VersionKeptBody })
  async restore(@RoomIdParam() id: RoomId, @VersionIdParam() versionId: string): Promise<VersionKeptBody> {
    return { data: { id: await this.versions.restore(id, versionId) } };
  }

  @Delete('versions/:versionId')
  @HttpCode(204)
  @Requires('storage')
  @ApiVersionId()
  @ApiOperation({
    operationId: 'deleteVersion',
    summary: 'Delete a version',
    description: 'Removes the version for good. The room stays as it is.',
  })
  @ApiNoContentResponse({ description: 'The version is gone.' })
  async delete(@RoomIdParam() id: RoomId, @VersionIdParam() versionId: string): Promise<void> {
    await this.versions.delete(id, versionId);
  }
}

const toPageBody = ({ items, nextCursor }: Page<VersionSummary>): VersionPageBody => ({
  nextCursor,
  data: items.map(({ id, createdAt, authors }) => ({
    type: 'historyVersion',
    id,
    createdAt: createdAt.toISOString(),
    authors: authors.map((author) => ({ id: author })),
    kind: 'yjs',
  })),
});
