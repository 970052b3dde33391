// One load in a process of its own, so that the CPU of a server is its own. Started by realtime.mjs with a job.
import { percentile, wait } from '../rest/common.mjs';
import { SCENARIOS } from './scenarios.mjs';

const WARM_UP_MS = 1000;

process.once('message', (job) => void run(job));

async function run({ scenario, setup, target, at, rooms, seconds }) {
  const { cases, setup: prepare, load } = SCENARIOS[scenario];
  if (setup) {
    await prepare(target, cases[at]);
    process.exit(0);
  }
  let busy = 0;
  /** The time that counts: `work`, or that many seconds after a warm-up, at whose end `reset` runs. Answers the seconds. */
  const during = async (work, reset) => {
    if (reset) await wait(WARM_UP_MS);
    reset?.();
    process.send({ is: 'begin' });
    const before = performance.eventLoopUtilization();
    const start = performance.now();
    await (reset ? wait(work * 1000) : work());
    const took = (performance.now() - start) / 1000;
    busy = performance.eventLoopUtilization(before).utilization;
    process.send({ is: 'end' });
    return took;
  };
  /** Resident bytes of the server now. */
  const memory = () =>
    new Promise((resolve) => {
      process.once('message', resolve);
      process.send({ is: 'memory' });
    });
  const { latencies, ...result } = await load(target, cases[at], { rooms, seconds, during, memory, wait });
  const [p50, p99, longest] = [0.5, 0.99, 1].map((part) => percentile(latencies, part));
  process.send({ is: 'result', result: { ...result, p50, p99, longest, busy } }, () => process.exit(0));
}
