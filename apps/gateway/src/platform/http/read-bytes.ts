import { FoyerError } from '@foyer/core';
import type { FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';

/** Reads a body to its end, if it is not too large and does not take too long. */
export function readBytes(
  request: FastifyRequest,
  payload: IncomingMessage,
  { maxBytes, timeoutMs }: { maxBytes: number; timeoutMs: number },
  done: (error: Error | null, bytes?: Buffer) => void,
): void {
  const pieces: Buffer[] = [];
  let length = 0;
  const timer = setTimeout(() => end(tooLate()), timeoutMs);
  const end = (error: Error | null): void => {
    clearTimeout(timer);
    payload.off('data', take).off('end', finish).off('error', fail);
    if (error === null) done(null, Buffer.concat(pieces, length));
    else done(error);
  };
  const take = (piece: Buffer): void => {
    length += piece.length;
    if (length > maxBytes) end(withStatus(new Error('The body is too large.'), 413));
    else pieces.push(piece);
  };
  const finish = (): void => end(null);
  const fail = (error: Error): void => end(withStatus(error, 400));
  if (Number(request.headers['content-length']) > maxBytes)
    return end(withStatus(new Error('The body is too large.'), 413));
  payload.on('data', take).on('end', finish).on('error', fail);
}

const withStatus = (error: Error, statusCode: number): Error => Object.assign(error, { statusCode });

const tooLate = (): FoyerError => new FoyerError('REQUEST_TIMEOUT', 'The request did not arrive completely in time.');
