import { Frames } from './frames.js';
import type { Session } from './session.js';

/** So many frames go out at once; what comes beyond them in the same interval waits for its end. */
const FRAMES_AT_ONCE = 32;

/**
 * When the sessions of a room are sent what has gathered for them: at the end of the turn of the event loop. A busy room waits
 * a few milliseconds more and sends each socket one frame for many messages: a frame costs more than what it carries.
 */
export class Outbox {
  private scheduled = false;
  private intervalStart = 0;
  private framesInInterval = 0;

  constructor(
    private readonly sessions: () => Iterable<Session>,
    private readonly intervalMs: number,
    private readonly onSlow: (session: Session) => void,
  ) {}

  /** Something was pushed to a session. */
  schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    const left = this.intervalStart + this.intervalMs - performance.now();
    if (left > 0 && this.framesInInterval >= FRAMES_AT_ONCE) setTimeout(() => this.flush(), left);
    else setImmediate(() => this.flush());
  }

  private flush(): void {
    this.scheduled = false;
    const now = performance.now();
    if (now >= this.intervalStart + this.intervalMs) {
      this.intervalStart = now;
      this.framesInInterval = 0;
    }
    const frames = new Frames();
    for (const session of this.sessions()) {
      if (!session.hasOutput) continue;
      this.framesInInterval++;
      if (session.flush(frames) === 'slow') this.onSlow(session);
    }
  }
}
