import { CloseCode, MessageCode, type ClientMessage, type ClientOp, type ServerMessage } from '@foyer/protocol';
import { randomUUID } from 'node:crypto';
import type { Company } from './company.js';
import { FileGate, NOT_UPLOADED } from './file-gate.js';
import { isYjsEntry, type LogEntry, type OpsEntry, type YjsEntry } from './log-entry.js';
import { RoomLog, type Waiting } from './room-log.js';
import type { RoomServices } from './room-services.js';
import { SizeLimit } from './size-limit.js';
import type { FoldedEntry, RoomState } from './room-state.js';
import type { LogRow, RoomKey } from './room-store.js';
import type { Session } from './session.js';
import { storageMessages } from './storage-messages.js';
import { readYjsUpdate } from './yjs-documents.js';

/** What becomes of the room, or of somebody in it, through what is written. */
export interface WriterListener {
  /** The room has gone on by a row. */
  changed(): void;
  /** The room cannot go on from here. */
  lost(reason: 'gone' | 'behind'): void;
  /** A session must not go on. */
  expel(session: Session, code: CloseCode, reason: string): void;
}

/**
 * What changes a room, of sessions and over REST: checks whether it may be written, appends it to the log, and tells everybody
 * what it came to.
 */
export class RoomWriter {
  private readonly log: RoomLog;
  private readonly files: FileGate;
  private readonly size: SizeLimit;
  /** Yjs updates of the row that is being folded. */
  private readonly foldedYjs: YjsEntry[] = [];
  private ended = false;

  constructor(
    private readonly key: RoomKey,
    private readonly state: RoomState,
    private readonly company: Company,
    private readonly services: RoomServices,
    private readonly listener: WriterListener,
  ) {
    this.log = new RoomLog(key, `${services.node}:${randomUUID()}`, state, services.store, services.appender, {
      foreign: (folded) => this.deliver([folded], null),
      rowFolded: (row, own) => this.rowFolded(row, own),
      lost: (reason) => listener.lost(reason),
    });
    this.files = new FileGate((fileIds) => services.appender.untilAnswered(() => services.hasFiles(key, fileIds)));
    this.size = new SizeLimit(state, services.limits.roomBytes);
  }

  /** Whether nothing is under way. */
  get settled(): boolean {
    return this.files.isEmpty && this.log.settled;
  }

  /** Another node says that its row stands in the log. */
  heard(row: LogRow): void {
    this.log.heard(row);
  }

  /** Nothing is written from now on. */
  end(): void {
    this.ended = true;
    this.log.end();
  }

  /** `bytes`: the size of the frame that the ops came in. */
  updateStorage(session: Session, ops: readonly ClientOp[], bytes: number): void {
    if (ops.length === 0) return;
    if (session.admission.storage !== 'write')
      return this.refuse(session, ops, 'You may not write to the storage of this room.');
    const { kept: fitting, refused: tooMuch } = this.size.sort(ops, bytes);
    if (tooMuch.length > 0) this.refuse(session, tooMuch, this.size.reason);
    if (fitting.length === 0) return;
    session.changeSubmitted(bytes);
    this.files.sort(
      session,
      fitting,
      ({ kept, refused }) => {
        const entry: OpsEntry = { actor: session.actor, ...userIdOf(session), ops: kept };
        this.submit(session, kept.length === 0 ? () => [] : [entry], bytes, () => {
          if (refused.length > 0) this.reject(session, refused, NOT_UPLOADED);
        });
      },
      (error) => this.changeFailed(session, bytes, error),
    );
  }

  updateYdoc(
    session: Session,
    { update, guid, v2 = false }: ClientMessage & { type: typeof MessageCode.UPDATE_YDOC },
  ): void {
    if (session.admission.storage !== 'write') return;
    const content = readYjsUpdate(Buffer.from(update, 'base64'), v2);
    if (content === null) return;
    // There is no way to refuse an update: a client that goes on without it would show what nobody keeps.
    if (content.adds && this.size.isReached(update.length))
      return this.listener.expel(session, CloseCode.ROOM_TOO_LARGE, this.size.reason);
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

  /**
   * Appends entries that come from no session, made from the room as it is then; answers what they came to. Throws
   * `FilesNotUploaded` and `RoomTooLarge`; where they take the place of all that is there, the latter is not asked.
   */
  async write(
    entries: readonly LogEntry[] | ((state: RoomState) => readonly LogEntry[]),
    { replacing = false }: { readonly replacing?: boolean } = {},
  ): Promise<readonly FoldedEntry[]> {
    const fitting = (made: readonly LogEntry[]): readonly LogEntry[] => (replacing ? made : this.size.checked(made));
    const bytes = typeof entries === 'function' ? 0 : entries.reduce((sum, entry) => sum + updateBytes(entry), 0);
    return this.files.appendWhole(
      typeof entries === 'function' ? (state) => fitting(entries(state)) : fitting(entries),
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
    if (!this.ended) this.services.log.error({ err: error, room: this.key }, 'a change could not be stored');
    this.listener.expel(session, CloseCode.SERVICE_RESTART, 'Your change could not be stored.');
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
        this.company.push(JSON.stringify({ type: MessageCode.UPDATE_STORAGE, ops: fold.relayed }), sender, 'storage');
    }
    this.company.flushSoon();
  }

  private rowFolded(row: LogRow, own: boolean): void {
    // With one hash for all of the row: clients compare it after the last update, and it costs more than an update.
    for (const entry of this.foldedYjs.splice(0)) this.deliverYjs(entry);
    if (own) this.services.bus.publish(this.key, this.services.node, { kind: 'row', row });
    this.listener.changed();
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
      'ydoc',
    );
  }

  /** Behind what the session wrote before. */
  private refuse(session: Session, ops: readonly ClientOp[], reason: string): void {
    session.afterPending(() =>
      this.reject(
        session,
        ops.map(({ opId }) => opId),
        reason,
      ),
    );
  }

  private reject(session: Session, opIds: readonly string[], reason: string): void {
    this.company.send(session, { type: MessageCode.REJECT_STORAGE_OP, opIds, reason });
  }
}

/** What counts towards closing a row: updates only, since ops of REST are bounded by the body that they came in. */
const updateBytes = (entry: LogEntry): number => (isYjsEntry(entry) ? entry.update.length : 0);

const userIdOf = ({ admission }: Session): Pick<OpsEntry, 'userId'> =>
  admission.user.id === undefined ? {} : { userId: admission.user.id };
