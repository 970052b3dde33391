import { canonical, differences } from './compare.js';
import { play, type Server } from './play.js';
import type { Sequence } from './ops.js';
import { sequenceOf } from './sequences.js';

export interface SeedResult {
  readonly seed: number;
  /** What was played, or the shortest part of it that still shows a difference. */
  readonly steps: Sequence['steps'];
  /** Empty when both servers did the same. */
  readonly differences: readonly string[];
}

export interface DifferentialOptions {
  readonly left: Server;
  readonly right: Server;
  readonly seeds: Iterable<number>;
  /** Looks for the shortest sequence with a difference. Tries many, so that a seed takes seconds. */
  readonly shrink?: boolean;
  readonly print?: (line: string) => void;
}

const PROGRESS_EVERY = 25;

/** Plays the sequence of every seed on both servers; answers the seeds with differences. */
export async function differential({ left, right, seeds, ...options }: DifferentialOptions): Promise<SeedResult[]> {
  const { shrink = true, print = console.log } = options;
  const failed: SeedResult[] = [];
  let played = 0;
  for (const seed of seeds) {
    const result = await compareSeed(seed, { left, right }, shrink);
    if (result.differences.length > 0) {
      failed.push(result);
      print(described(result));
    }
    played += 1;
    if (played % PROGRESS_EVERY === 0) print(`${played} seeds, ${failed.length} with differences`);
  }
  print(`${left.name} and ${right.name}: ${played} seeds, ${failed.length} with differences`);
  return failed;
}

/** A result as text: what was played, then what differed. */
export function described({ seed, steps, differences: found }: SeedResult): string {
  const played = steps.map(({ client, ops }, at) => `  ${at + 1} ${client}: ${ops.map(canonical).join('\n       ')}`);
  return [`seed ${seed}`, ...played, ...found].join('\n');
}

type Servers = Pick<DifferentialOptions, 'left' | 'right'>;

async function compareSeed(seed: number, servers: Servers, shrink: boolean): Promise<SeedResult> {
  const sequence = sequenceOf(seed);
  try {
    const found = await compareSequence(sequence, servers);
    if (found.length === 0 || !shrink) return { seed, steps: sequence.steps, differences: found };
    const short = await shortest(sequence, servers);
    return { seed, steps: short.steps, differences: await compareSequence(short, servers) };
  } catch (error) {
    throw new Error(`Seed ${seed} could not be played`, { cause: error });
  }
}

/** What two servers do differently with one sequence. */
async function compareSequence(sequence: Sequence, servers: Servers): Promise<string[]> {
  const [left, right] = await Promise.all([play(servers.left, sequence), play(servers.right, sequence)]);
  return differences(left, right, servers);
}

/** Leaves out steps, then ops, as long as a difference remains. */
async function shortest(sequence: Sequence, servers: Servers): Promise<Sequence> {
  const differ = async (steps: Sequence['steps']) =>
    (await compareSequence({ ...sequence, steps }, servers)).length > 0;
  let { steps } = sequence;
  // From the end: what comes after the first difference goes at once.
  for (let at = steps.length - 1; at >= 0; at--) {
    const fewer = steps.toSpliced(at, 1);
    if (await differ(fewer)) steps = fewer;
  }
  for (let at = steps.length - 1; at >= 0; at--) steps = await withFewerOps(steps, at, differ);
  return { ...sequence, steps };
}

async function withFewerOps(
  steps: Sequence['steps'],
  at: number,
  differ: (steps: Sequence['steps']) => Promise<boolean>,
): Promise<Sequence['steps']> {
  let kept = steps;
  for (let op = (steps[at]?.ops.length ?? 0) - 1; op >= 0; op--) {
    const fewer = kept.map((step, index) => (index === at ? { ...step, ops: step.ops.toSpliced(op, 1) } : step));
    if (await differ(fewer)) kept = fewer;
  }
  return kept;
}
