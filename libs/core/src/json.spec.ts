import { describe, expect, it } from '@jest/globals';
import { MAX_JSON_DEPTH, jsonProblem, pointerStep } from './json.js';

const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

describe('jsonProblem', () => {
  it('finds nothing in what can be kept', () => {
    expect(jsonProblem({ a: [1, 'ü🎉', null, true, { constructor: 'x', 'a/b': -1e308 }] })).toBeNull();
    expect(jsonProblem(nested(MAX_JSON_DEPTH))).toBeNull();
  });

  it.each([
    ['{"a":{"__proto__":1}}', '/a/__proto__'],
    ['{"a/b":["x","\\ud800"]}', '/a~1b/1'],
    ['{"a":{"\\udc00":1}}', '/a'],
    ['[1,1e999]', '/1'],
    ['[-1e999]', '/0'],
  ])('points to the fault in %s', (text, pointer) => {
    expect(jsonProblem(JSON.parse(text))?.pointer).toBe(pointer);
  });

  it('refuses one level more than the limit, and any depth without overflowing', () => {
    expect(jsonProblem(nested(MAX_JSON_DEPTH + 1))).not.toBeNull();
    expect(jsonProblem(nested(100_000))).not.toBeNull();
  });

  it('escapes pointers as RFC 6901 says', () => {
    expect(pointerStep('a~/b')).toBe('/a~0~1b');
  });
});
