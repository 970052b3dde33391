import { FoyerError, invalid, isRecord, jsonProblem } from '@foyer/core';
import { withApiErrors } from '@foyer/http-errors';
import type { Json } from '@foyer/protocol';
import {
  Body,
  Injectable,
  Query,
  createParamDecorator,
  type ExecutionContext,
  type PipeTransform,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { parse as parseForm } from 'qs';
import { toDto } from './dto.js';

/**
 * What the server hands on of a body: bytes, unread. They are read after the guard, so that a caller without a key learns
 * nothing about its body and costs no parsing.
 */
export interface RawBody {
  readonly bytes: Buffer;
  readonly contentType: string;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The JSON value of a body, whatever its content type says: bare `curl -d` calls it a form. A body that is not JSON but
 * is sent as a form is read as one. `undefined` for no body. Throws 400 for what is neither.
 */
function readBody(raw: RawBody | undefined): unknown {
  if (raw === undefined || raw.bytes.length === 0) return undefined;
  const text = decode(raw.bytes);
  const value = parseJson(text, raw.contentType);
  const wrong = jsonProblem(value);
  if (wrong !== null) throw invalid([wrong]);
  return value;
}

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw badRequest('The body is not valid UTF-8.');
  }
}

function parseJson(text: string, contentType: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (contentType.startsWith('application/x-www-form-urlencoded') && text.includes('=')) return readForm(text);
    throw badRequest(`The body is not valid JSON: ${(error as Error).message}`);
  }
}

/** `id=a&defaultAccesses[]=room:write&metadata[color]=blue`. An empty item stands for an empty list. */
function readForm(text: string): unknown {
  try {
    const limits = { depth: 5, parameterLimit: 3_000, arrayLimit: 1_000, throwOnLimitExceeded: true };
    return withoutEmptyItems(parseForm(text, { ...limits, plainObjects: true }));
  } catch (error) {
    throw badRequest(`The form cannot be read: ${(error as Error).message}`);
  }
}

function withoutEmptyItems(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => item !== '').map(withoutEmptyItems);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutEmptyItems(item)]));
}

function badRequest(message: string): FoyerError {
  return new FoyerError('BAD_REQUEST', message, { suggestion: 'Send JSON as UTF-8, or a form.' });
}

@Injectable()
class JsonObjectPipe implements PipeTransform<RawBody | undefined, object> {
  constructor(
    private readonly dto: new () => object,
    private readonly whenEmpty?: object,
  ) {}

  transform(raw: RawBody | undefined): object {
    const sent = readBody(raw);
    const value = sent === undefined ? this.whenEmpty : sent;
    if (value === undefined) throw invalid([{ pointer: '', message: 'The body is empty; a JSON object is needed.' }]);
    if (!isRecord(value)) throw invalid([{ pointer: '', message: 'The body must be a JSON object.' }]);
    return toDto(this.dto, value);
  }
}

@Injectable()
class QueryPipe implements PipeTransform<Record<string, unknown>, object> {
  constructor(private readonly dto: new () => object) {}

  transform(query: Record<string, unknown>): object {
    return toDto(this.dto, query, 'query');
  }
}

const BODY_ERRORS = ['BAD_REQUEST', 'PAYLOAD_TOO_LARGE', 'UNPROCESSABLE_ENTITY'] as const;

/** The body of the request as a checked DTO. */
export const JsonBody = (dto: new () => object): ParameterDecorator =>
  withApiErrors(Body(new JsonObjectPipe(dto)), ...BODY_ERRORS);

/** The same, where every field has a default and the body may be empty. */
export const OptionalJsonBody = (dto: new () => object): ParameterDecorator =>
  withApiErrors(Body(new JsonObjectPipe(dto, {})), ...BODY_ERRORS);

/** The query of the request as a checked DTO. */
export const CheckedQuery = (dto: new () => object): ParameterDecorator =>
  withApiErrors(Query(new QueryPipe(dto)), 'UNPROCESSABLE_ENTITY');

/** The query as it came, for names that no DTO can list. */
export const RawQuery = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    context.switchToHttp().getRequest<FastifyRequest>().query as Record<string, unknown>,
);

@Injectable()
class JsonValuePipe implements PipeTransform<RawBody | undefined, Json> {
  transform(raw: RawBody | undefined): Json {
    const value = readBody(raw);
    if (value === undefined) throw invalid([{ pointer: '', message: 'The body is empty; JSON is needed.' }]);
    return value as Json;
  }
}

/** The body of the request as whatever JSON it is. */
export const AnyJsonBody = (): ParameterDecorator => withApiErrors(Body(new JsonValuePipe()), ...BODY_ERRORS);

@Injectable()
class BinaryPipe implements PipeTransform<RawBody | undefined, Buffer> {
  transform(raw: RawBody | undefined): Buffer {
    if (raw !== undefined && !raw.contentType.startsWith('application/octet-stream')) {
      throw new FoyerError('BAD_REQUEST', 'The body must be bytes.', {
        suggestion: 'Send it with the content type application/octet-stream.',
      });
    }
    return raw?.bytes ?? Buffer.alloc(0);
  }
}

/** The body of the request as bytes. */
export const BinaryBody = (): ParameterDecorator => withApiErrors(Body(new BinaryPipe()), ...BODY_ERRORS);

@Injectable()
class TextPipe implements PipeTransform<RawBody | undefined, string> {
  transform(raw: RawBody | undefined): string {
    return raw?.bytes.toString() ?? '';
  }
}

/** The body of the request as the text that it is, of any content type. */
export const TextBody = (): ParameterDecorator => withApiErrors(Body(new TextPipe()), 'PAYLOAD_TOO_LARGE');
