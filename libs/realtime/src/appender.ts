import { setTimeout as wait } from 'node:timers/promises';
import { StoreUnavailable, type AppendOutcome, type LogRow, type RoomKey, type RoomStore } from './room-store.js';

/** Bounds how much one statement carries: what gathers behind a long one should not make the next one longer for ever. */
const ROWS_PER_APPEND = 1_000;
/** With so many writers at once, a statement waits until a few milliseconds after the last: it then serves several of them. */
const GATHERING = { writers: 4, windowMs: 10, intervalMs: 6 };
const RETRY_MS = { first: 50, longest: 1_000 };

/** A room that has something to append now and then. */
export interface Appendable {
  readonly key: RoomKey;
  /** The row that it wants to append, or `null`: it has none, or waits for the outcome of one. */
  takeRow(): LogRow | null;
  /** What became of the row that was taken. `unknown`: the store did not answer. */
  appended(outcome: AppendOutcome | 'unknown'): void;
  /** The row cannot be stored, now or ever. */
  refused(error: Error): void;
}

/**
 * Appends for all rooms of a node: one statement at a time, and while it runs the next batch gathers, so that batches grow with
 * the load.
 */
export class Appender {
  private readonly waiting = new Set<Appendable>();
  private running: Promise<void> | null = null;
  private lastAppend = 0;
  /** Who has written in this window of time, and whether they were many in the last one. */
  private readonly writers = new Set<object>();
  private windowStart = 0;
  private busy = false;
  /** How often in a row the store did not answer. */
  private failures = 0;

  constructor(
    private readonly store: RoomStore,
    private readonly onAway: (away: boolean) => void,
  ) {}

  /** Whether nothing could be appended when that was last tried. */
  get away(): boolean {
    return this.failures > 0;
  }

  /** The room has a row to append, because of this writer. */
  wake(room: Appendable, writer?: object): void {
    this.waiting.add(room);
    if (writer !== undefined) this.writers.add(writer);
    this.running ??= this.run();
  }

  /** Waits until nothing is left to append. */
  async drained(): Promise<void> {
    while (this.running !== null) await this.running;
  }

  private async run(): Promise<void> {
    while (this.waiting.size > 0) {
      await this.gather();
      this.lastAppend = performance.now();
      const taken: { room: Appendable; row: LogRow }[] = [];
      for (const room of this.waiting) {
        this.waiting.delete(room);
        const row = room.takeRow();
        if (row !== null && taken.push({ room, row }) >= ROWS_PER_APPEND) break;
      }
      if (taken.length > 0) await this.append(taken);
    }
    this.running = null;
  }

  /** What arrives in this turn of the event loop goes together; where many write, what arrives in a few milliseconds. */
  private async gather(): Promise<void> {
    const now = performance.now();
    if (now - this.windowStart > GATHERING.windowMs) {
      this.busy = this.writers.size >= GATHERING.writers && now - this.windowStart < 2 * GATHERING.windowMs;
      this.writers.clear();
      this.windowStart = now;
    }
    const left = this.lastAppend + GATHERING.intervalMs - now;
    if (this.busy && left > 0) await wait(left);
    else await new Promise((resolve) => setImmediate(resolve));
  }

  private async append(taken: readonly { room: Appendable; row: LogRow }[]): Promise<void> {
    try {
      const outcomes = await this.store.append(taken.map(({ room, row }) => ({ room: room.key, ...row })));
      this.succeeded();
      taken.forEach(({ room }, i) => room.appended(outcomes[i] ?? 'behind'));
    } catch (error) {
      if (error instanceof StoreUnavailable) {
        this.failed();
        for (const { room } of taken) room.appended('unknown');
      } else if (taken.length === 1) {
        taken[0]?.room.refused(error as Error);
      } else {
        // One of them is to blame; the others must not wait for it.
        for (const one of taken) await this.append([one]);
      }
    }
  }

  /** Asks the store until it answers; less and less often while it is away. */
  async untilAnswered<T>(ask: () => Promise<T>): Promise<T> {
    for (;;) {
      if (this.failures > 0) await wait(Math.min(RETRY_MS.first * 2 ** (this.failures - 1), RETRY_MS.longest));
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        this.failed();
      }
    }
  }

  private failed(): void {
    if (this.failures++ === 0) this.onAway(true);
  }

  /** Only an append says that rooms can be written again: what can be read may still refuse writing. */
  private succeeded(): void {
    if (this.failures > 0) this.onAway(false);
    this.failures = 0;
  }
}
