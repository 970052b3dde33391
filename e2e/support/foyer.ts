import { createFoyerClient, type FoyerClient } from '@foyer/client';
import { randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';

const required = (name: string): string => {
  const value = process.env[name];
  if (value === undefined)
    throw new Error(`${name} is set by e2e/support/global-setup.mjs; run this through npm run e2e.`);
  return value;
};

/** The gateway that all specs share. */
export const url = required('FOYER_E2E_URL');
export const logFile = required('FOYER_E2E_LOG');
export const secretsFile = required('FOYER_E2E_SECRETS');
/** Folders of the shared gateway's Postgres, for a spec that looks at the data itself. */
export const dataDir = required('FOYER_E2E_DATA');

export const SECRET_KEY = 'sk_localdev';
export const PUBLIC_KEY = 'pk_localdev';

export const foyer: FoyerClient = createFoyerClient({ baseUrl: url, key: SECRET_KEY });

/** An id that no other spec uses. */
export const aRoomId = (hint = 'room'): string => `${hint}-${randomBytes(6).toString('hex')}`;

/** Remembers something that must never stand in the log; the last spec looks for it. */
export function secret<T extends string>(value: T): T {
  appendFileSync(secretsFile, `${value}\n`);
  return value;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // Any JSON: specs compare it.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

export interface Call {
  readonly key?: string | null;
  readonly headers?: Record<string, string>;
  /** A string or bytes are sent as they are, anything else as JSON. */
  readonly body?: unknown;
  readonly base?: string;
}

/** One raw request, with the development key unless another, or none, is given. */
export async function call(
  method: string,
  path: string,
  { key = SECRET_KEY, headers = {}, body, base = url }: Call = {},
): Promise<Answer> {
  const raw = typeof body === 'string' || body instanceof Uint8Array;
  const answer = await fetch(base + path, {
    method,
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined || raw ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? undefined : raw ? (body as BodyInit) : JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, body: isJson(answer) ? JSON.parse(text) : text };
}

const isJson = ({ headers }: Response): boolean =>
  /^application\/(problem\+)?json\b/.test(headers.get('content-type') ?? '');

/** The payload of a JWT, unverified. */
export function payloadOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
}
