import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { closeReason } from './close-codes.js';
import { MAX_VALUE_DEPTH, ProtocolError, decodeFrame } from './decode-frame.js';

const decode = (...messages: unknown[]): unknown => decodeFrame(JSON.stringify(messages));
const op = (fields: object): object => ({ type: 201, ops: [{ opId: '1:1', id: '1:2', ...fields }] });

describe('decodeFrame', () => {
  it.each(['', '{', 'nonsense', '{"type":200}', '"ping"', 'null', '7'])('[PR1] refuses %j', (text) => {
    expect(() => decodeFrame(text)).toThrow(ProtocolError);
  });

  it('[PR1] takes an empty frame and an empty list of ops', () => {
    expect(decodeFrame('[]')).toEqual([]);
    expect(decode({ type: 201, ops: [] })).toEqual([{ type: 201, ops: [] }]);
  });

  it.each([
    ['no object', 5],
    ['null', null],
    ['an unknown type', { type: 999 }],
    ['no type', {}],
    ['a type as text', { type: '100' }],
    ['presence without data', { type: 100 }],
    ['presence that is a list', { type: 100, data: [] }],
    ['a target that is no integer', { type: 100, data: {}, targetActor: 'x' }],
    ['ops that are no list', { type: 201, ops: {} }],
    ['an op that is no object', { type: 201, ops: [1] }],
    ['an op without opId', { type: 201, ops: [{ id: 'root', type: 5 }] }],
    ['the init op of old', op({ type: 0 })],
    ['an unknown op', op({ type: 12 })],
    ['an object without data', op({ type: 4, parentId: 'root', parentKey: 'a' })],
    ['a register without data', op({ type: 8, parentId: 'root', parentKey: 'a' })],
    ['a create without a parent', op({ type: 2, parentKey: 'a' })],
    ['an unknown intent', op({ type: 2, parentId: 'root', parentKey: 'a', intent: 'pop' })],
    ['a text with a broken segment', op({ type: 9, parentId: 'root', parentKey: 'a', data: [['a', 1]], version: 0 })],
    ['a negative base version', op({ type: 10, baseVersion: -1, ops: [] })],
    ['a text op of no kind', op({ type: 10, baseVersion: 0, ops: [{ type: 'replace', index: 0 }] })],
    ['a negative index', op({ type: 10, baseVersion: 0, ops: [{ type: 'insert', index: -1, text: 'a' }] })],
    [
      'a file id of another form',
      op({ type: 11, parentId: 'root', parentKey: 'a', data: { id: 'x', name: 'n', size: 1, mimeType: 't' } }),
    ],
    ['a Yjs question without a vector', { type: 300 }],
    ['a guid that is no text', { type: 301, update: '', guid: 5 }],
  ])('[PR2] refuses %s, and all that came with it', (...[, message]: readonly [string, unknown]) => {
    expect(() => decode({ type: 200 }, message)).toThrow(ProtocolError);
  });

  it('[PR3] leaves unknown fields behind', () => {
    expect(decode({ type: 200, foo: 1 }, op({ type: 5, foo: 1 }))).toEqual([
      { type: 200 },
      { type: 201, ops: [{ opId: '1:1', id: '1:2', type: 5 }] },
    ]);
  });

  it.each([
    ['presence', { type: 100, data: { a: null }, targetActor: -1 }],
    ['an event', { type: 103, event: { deep: [1, 'x', false] } }],
    ['a Yjs question', { type: 300, vector: 'AA==', guid: 'g', v2: true }],
    ['a Yjs update', { type: 301, update: 'AAA=' }],
    ['a create', op({ type: 4, parentId: 'root', parentKey: 'k', data: { x: 1 }, intent: 'set', deletedId: '0:1' })],
    ['a text', op({ type: 9, parentId: 'root', parentKey: 'k', data: [['a'], ['b', { c: 1 }]], version: 3 })],
    [
      'a file',
      op({
        type: 11,
        parentId: 'root',
        parentKey: 'a',
        data: { id: `fl_${'x'.repeat(21)}`, name: 'n', size: 1, mimeType: 't' },
      }),
    ],
  ])('[PR4] passes %s as it is', (...[, message]: readonly [string, object]) => {
    expect(decode(message)).toEqual([message]);
  });

  it('[PR4] passes any JSON value as it is', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false, maxDepth: 5 }), (event) => {
        expect(JSON.stringify(decode({ type: 103, event }))).toBe(JSON.stringify([{ type: 103, event }]));
      }),
    );
    const text = '[{"type":100,"data":{"__proto__":{"x":1},"\\ud800":"\\u0000\\udfff"}}]';
    expect(JSON.stringify(decodeFrame(text))).toBe(text);
  });

  it('[PR4] refuses what is too deep or too large a number, and takes the deepest', () => {
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    expect(() => decodeFrame(`[{"type":103,"event":${nested(MAX_VALUE_DEPTH)}}]`)).not.toThrow();
    expect(() => decodeFrame(`[{"type":103,"event":${nested(MAX_VALUE_DEPTH + 1)}}]`)).toThrow('levels deep');
    expect(() => decodeFrame(`[{"type":103,"event":${nested(100_000)}}]`)).toThrow(ProtocolError);
    expect(() => decodeFrame('[{"type":103,"event":1e999}]')).toThrow('too large');
    expect(() => decodeFrame('[{"type":100,"data":{"a":[1e999]}}]')).toThrow('too large');
  });

  it('[PR5] throws nothing but its own error', () => {
    const survives = (text: string): boolean => {
      try {
        decodeFrame(text);
        return true;
      } catch (error) {
        return error instanceof ProtocolError;
      }
    };
    fc.assert(fc.property(fc.string({ unit: 'binary' }), survives));
    const field = fc.constantFrom(
      'type',
      'ops',
      'data',
      'opId',
      'id',
      'parentId',
      'parentKey',
      'vector',
      'update',
      'event',
      'baseVersion',
    );
    const code = fc.constantFrom(100, 103, 200, 201, 300, 301, 510, 1, 3, 8, 10);
    const message = fc.dictionary(
      field,
      fc.oneof(code, fc.jsonValue(), fc.array(fc.dictionary(field, fc.oneof(code, fc.jsonValue())))),
    );
    fc.assert(fc.property(fc.array(message), (messages) => survives(JSON.stringify(messages))));
  });
});

describe('closeReason', () => {
  it('[PR6] is at most 123 bytes, and whole text', () => {
    expect(closeReason('short')).toBe('short');
    expect(closeReason('x'.repeat(200))).toHaveLength(123);
    const cut = closeReason(`${'x'.repeat(122)}€€`);
    expect([Buffer.byteLength(cut) <= 123, cut.isWellFormed()]).toEqual([true, true]);
  });
});
