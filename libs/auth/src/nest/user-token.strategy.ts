import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy, type SecretOrKeyProvider } from 'passport-jwt';
import { SigningKeys, TOKEN_ALGORITHM } from '../signing-keys.js';
import type { UserTokenClaims } from '../user-token.js';

export const USER_TOKEN_STRATEGY = 'user-token';

/** Verifies user tokens: ES256 only, by the key that the token's header names, if it is one of ours. */
@Injectable()
export class UserTokenStrategy extends PassportStrategy(Strategy, USER_TOKEN_STRATEGY) {
  constructor(keys: SigningKeys) {
    const keyOf: SecretOrKeyProvider = (_request, token: string, done) => {
      const key = keys.publicKeyOf(token);
      // Its type lags behind what verifies the token, which takes keys that are read already.
      done(key === undefined ? new UnknownKeyError() : null, key as unknown as Buffer);
    };
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKeyProvider: keyOf,
      algorithms: [TOKEN_ALGORITHM],
    });
  }

  validate(claims: UserTokenClaims): UserTokenClaims {
    return claims;
  }
}

class UnknownKeyError extends Error {
  override name = 'UnknownKeyError';
}
