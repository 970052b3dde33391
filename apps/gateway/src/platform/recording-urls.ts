import type { SignedLinks } from './signed-links.js';

/**
 * Links by which anybody may read the files of one recording for a while. All that opens them is in the path, so that what a playlist
 * names is found beside it.
 */
export class RecordingUrls {
  constructor(private readonly links: SignedLinks) {}

  /** When a link that is made now expires. */
  expiry(): Date {
    return this.links.expiry();
  }

  /** `origin`: where the request came to. */
  urlOf(recordingId: string, name: string, expiresAt: Date, origin: string): string {
    const expires = String(expiresAt.getTime() / 1000);
    const signature = this.links.sign([recordingId], expires);
    return `${this.links.base(origin)}/v2/recordings/${recordingId}/files/${expires}/${signature}/${encodeURIComponent(name)}`;
  }

  check(recordingId: string, expires: string, signature: string): 'good' | 'expired' | 'forged' {
    return this.links.check([recordingId], expires, signature);
  }
}
