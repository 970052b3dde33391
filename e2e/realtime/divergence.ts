import type { Json } from '@liveblocks/client';
import { difference } from './difference.js';

/** Clients and server do not agree. Everything about it stands in the message too. */
class DivergenceError extends Error {
  override name = 'DivergenceError';

  constructor(
    readonly differences: readonly string[],
    readonly seed: number,
    readonly log: readonly string[],
    readonly trees: Readonly<Record<string, Json>>,
  ) {
    const shownTrees = Object.entries(trees).map(([whose, tree]) => `${whose}: ${JSON.stringify(tree)}`);
    super([`Seed ${seed}:`, ...differences, '', ...shownTrees, '', ...log].join('\n'));
  }
}

export interface Outcome {
  readonly seed: number;
  readonly log: readonly string[];
  /** What went wrong before anything was compared. */
  readonly failures: readonly string[];
  readonly server: Json;
}

/** Throws unless nothing failed and every client has what the server has. */
export function agree({ seed, log, failures, server }: Outcome, clients: readonly Json[]): void {
  const differences = clients.flatMap((client, index) => {
    const found = difference(server, client);
    return found === null ? [] : [`server against client ${index} at ${found}`];
  });
  const all = [...failures, ...differences];
  if (all.length > 0) throw new DivergenceError(all, seed, log, named(server, clients));
}

const named = (server: Json, clients: readonly Json[]): Record<string, Json> => ({
  server,
  ...Object.fromEntries(clients.map((client, index) => [`client ${index}`, client])),
});
