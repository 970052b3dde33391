import { FoyerError } from '@foyer/core';
import { ApiErrors } from '@foyer/http-errors';
import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';

/** A body that is taken as it arrives. */
export interface StreamedBody {
  /** To be read once. What is left when the reader stops is thrown away. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** How many bytes the caller says there are. */
  readonly announced: number | undefined;
}

interface StreamedRoute {
  readonly streamed?: true;
}

/** The body of this route is not read before its handler, whatever its content type and size. */
export const TakesStream = (description: string): MethodDecorator =>
  applyDecorators(
    RouteConfig({ streamed: true } satisfies StreamedRoute),
    ApiBody({
      description,
      required: true,
      // Named, so that generated clients send bytes.
      schema: { type: 'string', format: 'binary' },
    }),
    ApiErrors('BAD_REQUEST', 'PAYLOAD_TOO_LARGE', 'UNPROCESSABLE_ENTITY'),
  );

export const isStreamed = ({ routeOptions }: FastifyRequest): boolean =>
  (routeOptions.config as StreamedRoute | undefined)?.streamed === true;

/** The body of the request as a stream; for routes with `@TakesStream`. */
export const StreamBody = createParamDecorator((_: unknown, context: ExecutionContext): StreamedBody => {
  const { raw, headers } = context.switchToHttp().getRequest<FastifyRequest>();
  const length = headers['content-length'];
  return { bytes: arriving(raw), announced: length === undefined ? undefined : Number(length) };
});

async function* arriving(request: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    // Left open when the reader stops: the answer still has to go out.
    yield* request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch (cause) {
    throw new FoyerError('BAD_REQUEST', 'The body did not arrive completely.', { cause });
  } finally {
    request.resume();
  }
}
