/**
 * The error catalogue: every code Foyer answers with, its HTTP status, its short title and a message of its kind. Handlers only throw
 * `FoyerError`; one filter in the gateway turns it into the response body.
 */
export const ERRORS = {
  BAD_REQUEST: { status: 400, title: 'Bad request', example: 'The body is not valid JSON.' },
  MISSING_SECRET_KEY: { status: 401, title: 'Missing secret key', example: 'This route needs a secret key.' },
  WRONG_KEY_USED: {
    status: 401,
    title: 'Wrong kind of key',
    example: 'A public key was used where a secret key is needed.',
  },
  MISSING_TOKEN: { status: 401, title: 'Missing user token', example: "This route needs a user's token." },
  INVALID_TOKEN: { status: 401, title: 'Invalid user token', example: 'This token was not signed by this server.' },
  TOKEN_EXPIRED: { status: 401, title: 'Expired user token', example: 'This token has expired.' },
  INVALID_WEBHOOK_SIGNATURE: {
    status: 401,
    title: 'Webhook without a valid signature',
    example: 'This is not signed by the configured LiveKit.',
  },
  INVALID_SECRET_KEY: {
    status: 403,
    title: 'Invalid secret key',
    example: 'This secret key is unknown, expired or revoked.',
  },
  INVALID_PUBLIC_KEY: {
    status: 403,
    title: 'Invalid public key',
    example: 'This public key is unknown, expired or revoked.',
  },
  INSUFFICIENT_SCOPE: { status: 403, title: 'Key lacks a scope', example: 'This key lacks the scope "media".' },
  UNAUTHORIZED_ROOM_ACCESS: {
    status: 403,
    title: 'No access to the room',
    example: 'This user has no access to the room "my-room".',
  },
  INVALID_FILE_URL: {
    status: 403,
    title: 'Invalid or expired file link',
    example: 'This link has expired.',
  },
  NOT_FOUND: { status: 404, title: 'No such route', example: 'There is no route GET /v2/rums.' },
  ROOM_NOT_FOUND: { status: 404, title: 'Room not found', example: 'Room with id "my-room" not found.' },
  RESOURCE_NOT_FOUND: { status: 404, title: 'Resource not found', example: 'There is no key with id "3f0c…".' },
  STORAGE_FILE_NOT_FOUND: {
    status: 404,
    title: 'Storage file not found',
    example: 'There is no file with id "fl_…" in this room.',
  },
  PARTICIPANT_NOT_FOUND: {
    status: 404,
    title: 'Participant not found',
    example: 'There is no participant "Participant1" in the call "Test Room".',
  },
  TRACK_NOT_FOUND: {
    status: 404,
    title: 'Track not found',
    example: 'There is no track "TR_AMyzUAVuM4ezGp" in the call "Test Room".',
  },
  METHOD_NOT_ALLOWED: { status: 405, title: 'Method not allowed', example: 'PUT is not possible on /v2/rooms.' },
  REQUEST_TIMEOUT: {
    status: 408,
    title: 'Request took too long to arrive',
    example: 'The request did not arrive completely in time.',
  },
  ROOM_ALREADY_EXISTS: { status: 409, title: 'Room already exists', example: 'Room with id "my-room" already exists.' },
  CANNOT_UPDATE_EXISTING_STORAGE: {
    status: 409,
    title: 'Storage already has data',
    example: 'The storage of this room already has data.',
  },
  RESOURCE_ALREADY_EXISTS: { status: 409, title: 'Resource already exists', example: 'This resource already exists.' },
  SIP_CALL_FAILED: {
    status: 409,
    title: 'The call was not answered',
    example: 'The call to +15105550100 failed: 486 Busy Here.',
  },
  MEDIA_PRECONDITION_FAILED: {
    status: 409,
    title: 'Not possible in the state of the call',
    example: 'LiveKit: remote unmute not enabled',
  },
  PAYLOAD_TOO_LARGE: { status: 413, title: 'Payload too large', example: 'The body is larger than 1048576 bytes.' },
  ROOM_TOO_LARGE: {
    status: 413,
    title: 'Room is full',
    example: 'The room is full: it holds at most 64 MiB. Remove something first.',
  },
  URI_TOO_LONG: {
    status: 414,
    title: 'Address too long',
    example: 'The address of the request is longer than 8192 characters.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    title: 'Unsupported media type',
    example: 'Bodies with the content encoding "gzip" are not accepted.',
  },
  RANGE_NOT_SATISFIABLE: {
    status: 416,
    title: 'No such range',
    example: 'The file has only 3 bytes.',
  },
  UNPROCESSABLE_ENTITY: { status: 422, title: 'Invalid value', example: "Missing key: 'defaultAccesses'." },
  INVALID_QUERY: { status: 422, title: 'Invalid query', example: "Unknown field: 'color' (at 1:1)" },
  INVALID_STORAGE_MUTATION_REQUEST: {
    status: 422,
    title: 'Invalid storage mutation',
    example: "The path '/a/b' does not exist.",
  },
  TOO_MANY_REQUESTS: { status: 429, title: 'Too many requests', example: 'Too many requests.' },
  HEADERS_TOO_LARGE: {
    status: 431,
    title: 'Headers too large',
    example: 'The headers of the request are larger than 16384 bytes.',
  },
  INTERNAL_SERVER_ERROR: { status: 500, title: 'Internal error', example: 'Something went wrong on our side.' },
  MEDIA_NOT_IMPLEMENTED: {
    status: 501,
    title: 'This LiveKit cannot do that',
    example: 'LiveKit: not implemented',
  },
  MEDIA_REJECTED: {
    status: 502,
    title: 'LiveKit refused our credentials',
    example: 'LiveKit does not accept the configured API key.',
  },
  DATABASE_UNAVAILABLE: { status: 503, title: 'Database unavailable', example: 'The database cannot be reached.' },
  MEDIA_NOT_CONFIGURED: { status: 503, title: 'Media is not configured', example: 'No LiveKit server is configured.' },
  MEDIA_UNAVAILABLE: { status: 503, title: 'LiveKit unavailable', example: 'The LiveKit server cannot be reached.' },
  MEDIA_TIMEOUT: {
    status: 504,
    title: 'LiveKit did not answer in time',
    example: 'The LiveKit server did not answer in time.',
  },
} as const satisfies Record<string, { status: number; title: string; example: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** One thing wrong with a request; `pointer` is an RFC 6901 pointer into the body, or `?name` for a query parameter. */
export interface FieldError {
  pointer: string;
  message: string;
}

export interface ErrorDetails {
  /** What the caller can do about it, in a sentence. */
  suggestion?: string;
  errors?: readonly FieldError[];
  /** Seconds after which trying again makes sense; sent as `Retry-After`. */
  retryAfter?: number;
  /** Methods that the route knows; sent as `Allow`. */
  allow?: readonly string[];
  cause?: unknown;
}

/** The only error that handlers throw on purpose. `message` is for the caller: it names what was wrong. */
export class FoyerError extends Error {
  readonly status: number;

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: ErrorDetails = {},
  ) {
    super(message, { cause: details.cause });
    this.name = 'FoyerError';
    this.status = ERRORS[code].status;
  }
}

/** A 422 that says which fields are wrong; the message is the first of them. */
export function invalid(errors: readonly FieldError[]): FoyerError {
  return new FoyerError('UNPROCESSABLE_ENTITY', errors[0]?.message ?? 'The request is invalid.', { errors });
}
