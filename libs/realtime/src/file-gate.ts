import { OpCode, type ClientOp, type Op } from '@foyer/protocol';
import { isYjsEntry, type LogEntry } from './log-entry.js';
import type { RoomState } from './room-state.js';
import type { RoomKey } from './room-store.js';

/** Which of these files were uploaded to the room. Throws `StoreUnavailable` where that cannot be known now. */
export type HasFiles = (room: RoomKey, fileIds: readonly string[]) => Promise<ReadonlySet<string>>;

export const NOT_UPLOADED = 'Storage file has not been uploaded';

/** What was to be written names files that were not uploaded to the room; nothing of it was. */
export class FilesNotUploaded extends Error {
  override name = 'FilesNotUploaded';
  constructor(readonly fileIds: readonly string[]) {
    super(`${NOT_UPLOADED}: ${fileIds.join(', ')}`);
  }
}

type Entries = readonly LogEntry[] | ((state: RoomState) => readonly LogEntry[]);

/** Ops of which some may not be written. */
interface Sorted {
  readonly kept: readonly ClientOp[];
  /** `opId`s of those whose files were not uploaded. */
  readonly refused: readonly string[];
}

/** Lets no op into the log whose file was not uploaded. What a session sends behind such an op waits while that is looked up. */
export class FileGate {
  private readonly behind = new Map<object, (() => void)[]>();

  constructor(private readonly lookUp: (fileIds: readonly string[]) => Promise<ReadonlySet<string>>) {}

  /** Whether nothing is being looked up for sessions. */
  get isEmpty(): boolean {
    return this.behind.size === 0;
  }

  /** Runs at once, or behind the look-up that is under way for the session. */
  pass(session: object, run: () => void): void {
    const behind = this.behind.get(session);
    if (behind === undefined) run();
    else behind.push(run);
  }

  /** Looks up the files of ops, if there are any, and hands on what may be written. After a failure nothing behind it is run. */
  sort(session: object, ops: readonly ClientOp[], sorted: (ops: Sorted) => void, failed: (error: Error) => void): void {
    const fileIds = filesOf(ops);
    if (fileIds.length === 0) return this.pass(session, () => sorted({ kept: ops, refused: [] }));
    this.pass(session, () => {
      const behind: (() => void)[] = [];
      this.behind.set(session, behind);
      void this.lookUp(fileIds)
        .then((uploaded) => sorted(sortOps(ops, uploaded)))
        .catch((error: Error) => {
          behind.length = 0;
          failed(error);
        })
        .finally(() => {
          this.behind.delete(session);
          // One of them may look up files of its own; the rest then waits behind that.
          for (const run of behind) this.pass(session, run);
        });
    });
  }

  /** Appends entries that come from no session, whole or not at all. Throws `FilesNotUploaded`. */
  async appendWhole<T>(entries: Entries, append: (entries: Entries) => Promise<T>): Promise<T> {
    const uploaded = new Set<string>();
    const checked = (made: readonly LogEntry[]): readonly LogEntry[] => {
      const unknown = filesOf(made.flatMap(opsOf)).filter((id) => !uploaded.has(id));
      if (unknown.length > 0) throw new FilesNotUploaded(unknown);
      return made;
    };
    for (;;) {
      try {
        return await append(typeof entries === 'function' ? (state) => checked(entries(state)) : checked(entries));
      } catch (error) {
        // What is made from the room names its files only when it is made: with them looked up it is made anew.
        if (!(error instanceof FilesNotUploaded)) throw error;
        const found = await this.lookUp(error.fileIds);
        const missing = error.fileIds.filter((id) => !found.has(id));
        if (missing.length > 0) throw new FilesNotUploaded(missing);
        for (const id of found) uploaded.add(id);
      }
    }
  }
}

function sortOps(ops: readonly ClientOp[], uploaded: ReadonlySet<string>): Sorted {
  const missing = (op: ClientOp): boolean => op.type === OpCode.CREATE_FILE && !uploaded.has(op.data.id);
  return { kept: ops.filter((op) => !missing(op)), refused: ops.filter(missing).map(({ opId }) => opId) };
}

/** The files that ops put into the storage, each once. */
function filesOf(ops: readonly Op[]): readonly string[] {
  if (!ops.some(({ type }) => type === OpCode.CREATE_FILE)) return NONE;
  return [...new Set(ops.flatMap((op) => (op.type === OpCode.CREATE_FILE ? op.data.id : [])))];
}

const NONE: readonly string[] = [];

const opsOf = (entry: LogEntry): readonly Op[] => (isYjsEntry(entry) ? [] : entry.ops);
