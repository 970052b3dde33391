import type { Json } from '@liveblocks/client';

/** The clients of a sequence. They also name ids: what A makes is `A:1`, whatever actor number A gets in a room. */
export type ClientName = 'A' | 'B' | 'C';

type Intent = 'push' | 'set';

export const OpCode = {
  setParentKey: 1,
  createList: 2,
  updateObject: 3,
  createObject: 4,
  deleteCrdt: 5,
  deleteObjectKey: 6,
  createMap: 7,
  createRegister: 8,
  createText: 9,
  updateText: 10,
} as const;

export interface TextOp {
  readonly type: 'insert' | 'delete' | 'format';
  readonly index: number;
  readonly length?: number;
  readonly text?: string;
  readonly attributes?: Record<string, Json>;
}

/** Any storage op. Which fields it has follows from its type. */
export interface Op {
  readonly type: number;
  readonly id: string;
  /** Missing in corrections and in what others are told. */
  readonly opId?: string;
  readonly parentId?: string;
  readonly parentKey?: string;
  readonly data?: Json;
  readonly intent?: Intent;
  readonly deletedId?: string;
  readonly key?: string;
  readonly version?: number;
  readonly baseVersion?: number;
  readonly ops?: readonly TextOp[];
}

/** One UPDATE_STORAGE. */
export interface Step {
  readonly client: ClientName;
  readonly ops: readonly Op[];
}

export interface Sequence {
  readonly clients: readonly ClientName[];
  readonly steps: readonly Step[];
}

/** What a no-op is answered with. */
export const acknowledgement = (opId: string | undefined): Op => ({ type: OpCode.deleteCrdt, id: 'ACK', opId });

/** As others hear of it. */
export const withoutOpId = (op: Op): Op => ({ ...op, opId: undefined });
