import { describe, expect, it } from '@jest/globals';
import { OpCode, noOpAck, type Op } from '@foyer/protocol';
import { Document, MAX_TREE_DEPTH } from './document.js';
import { Fold } from './fold.js';
import { toJson } from './lson.js';

const fold = (document: Document, ...ops: Op[]): Fold => {
  const result = new Fold();
  for (const op of ops) document.apply(op, result);
  return result;
};
const documentWith = (...ops: Op[]): Document => {
  const document = new Document();
  fold(document, ...ops);
  return document;
};

const update = (id: string, data: object, opId?: string): Op =>
  ({ type: OpCode.UPDATE_OBJECT, id, data, ...(opId && { opId }) }) as Op;
const create = (type: number, id: string, parentId: string, parentKey: string, rest: object = {}): Op =>
  ({ type, id, parentId, parentKey, ...rest }) as Op;
const object = (id: string, parentId: string, parentKey: string, data = {}, rest = {}): Op =>
  create(OpCode.CREATE_OBJECT, id, parentId, parentKey, { data, ...rest });
const list = (id: string, parentId: string, parentKey: string): Op =>
  create(OpCode.CREATE_LIST, id, parentId, parentKey);
const map = (id: string, parentId: string, parentKey: string): Op => create(OpCode.CREATE_MAP, id, parentId, parentKey);
const item = (id: string, parentKey: string, rest: object = {}, parentId = 'list'): Op =>
  create(OpCode.CREATE_REGISTER, id, parentId, parentKey, { data: id, ...rest });
const remove = (id: string): Op => ({ type: OpCode.DELETE_CRDT, id });
const removeKey = (id: string, key: string): Op => ({ type: OpCode.DELETE_OBJECT_KEY, id, key });
const move = (id: string, parentKey: string): Op => ({ type: OpCode.SET_PARENT_KEY, id, parentKey });
const as = (opId: string, op: Op): Op => ({ ...op, opId });
const json = (document: Document): unknown => JSON.parse(JSON.stringify(toJson(document.root)));

describe('answers', () => {
  it('[SE1] echo to the sender, relay to the others', () => {
    const { echoes, relayed, corrections } = fold(new Document(), update('root', { a: 1 }, '1:1'));
    expect([echoes, relayed, corrections]).toEqual([[update('root', { a: 1 }, '1:1')], [update('root', { a: 1 })], []]);
  });

  it('[SE3] ops without opId have no answer', () => {
    const { echoes, relayed, corrections } = fold(
      new Document(),
      update('root', { a: 1 }),
      item('x', '!', {}, 'nowhere'),
    );
    expect([echoes, relayed.length, corrections]).toEqual([[], 1, []]);
  });
});

describe('objects and maps', () => {
  it('[SE10] the last write to a key wins, and takes what stood there with it', () => {
    const document = documentWith(
      update('root', { a: 1, b: 2 }),
      object('o', 'root', 'a', { x: 1 }),
      list('l', 'o', 'l'),
    );
    expect(json(document)).toEqual({ a: { x: 1, l: [] }, b: 2 });
    fold(document, update('root', { a: 'plain' }));
    expect([json(document), document.size]).toEqual([{ a: 'plain', b: 2 }, 1]);
    fold(document, map('m', 'root', 'a'), item('e', 'k', {}, 'm'), item('f', 'k', {}, 'm'));
    expect([json(document), document.find('e')]).toEqual([{ a: { k: 'f' }, b: 2 }, undefined]);
    fold(document, removeKey('root', 'a'), removeKey('root', 'b'));
    expect([json(document), document.isEmpty]).toEqual([{}, true]);
  });

  it.each([
    ['an update of nothing', update('gone', { a: 1 })],
    ['a delete of nothing', remove('gone')],
    ['a key of nothing', removeKey('gone', 'a')],
    ['an update of a list', update('list', { a: 1 })],
  ])('[SE11] answer %s with an echo, and relay it', (...[, op]: readonly [string, Op]) => {
    const document = documentWith(list('list', 'root', 'l'));
    const { echoes, relayed } = fold(document, as('1:1', op));
    expect([echoes, relayed, json(document)]).toEqual([[as('1:1', op)], [op], { l: [] }]);
  });

  it('[SE11] the root stays', () => {
    const document = documentWith(update('root', { a: 1 }));
    const { echoes } = fold(document, as('1:1', remove('root')));
    expect([echoes.length, json(document)]).toEqual([1, { a: 1 }]);
  });

  it.each([
    ['no parent', object('x', 'gone', 'k')],
    ['a register as parent', object('x', 'i', 'k')],
    ['the root again', object('root', 'list', '!')],
    ['a register under an object', item('x', 'k', {}, 'root')],
  ])('[SE12] ignores a create with %s', (...[, op]: readonly [string, Op]) => {
    const document = documentWith(list('list', 'root', 'l'), item('i', '!'));
    const { corrections, echoes, relayed } = fold(document, as('1:1', op));
    expect([corrections, echoes, relayed, json(document)]).toEqual([[noOpAck('1:1')], [], [], { l: ['i'] }]);
  });

  it('[SE13] answers what comes twice, and moves nothing', () => {
    const document = documentWith(list('list', 'root', 'l'), item('a', '!'), item('b', '!!', { intent: 'push' }));
    const again = fold(
      document,
      as('1:1', list('list', 'root', 'l')),
      as('1:2', item('a', '"')),
      as('1:3', item('b', '$', { intent: 'push' })),
    );
    expect(again.echoes).toEqual([as('1:1', list('list', 'root', 'l'))]);
    expect(again.corrections).toEqual([
      noOpAck('1:2'),
      as('1:3', item('b', '!!', { intent: 'push' })),
      move('b', '!!'),
    ]);
    expect([again.relayed, json(document)]).toEqual([[], { l: ['a', 'b'] }]);
  });

  it('[SE14] creates again what was deleted', () => {
    const document = documentWith(object('o', 'root', 'k', { x: 1 }), remove('o'), object('o', 'root', 'k', { x: 2 }));
    expect(json(document)).toEqual({ k: { x: 2 } });
  });

  it('[SE15] takes any key', () => {
    const data = JSON.parse('{"__proto__":1,"constructor":2,"":3}') as object;
    const document = documentWith(
      object('o', 'root', '__proto__', data),
      map('m', 'root', 'm'),
      item('e', '__proto__', {}, 'm'),
    );
    expect(JSON.stringify(toJson(document.root))).toBe(
      '{"__proto__":{"__proto__":1,"constructor":2,"":3},"m":{"__proto__":"e"}}',
    );
  });

  it('[SE16] rejects what is nested too deep', () => {
    const document = new Document();
    const chain = Array.from({ length: MAX_TREE_DEPTH }, (_, i) => object(`${i}`, i === 0 ? 'root' : `${i - 1}`, 'k'));
    expect(fold(document, ...chain).rejected.length).toBe(0);
    const { rejected, relayed } = fold(document, as('1:1', object('x', `${MAX_TREE_DEPTH - 1}`, 'k')));
    expect([rejected.map(({ opId }) => opId), relayed]).toEqual([['1:1'], []]);
  });
});

describe('lists', () => {
  it('[SE20] moves an insert out of the way, and corrects its sender', () => {
    const document = documentWith(list('list', 'root', 'l'), item('one', '!'));
    const { corrections, echoes, relayed } = fold(document, as('1:1', item('two', '!')));
    expect(corrections).toEqual([move('two', '!!')]);
    expect([echoes, relayed]).toEqual([[as('1:1', item('two', '!!'))], [item('two', '!!')]]);
  });

  it('[SE21] tells everybody of the item that a set displaces', () => {
    const document = documentWith(
      list('list', 'root', 'l'),
      item('old', '!'),
      item('a', '!', { intent: 'set', deletedId: 'old' }),
    );
    const late = item('b', '!', { intent: 'set', deletedId: 'old' });
    const { corrections, echoes, relayed } = fold(document, as('1:1', late));
    expect([corrections, echoes]).toEqual([[remove('a')], [as('1:1', late)]]);
    expect([relayed, json(document)]).toEqual([[remove('a'), late], { l: ['b'] }]);
  });

  it('[SE21] leaves alone an item of that name in another list', () => {
    const document = documentWith(list('list', 'root', 'l'), list('other', 'root', 'o'), item('x', '!', {}, 'other'));
    fold(document, item('y', '!', { intent: 'set', deletedId: 'x' }));
    expect(json(document)).toEqual({ l: ['y'], o: ['x'] });
  });

  it('[SE22] tells the sender of a move that the item is gone', () => {
    const { corrections, relayed } = fold(new Document(), as('1:1', move('gone', '!')));
    expect([corrections, relayed]).toEqual([[remove('gone'), noOpAck('1:1')], []]);
  });

  it('[SE22] counts the moving item as a neighbour', () => {
    const document = documentWith(list('list', 'root', 'l'), item('a', '!'), item('b', '"'));
    const { echoes } = fold(document, as('1:1', move('b', '!')));
    expect([echoes, json(document)]).toEqual([[as('1:1', move('b', '!O'))], { l: ['a', 'b'] }]);
  });

  it('[SE23] repairs positions', () => {
    const document = documentWith(list('list', 'root', 'l'));
    const { echoes } = fold(
      document,
      as('1:1', item('a', '')),
      as('1:2', item('b', 'b ')),
      as('1:3', item('c', 'a\u0001é ')),
    );
    expect(echoes.map((op) => (op as { parentKey: string }).parentKey)).toEqual(['!', 'b', 'a ~']);
  });

  // X at `!`, Y at `"`, Z at `#`; p is between Y and Z, the end is `$`. The second op was written without knowing the first.
  const P = '"O';
  const pairs: Record<string, (id: string) => Op> = {
    'insert at p': (id) => item(id, P),
    push: (id) => item(id, '$', { intent: 'push' }),
    'insert at end': (id) => item(id, '$'),
    'set X': (id) => item(id, '!', { intent: 'set', deletedId: 'X' }),
    'delete X': () => remove('X'),
    'move X to p': () => move('X', P),
    'move Z to p': () => move('Z', P),
    'move X to end': () => move('X', '$'),
  };
  const columns = Object.keys(pairs);
  // Answer (E echo, M position, D displaced, N nothing), and the list that is left, by first and second op.
  const table: Record<string, string[]> = {
    'insert at p': [
      'M"f X Y A B Z',
      'E X Y A Z B',
      'E X Y A Z B',
      'E B Y A Z',
      'E Y A Z',
      'M"f Y A X Z',
      'M"f X Y A Z',
      'E Y A Z X',
    ],
    push: [
      'E X Y B Z A',
      'M$! X Y Z A B',
      'M$! X Y Z A B',
      'E B Y Z A',
      'E Y Z A',
      'E Y X Z A',
      'E X Y Z A',
      'M$! Y Z A X',
    ],
    'insert at end': [
      'E X Y B Z A',
      'M$! X Y Z A B',
      'M$! X Y Z A B',
      'E B Y Z A',
      'E Y Z A',
      'E Y X Z A',
      'E X Y Z A',
      'M$! Y Z A X',
    ],
    'set X': ['E A Y B Z', 'E A Y Z B', 'E A Y Z B', 'DA B Y Z', 'E A Y Z', 'N A Y Z', 'E A Y Z', 'N A Y Z'],
    'delete X': ['E Y B Z', 'E Y Z B', 'E Y Z B', 'E B Y Z', 'E Y Z', 'N Y Z', 'E Y Z', 'N Y Z'],
    'move X to p': ['M"f Y X B Z', 'E Y X Z B', 'E Y X Z B', 'E B Y Z', 'E Y Z', 'E Y X Z', 'M"f Y X Z', 'E Y Z X'],
    'move Z to p': ['M"P X Y Z B', 'E X Y Z B', 'E X Y Z B', 'E B Y Z', 'E Y Z', 'M"P Y Z X', 'E X Y Z', 'E Y Z X'],
    'move X to end': ['E Y B Z X', 'M$! Y Z X B', 'M$! Y Z X B', 'E B Y Z', 'E Y Z', 'E Y X Z', 'E Y Z X', 'E Y Z X'],
  };
  const all = Object.entries(table).flatMap(([first, row]) =>
    row.map((outcome, i) => [first, columns[i] ?? '', outcome] as const),
  );

  it.each(all)('[SE24] %s, then %s: %s', (first, second, outcome) => {
    const document = documentWith(list('list', 'root', 'l'), item('X', '!'), item('Y', '"'), item('Z', '#'));
    fold(document, (pairs[first] as (id: string) => Op)('A'));
    const { corrections, echoes } = fold(document, as('2:1', (pairs[second] as (id: string) => Op)('B')));
    const answer = ((): string => {
      if (echoes.length === 0) return 'N';
      const [correction] = corrections;
      if (correction === undefined) return 'E';
      return correction.type === OpCode.DELETE_CRDT
        ? `D${correction.id}`
        : `M${(correction as { parentKey: string }).parentKey}`;
    })();
    expect(`${answer} ${(json(document) as { l: string[] }).l.join(' ')}`).toBe(outcome);
  });

  it.each([remove('list'), removeKey('root', 'l'), update('root', { l: 1 }), list('new', 'root', 'l')])(
    '[SE25] does nothing to a list that %j removed',
    (removal) => {
      const document = documentWith(list('list', 'root', 'l'), item('X', '!'), item('Z', '#'), removal);
      const before = json(document);
      for (const [name, op] of Object.entries(pairs)) {
        const { echoes, relayed } = fold(document, as('2:1', op('B')));
        expect([name, echoes.length]).toEqual([name, name === 'delete X' ? 1 : 0]);
        expect(relayed.length).toBe(echoes.length);
      }
      expect(json(document)).toEqual(before);
    },
  );
});
