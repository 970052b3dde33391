import createClient, { type Client } from 'openapi-fetch';
import type { paths } from './generated/schema.js';

export type * from './generated/schema.js';

export interface FoyerOptions {
  /** Where the gateway listens, as `http://127.0.0.1:6080`. */
  readonly baseUrl: string;
  /** A secret key (`sk_…`), or a user's token for the routes that take one. */
  readonly key: string;
}

export type FoyerClient = Client<paths>;

/** A client with every route of the gateway, typed: `const { data, error } = await foyer.POST('/v2/rooms', { body })`. */
export function createFoyerClient({ baseUrl, key }: FoyerOptions): FoyerClient {
  return createClient<paths>({ baseUrl, headers: { authorization: `Bearer ${key}` } });
}
