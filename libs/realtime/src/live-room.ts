import {
  CloseCode,
  MessageCode,
  REST_ACTOR,
  type ClientMessage,
  type Json,
  type JsonObject,
  type ServerMessage,
  type UserOnWire,
} from '@foyer/protocol';
import { randomUUID } from 'node:crypto';
import { ACTORS_PER_RESERVATION, ActorNumbers } from './actor-numbers.js';
import { Company, type ActiveUser } from './company.js';
import { RoomGone } from './room-log.js';
import type { RoomServices } from './room-services.js';
import type { RoomState } from './room-state.js';
import type { RoomKey } from './room-store.js';
import { RoomWriter } from './room-writer.js';
import { Session, type Admission, type ClientSocket, type ProtocolVersion } from './session.js';
import { storageAnswer } from './storage-messages.js';
import { isStateVector } from './yjs-documents.js';

/** No more sockets fit in. */
export class RoomFull extends Error {
  override name = 'RoomFull';
}

/**
 * A room that is open on this node: who is in it, what it has come to, and the order in which everybody hears of it. Changes go
 * through its writer; presence and events pass by, behind the changes that their sender made before.
 */
export class LiveRoom {
  private readonly company: Company;
  private readonly writer: RoomWriter;
  private readonly unsubscribe: () => void;
  private readonly actors: ActorNumbers;
  /** Set once the room is closed on this node: nobody may enter, and whoever has it must open it anew. */
  closed = false;
  private refusing = false;

  constructor(
    readonly key: RoomKey,
    readonly state: RoomState,
    firstActor: number,
    private readonly services: RoomServices,
    private readonly onClosed: () => void,
  ) {
    this.actors = new ActorNumbers(firstActor, () => this.reserveActors());
    this.company = new Company(
      (message) => services.bus.publish(key, services.node, message),
      services.limits.flushIntervalMs,
      (session) => this.expel(session, CloseCode.TRY_AGAIN_LATER, 'You read too slowly.'),
    );
    this.writer = new RoomWriter(key, state, this.company, services, {
      changed: () => services.onChange(this),
      expel: (session, code, reason) => this.expel(session, code, reason),
      lost: (reason) =>
        reason === 'gone'
          ? this.close(CloseCode.KICKED, 'The room was deleted.')
          : this.close(CloseCode.SERVICE_RESTART, 'The room is opened anew.'),
    });
    this.unsubscribe = services.bus.subscribe(key, services.node, (message) =>
      message.kind === 'row' ? this.writer.heard(message.row) : this.company.hear(message),
    );
  }

  get connections(): number {
    return this.company.size;
  }

  /** When the last one left. */
  get idleSince(): number {
    return this.company.idleSince;
  }

  /** It is used, if by nobody who is in it. */
  touch(): void {
    this.company.idleSince = Date.now();
  }

  /** Whether nobody is in it and nothing is under way. */
  get isIdle(): boolean {
    return this.company.isEmpty && this.writer.settled;
  }

  /** Lets a socket in: it hears the state of the room, everybody else that it is there. */
  async join(socket: ClientSocket, admission: Admission, version: ProtocolVersion): Promise<Session> {
    const actor = await this.actors.take();
    if (this.closed) throw new RoomGone('The room was closed.');
    const { connectionsPerRoom } = this.services.limits;
    if (this.company.size >= connectionsPerRoom)
      throw new RoomFull(`The room is full: ${connectionsPerRoom} are in it.`);
    const session = new Session(actor, socket, admission, version, this.services.limits);
    const state: ServerMessage = {
      type: MessageCode.ROOM_STATE,
      actor,
      nonce: randomUUID(),
      scopes: admission.user.scopes,
      users: Object.fromEntries(this.people().map(({ actor: other, user }) => [other, user])),
      meta: {},
    };
    // Alone and first: the client does not take it from an array.
    socket.send(Buffer.from(JSON.stringify(state)));
    this.company.enter(session);
    setTimeout(() => this.firstWord(session, []), this.services.limits.firstWordMs).unref();
    return session;
  }

  /** The socket is closed, or must not be listened to any more. */
  leave(session: Session): void {
    session.open = false;
    this.company.leave(session);
  }

  /** What a client sent in one frame, in order. `bytes`: the size of the frame. */
  receive(session: Session, messages: readonly ClientMessage[], bytes: number): void {
    this.firstWord(session, messages);
    for (const message of messages) {
      if (!session.open || this.refusing) return;
      switch (message.type) {
        case MessageCode.UPDATE_PRESENCE:
          this.inOrder(session, true, () => this.relayPresence(session, message));
          break;
        case MessageCode.BROADCAST_EVENT:
          this.inOrder(session, true, () => this.company.relay(session, { ...message, actor: session.actor }));
          break;
        case MessageCode.FETCH_STORAGE:
          this.inOrder(session, false, () => this.sendStorage(session));
          break;
        case MessageCode.UPDATE_STORAGE:
          this.writer.updateStorage(session, message.ops, bytes);
          break;
        case MessageCode.FETCH_YDOC:
          this.inOrder(session, false, () => this.sendYdoc(session, message));
          break;
        case MessageCode.UPDATE_YDOC:
          this.writer.updateYdoc(session, message);
          break;
        case 'feeds':
          this.company.send(session, {
            type: 508,
            requestId: message.requestId,
            code: 'INTERNAL',
            reason: 'Feeds are not part of this server.',
          });
      }
    }
  }

  /** Everybody who is shown as being here. */
  people(): ActiveUser[] {
    return this.company.people();
  }

  /** A connection number that nobody else gets in the life of the room. */
  takeActor(): Promise<number> {
    return this.actors.take();
  }

  /** Makes ids of nodes that no other node of the room ever had. */
  async newIds(): Promise<() => string> {
    const actor = await this.takeActor();
    let next = 0;
    return () => `${actor}:${next++}`;
  }

  /** Sends an event from nobody to everybody. */
  broadcast(event: Json): void {
    this.company.relay(null, { type: MessageCode.BROADCAST_EVENT, actor: REST_ACTOR, event });
  }

  /** Shows a user with this presence for a while; again for the same user changes and prolongs it. */
  showUser(user: UserOnWire & { readonly id: string }, presence: JsonObject, ttlMs: number): Promise<void> {
    return this.company.show(user, presence, ttlMs, () => this.actors.take());
  }

  /** Appends entries that come from no session; see `RoomWriter.write`. */
  write(...change: Parameters<RoomWriter['write']>): ReturnType<RoomWriter['write']> {
    return this.writer.write(...change);
  }

  /** Asks for each session anew what it may do; `null` sends it away for good. */
  recheck(admit: (session: Session) => Admission | null): void {
    for (const session of this.company) {
      const admission = admit(session);
      if (admission === null) this.expel(session, CloseCode.NOT_ALLOWED, 'You have no access to this room any more.');
      else if (JSON.stringify(admission) !== JSON.stringify(session.admission))
        this.expel(session, CloseCode.KICKED, 'Your permissions have changed.');
    }
  }

  /** From now on nothing more is taken from the sessions; what was taken goes its way. */
  refuseChanges(): void {
    for (const session of this.company) session.socket.pause();
    this.refusing = true;
  }

  /** Sends everybody away, and ends the room on this node. */
  close(code: CloseCode, reason: string): void {
    if (this.closed) return;
    this.closed = true;
    this.writer.end();
    this.unsubscribe();
    this.company.dissolve(code, reason);
    this.onClosed();
  }

  expel(session: Session, code: CloseCode, reason: string): void {
    session.close(code, reason);
    this.leave(session);
  }

  /** Runs at once, or behind the changes that the sender made before and that are not in the log yet. */
  private inOrder(session: Session, passing: boolean, run: () => void): void {
    // While the store is away, what needs no store goes on.
    if (passing && this.services.appender.away) run();
    else session.afterPending(run);
  }

  private firstWord(session: Session, messages: readonly ClientMessage[]): void {
    if (!session.isNew) return;
    session.hears({ storageFirst: messages.some(({ type }) => type === MessageCode.FETCH_STORAGE) });
    this.company.flushSoon();
  }

  private sendStorage(session: Session): void {
    session.pushRequested(storageAnswer(this.state, session));
    this.company.flushSoon();
  }

  private sendYdoc(
    session: Session,
    { vector, guid, v2 = false }: ClientMessage & { type: typeof MessageCode.FETCH_YDOC },
  ): void {
    if (session.admission.storage === 'none') return;
    const since = Buffer.from(vector, 'base64');
    if (!isStateVector(since))
      return this.expel(session, CloseCode.INVALID_MESSAGE, 'The vector is no Yjs state vector.');
    const { update, stateVector } = this.state.yjs.diff(guid, since, v2);
    const answer: ServerMessage = {
      type: MessageCode.FETCH_YDOC,
      update: Buffer.from(update).toString('base64'),
      isSync: true,
      stateVector: Buffer.from(stateVector).toString('base64'),
      ...(guid === undefined ? {} : { guid }),
      v2,
      remoteSnapshotHash: this.state.yjs.hash(guid, v2),
    };
    session.pushRequested([JSON.stringify(answer)]);
    this.company.flushSoon();
  }

  private relayPresence(
    session: Session,
    { data, targetActor }: ClientMessage & { type: typeof MessageCode.UPDATE_PRESENCE },
  ): void {
    const message: ServerMessage = {
      type: MessageCode.UPDATE_PRESENCE,
      actor: session.actor,
      data,
      ...(targetActor === undefined ? {} : { targetActor }),
    };
    // A greeting of a newcomer: only it is waiting for it.
    if (targetActor === undefined) this.company.relay(session, message);
    else this.company.relayTo(targetActor, session, message);
  }

  private async reserveActors(): Promise<number> {
    const first = await this.services.store.reserveActors(this.key, ACTORS_PER_RESERVATION);
    if (first === null) throw new RoomGone('The room is gone.');
    return first;
  }
}
