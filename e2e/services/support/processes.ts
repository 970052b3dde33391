import { readFileSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';

/** Of which each shows a file in the gateway's data folder as an argument. */
export const SERVERS = ['redis-server', 'livekit-server', 'livekit-sip', 'ingress', 'egress'] as const;
export type Server = (typeof SERVERS)[number];

/** The processes of a program that a gateway with this data folder has started. */
export function processesOf(program: Server, dataDir: string): number[] {
  return all().flatMap(({ pid, args }) =>
    basename(args[0] ?? '') === program && args.some((argument) => argument.startsWith(`${dataDir}/`)) ? [pid] : [],
  );
}

/** All that this process has started, and what those have, as far as they are not on their own by now. */
export function descendantsOf(root: number): number[] {
  const parents = all().map(({ pid }) => ({ pid, parent: parentOf(pid) }));
  const found = [root];
  for (const one of found) found.push(...parents.filter(({ parent }) => parent === one).map(({ pid }) => pid));
  return found.slice(1);
}

/** Whether it is there and not just a name that nobody has asked for yet. */
export function isRunning(pid: number): boolean {
  const state = /\) (\w)/.exec(read(pid, 'stat'))?.[1];
  return state !== undefined && state !== 'Z';
}

function all(): { readonly pid: number; readonly args: readonly string[] }[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map((pid) => ({ pid: Number(pid), args: read(Number(pid), 'cmdline').split('\0') }));
}

function parentOf(pid: number): number {
  return Number(/\) \w (\d+)/.exec(read(pid, 'stat'))?.[1] ?? NaN);
}

function read(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    // It ended meanwhile.
    return '';
  }
}
