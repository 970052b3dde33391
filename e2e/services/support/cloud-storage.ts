import type { RequestListener } from 'node:http';

/** A storage of a cloud: what stands in for it, and how it is told to the gateway. */
export interface CloudStorage {
  /** What answers for the hosts of the cloud. */
  readonly hosts: Readonly<Record<string, RequestListener>>;
  readonly profile: Readonly<Record<string, string>>;
  /** What the addresses of all objects begin with, as egress tells them. */
  readonly location: string;
  /** Profiles that it refuses, and how. */
  readonly wrong: readonly { readonly what: string; readonly profile: object; readonly says: RegExp }[];
  /** What may stand nowhere, also where it is only a part of what opens the storage, or is made of that. */
  readonly secrets: readonly string[];
  /** The bytes of an object. */
  object(name: string): Promise<Buffer>;
  stop(): Promise<void>;
}
