import { Requires } from '@foyer/auth/nest';
import { FoyerError } from '@foyer/core';
import { ApiErrors } from '@foyer/http-errors';
import type { Json } from '@foyer/protocol';
import { StorageProfiles, isProfileName, withoutSecrets, type NamedProfile } from '@foyer/recordings';
import { Controller, Delete, Get, HttpCode, Param, Put, type PipeTransform } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AnyJsonBody } from '../platform/http/body.js';
import { ApiPathParam } from '../platform/openapi/path-param.js';
import { StorageProfileBody, StorageProfileListBody, storageProfileSchema } from './storage-profile.dto.js';

/** What cannot be a name is that of no profile. */
const profileNamePipe: PipeTransform<string, string> = {
  transform(name) {
    if (isProfileName(name)) return name;
    throw new FoyerError('RESOURCE_NOT_FOUND', `There can be no storage profile "${name.slice(0, 100)}".`, {
      suggestion: 'GET /admin/storage-profiles lists them.',
    });
  },
};

const ApiProfileName = (): MethodDecorator =>
  ApiPathParam({
    name: 'name',
    description: 'By which egresses name the profile: letters, digits, dots, _ and -.',
    schema: { type: 'string', minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$' },
    example: 'archive',
  });

@ApiTags('Recordings')
@Controller('admin/storage-profiles')
export class StorageProfilesController {
  constructor(private readonly profiles: StorageProfiles) {}

  @Get()
  @Requires('admin')
  @ApiOperation({
    operationId: 'listStorageProfiles',
    summary: 'List where recordings can go',
    description: 'The storage profiles of the configuration and those that were made here, without credentials.',
  })
  @ApiOkResponse({ description: 'The profiles.', type: StorageProfileListBody })
  async list(): Promise<StorageProfileListBody> {
    return { data: (await this.profiles.list()).map(toProfileBody) };
  }

  @Put(':name')
  @HttpCode(200)
  @Requires('admin')
  @ApiProfileName()
  @ApiOperation({
    operationId: 'putStorageProfile',
    summary: 'Set where recordings can go',
    description:
      'Makes a profile, or replaces the one of this name as a whole. Credentials are never shown again. Folders are profiles of the configuration only.',
  })
  @ApiBody({ description: 'The profile.', schema: storageProfileSchema })
  @ApiOkResponse({ description: 'The profile, without credentials.', type: StorageProfileBody })
  @ApiErrors('RESOURCE_ALREADY_EXISTS')
  async put(@Param('name') name: string, @AnyJsonBody() profile: Json): Promise<StorageProfileBody> {
    return toProfileBody(await this.profiles.put(name, profile));
  }

  @Delete(':name')
  @HttpCode(204)
  @Requires('admin')
  @ApiProfileName()
  @ApiOperation({
    operationId: 'deleteStorageProfile',
    summary: 'Delete a storage profile',
    description: 'Recordings that go on write to it until they end. What is there stays there.',
  })
  @ApiNoContentResponse({ description: 'It is gone.' })
  @ApiErrors('RESOURCE_NOT_FOUND', 'RESOURCE_ALREADY_EXISTS')
  async delete(@Param('name', profileNamePipe) name: string): Promise<void> {
    await this.profiles.remove(name);
  }
}

function toProfileBody({ name, source, profile, updatedAt }: NamedProfile): StorageProfileBody {
  const { type: _, ...settings } = withoutSecrets(profile);
  return { name, type: profile.type, source, settings, updatedAt: updatedAt?.toISOString() ?? null };
}
