import type { Clock } from '@foyer/core';
import { createHmac, timingSafeEqual } from 'node:crypto';

const LIFETIME_SECONDS = 3_600;

/** Links by which anybody may read something for a while. */
export class SignedLinks {
  constructor(
    /** The same on all nodes. */
    private readonly secret: Buffer,
    private readonly clock: Clock,
    /** Where clients reach the gateway, if that is not where their requests say. */
    private readonly publicUrl?: string,
  ) {}

  /** When a link that is made now expires. */
  expiry(): Date {
    return new Date((Math.floor(this.clock.now() / 1000) + LIFETIME_SECONDS) * 1000);
  }

  /** What links begin with. `origin`: where the request came to. */
  base(origin: string): string {
    return (this.publicUrl ?? origin).replace(/\/+$/, '');
  }

  /** `subject`: what the link is for. `expires`: in seconds since 1970. */
  sign(subject: readonly string[], expires: string): string {
    return createHmac('sha256', this.secret)
      .update(JSON.stringify([...subject, expires]))
      .digest('base64url');
  }

  check(subject: readonly string[], expires: string, signature: string): 'good' | 'expired' | 'forged' {
    const [given, right] = [Buffer.from(signature), Buffer.from(this.sign(subject, expires))];
    if (given.length !== right.length || !timingSafeEqual(given, right)) return 'forged';
    return Number(expires) * 1000 > this.clock.now() ? 'good' : 'expired';
  }
}
