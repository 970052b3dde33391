import type { FileName } from '@foyer/database';
import type { SignedLinks } from './signed-links.js';

/** Links by which anybody may read one file of a storage for a while. */
export class FileUrls {
  constructor(private readonly links: SignedLinks) {}

  /** When a link that is made now expires. */
  expiry(): Date {
    return this.links.expiry();
  }

  /** `origin`: where the request came to. */
  urlOf(file: FileName, expiresAt: Date, origin: string): string {
    const expires = String(expiresAt.getTime() / 1000);
    const signature = this.links.sign([file.room, file.fileId], expires);
    return `${this.links.base(origin)}/v2/files/${file.room}/${file.fileId}?expires=${expires}&signature=${signature}`;
  }

  check({ room, fileId }: FileName, expires: string, signature: string): 'good' | 'expired' | 'forged' {
    return this.links.check([room, fileId], expires, signature);
  }
}
