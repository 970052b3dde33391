import { MessageCode, type CloseCode, type JsonObject, type ServerMessage, type UserOnWire } from '@foyer/protocol';
import { Outbox } from './outbox.js';
import type { BusMessage } from './room-bus.js';
import type { MessageKind, Session } from './session.js';

/** Somebody who is shown in the room without a socket of this node. */
interface Guest {
  readonly user: UserOnWire;
  /** Set where no client answers a newcomer: its whole presence. */
  readonly presence?: JsonObject;
  readonly timer?: NodeJS.Timeout;
}

/** One connection, as the list of active users shows it. */
export interface ActiveUser {
  readonly actor: number;
  readonly user: UserOnWire;
}

/** Everybody who is in a room, with a socket of this node or without, and the ways to tell them something. */
export class Company {
  /** When the last one left. */
  idleSince = Date.now();
  private readonly sessions = new Map<number, Session>();
  private readonly guests = new Map<number, Guest>();
  /** Those that REST shows, by user id. */
  private readonly shown = new Map<string, number>();
  private readonly outbox: Outbox;

  constructor(
    private readonly tellNodes: (message: BusMessage) => void,
    flushIntervalMs: number,
    onSlow: (session: Session) => void,
  ) {
    this.outbox = new Outbox(() => this.sessions.values(), flushIntervalMs, onSlow);
    this.tellNodes({ kind: 'roll-call' });
  }

  get size(): number {
    return this.sessions.size;
  }

  get isEmpty(): boolean {
    return this.sessions.size === 0 && this.shown.size === 0;
  }

  [Symbol.iterator](): Iterator<Session> {
    return this.sessions.values();
  }

  people(): ActiveUser[] {
    return [
      ...Array.from(this.sessions.values(), ({ actor, admission }) => ({ actor, user: admission.user })),
      ...Array.from(this.guests, ([actor, { user }]) => ({ actor, user })),
    ];
  }

  /** The others hear that it came; whoever no client answers for is shown to it. */
  enter(session: Session): void {
    this.sessions.set(session.actor, session);
    this.announce(session.actor, session.admission.user, session);
    for (const [actor, { presence }] of this.guests)
      if (presence !== undefined) this.send(session, wholePresence(actor, presence, session.actor));
  }

  leave(session: Session): void {
    if (!this.sessions.delete(session.actor)) return;
    this.idleSince = Date.now();
    this.sayGoodbye(session.actor);
  }

  /** Shows a user with this presence for a while; again for the same user changes and prolongs it. */
  async show(
    user: UserOnWire & { readonly id: string },
    presence: JsonObject,
    ttlMs: number,
    takeActor: () => Promise<number>,
  ): Promise<void> {
    const actor = this.shown.get(user.id) ?? (await takeActor());
    const isNew = !this.guests.has(actor);
    clearTimeout(this.guests.get(actor)?.timer);
    const timer = setTimeout(() => this.hide(actor, user.id), ttlMs);
    this.guests.set(actor, { user, presence, timer });
    this.shown.set(user.id, actor);
    if (isNew) this.announce(actor, user, null);
    this.relay(null, wholePresence(actor, presence, -1));
  }

  send(session: Session, message: ServerMessage): void {
    session.push(JSON.stringify(message));
    this.outbox.schedule();
  }

  /** Something was pushed to a session. */
  flushSoon(): void {
    this.outbox.schedule();
  }

  /** To everybody here but one. */
  push(message: string, except: Session | null, kind?: MessageKind): void {
    for (const session of this.sessions.values()) if (session !== except) session.push(message, kind);
    this.outbox.schedule();
  }

  /** To everybody but its sender, on this node and on the others. */
  relay(sender: Session | null, message: ServerMessage): void {
    const text = JSON.stringify(message);
    this.push(text, sender);
    this.tellNodes({ kind: 'relay', message: text });
  }

  /** To the one that it is meant for, where that is known; else to everybody. */
  relayTo(actor: number, sender: Session, message: ServerMessage): void {
    const target = this.sessions.get(actor);
    if (target !== undefined) this.send(target, message);
    else if (this.guests.has(actor)) this.tellNodes({ kind: 'relay', message: JSON.stringify(message), to: actor });
    else this.relay(sender, message);
  }

  /** What another node says of its people. */
  hear(message: Exclude<BusMessage, { readonly kind: 'row' }>): void {
    switch (message.kind) {
      case 'relay': {
        if (message.to === undefined) return this.push(message.message, null);
        this.sessions.get(message.to)?.push(message.message);
        return this.outbox.schedule();
      }
      case 'joined':
        return this.meet(message.actor, message.user);
      case 'left':
        if (this.guests.delete(message.actor)) this.push(leftMessage(message.actor), null);
        return;
      case 'roll-call':
        return this.tellNodes({
          kind: 'roll',
          users: Array.from(this.sessions.values(), ({ actor, admission }) => [actor, admission.user] as const),
        });
      case 'roll':
        for (const [actor, user] of message.users) this.meet(actor, user);
    }
  }

  /** Sends everybody away. */
  dissolve(code: CloseCode, reason: string): void {
    for (const { timer } of this.guests.values()) clearTimeout(timer);
    for (const session of this.sessions.values()) session.close(code, reason);
    this.sessions.clear();
    this.guests.clear();
    this.shown.clear();
  }

  private hide(actor: number, userId: string): void {
    this.guests.delete(actor);
    this.shown.delete(userId);
    this.idleSince = Date.now();
    this.sayGoodbye(actor);
  }

  private meet(actor: number, user: UserOnWire): void {
    if (this.guests.has(actor) || this.sessions.has(actor)) return;
    this.guests.set(actor, { user });
    this.push(joinedMessage(actor, user), null);
  }

  private announce(actor: number, user: UserOnWire, self: Session | null): void {
    this.push(joinedMessage(actor, user), self);
    this.tellNodes({ kind: 'joined', actor, user });
  }

  private sayGoodbye(actor: number): void {
    this.push(leftMessage(actor), null);
    this.tellNodes({ kind: 'left', actor });
  }
}

const joinedMessage = (actor: number, user: UserOnWire): string =>
  JSON.stringify({ type: MessageCode.USER_JOINED, actor, ...user } satisfies ServerMessage);

const leftMessage = (actor: number): string =>
  JSON.stringify({ type: MessageCode.USER_LEFT, actor } satisfies ServerMessage);

const wholePresence = (actor: number, data: JsonObject, targetActor: number): ServerMessage => ({
  type: MessageCode.UPDATE_PRESENCE,
  actor,
  data,
  targetActor,
});
