import type { TextOp } from '@foyer/protocol';
import { transformTextOperations } from '@liveblocks/core';
import { isDeepStrictEqual } from 'node:util';

/** As many as the client keeps for its side: an older base cannot come from one that is still in touch. */
export const TEXT_HISTORY_LENGTH = 1000;

/** One update as it was taken. */
export interface AcceptedUpdate {
  readonly opId?: string;
  /** The version that it led to. */
  readonly version: number;
  /** As its sender wrote it. */
  readonly asked: readonly TextOp[];
  /** As it was applied. */
  readonly ops: readonly TextOp[];
}

/** The last updates of one text: what a late update is rebased over, and how one that comes twice is known. */
export class TextHistory {
  private readonly byOpId = new Map<string, AcceptedUpdate>();

  constructor(private readonly updates: AcceptedUpdate[] = []) {
    for (const update of updates) this.remember(update);
  }

  get entries(): readonly AcceptedUpdate[] {
    return this.updates;
  }

  find(opId: string): AcceptedUpdate | undefined {
    return this.byOpId.get(opId);
  }

  add(update: AcceptedUpdate): void {
    this.updates.push(update);
    this.remember(update);
    if (this.updates.length <= TEXT_HISTORY_LENGTH) return;
    const oldest = this.updates.shift();
    if (oldest?.opId !== undefined && this.byOpId.get(oldest.opId) === oldest) this.byOpId.delete(oldest.opId);
  }

  /** What ops that stand on `baseVersion` are on top of `version`, the last one. `null`: the base is too old to tell. */
  rebase(ops: readonly TextOp[], baseVersion: number, version: number): readonly TextOp[] | null {
    if (baseVersion === version) return ops;
    const newer = this.updates.slice(baseVersion - version);
    if (newer.length < version - baseVersion) return null;
    // The client's own function: it predicts this result, and rebuilds its text where it finds another.
    return transformTextOperations(
      ops as Parameters<typeof transformTextOperations>[0],
      newer.flatMap((update) => update.ops) as Parameters<typeof transformTextOperations>[1],
      'after',
    ) as readonly TextOp[];
  }

  private remember(update: AcceptedUpdate): void {
    if (update.opId !== undefined) this.byOpId.set(update.opId, update);
  }
}

/** What stands behind the ops of an earlier update in one that begins with them; `null` where it does not. */
export function opsBehind(earlier: readonly TextOp[], ops: readonly TextOp[]): readonly TextOp[] | null {
  if (earlier.length > ops.length) return null;
  return isDeepStrictEqual(earlier, ops.slice(0, earlier.length)) ? ops.slice(earlier.length) : null;
}
