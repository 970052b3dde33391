import { FoyerError } from '@foyer/core';
import { isUnavailable } from '@foyer/database';
import { StoreUnavailable } from '@foyer/realtime';
import { errorBody } from '@foyer/http-errors';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../logging/logger.js';
import type { RouteTable } from './route-table.js';

/** Seconds after which a caller may try again when the database is away. */
const DATABASE_RETRY_SECONDS = 2;

/** Paths whose existing clients read `errorMessage`. */
const MEDIA_PATH = /^\/(token|rooms|egresses|ingresses|sip)(\/|\?|$)/;

/** Turns whatever was thrown into one body. The only place that writes errors to the wire after routing. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    private readonly routes: RouteTable,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    sendError(reply, request, this.translate(thrown, request));
  }

  private translate(thrown: unknown, request: FastifyRequest): FoyerError {
    if (thrown instanceof FoyerError) return thrown;
    if (thrown instanceof StoreUnavailable || isUnavailable(thrown)) {
      this.logger.warn({ err: thrown }, 'the database cannot be reached');
      return new FoyerError(
        'DATABASE_UNAVAILABLE',
        'The database cannot be reached; nothing was changed, or the change is whole.',
        {
          suggestion: 'Try again shortly.',
          retryAfter: DATABASE_RETRY_SECONDS,
        },
      );
    }
    if (thrown instanceof HttpException && thrown.getStatus() === 404) return this.noRoute(request);
    const refused = refusedByServer(thrown);
    if (refused !== null) return refused;
    this.logger.error({ err: thrown }, 'a request failed unexpectedly');
    return new FoyerError('INTERNAL_SERVER_ERROR', 'Something went wrong on our side.', {
      suggestion: 'Report the requestId; the log has the details.',
    });
  }

  private noRoute(request: FastifyRequest): FoyerError {
    const path = pathOf(request);
    const allow = this.routes.allowed(path);
    if (allow.length === 0) {
      return new FoyerError('NOT_FOUND', `There is no route ${request.method} ${path}.`, {
        suggestion: 'GET /docs shows all routes.',
      });
    }
    return new FoyerError(
      'METHOD_NOT_ALLOWED',
      `${request.method} is not possible on ${path}; ${allow.join(', ')} is.`,
      { allow },
    );
  }
}

/** What Fastify itself refused, before or while it read the request; Nest wraps some of it and keeps only the status. */
export function refusedByServer(thrown: unknown): FoyerError | null {
  if (!(thrown instanceof Error)) return null;
  const status =
    thrown instanceof HttpException ? thrown.getStatus() : 'statusCode' in thrown ? Number(thrown.statusCode) : NaN;
  if (status === 413) {
    return new FoyerError('PAYLOAD_TOO_LARGE', 'The body is larger than this server takes.', {
      suggestion: 'Send less, or raise FOYER_MAX_BODY_BYTES.',
    });
  }
  if (status === 415) return new FoyerError('UNSUPPORTED_MEDIA_TYPE', 'The Content-Type header cannot be read.');
  if ('code' in thrown && thrown.code === 'FST_ERR_BAD_URL') {
    return new FoyerError('BAD_REQUEST', 'The path holds a broken percent escape.', {
      suggestion: 'Encode each part of the path with encodeURIComponent.',
    });
  }
  return status >= 400 && status < 500 ? new FoyerError('BAD_REQUEST', thrown.message) : null;
}

export function sendError(reply: FastifyReply, request: FastifyRequest, error: FoyerError): void {
  const { retryAfter, allow } = error.details;
  if (retryAfter !== undefined) void reply.header('retry-after', String(retryAfter));
  if (allow !== undefined) void reply.header('allow', allow.join(', '));
  if (error.status === 401) void reply.header('www-authenticate', 'Bearer');
  const instance = pathOf(request);
  void reply
    .status(error.status)
    .type('application/problem+json')
    .send(errorBody(error, { instance, requestId: request.id, media: MEDIA_PATH.test(instance) }));
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '';
}
