import { describe, expect, it } from '@jest/globals';
import { OpCode, ROOT_ID, type Op, type TextOp, type UpdateTextOp } from '@foyer/protocol';
import fc from 'fast-check';
import { Document } from './document.js';
import { Fold } from './fold.js';
import { toJson } from './lson.js';
import { TEXT_HISTORY_LENGTH } from './text-history.js';

const withText = (text: string): Document => {
  const document = new Document();
  document.apply(
    { type: OpCode.CREATE_TEXT, id: 't', parentId: ROOT_ID, parentKey: 't', data: [[text]], version: 0 },
    new Fold(),
  );
  return document;
};
const textOf = (document: Document): string =>
  (toJson(document.root) as { t: [string][] }).t.map(([text]) => text).join('');
const insert = (index: number, text: string): TextOp => ({ type: 'insert', index, text });
const update = (opId: string, baseVersion: number, ...ops: TextOp[]): UpdateTextOp => ({
  type: OpCode.UPDATE_TEXT,
  opId,
  id: 't',
  baseVersion,
  ops,
});
const apply = (document: Document, op: Op): Fold => {
  const fold = new Fold();
  document.apply(op, fold);
  return fold;
};

describe('texts', () => {
  it('[SE30] rebases a late update', () => {
    const document = withText('Hello');
    apply(document, update('0:1', 0, insert(5, ' world')));
    const { echoes, relayed } = apply(
      document,
      update('1:1', 0, insert(0, 'Say: '), { type: 'delete', index: 10, length: 0 }),
    );
    expect(textOf(document)).toBe('Say: Hello world');
    expect(echoes).toMatchObject([{ opId: '1:1', baseVersion: 1, version: 2 }]);
    expect(relayed).toMatchObject([{ baseVersion: 1, version: 2 }]);
  });

  it('[SE30] survives indexes beyond the text', () => {
    const document = withText('ab');
    apply(document, update('0:1', 0, insert(99, '!'), { type: 'delete', index: 1, length: 99 }));
    expect(textOf(document)).toBe('a');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(20), fc.nat(20), fc.constantFrom('insert', 'delete', 'format'), fc.nat(5))),
        (edits) => {
          const fuzzed = withText('some text');
          edits.forEach(([index, length, type, behind], i) => {
            const version = (fuzzed.find('t') as { version: number }).version;
            const op = { type, index, length, text: 'x', attributes: { b: true } } as unknown as TextOp;
            const { echoes } = apply(fuzzed, update(`1:${i}`, Math.max(0, version - behind), op));
            expect(echoes).toHaveLength(1);
          });
          return textOf(fuzzed).length <= 9 + edits.length;
        },
      ),
    );
  });

  it('[SE31] rejects a base that is ahead', () => {
    const { rejected, relayed } = apply(withText('a'), update('0:1', 1, insert(0, 'x')));
    expect([rejected.map(({ opId }) => opId), relayed]).toEqual([['0:1'], []]);
  });

  it('[SE31] rejects a base that is too old, and takes the oldest', () => {
    const document = withText('');
    for (let i = 0; i <= TEXT_HISTORY_LENGTH; i++) apply(document, update(`0:${i}`, i, insert(0, 'x')));
    expect(apply(document, update('1:1', 0, insert(0, 'y'))).rejected.length).toBe(1);
    expect(apply(document, update('1:2', 1, insert(0, 'y'))).echoes).toHaveLength(1);
  });

  it('[SE32] answers an update that comes twice as the first time', () => {
    const document = withText('Hello');
    const first = apply(document, update('0:1', 0, insert(5, '!'))).echoes;
    apply(document, update('1:1', 1, insert(0, '> ')));
    const again = apply(document, update('0:1', 0, insert(5, '!')));
    expect([again.corrections, again.relayed, textOf(document)]).toEqual([first, [], '> Hello!']);
  });

  it('[SE32] applies only what stands behind an update that the sender has by now', () => {
    const document = withText('Hello');
    apply(document, update('0:1', 0, insert(5, 'A')));
    const { rejected, relayed, echoes } = apply(document, update('0:1', 1, insert(5, 'A'), insert(6, 'Q')));
    expect([textOf(document), rejected.map(({ opId }) => opId), echoes]).toEqual(['HelloAQ', ['0:1'], []]);
    expect(relayed).toEqual([{ type: OpCode.UPDATE_TEXT, id: 't', baseVersion: 1, version: 2, ops: [insert(6, 'Q')] }]);
  });

  it.each([
    ['no ops', { ...update('0:1', 0), ops: [] }],
    ['no such node', { ...update('0:1', 0, insert(0, 'x')), id: 'gone' }],
    ['a node that is no text', { ...update('0:1', 0, insert(0, 'x')), id: ROOT_ID }],
  ])('[SE1] ignores an update with %s', (...[, op]: readonly [string, UpdateTextOp]) => {
    const { corrections, relayed } = apply(withText('a'), op);
    expect([corrections, relayed]).toEqual([[{ type: OpCode.DELETE_CRDT, id: 'ACK', opId: '0:1' }], []]);
  });
});
