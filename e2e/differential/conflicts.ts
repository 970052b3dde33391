import { canonical, forgiveDeletes } from './compare.js';
import type { ConflictAnswer, ConflictPair } from './conflict-pair.js';
import { CONFLICT_PAIRS } from './conflict-pairs.js';
import { acknowledgement, OpCode, withoutOpId, type Op } from './ops.js';
import { play, type Outcome, type Server } from './play.js';
import type { Received } from './raw-client.js';

export interface FailedPair {
  readonly pair: ConflictPair;
  /** What was not as the reference says, in sentences. */
  readonly failures: readonly string[];
}

/** Plays every pair in a room of its own; answers those that went differently from the reference. */
export async function failedConflicts(
  server: Server,
  pairs: readonly ConflictPair[] = CONFLICT_PAIRS,
): Promise<FailedPair[]> {
  const failed: FailedPair[] = [];
  for (const pair of pairs) {
    const failures = await failuresOf(pair, server);
    if (failures.length > 0) failed.push({ pair, failures });
  }
  return failed;
}

async function failuresOf(pair: ConflictPair, server: Server): Promise<string[]> {
  const outcome = await play(server, {
    clients: ['A', 'B'],
    steps: [
      ...(pair.before.length > 0 ? [{ client: 'A', ops: pair.before } as const] : []),
      { client: 'A', ops: [pair.first] },
      { client: 'B', ops: [pair.second] },
    ],
  });
  const first = expectedAnswers(pair.first, pair.firstAnswer);
  const second = expectedAnswers(pair.second, pair.answer);
  return [
    ...unexpected('A, who sent the first op,', first.sender, receivedBy('A', -2, outcome), pair.first, server),
    ...unexpected('B', first.others, receivedBy('B', -2, outcome), pair.first, server),
    ...unexpected('B, who sent the second op,', second.sender, receivedBy('B', -1, outcome), pair.second, server),
    ...unexpected('A', second.others, receivedBy('A', -1, outcome), pair.second, server),
    ...unequal('stored', canonical(pair.stored), canonical(outcome.plainStorage)),
  ];
}

const receivedBy = (name: 'A' | 'B', step: number, outcome: Outcome): readonly Received[] =>
  outcome.answers.at(step)?.received[name] ?? [];

function expectedAnswers(op: Op, answer: ConflictAnswer): { sender: readonly Op[]; others: readonly Op[] } {
  switch (answer.kind) {
    case 'echo':
      return { sender: [op], others: [withoutOpId(op)] };
    case 'noOp':
      return { sender: [acknowledgement(op.opId)], others: [] };
    case 'displaced':
      return { sender: [{ type: OpCode.deleteCrdt, id: answer.id }, op], others: [withoutOpId(op)] };
    case 'moved': {
      const stored = { ...op, parentKey: answer.position };
      const correction = { type: OpCode.setParentKey, id: op.id, parentKey: answer.position };
      return { sender: [correction, stored], others: [withoutOpId(stored)] };
    }
  }
}

function unexpected(
  who: string,
  expected: readonly Op[],
  received: readonly Received[],
  sent: Op,
  server: Server,
): string[] {
  const counted = server.sendsExtraDeletes ? forgiveDeletes(received, expected, [sent]) : received;
  return unequal(`${who} received`, canonical(expected), canonical(counted));
}

const unequal = (what: string, expected: string, actual: string): string[] =>
  expected === actual ? [] : [`${what} ${actual}, expected ${expected}`];
