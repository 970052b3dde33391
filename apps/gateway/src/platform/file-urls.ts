import type { Clock } from '@foyer/core';
import type { FileName } from '@foyer/database';
import { createHmac, timingSafeEqual } from 'node:crypto';

const LIFETIME_SECONDS = 3_600;

/** Links by which anybody may read one file for a while. */
export class FileUrls {
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

  /** `origin`: where the request came to. */
  urlOf(file: FileName, expiresAt: Date, origin: string): string {
    const expires = String(expiresAt.getTime() / 1000);
    const base = (this.publicUrl ?? origin).replace(/\/+$/, '');
    return `${base}/v2/files/${file.room}/${file.fileId}?expires=${expires}&signature=${this.sign(file, expires)}`;
  }

  check(file: FileName, expires: string, signature: string): 'good' | 'expired' | 'forged' {
    const [given, right] = [Buffer.from(signature), Buffer.from(this.sign(file, expires))];
    if (given.length !== right.length || !timingSafeEqual(given, right)) return 'forged';
    return Number(expires) * 1000 > this.clock.now() ? 'good' : 'expired';
  }

  private sign({ room, fileId }: FileName, expires: string): string {
    return createHmac('sha256', this.secret)
      .update(JSON.stringify([room, fileId, expires]))
      .digest('base64url');
  }
}
