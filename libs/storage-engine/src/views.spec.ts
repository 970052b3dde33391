import { describe, expect, it } from '@jest/globals';
import { OpCode, ROOT_ID, type CompactNode, type Op } from '@foyer/protocol';
import fc from 'fast-check';
import { Document } from './document.js';
import { Fold } from './fold.js';
import { PatchError, patchToOps } from './json-patch.js';
import { LsonError, lsonToOps, toJson, toLson, type Lson } from './lson.js';
import { compactNodes, documentFrom, textHistories } from './snapshot.js';

const counter = (prefix: string): (() => string) => {
  let next = 0;
  return () => `${prefix}:${next++}`;
};
const applyAll = (document: Document, ops: readonly Op[]): Fold => {
  const fold = new Fold();
  for (const op of ops) document.apply(op, fold);
  return fold;
};
const errorOf = (work: () => unknown): unknown => {
  try {
    work();
    return null;
  } catch (error) {
    return error;
  }
};
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const jsonOf = (document: Document): unknown => plain(toJson(document.root));
/** A document with these members in its root. */
const documentOf = (members: Record<string, Lson>): Document => {
  const document = new Document();
  const newId = counter('init');
  for (const [key, value] of Object.entries(members)) {
    const isNode = typeof value === 'object' && value !== null && 'liveblocksType' in value;
    applyAll(
      document,
      isNode
        ? lsonToOps(value, { parentId: ROOT_ID, parentKey: key, newId })
        : [{ type: OpCode.UPDATE_OBJECT, id: ROOT_ID, data: { [key]: value } }],
    );
  }
  return document;
};

const live = (liveblocksType: string, data: Lson): Lson => ({ liveblocksType, data });
const tree = fc.letrec<{ node: Lson }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.constant({ plain: { liveblocksType: 'x' } }),
    ),
    fc.dictionary(fc.string(), tie('node')).map((data) => live('LiveObject', data)),
    fc.dictionary(fc.string(), tie('node')).map((data) => live('LiveMap', data)),
    fc.array(tie('node')).map((data) => live('LiveList', data)),
    fc.string({ minLength: 1 }).map((text) => live('LiveText', [[text]])),
  ),
})).node;

/** Ops as clients might send them, in no good order, on few ids and keys, so that they meet. */
const anyOp = fc
  .record({
    type: fc.constantFrom(1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
    id: fc.constantFrom('root', 'a', 'b', 'c', 'd', 'e'),
    parentId: fc.constantFrom('root', 'a', 'b', 'c', 'd'),
    parentKey: fc.constantFrom('!', '"', '#', '"O', '', 'x '),
    key: fc.constantFrom('!', '"'),
    data: fc.constantFrom(1, 'x', null),
    intent: fc.constantFrom(undefined, 'push', 'set'),
    deletedId: fc.constantFrom(undefined, 'a', 'b'),
    opId: fc.integer({ min: 0, max: 20 }).map((n) => `1:${n}`),
    baseVersion: fc.nat(3),
  })
  .map(({ data, ...op }) => {
    if (op.type === OpCode.UPDATE_OBJECT || op.type === OpCode.CREATE_OBJECT)
      return { ...op, data: { [op.key]: data } };
    if (op.type === OpCode.CREATE_TEXT) return { ...op, data: [['text']], version: 0 };
    if (op.type === OpCode.UPDATE_TEXT) return { ...op, ops: [{ type: 'insert', index: 1, text: 'y' }] };
    return { ...op, data };
  }) as unknown as fc.Arbitrary<Op>;

const snapshotOf = (document: Document): Document =>
  documentFrom(
    plain([...compactNodes(document)]) as Parameters<typeof documentFrom>[0],
    plain(textHistories(document)) as Parameters<typeof documentFrom>[1],
  );

describe('folding', () => {
  it('[SE1] [SE2] answers each op once, and the same on every node', () => {
    fc.assert(
      fc.property(fc.array(anyOp, { maxLength: 60 }), (ops) => {
        const [one, two] = [new Document(), new Document()];
        for (const op of ops) {
          const [fold, other] = [applyAll(one, [op]), applyAll(two, [op])];
          expect(plain(other)).toEqual(plain(fold));
          const answers = [...fold.corrections, ...fold.echoes].filter(({ opId }) => opId !== undefined);
          expect(answers.length + fold.rejected.length).toBe(1);
        }
        expect(plain([...compactNodes(two)])).toEqual(plain([...compactNodes(one)]));
      }),
    );
  });

  it('[SE2] what is relayed makes the same tree in a copy', () => {
    fc.assert(
      fc.property(fc.array(anyOp, { maxLength: 60 }), (ops) => {
        const [document, copy] = [new Document(), new Document()];
        for (const op of ops) applyAll(copy, applyAll(document, [op]).relayed);
        expect(jsonOf(copy)).toEqual(jsonOf(document));
      }),
    );
  });
});

describe('snapshots', () => {
  it('[SE40] give the same document back, with the same answers from then on', () => {
    fc.assert(
      fc.property(fc.array(anyOp, { maxLength: 60 }), fc.array(anyOp, { maxLength: 20 }), (before, after) => {
        const document = new Document();
        applyAll(document, before);
        const restored = snapshotOf(document);
        expect(plain(toLson(restored.root))).toEqual(plain(toLson(document.root)));
        for (const op of after) expect(plain(applyAll(restored, [op]))).toEqual(plain(applyAll(document, [op])));
      }),
    );
  });

  it('[SE43] are cut into messages of which only the changed ones are encoded anew, and which together are the document', () => {
    const nodesOf = (document: Document): CompactNode[] =>
      [...document.chunks].flatMap(
        ({ message }) => (JSON.parse(Buffer.from(message).toString()) as { nodes: CompactNode[] }).nodes,
      );
    fc.assert(
      fc.property(fc.array(anyOp, { maxLength: 60 }), fc.array(anyOp, { maxLength: 20 }), (before, after) => {
        const document = new Document();
        applyAll(document, before);
        const read = documentFrom(nodesOf(document));
        for (const { message } of document.chunks) read.chunks.seal(message);
        for (const one of [document, read]) for (const op of after) applyAll(one, [op]);
        for (const one of [document, read]) expect(nodesOf(one)).toEqual(plain([...compactNodes(one)]));
      }),
    );
    const item = (n: number): Op => ({
      type: OpCode.CREATE_MAP,
      id: `m:${n}`,
      parentId: ROOT_ID,
      parentKey: `${n}`,
    });
    const document = new Document();
    applyAll(
      document,
      Array.from({ length: 5_000 }, (_, n) => item(n)),
    );
    const messages = (): Uint8Array[] => Array.from(document.chunks, ({ message }) => message);
    const before = messages();
    expect([...document.chunks].map(({ nodes }) => nodes.size)).toEqual([2_000, 2_000, 1_001]);
    applyAll(document, [{ type: OpCode.CREATE_REGISTER, id: 'r', parentId: 'm:3', parentKey: 'k', data: 1 }]);
    expect([...document.chunks].map(({ isEncoded }) => isEncoded)).toEqual([true, true, false]);
    expect(messages().map((message, i) => message === before[i])).toEqual([true, true, false]);
    for (let n = 0; n < 4_999; n++) applyAll(document, [{ type: OpCode.DELETE_CRDT, id: `m:${n}` }]);
    for (let n = 5_000; n < 9_000; n++) applyAll(document, [item(n)]);
    // Of 4,002 nodes: what the removed ones leave behind does not stay as many small parts.
    expect([...document.chunks].length).toBeLessThanOrEqual(4);
    expect(nodesOf(document)).toEqual(plain([...compactNodes(document)]));
  });

  it('[SE40] refuse nodes without their parents', () => {
    expect(() => documentFrom([['x', 1, 'gone', 'k']])).toThrow('no parent');
  });
});

describe('LSON', () => {
  it('[SE41] gives the same view back', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), tree), (members) => {
        const document = documentOf(members);
        expect(plain(toLson(document.root))).toEqual(plain(live('LiveObject', members)));
      }),
    );
  });

  it.each([
    ['an unknown type', live('LiveSet', {}), '/liveblocksType'],
    ['no data', { liveblocksType: 'LiveMap' } as Lson, '/data'],
    ['a list as an object', live('LiveObject', []), '/data'],
    ['an object as a list', live('LiveList', {}), '/data'],
    ['a deep one', live('LiveList', [live('LiveMap', { 'a/b': live('LiveList', null) })]), '/data/0/data/a~1b/data'],
    ['a text without segments', live('LiveText', ['x']), '/data/0'],
    ['a file without a name', live('LiveFile', { id: 'x' }), '/data'],
  ])('[SE41] refuses %s', (...[, bad, pointer]: readonly [string, Lson, string]) => {
    const plant = (): unknown => lsonToOps(bad, { parentId: ROOT_ID, parentKey: 'k', newId: counter('x') });
    const error = errorOf(plant);
    expect([error instanceof LsonError, (error as LsonError).pointer]).toEqual([true, pointer]);
  });
});

describe('JSON Patch', () => {
  const patched = (document: Document, ...patch: unknown[]): unknown => {
    const before = jsonOf(document);
    const ops = patchToOps(document, patch, counter('p'));
    expect(jsonOf(document)).toEqual(before);
    applyAll(document, ops);
    return jsonOf(document);
  };
  const sample = (): Document =>
    documentOf({ n: 1, list: live('LiveList', ['a', 'b']), map: live('LiveMap', { k: 'v' }), json: { deep: 1 } });

  it.each([
    ['add a key', { op: 'add', path: '/x', value: 5 }, { x: 5 }],
    ['add null', { op: 'add', path: '/x', value: null }, { x: null }],
    ['add over a value', { op: 'add', path: '/n', value: { a: [1] } }, { n: { a: [1] } }],
    ['insert', { op: 'add', path: '/list/1', value: 'x' }, { list: ['a', 'x', 'b'] }],
    ['insert first', { op: 'add', path: '/list/0', value: 'x' }, { list: ['x', 'a', 'b'] }],
    ['append by index', { op: 'add', path: '/list/2', value: 'x' }, { list: ['a', 'b', 'x'] }],
    ['append', { op: 'add', path: '/list/-', value: { y: 1 } }, { list: ['a', 'b', { y: 1 }] }],
    ['set in a map', { op: 'add', path: '/map/k', value: 'w' }, { map: { k: 'w' } }],
    ['remove a key', { op: 'remove', path: '/n' }, { n: undefined }],
    ['remove an item', { op: 'remove', path: '/list/0' }, { list: ['b'] }],
    ['remove from a map', { op: 'remove', path: '/map/k' }, { map: {} }],
    ['replace a key', { op: 'replace', path: '/n', value: 2 }, { n: 2 }],
    ['replace an item', { op: 'replace', path: '/list/1', value: [1] }, { list: ['a', [1]] }],
    ['move a key', { op: 'move', from: '/n', path: '/m' }, { n: undefined, m: 1 }],
    ['move an item', { op: 'move', from: '/list/0', path: '/list/1' }, { list: ['b', 'a'] }],
    [
      'move a node',
      { op: 'move', from: '/list', path: '/map/list' },
      { list: undefined, map: { k: 'v', list: ['a', 'b'] } },
    ],
    ['move to where it is', { op: 'move', from: '/list', path: '/list' }, {}],
    ['copy', { op: 'copy', from: '/map', path: '/copy' }, { copy: { k: 'v' } }],
    ['test a value', { op: 'test', path: '/n', value: 1 }, {}],
    ['test a node', { op: 'test', path: '/list', value: ['a', 'b'] }, {}],
    ['test a typed node', { op: 'test', path: '/map', value: live('LiveMap', { k: 'v' }) }, {}],
    ['test the root key by key', { op: 'test', path: '/json', value: { deep: 1 } }, {}],
    ['a key with a slash', { op: 'add', path: '/a~1b~0', value: 1 }, { 'a/b~': 1 }],
    ['a typed value', { op: 'add', path: '/t', value: live('LiveText', [['hi']]) }, { t: [['hi']] }],
  ])('[SE42] can %s', (...[, operation, change]: readonly [string, object, object]) => {
    const document = sample();
    const expected = plain({ ...(jsonOf(document) as object), ...change });
    expect(patched(document, operation)).toEqual(expected);
  });

  it('[SE42] lets later operations see what earlier ones did', () => {
    expect(
      patched(
        documentOf({}),
        { op: 'add', path: '/o', value: {} },
        { op: 'add', path: '/o/l', value: [] },
        { op: 'add', path: '/o/l/-', value: 1 },
        { op: 'test', path: '/o', value: { l: [1] } },
        { op: 'replace', path: '/o/l/0', value: 2 },
      ),
    ).toEqual({ o: { l: [2] } });
  });

  it.each([
    ['no operation', 5],
    ['an unknown one', { op: 'merge', path: '/n', value: 1 }],
    ['no path', { op: 'add', value: 1 }],
    ['no value', { op: 'add', path: '/x' }],
    ['no from', { op: 'move', path: '/x' }],
    ['a path without a slash', { op: 'add', path: 'x', value: 1 }],
    ['a broken escape', { op: 'add', path: '/~2', value: 1 }],
    ['the root', { op: 'replace', path: '', value: {} }],
    ['a missing parent', { op: 'add', path: '/gone/x', value: 1 }],
    ['a missing target', { op: 'replace', path: '/gone', value: 1 }],
    ['a missing item', { op: 'remove', path: '/list/2' }],
    ['the end as an item', { op: 'remove', path: '/list/-' }],
    ['an index too far', { op: 'add', path: '/list/3', value: 1 }],
    ['a leading zero', { op: 'add', path: '/list/01', value: 1 }],
    ['no index', { op: 'add', path: '/list/x', value: 1 }],
    ['a step into plain JSON', { op: 'add', path: '/json/x', value: 1 }],
    ['a failed test', { op: 'test', path: '/n', value: '1' }],
    ['a move into itself', { op: 'move', from: '/map', path: '/map/x' }],
    ['a broken tree', { op: 'add', path: '/x', value: { liveblocksType: 'LiveSet', data: 1 } }],
  ])('[SE42] refuses %s, and all of the patch', (...[, operation]: readonly [string, unknown]) => {
    const document = sample();
    const before = jsonOf(document);
    const run = (): unknown => patchToOps(document, [{ op: 'add', path: '/x', value: 1 }, operation], counter('p'));
    const error = errorOf(run);
    expect([error instanceof PatchError, (error as PatchError).index]).toEqual([true, 1]);
    expect(jsonOf(document)).toEqual(before);
    expect(() => patchToOps(document, {}, counter('p'))).toThrow(PatchError);
  });
});
