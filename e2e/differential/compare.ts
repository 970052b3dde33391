import { OpCode, type ClientName, type Op } from './ops.js';
import type { Answered, Outcome, Server } from './play.js';
import type { Received } from './raw-client.js';

/** One line per value and no order of keys, so that equal texts are equal values. */
export const canonical = (value: unknown): string => JSON.stringify(sorted(value)) ?? 'nothing';

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/**
 * Sentences about what two servers did differently with one sequence, the first step first. What follows after it is
 * often only its consequence.
 */
export function differences(left: Outcome, right: Outcome, servers: { left: Server; right: Server }): string[] {
  const steps = left.answers.flatMap((answered, at) => {
    const other = right.answers[at];
    return other === undefined
      ? [`step ${at + 1}: only ${servers.left.name} came this far`]
      : stepDifferences(answered, other, at + 1, servers);
  });
  const parts = (['nodes', 'storage', 'plainStorage'] as const).flatMap((part) =>
    linesDifference(`final ${part}`, linesOf(left[part]), linesOf(right[part]), servers),
  );
  return [...steps, ...parts];
}

function stepDifferences(
  left: Answered,
  right: Answered,
  number: number,
  servers: { left: Server; right: Server },
): string[] {
  const { client: sender, ops } = left.step;
  const sent = [`step ${number}: ${sender} sent`, ...ops.map((op) => `    > ${canonical(op)}`)].join('\n');
  return (Object.keys(left.received) as ClientName[]).flatMap((name) => {
    const pair = withoutExtraDeletes(
      ...withoutEchoedAgain(left.received[name] ?? [], right.received[name] ?? [], servers),
      ops,
      servers,
    );
    const title = `${sent}\n  ${name}${name === sender ? ', who sent it,' : ''} received`;
    return linesDifference(title, pair.left.map(canonical), pair.right.map(canonical), servers);
  });
}

/** Drops the answers to creates that came twice, where one server echoes them and the other only acknowledges. */
function withoutEchoedAgain(
  left: readonly Received[],
  right: readonly Received[],
  servers: { left: Server; right: Server },
): [left: readonly Received[], right: readonly Received[]] {
  const acknowledgedBy = (received: readonly Received[]): Set<unknown> =>
    new Set(received.filter(({ id }) => id === 'ACK').map(({ opId }) => opId));
  const echoedBy = (received: readonly Received[]): Set<unknown> =>
    new Set(received.filter(({ parentId }) => parentId !== undefined).map(({ opId }) => opId));
  const [echoing, acknowledging] = servers.left.echoesCreatesAgain ? [left, right] : [right, left];
  if (!servers.left.echoesCreatesAgain && !servers.right.echoesCreatesAgain) return [left, right];
  const [echoed, acknowledged] = [echoedBy(echoing), acknowledgedBy(acknowledging)];
  const drop = (received: readonly Received[]): readonly Received[] =>
    received.filter(({ opId }) => opId === undefined || !echoed.has(opId) || !acknowledged.has(opId));
  return [drop(left), drop(right)];
}

/** Drops, on the side of a server that sends them, the deletes that the other side does not have. */
function withoutExtraDeletes(
  left: readonly Received[],
  right: readonly Received[],
  sent: readonly Op[],
  servers: { left: Server; right: Server },
): { left: readonly Received[]; right: readonly Received[] } {
  return {
    left: servers.left.sendsExtraDeletes ? forgiveDeletes(left, right, sent) : left,
    right: servers.right.sendsExtraDeletes ? forgiveDeletes(right, left, sent) : right,
  };
}

/** `received` without the deletes that a set or a move may add to it, where `expected` does not have them. */
export function forgiveDeletes(
  received: readonly Received[],
  expected: readonly Received[],
  sent: readonly Op[],
): readonly Received[] {
  let at = 0;
  return received.filter((item) => {
    const same = canonical(item) === canonical(expected[at]);
    if (!same && isExtraDelete(item, sent)) return false;
    at += 1;
    return true;
  });
}

function isExtraDelete(item: Received, sent: readonly Op[]): boolean {
  if (item.type !== OpCode.deleteCrdt || 'opId' in item) return false;
  return sent.some(({ type, id, intent }) => intent === 'set' || (type === OpCode.setParentKey && id === item.id));
}

function linesOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(canonical) : [canonical(value)];
}

function linesDifference(
  title: string,
  left: readonly string[],
  right: readonly string[],
  servers: { left: Server; right: Server },
): string[] {
  if (canonical(left) === canonical(right)) return [];
  return [[title, ...aligned(left, right), `    (- ${servers.left.name}, + ${servers.right.name})`].join('\n')];
}

/** Lines of both, with those that only one has marked. */
function aligned(left: readonly string[], right: readonly string[]): string[] {
  const [first, ...others] = left;
  if (first === undefined) return right.map((line) => `    + ${line}`);
  const at = right.indexOf(first);
  if (at < 0) return [`    - ${first}`, ...aligned(others, right)];
  const before = right.slice(0, at).map((line) => `    + ${line}`);
  return [...before, `      ${first}`, ...aligned(others, right.slice(at + 1))];
}
