import type { Json } from '@liveblocks/client';
import { ECHO, NO_OP, type ConflictPair } from './conflict-pair.js';
import { LIST_PAIRS } from './list-conflict-pairs.js';
import { OpCode, type Op } from './ops.js';

type Writer = 'A' | 'B';
type OpOf = (writer: Writer) => Op;

/** Children of the root at `k`; each writer's value names its writer. */
const atK = (writer: Writer) => ({ id: `${writer}:10`, opId: `${writer}:o`, parentId: 'root', parentKey: 'k' });
const update = (id: string, data: Json, writer: Writer): Op => ({
  type: OpCode.updateObject,
  id,
  opId: `${writer}:o`,
  data,
});
const remove = (id: string, writer: Writer): Op => ({ type: OpCode.deleteCrdt, id, opId: `${writer}:o` });
const removeKey = (id: string, key: string, writer: Writer): Op => ({
  type: OpCode.deleteObjectKey,
  id,
  key,
  opId: `${writer}:o`,
});

interface KeyOp {
  readonly name: string;
  readonly op: OpOf;
  /** What the root has at `k` when it took effect. */
  readonly leaves: (writer: Writer) => Record<string, Json>;
}

const KEY_OPS: readonly KeyOp[] = [
  { name: 'UPDATE k', op: (by) => update('root', { k: by }, by), leaves: (by) => ({ k: by }) },
  { name: 'DELETE_KEY k', op: (by) => removeKey('root', 'k', by), leaves: () => ({}) },
  {
    name: 'CREATE_OBJECT at k',
    op: (by) => ({ type: OpCode.createObject, ...atK(by), data: { by } }),
    leaves: (by) => ({ k: { by } }),
  },
];

const CREATE_LIST: KeyOp = {
  name: 'CREATE_LIST at k',
  op: (by) => ({ type: OpCode.createList, ...atK(by) }),
  leaves: () => ({ k: [] }),
};

const CREATE_REGISTER = {
  name: 'CREATE_REGISTER at k',
  op: (by: Writer): Op => ({ type: OpCode.createRegister, ...atK(by), data: by }),
  leaves: null,
};

/** An object's key that has no child. A register there is never stored. */
function plainKeyPairs(before: Record<string, Json>): ConflictPair[] {
  const all = [...KEY_OPS, CREATE_LIST, CREATE_REGISTER];
  return all.flatMap((first) =>
    all.map((second) => ({
      name: `key ${'k' in before ? 'with a value' : 'without a value'}: ${first.name}, then ${second.name}`,
      before: 'k' in before ? [update('root', before, 'A')] : [],
      first: first.op('A'),
      firstAnswer: first.leaves === null ? NO_OP : ECHO,
      second: second.op('B'),
      answer: second.leaves === null ? NO_OP : ECHO,
      stored: second.leaves?.('B') ?? first.leaves?.('A') ?? before,
    })),
  );
}

type Child = Record<string, Json>;

interface ChildOp {
  readonly name: string;
  readonly op: OpOf;
  /** The child after it, or null when the op ends it. */
  readonly change: (child: Child, writer: Writer) => Child | null;
  readonly creates?: boolean;
}

const INSIDE_CHILD: readonly ChildOp[] = [
  { name: 'DELETE_CRDT c', op: (by) => remove('A:0', by), change: () => null },
  { name: 'UPDATE c.x', op: (by) => update('A:0', { x: by }, by), change: (child, by) => ({ ...child, x: by }) },
  {
    name: 'DELETE_KEY c.x',
    op: (by) => removeKey('A:0', 'x', by),
    change: (child) => Object.fromEntries(Object.entries(child).filter(([key]) => key !== 'x')),
  },
  {
    name: 'CREATE inside c',
    op: (by) => ({ type: OpCode.createObject, ...atK(by), parentId: 'A:0', parentKey: 'l', data: { by } }),
    change: (child, by) => ({ ...child, l: { by } }),
    creates: true,
  },
];

/** An object's key that has a child object c with `{x:1}`. Ops inside it have no effect once it is gone. */
function childPairs(): ConflictPair[] {
  const before: Op[] = [{ type: OpCode.createObject, ...atK('A'), id: 'A:0', data: { x: 1 } }];
  const replacing = KEY_OPS.map((op) => ({ ...op, replaces: op.leaves }));
  const inside = INSIDE_CHILD.map((op) => ({ ...op, replaces: undefined }));
  const all = [...replacing, ...inside];
  return all.flatMap((first) =>
    all.map((second) => {
      const child = first.replaces ? null : first.change({ x: 1 }, 'A');
      const others = first.replaces?.('A') ?? {};
      const left = second.replaces || child === null ? null : second.change(child, 'B');
      const unstored = 'creates' in second && second.creates === true && child === null;
      return {
        name: `key with a child: ${first.name}, then ${second.name}`,
        before,
        first: first.op('A'),
        firstAnswer: ECHO,
        second: second.op('B'),
        answer: unstored ? NO_OP : ECHO,
        stored: second.replaces?.('B') ?? (left === null ? others : { k: left }),
      };
    }),
  );
}

interface MapOp {
  readonly name: string;
  readonly op: OpOf;
  readonly entry?: (writer: Writer) => Json;
  readonly endsMap?: boolean;
}

const inMap = (by: Writer) => ({ ...atK(by), parentId: 'A:0' });

const MAP_OPS: readonly MapOp[] = [
  {
    name: 'REGISTER at k',
    op: (by) => ({ type: OpCode.createRegister, ...inMap(by), data: by }),
    entry: (by) => by,
  },
  {
    name: 'OBJECT at k',
    op: (by) => ({ type: OpCode.createObject, ...inMap(by), data: { by } }),
    entry: (by) => ({ by }),
  },
  { name: 'DELETE_CRDT e', op: (by) => remove('A:1', by) },
  { name: 'DELETE_CRDT map', op: (by) => remove('A:0', by), endsMap: true },
  { name: 'DELETE_KEY of the map', op: (by) => removeKey('root', 'm', by), endsMap: true },
];

/** A map's key with an entry e. */
function mapPairs(): ConflictPair[] {
  const before: Op[] = [
    { type: OpCode.createMap, ...atK('A'), id: 'A:0', parentKey: 'm' },
    { type: OpCode.createRegister, ...inMap('A'), id: 'A:1', opId: 'A:o1', data: 'e' },
  ];
  return MAP_OPS.flatMap((first) =>
    MAP_OPS.map((second) => {
      const entry = second.entry?.('B') ?? first.entry?.('A');
      const ended = first.endsMap === true || second.endsMap === true;
      return {
        name: `map entry: ${first.name}, then ${second.name}`,
        before,
        first: first.op('A'),
        firstAnswer: ECHO,
        second: second.op('B'),
        answer: first.endsMap === true && second.entry !== undefined ? NO_OP : ECHO,
        stored: ended ? {} : { m: entry === undefined ? {} : { k: entry } },
      };
    }),
  );
}

/** Every pair of the conflict tables of the reference, section 3.5. */
export const CONFLICT_PAIRS: readonly ConflictPair[] = [
  ...plainKeyPairs({ k: 'before' }),
  ...plainKeyPairs({}),
  ...childPairs(),
  ...mapPairs(),
  ...LIST_PAIRS,
];
