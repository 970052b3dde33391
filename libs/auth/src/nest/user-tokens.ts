import { randomUUID } from 'node:crypto';
import type { Clock } from '@foyer/core';
import { JwtService } from '@nestjs/jwt';
import { TOKEN_ALGORITHM, type SigningKeys } from '../signing-keys.js';
import type { UserTokenClaims } from '../user-token.js';

/** What the caller decides; project, times and id are set here. Undefined claims are left out. */
export type TokenRequest = Omit<UserTokenClaims, 'pid' | 'iat' | 'exp' | 'jti'> & Readonly<Record<string, unknown>>;

export interface SignedToken {
  readonly token: string;
  readonly expiresAt: Date;
}

/** Signs user tokens. The official clients refuse a token they have seen before, so each has its own `jti`. */
export class UserTokens {
  private readonly jwt: JwtService;

  constructor(
    private readonly keys: SigningKeys,
    private readonly clock: Clock,
    private readonly options: { readonly projectId: string; readonly ttlSeconds: number },
  ) {
    const unknownKey = new Error('The token names no key of ours.');
    this.jwt = new JwtService({
      // Asked with the claims to sign, or with the token to verify.
      secretOrKeyProvider: (_use, subject) => {
        if (typeof subject !== 'string') return keys.current.privateKey;
        const key = keys.publicKeyOf(subject);
        if (key === undefined) throw unknownKey;
        return key;
      },
    });
  }

  get projectId(): string {
    return this.options.projectId;
  }

  sign(request: TokenRequest): SignedToken {
    const iat = Math.floor(this.clock.now() / 1000);
    const exp = iat + this.options.ttlSeconds;
    // The payload goes through JSON first: signing refuses keys whose value is undefined.
    const claims = JSON.parse(
      JSON.stringify({ ...request, pid: this.options.projectId, iat, exp, jti: randomUUID() }),
    ) as object;
    const token = this.jwt.sign(claims, { algorithm: TOKEN_ALGORITHM, keyid: this.keys.current.kid });
    return { token, expiresAt: new Date(exp * 1000) };
  }

  /** What a token says, if it is one of ours and its time is not over; else `null`. For where no request passes a guard. */
  verify(token: string): UserTokenClaims | null {
    try {
      return this.jwt.verify<UserTokenClaims>(token, {
        algorithms: [TOKEN_ALGORITHM],
        clockTimestamp: Math.floor(this.clock.now() / 1000),
      });
    } catch {
      return null;
    }
  }
}
