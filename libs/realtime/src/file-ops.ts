import { OpCode, type Op } from '@foyer/protocol';
import { isYjsEntry, type LogEntry } from './log-entry.js';
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

/** The file that the op puts into the storage, if it does. */
export const fileOf = (op: Op): string | undefined => (op.type === OpCode.CREATE_FILE ? op.data.id : undefined);

/** The files that ops put into the storage, each once. */
export const filesOf = (ops: readonly Op[]): string[] => [...new Set(ops.flatMap((op) => fileOf(op) ?? []))];

export const filesOfEntries = (entries: readonly LogEntry[]): string[] =>
  filesOf(entries.flatMap((entry) => (isYjsEntry(entry) ? [] : entry.ops)));
