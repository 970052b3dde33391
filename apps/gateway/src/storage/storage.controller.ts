import { Requires } from '@foyer/auth/nest';
import type { RoomId } from '@foyer/core';
import { ApiErrors } from '@foyer/http-errors';
import type { Json } from '@foyer/protocol';
import { Controller, Delete, Get, Header, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiOkResponse, ApiOperation, ApiTags, getSchemaPath } from '@nestjs/swagger';
import { AnyJsonBody, CheckedQuery, JsonBody } from '../platform/http/body.js';
import { RoomIdParam } from '../platform/http/room-id-param.js';
import {
  JsonPatchOperationBody,
  LsonBody,
  MessagesSentBody,
  SendMessageBody,
  StoragePatchedBody,
  StorageQuery,
} from './storage.dto.js';
import { StorageService } from './storage.service.js';

const JSON_TYPE = 'application/json; charset=utf-8';
const EXAMPLE = {
  liveblocksType: 'LiveObject',
  data: { title: 'Plan', items: { liveblocksType: 'LiveList', data: ['a'] } },
};

@ApiTags('Storage')
@ApiExtraModels(LsonBody, JsonPatchOperationBody)
@Controller('v2/rooms/:roomId')
export class StorageController {
  constructor(private readonly storage: StorageService) {}

  @Get('storage')
  @Header('content-type', JSON_TYPE)
  @Requires('storage')
  @ApiOperation({
    operationId: 'getStorage',
    summary: 'Get the storage of a room',
    description: 'The tree as it is at this moment, with what connected clients have just written.',
  })
  @ApiOkResponse({
    description: 'The tree.',
    content: {
      'application/json': {
        schema: { anyOf: [{ $ref: getSchemaPath(LsonBody) }, { type: 'object', additionalProperties: true }] },
        examples: {
          'plain-lson': { summary: 'format=plain-lson', value: EXAMPLE },
          json: { summary: 'format=json', value: { title: 'Plan', items: ['a'] } },
        },
      },
    },
  })
  get(@RoomIdParam() id: RoomId, @CheckedQuery(StorageQuery) { format }: StorageQuery): Promise<string> {
    return this.storage.read(id, format);
  }

  @Post('storage')
  @HttpCode(200)
  @Header('content-type', JSON_TYPE)
  @Requires('storage')
  @ApiOperation({
    operationId: 'initializeStorage',
    summary: 'Fill the empty storage of a room',
    description: 'Connected clients see it at once. A storage that is not empty is left as it is.',
  })
  @ApiBody({ description: 'The root, a LiveObject.', type: LsonBody, examples: { tree: { value: EXAMPLE } } })
  @ApiOkResponse({ description: 'The tree as it is now.', type: LsonBody })
  @ApiErrors('CANNOT_UPDATE_EXISTING_STORAGE', 'ROOM_TOO_LARGE')
  async initialize(@RoomIdParam() id: RoomId, @AnyJsonBody() tree: Json): Promise<string> {
    await this.storage.initialize(id, tree);
    return this.storage.read(id, 'plain-lson');
  }

  @Delete('storage')
  @HttpCode(200)
  @Requires('storage')
  @ApiOperation({
    operationId: 'deleteStorage',
    summary: 'Empty the storage of a room',
    description: 'Connected clients see it at once. The Yjs documents of the room stay.',
  })
  @ApiOkResponse({ description: 'The storage is empty. No body.' })
  async delete(@RoomIdParam() id: RoomId): Promise<void> {
    await this.storage.delete(id);
  }

  @Patch('storage/json-patch')
  @HttpCode(200)
  @Requires('storage')
  @ApiOperation({
    operationId: 'patchStorage',
    summary: 'Change the storage of a room by a JSON Patch',
    description:
      'RFC 6902, all or nothing, live for everybody in the room. Paths walk LiveObjects, LiveMaps and LiveLists, and never into plain values.',
  })
  @ApiBody({
    description: 'The operations, in order.',
    type: [JsonPatchOperationBody],
    examples: { add: { value: [{ op: 'add', path: '/items/-', value: 'c' }] } },
  })
  @ApiOkResponse({ description: 'The patch is applied.', type: StoragePatchedBody })
  @ApiErrors('INVALID_STORAGE_MUTATION_REQUEST', 'ROOM_TOO_LARGE')
  async patch(@RoomIdParam() id: RoomId, @AnyJsonBody() patch: Json): Promise<StoragePatchedBody> {
    await this.storage.patch(id, patch);
    return {};
  }

  @Post('request-storage-mutation')
  @HttpCode(200)
  @Header('content-type', 'application/x-ndjson')
  @Requires('storage')
  @ApiOperation({
    operationId: 'requestStorageMutation',
    summary: 'Get ready to change the storage by ops',
    description:
      'What `mutateStorage` of the official Node SDK asks first: a connection number of its own, then all nodes, a line of JSON each.',
  })
  @ApiOkResponse({
    description: 'Lines of JSON: `{"actor": n}`, then `[id, node]` for each node.',
    content: {
      'application/x-ndjson': { schema: { type: 'string' }, example: '{"actor":3}\n["root",{"type":0,"data":{}}]\n' },
    },
  })
  async requestMutation(@RoomIdParam() id: RoomId): Promise<Buffer> {
    // As bytes: to a text the server would add a charset, and the SDK compares the whole header.
    return Buffer.from(await this.storage.requestMutation(id));
  }

  @Post('send-message')
  @HttpCode(200)
  @Requires('storage')
  @ApiOperation({
    operationId: 'sendMessage',
    summary: 'Change the storage by ops',
    description: 'What `mutateStorage` of the official Node SDK sends: ops as a socket would send them.',
  })
  @ApiOkResponse({ description: 'The answers.', type: MessagesSentBody })
  @ApiErrors('ROOM_TOO_LARGE')
  async sendMessage(
    @RoomIdParam() id: RoomId,
    @JsonBody(SendMessageBody) { messages }: SendMessageBody,
  ): Promise<MessagesSentBody> {
    return { messages: await this.storage.sendMessages(id, messages) };
  }
}
