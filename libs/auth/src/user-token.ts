import type { Permission } from './permission-names.js';

export const DEFAULT_ORGANIZATION = 'default';

/**
 * What a user's token says, in the claim names that the official clients read.
 *
 * - `acc` with `perms`: an access token; its permissions count until it expires, whatever the rooms say.
 * - `id`: an ID token; only who the user is, the room's accesses decide at each entry.
 * - `acc` with `roomId`: bound to one room, as the two older authorize routes and join make it. `perms` is there for
 *   the client; the server asks the room again.
 */
export interface UserTokenClaims {
  readonly k: 'acc' | 'id';
  /** Project id. */
  readonly pid: string;
  /** User id; absent for an anonymous user. */
  readonly uid?: string;
  readonly perms?: Readonly<Record<string, readonly Permission[]>>;
  /** Group ids. */
  readonly gids?: readonly string[];
  /** What others see of the user. */
  readonly ui?: unknown;
  /** Organization that the token is bound to. */
  readonly oid: string;
  readonly roomId?: string;
  /** Seconds since 1970. */
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
}
