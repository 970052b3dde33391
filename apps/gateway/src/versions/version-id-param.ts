import { FoyerError } from '@foyer/core';
import { withApiErrors } from '@foyer/http-errors';
import { Param, type PipeTransform } from '@nestjs/common';
import { ApiPathParam } from '../platform/openapi/path-param.js';

/** As text that can stand in the database: what is longer or holds anything else names no version. */
const VERSION_ID = /^[\w-]{1,64}$/;

export const versionNotFound = (id: string): FoyerError =>
  new FoyerError('RESOURCE_NOT_FOUND', `The room has no version with the id "${id.slice(0, 100)}".`, {
    suggestion: 'GET …/versions lists the versions of the room.',
  });

const versionIdPipe: PipeTransform<string, string> = {
  transform(id) {
    if (VERSION_ID.test(id)) return id;
    throw versionNotFound(id);
  },
};

/** The id in the path of a version of the room. */
export const VersionIdParam = (): ParameterDecorator =>
  withApiErrors(Param('versionId', versionIdPipe), 'RESOURCE_NOT_FOUND');

export const ApiVersionId = (): MethodDecorator =>
  ApiPathParam({
    name: 'versionId',
    description: 'The id of the version.',
    schema: { type: 'string' },
    example: 'vh_Jx1cMqLRsZbAkmoIMXe0Hw',
  });
