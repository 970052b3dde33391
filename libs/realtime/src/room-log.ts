import type { Appendable, Appender } from './appender.js';
import { decodeBatch, encodeBatch, type LogEntry } from './log-entry.js';
import type { FoldedEntry, RoomState } from './room-state.js';
import type { AppendOutcome, LogRow, RoomKey, RoomStore } from './room-store.js';

/** The room is not there any more, or not on this node. */
export class RoomGone extends Error {
  override name = 'RoomGone';
}

/** A row is closed once it holds this much: larger ones make everybody wait for the slowest. */
const ROW_BYTES = 256 * 1024;

/** Something to be appended: entries, or what makes them from the room as it is then. */
export interface Waiting {
  readonly entries: readonly LogEntry[] | ((state: RoomState) => readonly LogEntry[]);
  /** Who is behind them; nobody, where they come over REST. */
  readonly writer?: object;
  /** About how many bytes the entries take. */
  readonly bytes: number;
  /** It stands in the log, and in the room. */
  done(folded: readonly FoldedEntry[]): void;
  /** It will never stand in the log. */
  failed(error: Error): void;
}

export interface RoomLogListener {
  /** An entry was folded that others wrote. */
  foreign(folded: FoldedEntry): void;
  /** All of a row was folded and answered. */
  rowFolded(row: LogRow, own: boolean): void;
  /** The room cannot go on from here: it is gone, or too far behind. */
  lost(reason: 'gone' | 'behind'): void;
}

/**
 * The way into the log of one room, in order: what is submitted is appended as the next row, folded, and answered. Where another
 * node took the next seq, its row is folded first and ours goes behind it.
 */
export class RoomLog implements Appendable {
  private readonly queue: Waiting[] = [];
  private inFlight: {
    readonly id: string;
    readonly row: LogRow;
    readonly entries: readonly LogEntry[];
    readonly waiting: Waiting[];
  } | null = null;
  private catchingUp = false;
  /** The newest row that another node has told of. */
  private heardOf = 0;
  private batches = 0;
  private ended = false;

  constructor(
    readonly key: RoomKey,
    /** Unique for this room on this node in this life: what batches are named by. */
    private readonly writer: string,
    readonly state: RoomState,
    private readonly store: RoomStore,
    private readonly appender: Appender,
    private readonly listener: RoomLogListener,
  ) {}

  /** Whether everything that was submitted is folded. */
  get settled(): boolean {
    return this.queue.length === 0 && this.inFlight === null && !this.catchingUp;
  }

  submit(waiting: Waiting): void {
    if (this.ended) return waiting.failed(new RoomGone('The room is closed.'));
    this.queue.push(waiting);
    this.appender.wake(this, waiting.writer);
  }

  /** Another node says that its row stands in the log. */
  heard(row: LogRow): void {
    if (row.seq <= this.state.seq || this.ended) return;
    this.heardOf = Math.max(this.heardOf, row.seq);
    // While a row of ours is on its way, its outcome tells which comes first.
    if (this.inFlight !== null || this.catchingUp) return;
    if (row.seq === this.state.seq + 1) this.foldForeign(row, decodeBatch(row.bytes).entries);
    else void this.catchUp();
  }

  /** Nothing is appended from now on. */
  end(): void {
    this.ended = true;
    const error = new RoomGone('The room is closed.');
    for (const waiting of this.queue.splice(0)) waiting.failed(error);
  }

  takeRow(): LogRow | null {
    if (this.inFlight !== null || this.catchingUp || this.ended) return null;
    const waiting: Waiting[] = [];
    const entries: LogEntry[] = [];
    let bytes = 0;
    while (bytes < ROW_BYTES) {
      const next = this.queue[0];
      if (next === undefined) break;
      if (typeof next.entries !== 'function') {
        entries.push(...next.entries);
      } else {
        // Made from the folded room, for exactly the next row: nothing may stand between.
        if (waiting.length > 0) break;
        const made = this.make(next, next.entries);
        if (made === null) continue;
        entries.push(...made);
        bytes = ROW_BYTES;
      }
      waiting.push(next);
      this.queue.shift();
      bytes += next.bytes;
    }
    if (waiting.length === 0) return null;
    const id = `${this.writer}:${this.batches++}`;
    const row = { seq: this.state.seq + 1, bytes: encodeBatch({ id, entries }) };
    this.inFlight = { id, row, entries, waiting };
    return row;
  }

  appended(outcome: AppendOutcome | 'unknown'): void {
    if (outcome === 'appended') this.settle();
    else void this.catchUp();
  }

  refused(error: Error): void {
    const { waiting = [] } = this.inFlight ?? {};
    this.inFlight = null;
    for (const one of waiting) one.failed(error);
    this.goOn();
  }

  /** What a maker makes of the room as it is now; `null`: it is answered already, with nothing to append or an error. */
  private make(waiting: Waiting, from: (state: RoomState) => readonly LogEntry[]): readonly LogEntry[] | null {
    try {
      const made = from(this.state);
      if (made.length > 0) return made;
      this.queue.shift();
      waiting.done([]);
    } catch (error) {
      this.queue.shift();
      waiting.failed(error as Error);
    }
    return null;
  }

  /** Our row is the next one: fold it, and answer. */
  private settle(): void {
    const { inFlight } = this;
    if (inFlight === null) return;
    this.inFlight = null;
    const { row, entries, waiting } = inFlight;
    this.state.advance(row);
    let at = 0;
    for (const one of waiting) {
      // A maker may have made any number, and stands alone.
      const end = typeof one.entries === 'function' ? entries.length : at + one.entries.length;
      one.done(entries.slice(at, end).map((entry) => this.state.fold(entry)));
      at = end;
    }
    this.listener.rowFolded(row, true);
    this.goOn();
  }

  private foldForeign(row: LogRow, entries: readonly LogEntry[]): void {
    this.state.advance(row);
    for (const entry of entries) this.listener.foreign(this.state.fold(entry));
    this.listener.rowFolded(row, false);
  }

  /** Folds what stands in the log by now; a row of ours among it counts as appended, else it is tried anew. */
  private async catchUp(): Promise<void> {
    this.catchingUp = true;
    const heardOf = this.heardOf;
    const lost = await this.foldMissing().catch(() => 'behind' as const);
    this.catchingUp = false;
    if (lost !== null || this.ended) {
      const waiting = this.inFlight?.waiting ?? [];
      this.inFlight = null;
      for (const one of waiting) one.failed(new RoomGone('The room is closed.'));
      if (lost !== null && !this.ended) this.listener.lost(lost);
      return;
    }
    this.queue.unshift(...(this.inFlight?.waiting ?? []));
    this.inFlight = null;
    // Nothing more was there, whatever was said; unless it was said meanwhile.
    if (this.heardOf === heardOf) this.heardOf = this.state.seq;
    this.goOn();
  }

  /** Answers why the room cannot go on, or `null`. */
  private async foldMissing(): Promise<'gone' | 'behind' | null> {
    const rows = await this.appender.untilAnswered(() => this.store.readAfter(this.key, this.state.seq));
    if (this.ended) return null;
    if (rows === null) return (await this.isGone()) ? 'gone' : 'behind';
    if (rows.length === 0 && (await this.isGone())) return 'gone';
    for (const row of rows) {
      const { id, entries } = decodeBatch(row.bytes);
      if (id === this.inFlight?.id) this.settle();
      else this.foldForeign(row, entries);
    }
    return null;
  }

  private async isGone(): Promise<boolean> {
    return (await this.appender.untilAnswered(() => this.store.reserveActors(this.key, 0))) === null;
  }

  private goOn(): void {
    if (this.catchingUp || this.ended) return;
    if (this.heardOf > this.state.seq) void this.catchUp();
    else if (this.queue.length > 0) this.appender.wake(this);
  }
}
