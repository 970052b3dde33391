import { FoyerError } from '@foyer/core';
import { errorBody } from '@foyer/http-errors';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Config } from '../config/index.js';
import type { RawBody } from './body.js';
import { refusedByServer, sendError } from './error.filter.js';
import { readBytes } from './read-bytes.js';
import { chooseRequestId, runWithRequestId } from './request-context.js';
import { MAX_SEGMENT_LENGTH } from './route-table.js';
import { isStreamed } from './streamed-body.js';

type HttpLimits = Pick<Config, 'maxBodyBytes' | 'maxHeaderBytes' | 'maxUrlLength' | 'requestTimeoutMs'>;

/** How often Node looks for requests that take too long to arrive; its own 30 s would let them stay that much longer. */
const SLOW_CHECK_MS = 1_000;
/** How long an upload of a file may take that goes on arriving. */
const UPLOAD_MS = 15 * 60_000;

/** Fastify with our limits, request ids, bodies as bytes, and our error body for what it refuses before routing. */
export function createAdapter(limits: HttpLimits): FastifyAdapter {
  const adapter = new FastifyAdapter({
    logger: false,
    bodyLimit: limits.maxBodyBytes,
    // Other bodies have less time, see below.
    requestTimeout: Math.max(UPLOAD_MS, limits.requestTimeoutMs),
    http: {
      maxHeaderSize: limits.maxHeaderBytes,
      headersTimeout: limits.requestTimeoutMs,
      connectionsCheckingInterval: SLOW_CHECK_MS,
    },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: MAX_SEGMENT_LENGTH },
    requestIdHeader: false,
    genReqId: (request: IncomingMessage) => chooseRequestId(request.headers['x-request-id']),
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      void reply.header('x-request-id', request.id);
      sendError(reply, request, refusedByServer(error) ?? new FoyerError('BAD_REQUEST', error.message));
    },
    clientErrorHandler: answerUnreadable,
  });
  const server = adapter.getInstance();
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (request, payload, done) => {
    if (isStreamed(request)) {
      payload.socket.setTimeout(limits.requestTimeoutMs);
      return done(null);
    }
    const bounds = { maxBytes: limits.maxBodyBytes, timeoutMs: limits.requestTimeoutMs };
    readBytes(request, payload, bounds, (error, bytes = Buffer.alloc(0)) => {
      done(error, { bytes, contentType: request.headers['content-type'] ?? '' } satisfies RawBody);
    });
  });
  server.addHook('onSend', (request, reply, _payload, done) => {
    void reply.header('x-request-id', request.id);
    done();
  });
  server.addHook('onRequest', (request, reply, done) => {
    const encoding = request.headers['content-encoding'] ?? 'identity';
    if (request.url.length > limits.maxUrlLength) {
      return sendError(
        reply,
        request,
        new FoyerError('URI_TOO_LONG', `The address of the request is longer than ${limits.maxUrlLength} characters.`),
      );
    }
    if (encoding !== 'identity') {
      return sendError(
        reply,
        request,
        new FoyerError(
          'UNSUPPORTED_MEDIA_TYPE',
          `Bodies with the content encoding "${encoding.slice(0, 40)}" are not accepted.`,
        ),
      );
    }
    runWithRequestId(request.id, done);
  });
  return adapter;
}

/** Answers bytes that Node could not read as a request: there is no request, so nothing else can. */
function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const refused = unreadable(error.code);
  const body = JSON.stringify(
    errorBody(refused, { instance: '', requestId: chooseRequestId(undefined), media: false }),
  );
  const head = [
    `HTTP/1.1 ${refused.status} ${STATUS_CODES[refused.status]}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  if (socket.writable) socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  else socket.destroy();
}

function unreadable(code: string | undefined): FoyerError {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new FoyerError('HEADERS_TOO_LARGE', 'The request line and headers are larger than this server takes.');
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new FoyerError('REQUEST_TIMEOUT', 'The request did not arrive completely in time.');
  }
  return new FoyerError('BAD_REQUEST', 'This is not a readable HTTP request.');
}
