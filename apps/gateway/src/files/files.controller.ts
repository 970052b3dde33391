import { Requires } from '@foyer/auth/nest';
import type { RoomId } from '@foyer/core';
import type { FileName } from '@foyer/database';
import { ApiErrors } from '@foyer/http-errors';
import { RoomRegistry } from '@foyer/room-registry';
import { Controller, Delete, Get, HttpCode, Post, Put } from '@nestjs/common';
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
  FilePartBody,
  FileQuery,
  FileUploadBody,
  FileWithUrlBody,
} from './files.dto.js';
import { FilesService } from './files.service.js';

/** The files of a room, for backends. */
@ApiTags('Files')
@Controller('v2/rooms/:roomId/storage/files/:fileId')
export class FilesController {
  constructor(
    private readonly registry: RoomRegistry,
    private readonly files: FilesService,
  ) {}

  @Get()
  @Requires('storage')
  @ApiOperation({
    operationId: 'getStorageFile',
    summary: 'Get a file',
    description: 'What it is, and a link to its bytes that works for an hour.',
  })
  @ApiFileParams('fileId')
  @ApiOkResponse({ description: 'The file.', type: FileWithUrlBody })
  @ApiErrors('STORAGE_FILE_NOT_FOUND')
  async get(
    @RoomIdParam() id: RoomId,
    @FileIdParam() fileId: string,
    @Origin() origin: string,
  ): Promise<FileWithUrlBody> {
    return this.files.get(await this.file(id, fileId), origin);
  }

  @Put('upload/:name')
  @Requires('storage')
  @ApiOperation({
    operationId: 'uploadStorageFile',
    summary: 'Upload a file',
    description:
      'Once it is here, a LiveFile with its id can be put into the storage. The same file again: the same answer.',
  })
  @ApiFileParams('fileId', 'name')
  @TakesStream('The bytes of the file.')
  @ApiOkResponse({ description: 'The file.', type: FileDataBody })
  @ApiErrors('RESOURCE_ALREADY_EXISTS')
  async upload(
    @RoomIdParam() id: RoomId,
    @FileIdParam() fileId: string,
    @FileNameParam() name: string,
    @CheckedQuery(FileQuery) { fileSize }: FileQuery,
    @StreamBody() body: StreamedBody,
  ): Promise<FileDataBody> {
    return this.files.upload(await this.file(id, fileId), name, toNumber(fileSize), body);
  }

  @Post('multipart/:uploadId')
  @HttpCode(200)
  @Requires('storage')
  @ApiOperation({
    operationId: 'createStorageFileUpload',
    summary: 'Begin to upload a file in parts',
    description:
      'Parts may come in any order, several at a time. An upload that is not completed within a day is removed.',
  })
  @ApiNewUploadParams()
  @ApiOkResponse({ description: 'The upload.', type: FileUploadBody })
  @ApiErrors('RESOURCE_ALREADY_EXISTS', 'PAYLOAD_TOO_LARGE')
  async create(
    @RoomIdParam() id: RoomId,
    @FileIdParam() fileId: string,
    @FileNameParam('uploadId') name: string,
    @CheckedQuery(FileQuery) { fileSize }: FileQuery,
  ): Promise<FileUploadBody> {
    return this.files.create(await this.file(id, fileId), name, toNumber(fileSize));
  }

  @Put('multipart/:uploadId/:partNumber')
  @Requires('storage')
  @ApiOperation({
    operationId: 'uploadStorageFilePart',
    summary: 'Upload a part of a file',
    description: 'At most 8 MiB. Keep the etag: completing needs it.',
  })
  @ApiFileParams('fileId', 'uploadId', 'partNumber')
  @TakesStream('The bytes of the part.')
  @ApiOkResponse({ description: 'The part.', type: FilePartBody })
  async uploadPart(
    @RoomIdParam() id: RoomId,
    @FileIdParam() fileId: string,
    @UploadIdParam() uploadId: string,
    @PartNumberParam() number: number,
    @StreamBody() body: StreamedBody,
  ): Promise<FilePartBody> {
    return this.files.uploadPart(await this.file(id, fileId), uploadId, number, body);
  }

  @Post('multipart/:uploadId/complete')
  @HttpCode(200)
  @Requires('storage')
  @ApiOperation({
    operationId: 'completeStorageFileUpload',
    summary: 'Make a file of its parts',
    description: 'In the order of their numbers. Completing the same upload again answers the same.',
  })
  @ApiFileParams('fileId', 'uploadId')
  @ApiOkResponse({ description: 'The file.', type: FileDataBody })
  @ApiErrors('RESOURCE_ALREADY_EXISTS')
  async complete(
    @RoomIdParam() id: RoomId,
    @FileIdParam() fileId: string,
    @UploadIdParam() uploadId: string,
    @JsonBody(CompleteUploadBody) { parts }: CompleteUploadBody,
  ): Promise<FileDataBody> {
    return this.files.complete(await this.file(id, fileId), uploadId, parts);
  }

  @Delete('multipart/:uploadId')
  @HttpCode(204)
  @Requires('storage')
  @ApiOperation({
    operationId: 'abortStorageFileUpload',
    summary: 'Give up an upload in parts',
    description: 'What has arrived is removed. A completed upload stays.',
  })
  @ApiFileParams('fileId', 'uploadId')
  @ApiNoContentResponse({ description: 'The upload is gone.' })
  async abort(
    @RoomIdParam() id: RoomId,
    @FileIdParam() fileId: string,
    @UploadIdParam() uploadId: string,
  ): Promise<void> {
    await this.files.abort(await this.file(id, fileId), uploadId);
  }

  private async file(id: RoomId, fileId: string): Promise<FileName> {
    return { room: (await this.registry.get(id)).key, fileId };
  }
}

const toNumber = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));
