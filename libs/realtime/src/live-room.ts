import {
  CloseCode,
  MessageCode,
  REST_ACTOR,
  type ClientMessage,
  type ClientOp,
  type Json,
  type JsonObject,
  type ServerMessage,
  type UserOnWire,
} from '@foyer/protocol';
import { randomUUID } from 'node:crypto';
import { ACTORS_PER_RESERVATION, ActorNumbers } from './actor-numbers.js';
import { Company, type ActiveUser } from './company.js';
import { FileGate, NOT_UPLOADED } from './file-gate.js';
import type { LogEntry, OpsEntry, YjsEntry } from './log-entry.js';
import { RoomGone, RoomLog, type Waiting } from './room-log.js';
import type { FoldedEntry, RoomState } from './room-state.js';
import type { LogRow, RoomKey } from './room-store.js';
import type { RoomServices } from './room-services.js';
import { Session, type Admission, type ClientSocket, type ProtocolVersion } from './session.js';
import { storageAnswer, storageMessages } from './storage-messages.js';
import { isStateVector, isYjsUpdate } from './yjs-documents.js';

/** No more sockets fit in. */
export class RoomFull extends Error {
  override name = 'RoomFull';
}

/**
 * A room that is open on this node: who is in it, what it has come to, and the order in which everybody hears of it. Changes go
 * through its log; presence and events pass by, behind the changes that their sender made before.
 */
export class LiveRoom {
  private readonly company: Company;
  private readonly log: RoomLog;
  private readonly files: FileGate;
  private readonly unsubscribe: () => void;
  private readonly actors: ActorNumbers;
  /** Set once the room is closed on this node: nobody may enter, and whoever has it must open it anew. */
  closed = false;
  private refusing = false;
  /** Yjs updates of the row that is being folded. */
  private readonly foldedYjs: YjsEntry[] = [];

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
    this.log = new RoomLog(key, `${services.node}:${randomUUID()}`, state, services.store, services.appender, {
      foreign: (folded) => this.deliver([folded], null),
      rowFolded: (row, own) => this.rowFolded(row, own),
      lost: (reason) =>
        reason === 'gone'
          ? this.close(CloseCode.KICKED, 'The room was deleted.')
          : this.close(CloseCode.SERVICE_RESTART, 'The room is opened anew.'),
    });
    this.files = new FileGate((fileIds) => services.appender.untilAnswered(() => services.hasFiles(key, fileIds)));
    this.unsubscribe = services.bus.subscribe(key, services.node, (message) =>
      message.kind === 'row' ? this.log.heard(message.row) : this.company.hear(message),
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
    return this.company.isEmpty && this.files.isEmpty && this.log.settled;
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
    socket.send(JSON.stringify(state));
    this.company.enter(session);
    return session;
  }

  /** The socket is closed, or must not be listened to any more. */
  leave(session: Session): void {
    session.open = false;
    this.company.leave(session);
  }

  /** What a client sent in one frame, in order. `bytes`: the size of the frame. */
  receive(session: Session, messages: readonly ClientMessage[], bytes: number): void {
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
          this.updateStorage(session, message.ops, bytes);
          break;
        case MessageCode.FETCH_YDOC:
          this.inOrder(session, false, () => this.sendYdoc(session, message));
          break;
        case MessageCode.UPDATE_YDOC:
          this.updateYdoc(session, message);
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

  /** Sends an event from nobody to everybody. */
  broadcast(event: Json): void {
    this.company.relay(null, { type: MessageCode.BROADCAST_EVENT, actor: REST_ACTOR, event });
  }

  /** Shows a user with this presence for a while; again for the same user changes and prolongs it. */
  showUser(user: UserOnWire & { readonly id: string }, presence: JsonObject, ttlMs: number): Promise<void> {
    return this.company.show(user, presence, ttlMs, () => this.actors.take());
  }

  /**
   * Appends entries that come from no session, made from the room as it is then; answers what they came to. Throws
   * `FilesNotUploaded`.
   */
  async write(
    entries: readonly LogEntry[] | ((state: RoomState) => readonly LogEntry[]),
    bytes = 0,
  ): Promise<readonly FoldedEntry[]> {
    return this.files.appendWhole(
      entries,
      (checked) =>
        new Promise((resolve, reject) => {
          this.log.submit({
            entries: checked,
            bytes,
            done: (folded) => {
              this.deliver(folded, null);
              resolve(folded);
            },
            failed: reject,
          });
        }),
    );
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
    this.log.end();
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

  private updateStorage(session: Session, ops: readonly ClientOp[], bytes: number): void {
    if (ops.length === 0) return;
    if (session.admission.storage !== 'write')
      return this.inOrder(session, false, () =>
        this.reject(
          session,
          ops.map(({ opId }) => opId),
          'You may not write to the storage of this room.',
        ),
      );
    session.changeSubmitted(bytes);
    this.files.sort(
      session,
      ops,
      ({ kept, refused }) => {
        const entry: OpsEntry = { actor: session.actor, ...userIdOf(session), ops: kept };
        this.submit(session, kept.length === 0 ? () => [] : [entry], bytes, () => {
          if (refused.length > 0) this.reject(session, refused, NOT_UPLOADED);
        });
      },
      (error) => this.changeFailed(session, bytes, error),
    );
  }

  private updateYdoc(
    session: Session,
    { update, guid, v2 = false }: ClientMessage & { type: typeof MessageCode.UPDATE_YDOC },
  ): void {
    if (session.admission.storage !== 'write') return;
    if (!isYjsUpdate(Buffer.from(update, 'base64'), v2)) return;
    const entry: YjsEntry = {
      actor: session.actor,
      ...userIdOf(session),
      update,
      v2,
      ...(guid === undefined ? {} : { guid }),
    };
    session.changeSubmitted(update.length);
    this.files.pass(session, () => this.submit(session, [entry], update.length));
  }

  private submit(session: Session, entries: Waiting['entries'], bytes: number, before?: () => void): void {
    this.log.submit({
      entries,
      writer: session,
      bytes,
      done: (folded) => {
        before?.();
        this.deliver(folded, session);
        session.changeSettled(bytes);
      },
      failed: (error) => this.changeFailed(session, bytes, error),
    });
  }

  private changeFailed(session: Session, bytes: number, error: Error): void {
    session.changeSettled(bytes);
    // Not acknowledged: the client keeps what it has, and sends it again when it is back.
    if (!this.closed) this.services.log.error({ err: error, room: this.key }, 'a change could not be stored');
    this.expel(session, CloseCode.SERVICE_RESTART, 'Your change could not be stored.');
  }

  /** Tells everybody what entries came to: their sender the answers, the others the changes. */
  private deliver(folded: readonly FoldedEntry[], sender: Session | null): void {
    for (const { entry, fold } of folded) {
      if (fold === null) {
        this.foldedYjs.push(entry as YjsEntry);
        continue;
      }
      if (sender !== null) for (const message of storageMessages(fold)) sender.push(message);
      if (fold.relayed.length > 0)
        this.company.push(JSON.stringify({ type: MessageCode.UPDATE_STORAGE, ops: fold.relayed }), sender);
    }
    this.company.flushSoon();
  }

  private rowFolded(row: LogRow, own: boolean): void {
    // With one hash for all of the row: clients compare it after the last update, and it costs more than an update.
    for (const entry of this.foldedYjs.splice(0)) this.deliverYjs(entry);
    if (own) this.services.bus.publish(this.key, this.services.node, { kind: 'row', row });
    this.services.onChange(this);
  }

  /** To everybody, its sender too, who waits for the hash. */
  private deliverYjs({ update, guid, v2 }: YjsEntry): void {
    this.company.push(
      JSON.stringify({
        type: MessageCode.FETCH_YDOC,
        update,
        isSync: false,
        stateVector: null,
        ...(guid === undefined ? {} : { guid }),
        v2,
        remoteSnapshotHash: this.state.yjs.hash(guid, v2),
      } satisfies ServerMessage),
      null,
    );
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

  private reject(session: Session, opIds: readonly string[], reason: string): void {
    this.company.send(session, { type: MessageCode.REJECT_STORAGE_OP, opIds, reason });
  }

  private async reserveActors(): Promise<number> {
    const first = await this.services.store.reserveActors(this.key, ACTORS_PER_RESERVATION);
    if (first === null) throw new RoomGone('The room is gone.');
    return first;
  }
}

const userIdOf = ({ admission }: Session): Pick<OpsEntry, 'userId'> =>
  admission.user.id === undefined ? {} : { userId: admission.user.id };
