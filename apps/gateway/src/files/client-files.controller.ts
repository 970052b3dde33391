import { admitBearer, type UserTokenClaims } from '@foyer/auth';
import { Requires, UserClaims } from '@foyer/auth/nest';
import { FoyerError, type RoomId } from '@foyer/core';
import type { FileName } from '@foyer/database';
import { ApiErrors } from '@foyer/http-errors';
import { RoomRegistry } from '@foyer/room-registry';
import { Controller, Delete, HttpCode, Post, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CheckedQuery, JsonBody } from '../platform/http/body.js';
import { Origin } from '../platform/http/origin.js';
import { RoomIdParam } from '../platform/http/room-id-param.js';
import { StreamBody, TakesStream, type StreamedBody } from '../platform/http/streamed-body.js';
import {
  ApiFileParams,
  ApiNewUploadParams,
  FileIdParam,
  FileNameParam,
  PartNumberParam,
  UploadIdParam,
} from './file-params.js';
import {
  CompleteUploadBody,
  FileDataBody,
  FileIdsBody,
  FilePartBody,
  FileQuery,
  FileUploadBody,
  FileUrlsBody,
} from './files.dto.js';
import { FilesService } from './files.service.js';

const ACCESS_ERRORS = ['UNAUTHORIZED_ROOM_ACCESS', 'DATABASE_UNAVAILABLE'] as const;

/** The same for browsers: what the official client calls, with the token of its user. */
@ApiTags('Files')
@Controller('v2/c/rooms/:roomId/storage/files')
export class ClientFilesController {
  constructor(
    private readonly registry: RoomRegistry,
    private readonly files: FilesService,
  ) {}

  @Post('presigned-urls')
  @HttpCode(200)
  @Requires('user')
  @ApiOperation({
    operationId: 'getStorageFileUrlsAsUser',
    summary: 'Get links to files (browser)',
    description: 'What the official client asks for: links that work for an hour.',
  })
  @ApiOkResponse({ description: 'The links.', type: FileUrlsBody })
  @ApiErrors(...ACCESS_ERRORS)
  async links(
    @UserClaims() claims: UserTokenClaims,
    @RoomIdParam() id: RoomId,
    @JsonBody(FileIdsBody) { fileIds }: FileIdsBody,
    @Origin() origin: string,
  ): Promise<FileUrlsBody> {
    return this.files.links(await this.room(id, claims, 'read'), fileIds, origin);
  }

  @Put(':fileId/upload/:name')
  @Requires('user')
  @ApiOperation({
    operationId: 'uploadStorageFileAsUser',
    summary: 'Upload a file (browser)',
    description:
      'Once it is here, a LiveFile with its id can be put into the storage. The same file again: the same answer.',
  })
  @ApiFileParams('fileId', 'name')
  @TakesStream('The bytes of the file.')
  @ApiOkResponse({ description: 'The file.', type: FileDataBody })
  @ApiErrors('RESOURCE_ALREADY_EXISTS', ...ACCESS_ERRORS)
  async upload(
    @UserClaims() claims: UserTokenClaims,
    @RoomIdParam() id: RoomId,
    @FileIdParam() fileId: string,
    @FileNameParam() name: string,
    @CheckedQuery(FileQuery) { fileSize }: FileQuery,
    @StreamBody() body: StreamedBody,
  ): Promise<FileDataBody> {
    return this.files.upload(await this.file(id, claims, fileId), name, toNumber(fileSize), body);
  }

  @Post(':fileId/multipart/:uploadId')
  @HttpCode(200)
  @Requires('user')
  @ApiOperation({
    operationId: 'createStorageFileUploadAsUser',
    summary: 'Begin to upload a file in parts (browser)',
    description:
      'Parts may come in any order, several at a time. An upload that is not completed within a day is removed.',
  })
  @ApiNewUploadParams()
  @ApiOkResponse({ description: 'The upload.', type: FileUploadBody })
  @ApiErrors('RESOURCE_ALREADY_EXISTS', 'PAYLOAD_TOO_LARGE', ...ACCESS_ERRORS)
  async create(
    @UserClaims() claims: UserTokenClaims,
    @RoomIdParam() id: RoomId,
    @FileIdParam() fileId: string,
    @FileNameParam('uploadId') name: string,
    @CheckedQuery(FileQuery) { fileSize }: FileQuery,
  ): Promise<FileUploadBody> {
    return this.files.create(await this.file(id, claims, fileId), name, toNumber(fileSize));
  }

  @Put(':fileId/multipart/:uploadId/:partNumber')
  @Requires('user')
  @ApiOperation({
    operationId: 'uploadStorageFilePartAsUser',
    summary: 'Upload a part of a file (browser)',
    description: 'At most 8 MiB. Keep the etag: completing needs it.',
  })
  @ApiFileParams('fileId', 'uploadId', 'partNumber')
  @TakesStream('The bytes of the part.')
  @ApiOkResponse({ description: 'The part.', type: FilePartBody })
  @ApiErrors(...ACCESS_ERRORS)
  async uploadPart(
    @UserClaims() claims: UserTokenClaims,
    @RoomIdParam() id: RoomId,
    @FileIdParam() fileId: string,
    @UploadIdParam() uploadId: string,
    @PartNumberParam() number: number,
    @StreamBody() body: StreamedBody,
  ): Promise<FilePartBody> {
    return this.files.uploadPart(await this.file(id, claims, fileId), uploadId, number, body);
  }

  @Post(':fileId/multipart/:uploadId/complete')
  @HttpCode(200)
  @Requires('user')
  @ApiOperation({
    operationId: 'completeStorageFileUploadAsUser',
    summary: 'Make a file of its parts (browser)',
    description: 'In the order of their numbers. Completing the same upload again answers the same.',
  })
  @ApiFileParams('fileId', 'uploadId')
  @ApiOkResponse({ description: 'The file.', type: FileDataBody })
  @ApiErrors('RESOURCE_ALREADY_EXISTS', ...ACCESS_ERRORS)
  async complete(
    @UserClaims() claims: UserTokenClaims,
    @RoomIdParam() id: RoomId,
    @FileIdParam() fileId: string,
    @UploadIdParam() uploadId: string,
    @JsonBody(CompleteUploadBody) { parts }: CompleteUploadBody,
  ): Promise<FileDataBody> {
    return this.files.complete(await this.file(id, claims, fileId), uploadId, parts);
  }

  @Delete(':fileId/multipart/:uploadId')
  @HttpCode(204)
  @Requires('user')
  @ApiOperation({
    operationId: 'abortStorageFileUploadAsUser',
    summary: 'Give up an upload in parts (browser)',
    description: 'What has arrived is removed. A completed upload stays.',
  })
  @ApiFileParams('fileId', 'uploadId')
  @ApiNoContentResponse({ description: 'The upload is gone.' })
  @ApiErrors(...ACCESS_ERRORS)
  async abort(
    @UserClaims() claims: UserTokenClaims,
    @RoomIdParam() id: RoomId,
    @FileIdParam() fileId: string,
    @UploadIdParam() uploadId: string,
  ): Promise<void> {
    await this.files.abort(await this.file(id, claims, fileId), uploadId);
  }

  private async file(id: RoomId, claims: UserTokenClaims, fileId: string): Promise<FileName> {
    return { room: await this.room(id, claims, 'write'), fileId };
  }

  /** The key of the room, for whoever may do this with its storage. */
  private async room(id: RoomId, claims: UserTokenClaims, need: 'read' | 'write'): Promise<string> {
    const room = await this.registry.get(id);
    const { storage } = admitBearer(room, claims).permissions;
    if (storage === 'write' || storage === need) return room.key;
    throw new FoyerError('UNAUTHORIZED_ROOM_ACCESS', `This token may not ${need} the storage of the room "${id}".`);
  }
}

const toNumber = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));
