import type { Json } from '@liveblocks/client';
import { ECHO, NO_OP, type ConflictAnswer, type ConflictPair } from './conflict-pair.js';
import { OpCode, type Op } from './ops.js';

type Writer = 'A' | 'B';

const LIST = 'A:0';
const X = 'A:1';
const Z = 'A:3';
const BETWEEN = '"O';
const END = '$';

const item = (id: string, opId: string, parentKey: string, data: string): Op => ({
  type: OpCode.createRegister,
  id,
  opId,
  parentId: LIST,
  parentKey,
  data,
});

/** The list `l` of the root: X at `!`, Y at `"`, Z at `#`. */
const BEFORE: readonly Op[] = [
  { type: OpCode.createList, id: LIST, opId: 'A:o0', parentId: 'root', parentKey: 'l' },
  item(X, 'A:o1', '!', 'X'),
  item('A:2', 'A:o2', '"', 'Y'),
  item(Z, 'A:o3', '#', 'Z'),
];

const created = (by: Writer, letter: string, parentKey: string): Op =>
  item(`${by}:10`, `${by}:o`, parentKey, letter + by);
const moved = (by: Writer, id: string, parentKey: string): Op => ({
  type: OpCode.setParentKey,
  id,
  opId: `${by}:o`,
  parentKey,
});

interface ListOp {
  readonly name: string;
  readonly op: (by: Writer) => Op;
  readonly deletes?: boolean;
}

const LIST_OPS: readonly ListOp[] = [
  { name: 'INSERT at p', op: (by) => created(by, 'I', BETWEEN) },
  { name: 'PUSH', op: (by) => ({ ...created(by, 'P', END), intent: 'push' }) },
  { name: 'INSERT at end', op: (by) => created(by, 'E', END) },
  { name: 'SET X', op: (by) => ({ ...created(by, 'S', '!'), intent: 'set', deletedId: X }) },
  { name: 'DELETE X', op: (by) => ({ type: OpCode.deleteCrdt, id: X, opId: `${by}:o` }), deletes: true },
  { name: 'MOVE X to p', op: (by) => moved(by, X, BETWEEN) },
  { name: 'MOVE Z to p', op: (by) => moved(by, Z, BETWEEN) },
  { name: 'MOVE X to end', op: (by) => moved(by, X, END) },
];

/** The table as it stands in the reference: rows are first ops, columns second ones, in the order of `LIST_OPS`. */
const TABLE = `
M "f · X Y IA IB Z | E · X Y IA Z PB     | E · X Y IA Z EB     | E · SB Y IA Z    | E · Y IA Z | M "f · Y IA X Z | M "f · X Y IA Z | E · Y IA Z X
E · X Y IB Z PA    | M $! · X Y Z PA PB  | M $! · X Y Z PA EB  | E · SB Y Z PA    | E · Y Z PA | E · Y X Z PA    | E · X Y Z PA    | M $! · Y Z PA X
E · X Y IB Z EA    | M $! · X Y Z EA PB  | M $! · X Y Z EA EB  | E · SB Y Z EA    | E · Y Z EA | E · Y X Z EA    | E · X Y Z EA    | M $! · Y Z EA X
E · SA Y IB Z      | E · SA Y Z PB       | E · SA Y Z EB       | D A:10 · SB Y Z  | E · SA Y Z | N · SA Y Z      | E · SA Y Z      | N · SA Y Z
E · Y IB Z         | E · Y Z PB          | E · Y Z EB          | E · SB Y Z       | E · Y Z    | N · Y Z         | E · Y Z         | N · Y Z
M "f · Y X IB Z    | E · Y X Z PB        | E · Y X Z EB        | E · SB Y Z       | E · Y Z    | E · Y X Z       | M "f · Y X Z    | E · Y Z X
M "P · X Y Z IB    | E · X Y Z PB        | E · X Y Z EB        | E · SB Y Z       | E · Y Z    | M "P · Y Z X    | E · X Y Z       | E · Y Z X
E · Y IB Z X       | M $! · Y Z X PB     | M $! · Y Z X EB     | E · SB Y Z       | E · Y Z    | E · Y X Z       | E · Y Z X       | E · Y Z X
`;

const cells = TABLE.trim()
  .split('\n')
  .map((row) => row.split('|').map((cell) => cell.trim()));

function answerOf(code: string): ConflictAnswer {
  const [letter, detail = ''] = code.split(' ');
  if (letter === 'M') return { kind: 'moved', position: detail };
  if (letter === 'D') return { kind: 'displaced', id: detail };
  return letter === 'N' ? NO_OP : ECHO;
}

const pairInList = (first: ListOp, second: ListOp, cell: string): ConflictPair => {
  const [code = '', items = ''] = cell.split(' · ');
  return {
    name: `list: ${first.name}, then ${second.name}`,
    before: BEFORE,
    first: first.op('A'),
    firstAnswer: ECHO,
    second: second.op('B'),
    answer: answerOf(code),
    stored: { l: items.split(' ') },
  };
};

const inList = LIST_OPS.flatMap((first, row) =>
  LIST_OPS.map((second, column) => pairInList(first, second, cells[row]?.[column] ?? '')),
);

interface Removal {
  readonly name: string;
  readonly op: (by: Writer) => Op;
  readonly leaves: Record<string, Json>;
}

const DELETE_LIST: Removal = {
  name: 'DELETE_CRDT list',
  op: (by) => ({ type: OpCode.deleteCrdt, id: LIST, opId: `${by}:o` }),
  leaves: {},
};

const REMOVALS: readonly Removal[] = [
  DELETE_LIST,
  {
    name: 'DELETE_KEY l',
    op: (by) => ({ type: OpCode.deleteObjectKey, id: 'root', key: 'l', opId: `${by}:o` }),
    leaves: {},
  },
  {
    name: 'UPDATE l',
    op: (by) => ({ type: OpCode.updateObject, id: 'root', data: { l: 'plain' }, opId: `${by}:o` }),
    leaves: { l: 'plain' },
  },
  {
    name: 'CREATE_LIST at l',
    op: (by) => ({ type: OpCode.createList, id: `${by}:11`, opId: `${by}:o`, parentId: 'root', parentKey: 'l' }),
    leaves: { l: [] },
  },
];

const pairOf = (
  first: ListOp | Removal,
  second: ListOp | Removal,
  answer: ConflictAnswer,
  stored: Json,
): ConflictPair => ({
  name: `list removed: ${first.name}, then ${second.name}`,
  before: BEFORE,
  first: first.op('A'),
  firstAnswer: ECHO,
  second: second.op('B'),
  answer,
  stored,
});

const removed = REMOVALS.flatMap((removal) => [
  ...LIST_OPS.map((edit) => pairOf(removal, edit, edit.deletes ? ECHO : NO_OP, removal.leaves)),
  ...LIST_OPS.map((edit) => pairOf(edit, removal, ECHO, removal.leaves)),
  ...REMOVALS.map((later) => pairOf(removal, later, ECHO, later === DELETE_LIST ? removal.leaves : later.leaves)),
]);

/** Pairs about a list: both inside it, or one of them removes it. */
export const LIST_PAIRS: readonly ConflictPair[] = [...inList, ...removed];
