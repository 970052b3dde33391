import type { RequestListener } from 'node:http';

/** What may be wrong with a profile that looks right. */
export const MISTAKES = ['a key of somebody else', 'a key that is none', 'a bucket that is not there'] as const;

/** A storage of a cloud: what stands in for it, and how the gateway is told of it. */
export interface CloudStorage {
  /** What answers for the hosts of the cloud. */
  readonly hosts: Readonly<Record<string, RequestListener>>;
  readonly profile: Readonly<Record<string, string>>;
  /** What the addresses of all objects begin with. */
  readonly location: string;
  /** Profiles that are refused, and what is said of it. */
  readonly mistaken: Readonly<Record<(typeof MISTAKES)[number], { readonly profile: object; readonly says: RegExp }>>;
  /** What may stand nowhere: also the parts of what opens the storage, and what is made of it. */
  readonly secrets: readonly string[];
  /** The bytes of an object. */
  readonly object: (path: string) => Promise<Buffer>;
  stop(): Promise<void>;
}

export async function bytesAt(url: string): Promise<Buffer> {
  const answer = await fetch(encodeURI(url));
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return Buffer.from(await answer.arrayBuffer());
}
