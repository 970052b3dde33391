import { startChild, type ChildOptions, type SupervisedChild } from '@foyer/servers';
import { eventually } from '@foyer/testing';
import type { RequestListener } from 'node:http';
import { accepts } from './ports.js';

/** What may be wrong with a profile that looks right. */
export const MISTAKES = ['a key of somebody else', 'a bucket that is not there'] as const;

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

/** Starts what takes requests on this port, and waits until it does. */
export async function emulator(
  port: number,
  program: Pick<ChildOptions, 'command' | 'args' | 'env'>,
): Promise<SupervisedChild> {
  const said: string[] = [];
  const child = startChild({ ...program, stopSignal: 'TERM', onOutput: (line) => said.push(line) });
  const last = (): string => `${program.command} takes no requests: ${said.slice(-2).join(' ')}`;
  await eventually(async () => (await accepts(port)) || last(), 30_000);
  return child;
}
