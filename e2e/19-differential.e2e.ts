import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { failedConflicts } from './differential/conflicts.js';
import { described, differential } from './differential/differential.js';
import { url } from './support/foyer.js';

const MINUTES = 60_000;
const SEEDS = 80;

interface Peer {
  readonly name: string;
  readonly url: string;
  stop(): Promise<void>;
}

/** Where we differ on purpose; docs/compatibility.md says why. */
const KNOWN = new Map([
  [18, 'a move to a malformed position that, repaired, is the item’s own'],
  [44, 'DELETE_OBJECT_KEY on a map'],
  [54, 'neighbouring runs of a text that look alike are merged'],
  [75, 'a move to a malformed position that, repaired, is the item’s own'],
]);

const foyer = { name: 'Foyer', url, sendsExtraDeletes: true, echoesCreatesAgain: true };
let peer: Peer;

// The only other server of this protocol, run as a black box in a folder of its own. Written in JavaScript, for the benchmarks.
beforeAll(async () => {
  const bench = (await import('../bench/rest/common.mjs' as string)) as { startPeer(): Promise<Peer> };
  peer = await bench.startPeer();
}, 5 * MINUTES);
afterAll(() => peer.stop());

describe('the storage protocol', () => {
  it(
    '[DF1] answers every recorded conflict as recorded',
    async () => {
      expect(await failedConflicts(foyer)).toEqual([]);
    },
    2 * MINUTES,
  );

  it(
    '[DF2] answers random sequences of several clients as the other server does',
    async () => {
      const seeds = Array.from({ length: SEEDS }, (_, i) => i + 1);
      const failed = await differential({ left: foyer, right: peer, seeds, shrink: false, print: () => undefined });
      expect(failed.filter(({ seed }) => !KNOWN.has(seed)).map(described)).toEqual([]);
    },
    5 * MINUTES,
  );
});
