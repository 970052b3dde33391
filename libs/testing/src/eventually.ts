import { setTimeout as wait } from 'node:timers/promises';

/**
 * Waits until `check` answers something other than a sentence. While it answers a sentence ("2 of 3 are there") that is
 * why it still waits, and the last one is the failure. Errors that it throws count as sentences.
 */
export async function eventually<T>(
  check: () => Promise<T | string> | T | string,
  withinMs = 10_000,
): Promise<Exclude<T, string>> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    let reason: string;
    try {
      const result = await check();
      if (typeof result !== 'string') return result as Exclude<T, string>;
      reason = result;
    } catch (error) {
      reason = String(error);
    }
    if (Date.now() > deadline) throw new Error(`After ${withinMs} ms still: ${reason}`);
    await wait(25);
  }
}
