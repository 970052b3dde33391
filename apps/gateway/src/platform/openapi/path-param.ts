import { ApiParam, type ApiParamOptions } from '@nestjs/swagger';

type Schema = Extract<ApiParamOptions, { schema: unknown }>['schema'];

interface PathParam {
  readonly name: string;
  readonly description: string;
  readonly schema: Schema;
  readonly example: string | number;
}

/** Describes a parameter of the path. Its example goes into the schema: beside one, it is left out of the document. */
export const ApiPathParam = ({ schema, example, ...param }: PathParam): MethodDecorator =>
  ApiParam({ ...param, schema: { ...schema, example } });

/** The same for a parameter: described where it is read. */
export function withApiPathParam(parameter: ParameterDecorator, described: PathParam): ParameterDecorator {
  return (target, key, index) => {
    parameter(target, key, index);
    const descriptor = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
    if (key !== undefined && descriptor !== undefined) ApiPathParam(described)(target, key, descriptor);
  };
}
