import type { Session } from './session.js';

/**
 * When the sessions of a room are sent what has gathered for them: at the end of the turn of the event loop, but no more often
 * than every few milliseconds. A quiet room answers at once, a busy one sends each socket one frame for many messages.
 */
export class Outbox {
  private scheduled = false;
  private lastFlush = 0;

  constructor(
    private readonly sessions: () => Iterable<Session>,
    private readonly intervalMs: number,
    private readonly onSlow: (session: Session) => void,
  ) {}

  /** Something was pushed to a session. */
  schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    const wait = this.lastFlush + this.intervalMs - performance.now();
    if (wait <= 0) setImmediate(() => this.flush());
    else setTimeout(() => this.flush(), wait);
  }

  private flush(): void {
    this.scheduled = false;
    this.lastFlush = performance.now();
    for (const session of this.sessions()) if (session.hasOutput && session.flush() === 'slow') this.onSlow(session);
  }
}
