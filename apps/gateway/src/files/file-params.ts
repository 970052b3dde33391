import { FoyerError, invalid, textProblem } from '@foyer/core';
import { withApiErrors } from '@foyer/http-errors';
import { Param, applyDecorators, type PipeTransform } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { ApiPathParam } from '../platform/openapi/path-param.js';
import { MAX_PARTS } from './upload-rules.js';

const FILE_ID = /^fl_[\w-]{21}$/;
const NAME_LENGTH = 256;

export const isFileId = (text: string): boolean => FILE_ID.test(text);

const fileIdPipe: PipeTransform<string, string> = {
  transform(id) {
    if (isFileId(id)) return id;
    throw new FoyerError('BAD_REQUEST', 'A file id is "fl_" and 21 letters, digits, "_" or "-".');
  },
};

const fileNamePipe: PipeTransform<string, string> = {
  transform(name) {
    const wrong = name.length > NAME_LENGTH ? `has more than ${NAME_LENGTH} characters` : textProblem(name);
    if (wrong === null) return name;
    throw invalid([{ pointer: '', message: `The name of the file ${wrong}.` }]);
  },
};

const uploadIdPipe: PipeTransform<string, string> = {
  transform(id) {
    if (isUUID(id)) return id;
    throw noUpload();
  },
};

const partNumberPipe: PipeTransform<string, number> = {
  transform(text) {
    const number = /^[1-9]\d{0,4}$/.test(text) ? Number(text) : NaN;
    if (number <= MAX_PARTS) return number;
    throw new FoyerError('BAD_REQUEST', `A part number is a whole number from 1 to ${MAX_PARTS}.`);
  },
};

export const noUpload = (): FoyerError =>
  new FoyerError('RESOURCE_NOT_FOUND', 'There is no such upload under way for this file.', {
    suggestion: 'An upload that is not completed within a day is removed.',
  });

export const FileIdParam = (): ParameterDecorator => withApiErrors(Param('fileId', fileIdPipe), 'BAD_REQUEST');
export const FileNameParam = (param = 'name'): ParameterDecorator =>
  withApiErrors(Param(param, fileNamePipe), 'UNPROCESSABLE_ENTITY');
export const UploadIdParam = (): ParameterDecorator =>
  withApiErrors(Param('uploadId', uploadIdPipe), 'RESOURCE_NOT_FOUND');
export const PartNumberParam = (): ParameterDecorator =>
  withApiErrors(Param('partNumber', partNumberPipe), 'BAD_REQUEST');

const PARAMS = {
  fileId: {
    description: 'The id of the file, made by whoever uploads it.',
    schema: { type: 'string', pattern: FILE_ID.source.replaceAll('\\w', 'A-Za-z0-9_') },
    example: 'fl_V1StGXR8_Z5jdHi6B-myT',
  },
  name: {
    description: 'The name of the file; its type is told from it.',
    schema: { type: 'string', minLength: 1, maxLength: NAME_LENGTH },
    example: 'plan.txt',
  },
  uploadId: {
    description: 'The upload.',
    schema: { type: 'string', format: 'uuid' },
    example: '7f3c1d7e-0a55-4a0f-9a53-0f6f3f6c2d11',
  },
  partNumber: {
    description: 'The place of the part; a part that comes again takes the place of the earlier one.',
    schema: { type: 'integer', minimum: 1, maximum: MAX_PARTS },
    example: 1,
  },
} as const;

/**
 * The path that begins an upload has the shape of the one that ends it, and a document can name what stands there only once: to
 * begin, the name of the file stands where later the upload does.
 */
export const ApiNewUploadParams = (): MethodDecorator =>
  applyDecorators(
    ApiPathParam({ name: 'fileId', ...PARAMS.fileId }),
    ApiPathParam({
      name: 'uploadId',
      ...PARAMS.name,
      description: 'The name of the file (not yet an upload); its type is told from it.',
    }),
  );

/** Describes parameters of the path in the document. */
export const ApiFileParams = (...names: (keyof typeof PARAMS)[]): MethodDecorator =>
  applyDecorators(...names.map((name) => ApiPathParam({ name, ...PARAMS[name] })));
