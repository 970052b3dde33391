import { randomUUID } from 'node:crypto';
import type { Clock } from '@foyer/core';
import type { JwtService } from '@nestjs/jwt';
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
  constructor(
    private readonly jwt: JwtService,
    private readonly keys: SigningKeys,
    private readonly clock: Clock,
    private readonly options: { readonly projectId: string; readonly ttlSeconds: number },
  ) {}

  get projectId(): string {
    return this.options.projectId;
  }

  sign(request: TokenRequest): SignedToken {
    const iat = Math.floor(this.clock.now() / 1000);
    const exp = iat + this.options.ttlSeconds;
    const { kid, privateKey } = this.keys.current;
    // The payload goes through JSON first: signing refuses keys whose value is undefined.
    const claims = JSON.parse(
      JSON.stringify({ ...request, pid: this.options.projectId, iat, exp, jti: randomUUID() }),
    ) as object;
    const token = this.jwt.sign(claims, { privateKey, algorithm: TOKEN_ALGORITHM, keyid: kid });
    return { token, expiresAt: new Date(exp * 1000) };
  }

  /** What a token says, if it is one of ours and its time is not over; else `null`. For where no request passes a guard. */
  verify(token: string): UserTokenClaims | null {
    const publicKey = this.keys.publicKeyOf(token);
    if (publicKey === undefined) return null;
    try {
      return this.jwt.verify<UserTokenClaims>(token, {
        publicKey,
        algorithms: [TOKEN_ALGORITHM],
        clockTimestamp: Math.floor(this.clock.now() / 1000),
      });
    } catch {
      return null;
    }
  }
}
