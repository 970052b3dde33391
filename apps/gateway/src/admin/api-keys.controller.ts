import type { ApiKey } from '@foyer/auth';
import { Requires } from '@foyer/auth/nest';
import { FoyerError } from '@foyer/core';
import { ApiErrors } from '@foyer/http-errors';
import { Controller, Delete, Get, HttpCode, Param, Post, type PipeTransform } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { JsonBody, OptionalJsonBody } from '../platform/http/body.js';
import { ApiPathParam } from '../platform/openapi/path-param.js';
import { ApiKeyBody, ApiKeyListBody, CreateApiKeyBody, NewApiKeyBody, RotateApiKeyBody } from './api-key.dto.js';
import { ApiKeysService, type NewKey } from './api-keys.service.js';

const keyIdPipe: PipeTransform<string, string> = {
  transform(id) {
    if (isUUID(id)) return id;
    throw new FoyerError('RESOURCE_NOT_FOUND', `There is no key with the id "${id.slice(0, 100)}".`, {
      suggestion: 'GET /admin/keys lists the keys.',
    });
  },
};

const KeyIdParam = (): ParameterDecorator => Param('keyId', keyIdPipe);
const ApiKeyId = (): MethodDecorator =>
  ApiPathParam({
    name: 'keyId',
    description: 'The id of the key.',
    schema: { type: 'string', format: 'uuid' },
    example: '7f3c1d7e-0a55-4a0f-9a53-0f6f3f6c2d11',
  });

@ApiTags('Admin')
@Controller('admin/keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Post()
  @HttpCode(201)
  @Requires('admin')
  @ApiOperation({
    operationId: 'createKey',
    summary: 'Create a key',
    description: 'Makes a key and shows it this one time.',
  })
  @ApiCreatedResponse({ description: 'The key.', type: NewApiKeyBody })
  async create(@JsonBody(CreateApiKeyBody) body: CreateApiKeyBody): Promise<NewApiKeyBody> {
    return toNewApiKeyBody(await this.keys.create(body));
  }

  @Get()
  @Requires('admin')
  @ApiOperation({ operationId: 'listKeys', summary: 'List keys', description: 'All keys, without their text.' })
  @ApiOkResponse({ description: 'The keys.', type: ApiKeyListBody })
  async list(): Promise<ApiKeyListBody> {
    return { data: (await this.keys.list()).map(toApiKeyBody) };
  }

  @Post(':keyId/rotate')
  @HttpCode(201)
  @Requires('admin')
  @ApiKeyId()
  @ApiOperation({
    operationId: 'rotateKey',
    summary: 'Rotate a key',
    description:
      'Makes a successor with the same rights. Both work until the overlap is over, so nothing needs to stop.',
  })
  @ApiCreatedResponse({ description: 'The successor.', type: NewApiKeyBody })
  @ApiErrors('RESOURCE_NOT_FOUND')
  async rotate(
    @KeyIdParam() id: string,
    @OptionalJsonBody(RotateApiKeyBody) { overlapSeconds }: RotateApiKeyBody,
  ): Promise<NewApiKeyBody> {
    return toNewApiKeyBody(await this.keys.rotate(id, overlapSeconds));
  }

  @Delete(':keyId')
  @HttpCode(204)
  @Requires('admin')
  @ApiKeyId()
  @ApiOperation({
    operationId: 'revokeKey',
    summary: 'Revoke a key',
    description: 'The key stops working: at once on this node, within seconds on all. It stays in the list.',
  })
  @ApiNoContentResponse({ description: 'The key no longer works.' })
  @ApiErrors('RESOURCE_NOT_FOUND')
  async revoke(@KeyIdParam() id: string): Promise<void> {
    await this.keys.revoke(id);
  }
}

function toApiKeyBody(key: ApiKey): ApiKeyBody {
  return {
    id: key.id,
    kind: key.kind,
    name: key.name,
    prefix: key.prefix,
    scopes: [...key.scopes],
    createdAt: key.createdAt.toISOString(),
    expiresAt: key.expiresAt?.toISOString() ?? null,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    revokedAt: key.revokedAt?.toISOString() ?? null,
  };
}

function toNewApiKeyBody(key: NewKey): NewApiKeyBody {
  return { ...toApiKeyBody(key), key: key.key };
}
