import 'reflect-metadata';
import { ERRORS, type ErrorCode } from '@foyer/core';
import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { ErrorBody, exampleErrorBody } from './error-body.js';

const CODES = 'foyer:error-codes';

/** Documents the errors a handler answers with; used several times on one handler, the codes add up. */
export function ApiErrors(...codes: ErrorCode[]): MethodDecorator {
  return (target, key, descriptor: PropertyDescriptor) => {
    const known = (Reflect.getMetadata(CODES, descriptor.value) as ErrorCode[] | undefined) ?? [];
    const all = [...new Set([...known, ...codes])];
    Reflect.defineMetadata(CODES, all, descriptor.value);
    const statuses = new Set(codes.map((code) => ERRORS[code].status));
    const responses = [...statuses].map((status) =>
      errorResponse(
        status,
        all.filter((code) => ERRORS[code].status === status),
      ),
    );
    applyDecorators(ApiExtraModels(ErrorBody), ...responses)(target, key, descriptor);
  };
}

function errorResponse(status: number, codes: readonly ErrorCode[]): MethodDecorator {
  return ApiResponse({
    status,
    description: codes.map((code) => `\`${code}\`: ${ERRORS[code].title.toLowerCase()}.`).join(' '),
    content: {
      'application/problem+json': {
        schema: { $ref: getSchemaPath(ErrorBody) },
        examples: Object.fromEntries(codes.map((code) => [code, { value: exampleErrorBody(code) }])),
      },
    },
  });
}

/** The same for a parameter: what reading it may answer is documented where it is read. */
export function withApiErrors(parameter: ParameterDecorator, ...codes: ErrorCode[]): ParameterDecorator {
  return (target, key, index) => {
    parameter(target, key, index);
    const descriptor = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
    if (key !== undefined && descriptor !== undefined) ApiErrors(...codes)(target, key, descriptor);
  };
}
