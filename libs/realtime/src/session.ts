import type { UserOnWire } from '@foyer/protocol';
import { Frames, type Outgoing } from './frames.js';

/** A socket as a room knows it. */
export interface ClientSocket {
  /** Sends one frame: JSON text as UTF-8. */
  send(frame: Uint8Array): void;
  close(code: number, reason: string): void;
  /** Bytes that were sent and that the other side has not taken yet. */
  readonly bufferedBytes: number;
  /** Stops reading until `resume`: whoever sends faster than it can be stored has to wait. */
  pause(): void;
  resume(): void;
}

/** Whom a session is for, and what they may do. */
export interface Admission {
  readonly user: UserOnWire;
  /** The storage and the Yjs documents. */
  readonly storage: 'none' | 'read' | 'write';
}

/** A change of the storage or of a Yjs document, or whatever else. */
export type MessageKind = 'storage' | 'ydoc' | 'other';

/** The protocol of `/v7` differs in how storage is loaded. */
export type ProtocolVersion = 7 | 8;

/** One socket in a room. */
export class Session {
  open = true;
  /** What it will be sent at the next flush. */
  private out: Outgoing[] = [];
  /** A change of the storage and what came behind it, until the session has said its first word; `null` from then on. */
  private early: { readonly message: Outgoing; readonly kind: MessageKind }[] | null = [];
  /** What it was sent on its own request: it may take its time to read that. */
  private requestedBytes = 0;
  /** How many of its changes were submitted, and how many of them are settled; they settle in order. */
  private submitted = 0;
  private settled = 0;
  /** Bytes of its changes that are not settled. */
  private pendingBytes = 0;
  private paused = false;
  /** What came behind a change that is not settled yet, and waits for it. */
  private readonly held: { readonly behind: number; readonly run: () => void }[] = [];

  constructor(
    readonly actor: number,
    readonly socket: ClientSocket,
    readonly admission: Admission,
    readonly version: ProtocolVersion,
    private readonly limits: { readonly pendingBytes: number; readonly bufferedBytes: number },
  ) {}

  /** Whether it has not said a word yet. */
  get isNew(): boolean {
    return this.early !== null;
  }

  get hasOutput(): boolean {
    return this.out.length > 0;
  }

  /** Who may not read is not told of changes. */
  push(message: Outgoing, kind: MessageKind = 'other'): void {
    if (!this.open || (kind !== 'other' && this.admission.storage === 'none')) return;
    if (this.early === null || (kind !== 'storage' && this.early.length === 0)) this.out.push(message);
    else this.early.push({ message, kind });
  }

  /**
   * It has said its first word, or has had time enough. Who loads the storage first needs no change from before: it is in there. A
   * client that comes back would apply it to the tree that it had when it left, and might never be rid of it.
   */
  hears({ storageFirst }: { readonly storageFirst: boolean }): void {
    const early = this.early ?? [];
    this.early = null;
    for (const { message, kind } of early) if (!storageFirst || kind !== 'storage') this.push(message, kind);
  }

  /** An answer to a request of its own, which may be large. */
  pushRequested(messages: readonly Outgoing[]): void {
    this.requestedBytes = messages.reduce((sum, message) => sum + message.length, 0);
    for (const message of messages) this.push(message);
  }

  /** Sends what has gathered; answers whether the other side reads too slowly to go on. */
  flush(frames: Frames): 'ok' | 'slow' {
    const { out } = this;
    this.out = [];
    if (!this.open || out.length === 0) return 'ok';
    if (this.socket.bufferedBytes > this.limits.bufferedBytes + this.requestedBytes) return 'slow';
    for (const frame of frames.of(out)) this.socket.send(frame);
    return 'ok';
  }

  /** Runs once all changes that were submitted so far are settled. */
  afterPending(run: () => void): void {
    if (this.settled < this.submitted) this.held.push({ behind: this.submitted, run });
    else run();
  }

  changeSubmitted(bytes: number): void {
    this.submitted++;
    this.changePending(bytes);
  }

  changeSettled(bytes: number): void {
    this.settled++;
    this.changePending(-bytes);
    while (this.held[0] !== undefined && this.held[0].behind <= this.settled) this.held.shift()?.run();
  }

  close(code: number, reason: string): void {
    if (!this.open) return;
    this.flush(new Frames());
    this.open = false;
    if (this.paused) this.socket.resume();
    this.socket.close(code, reason);
  }

  private changePending(bytes: number): void {
    this.pendingBytes += bytes;
    const full = this.pendingBytes > this.limits.pendingBytes;
    if (full === this.paused) return;
    this.paused = full;
    if (full) this.socket.pause();
    else this.socket.resume();
  }
}
