import { ERRORS, type ErrorCode, type FieldError, type FoyerError } from '@foyer/core';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** One thing wrong with a request. */
class FieldErrorBody {
  @ApiProperty({
    description: 'RFC 6901 pointer into the body, or `?name` for a query parameter.',
    example: '/defaultAccesses',
  })
  pointer: string;

  @ApiProperty({ description: 'What is wrong there.', example: "Missing key: 'defaultAccesses'." })
  message: string;
}

/**
 * The body of every error: the members of RFC 9457 together with those that the official SDKs read (`error`,
 * `message`, `suggestion`). Sent as `application/problem+json`.
 */
export class ErrorBody {
  @ApiProperty({ description: 'A URI for this kind of problem.', example: 'urn:foyer:error:ROOM_NOT_FOUND' })
  type: string;

  @ApiProperty({ description: 'The kind of problem in a few words.', example: 'Room not found' })
  title: string;

  @ApiProperty({ description: 'The HTTP status.', example: 404, type: 'integer' })
  status: number;

  @ApiProperty({ description: 'What went wrong this time.', example: 'Room with id "my-room" not found.' })
  detail: string;

  @ApiProperty({ description: 'The path of the request.', example: '/v2/rooms/my-room' })
  instance: string;

  @ApiProperty({ description: 'The code to program against.', enum: Object.keys(ERRORS), enumName: 'ErrorCode' })
  error: ErrorCode;

  @ApiProperty({ description: 'The same as `detail`.', example: 'Room with id "my-room" not found.' })
  message: string;

  @ApiPropertyOptional({ description: 'What to do about it.', example: 'Create it first with POST /v2/rooms.' })
  suggestion?: string;

  @ApiPropertyOptional({ description: 'Each thing wrong with the request.', type: [FieldErrorBody] })
  errors?: FieldError[];

  @ApiPropertyOptional({
    description: 'The same as `message`, on the media routes, where existing clients read it.',
    example: 'Room with id "my-room" not found.',
  })
  errorMessage?: string;

  @ApiProperty({
    description: 'Also in the `X-Request-Id` header and in the log.',
    example: '018f6d0e-6c1b-7000-8000-3a9d8b1c2d3e',
  })
  requestId: string;
}

export interface ErrorContext {
  instance: string;
  requestId: string;
  /** Whether to repeat the message as `errorMessage`. */
  media: boolean;
}

export function errorBody(error: FoyerError, context: ErrorContext): ErrorBody {
  return body(error.code, error.message, context, error.details.suggestion, error.details.errors);
}

/** A body of this kind as documentation shows it. */
export function exampleErrorBody(code: ErrorCode): ErrorBody {
  const context = { instance: '/v2/rooms/my-room', requestId: '018f6d0e-6c1b-7000-8000-3a9d8b1c2d3e', media: false };
  return body(code, ERRORS[code].example, context);
}

function body(
  code: ErrorCode,
  message: string,
  { instance, requestId, media }: ErrorContext,
  suggestion?: string,
  errors?: readonly FieldError[],
): ErrorBody {
  return {
    type: `urn:foyer:error:${code}`,
    title: ERRORS[code].title,
    status: ERRORS[code].status,
    detail: message,
    instance,
    error: code,
    message,
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(errors === undefined ? {} : { errors: [...errors] }),
    ...(media ? { errorMessage: message } : {}),
    requestId,
  };
}
