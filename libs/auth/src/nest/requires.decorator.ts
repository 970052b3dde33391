import 'reflect-metadata';
import { ApiErrors } from '@foyer/http-errors';
import { SetMetadata, applyDecorators } from '@nestjs/common';
import { ApiSecurity, ApiOperation } from '@nestjs/swagger';
import { SCOPES, type Scope } from '../api-key.js';

/** What a route asks of its caller. */
export type Access =
  | { readonly who: 'anyone' }
  /** LiveKit, whose signature is over the body, so that the handler checks it. */
  | { readonly who: 'livekit' }
  /** A user with a token of ours. */
  | { readonly who: 'user' }
  /** A backend with a secret key that has all of `scopes`. */
  | { readonly who: 'key'; readonly scopes: readonly Scope[] };

export const ACCESS = 'foyer:access';

/** Names of the OpenAPI security schemes. */
export const SECRET_KEY_SCHEME = 'secretKey';
export const USER_TOKEN_SCHEME = 'userToken';
export const LIVEKIT_SCHEME = 'livekitSignature';

/** What the check of a key may answer; the key is looked up in the database. */
const KEY_ERRORS = [
  'MISSING_SECRET_KEY',
  'WRONG_KEY_USED',
  'INVALID_SECRET_KEY',
  'INSUFFICIENT_SCOPE',
  'DATABASE_UNAVAILABLE',
] as const;

/** What the server may answer before a handler is reached. */
const EVERYWHERE = ['URI_TOO_LONG', 'UNSUPPORTED_MEDIA_TYPE', 'HEADERS_TOO_LARGE', 'INTERNAL_SERVER_ERROR'] as const;

/** Says in the document that no security is needed. Keeps what `@ApiOperation` below has said already. */
const withoutSecurity: MethodDecorator = (target, key, descriptor: PropertyDescriptor) => {
  const said = Reflect.getMetadata('swagger/apiOperation', descriptor.value as object) as object | undefined;
  ApiOperation({ ...said, security: [] })(target, key, descriptor);
};

/**
 * Says who may call a handler: `@Requires('storage')`, `@Requires('user')`, `@Requires('anyone')`. Sets the check, the
 * OpenAPI security and the 401 and 403 answers in one place, so they cannot disagree.
 */
export function Requires(...needs: [Scope, ...Scope[]] | ['user'] | ['livekit'] | ['anyone']): MethodDecorator {
  const scopes = needs.filter((need): need is Scope => (SCOPES as readonly string[]).includes(need));
  if (scopes.length > 0) {
    return applyDecorators(
      SetMetadata(ACCESS, { who: 'key', scopes } satisfies Access),
      ApiSecurity(SECRET_KEY_SCHEME),
      ApiErrors(...KEY_ERRORS, ...EVERYWHERE),
    );
  }
  if (needs[0] === 'user') {
    return applyDecorators(
      SetMetadata(ACCESS, { who: 'user' } satisfies Access),
      ApiSecurity(USER_TOKEN_SCHEME),
      ApiErrors('MISSING_TOKEN', 'INVALID_TOKEN', 'TOKEN_EXPIRED', ...EVERYWHERE),
    );
  }
  if (needs[0] === 'livekit') {
    return applyDecorators(
      SetMetadata(ACCESS, { who: 'livekit' } satisfies Access),
      ApiSecurity(LIVEKIT_SCHEME),
      ApiErrors(...EVERYWHERE),
    );
  }
  return applyDecorators(
    SetMetadata(ACCESS, { who: 'anyone' } satisfies Access),
    withoutSecurity,
    ApiErrors(...EVERYWHERE),
  );
}
