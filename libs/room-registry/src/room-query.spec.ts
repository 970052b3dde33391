import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RoomQueryError, parseRoomQuery, type RoomQuery } from './room-query.js';

const aQuery = (parts: Partial<RoomQuery>): RoomQuery => ({
  roomIds: [],
  roomIdPrefixes: [],
  metadata: [],
  hasThreads: [],
  ...parts,
});

function problemOf(query: string): string {
  try {
    parseRoomQuery(query);
  } catch (error) {
    if (error instanceof RoomQueryError) return error.message;
    throw error;
  }
  return 'none';
}

describe('parseRoomQuery', () => {
  it.each<[string, Partial<RoomQuery>]>([
    ["roomId:'x'", { roomIds: ['x'] }],
    ["roomId:''", { roomIds: [''] }],
    ["roomId^'x'", { roomIdPrefixes: ['x'] }],
    ["metadata['k']:'v'", { metadata: [{ key: 'k', value: 'v' }] }],
    ["metadata['k']:''", { metadata: [{ key: 'k', value: '' }] }],
    ["metadata['__proto__']:'v'", { metadata: [{ key: '__proto__', value: 'v' }] }],
    ['hasThreads:true', { hasThreads: [true] }],
    ['hasThreads:false', { hasThreads: [false] }],
    [
      "roomId^'acme:' AND metadata['type']:'whiteboard'",
      { roomIdPrefixes: ['acme:'], metadata: [{ key: 'type', value: 'whiteboard' }] },
    ],
    [
      'metadata["a"]:"x" metadata["b"]:"y"',
      {
        metadata: [
          { key: 'a', value: 'x' },
          { key: 'b', value: 'y' },
        ],
      },
    ],
    [`metadata['q']:"it's"`, { metadata: [{ key: 'q', value: "it's" }] }],
  ])('reads %s', (query, parts) => {
    expect(parseRoomQuery(query)).toEqual(aQuery(parts));
  });

  it('keeps every condition, also those that contradict each other', () => {
    expect(parseRoomQuery("roomId:'a' roomId:'b' roomId^'a' roomId^'b' hasThreads:true hasThreads:false")).toEqual(
      aQuery({ roomIds: ['a', 'b'], roomIdPrefixes: ['a', 'b'], hasThreads: [true, false] }),
    );
    expect(parseRoomQuery("metadata['k']:'1' metadata['k']:'2'").metadata).toHaveLength(2);
  });

  it.each([
    "roomId:'a' AND roomId:'b'",
    "roomId:'a' and roomId:'b'",
    "roomId:'a' AnD roomId:'b'",
    "roomId:'a' roomId:'b'",
    "roomId:'a'AND\troomId:'b'",
    "roomId:'a'roomId:'b'",
  ])('joins conditions by an AND of any case, or by nothing: %s', (query) => {
    expect(parseRoomQuery(query)).toEqual(aQuery({ roomIds: ['a', 'b'] }));
  });

  it('allows blanks and line breaks between all tokens', () => {
    const query = ` \n metadata \t [\r\n'k' ] : 'v'\nAND\nroomId ^ "p" \n`;
    expect(parseRoomQuery(query)).toEqual(aQuery({ roomIdPrefixes: ['p'], metadata: [{ key: 'k', value: 'v' }] }));
  });

  it.each([
    [String.raw`'\"\'\\\/\b\f\n\r\t'`, `"'\\/\b\f\n\r\t`],
    [String.raw`"\"\'\\\/\b\f\n\r\t"`, `"'\\/\b\f\n\r\t`],
    [String.raw`'\u0041\u00e9\u00E9'`, 'Aéé'],
    [String.raw`'\uD83D\uDE00'`, '😀'],
    [`'a"b'`, 'a"b'],
    [`"a'b"`, "a'b"],
    [`'é 😀 𝒳'`, 'é 😀 𝒳'],
    [`'line\nbreak\tand tab'`, 'line\nbreak\tand tab'],
    [`' AND ('`, ' AND ('],
  ])('reads the string %s', (written, value) => {
    expect(parseRoomQuery(`roomId:${written}`).roomIds).toEqual([value]);
    expect(parseRoomQuery(`metadata[${written}]:${written}`).metadata).toEqual([{ key: value, value }]);
  });

  it.each([
    // Nothing there, or half of something.
    ['', 'The query is blank (at 1:1)'],
    [' ', 'The query is blank (at 1:1)'],
    [' \n ', 'The query is blank (at 1:1)'],
    ['roomId', 'Expected an operator, found the end of the query (at 1:7)'],
    ['roomId:', 'Expected a value, found the end of the query (at 1:8)'],
    ["roomId 'a'", 'Expected an operator, found a string (at 1:8)'],
    ["roomId::'a'", "Expected a value, found ':' (at 1:8)"],
    ["roomId[:'a'", "'roomId' has no keys (at 1:7)"],
    ['roomId:a', "Expected a value (a string stands in quotes), found 'a' (at 1:8)"],
    ['roomId:TRUE', "Expected a value (a string stands in quotes), found 'TRUE' (at 1:8)"],
    ["'roomId':'a'", 'Expected a field, found a string (at 1:1)'],
    ["5:'a'", "Expected a field, found '5' (at 1:1)"],
    [":'a'", "Expected a field, found ':' (at 1:1)"],
    ["metadata['a':'x'", "Expected ']', found ':' (at 1:13)"],
    ["metadata['a'", "Expected ']', found the end of the query (at 1:13)"],
    ["metadata[]:'x'", "Expected a key in quotes, found ']' (at 1:10)"],
    ["metadata[a]:'x'", "Expected a key in quotes, found 'a' (at 1:10)"],
    ["metadata[5]:'x'", "Expected a key in quotes, found '5' (at 1:10)"],
    // AND, OR, parentheses, negation.
    ["roomId:'a' AND", 'Expected a field, found the end of the query (at 1:15)'],
    ["roomId:'a' AND ", 'Expected a field, found the end of the query (at 1:16)'],
    ["AND roomId:'a'", "Expected a field, found 'AND' (at 1:1)"],
    ["roomId:'a' AND and roomId:'b'", "Expected a field, found 'and' (at 1:16)"],
    ["roomId:'a' OR roomId:'b'", 'OR and parentheses are not possible in a query for rooms (at 1:12)'],
    ["roomId:'a' or roomId:'b'", 'OR and parentheses are not possible in a query for rooms (at 1:12)'],
    ["(roomId:'a')", 'OR and parentheses are not possible in a query for rooms (at 1:1)'],
    ["roomId:'a')", 'OR and parentheses are not possible in a query for rooms (at 1:11)'],
    ["(roomId:'a' OR roomId:'b')", 'OR and parentheses are not possible in a query for rooms (at 1:1)'],
    ["-roomId:'a'", 'Negation is not possible in a query for rooms (at 1:1)'],
    ["roomId:'a' -roomId:'b'", 'Negation is not possible in a query for rooms (at 1:12)'],
    // Fields.
    ["bogus:'x'", "Unknown field: 'bogus' (at 1:1)"],
    ["roomID:'x'", "Unknown field: 'roomID' (at 1:1)"],
    ["RoomId:'x'", "Unknown field: 'RoomId' (at 1:1)"],
    ["id:'x'", "Unknown field: 'id' (at 1:1)"],
    ["userId:'x'", "Unknown field: 'userId' (at 1:1)"],
    ['createdAt>5', "Unknown field: 'createdAt' (at 1:1)"],
    ['resolved:true', "Unknown field: 'resolved' (at 1:1)"],
    ["__proto__:'x'", "Unknown field: '__proto__' (at 1:1)"],
    ["constructor:'x'", "Unknown field: 'constructor' (at 1:1)"],
    ["roomId:'a' AND bogus:'x'", "Unknown field: 'bogus' (at 1:16)"],
    [`${'x'.repeat(50)}:1`, `Unknown field: '${'x'.repeat(40)}…' (at 1:1)`],
    ["roomId['a']:'x'", "'roomId' has no keys (at 1:7)"],
    ["hasThreads['a']:true", "'hasThreads' has no keys (at 1:11)"],
    ["metadata:'x'", "'metadata' needs a key, as in metadata['color'] (at 1:9)"],
    ["metadata['']:'x'", 'A metadata key cannot be empty (at 1:10)'],
    // Operators.
    ['roomId>5', "'roomId' cannot be compared by '>', only by ':' or '^' (at 1:7)"],
    ["roomId<='a'", "'roomId' cannot be compared by '<=', only by ':' or '^' (at 1:7)"],
    ["metadata['a']^'x'", "'metadata' cannot be compared by '^', only by ':' (at 1:14)"],
    ["metadata['a']>='x'", "'metadata' cannot be compared by '>=', only by ':' (at 1:14)"],
    ['hasThreads<true', "'hasThreads' cannot be compared by '<', only by ':' (at 1:11)"],
    ['hasThreads^true', "'hasThreads' cannot be compared by '^', only by ':' (at 1:11)"],
    // Values.
    ["roomId^''", 'A prefix cannot be empty (at 1:8)'],
    ['roomId:5', "'roomId' can only be compared with a string, not with 5 (at 1:8)"],
    ['roomId:-1.5e3', "'roomId' can only be compared with a string, not with -1.5e3 (at 1:8)"],
    ['roomId:true', "'roomId' can only be compared with a string, not with true (at 1:8)"],
    ['roomId:null', "'roomId' can only be compared with a string, not with null (at 1:8)"],
    ['roomId^5', "'roomId' can only be compared with a string, not with 5 (at 1:8)"],
    ["metadata['a']:5", "'metadata' can only be compared with a string, not with 5 (at 1:15)"],
    ["metadata['a']:true", "'metadata' can only be compared with a string, not with true (at 1:15)"],
    ["metadata['type']:null", "'metadata' can only be compared with a string, not with null (at 1:18)"],
    ["hasThreads:'true'", "'hasThreads' can only be compared with true or false, not with a string (at 1:12)"],
    ['hasThreads:null', "'hasThreads' can only be compared with true or false, not with null (at 1:12)"],
    ['hasThreads:1', "'hasThreads' can only be compared with true or false, not with 1 (at 1:12)"],
    // Characters and strings.
    ["roomId='a'", 'Unexpected character: "=" (at 1:7)'],
    ["!roomId:'a'", 'Unexpected character: "!" (at 1:1)'],
    ["roomId:'a' 😀", 'Unexpected character: "😀" (at 1:12)'],
    ["roomId:'a' \uD83D", String.raw`Unexpected character: "\ud83d" (at 1:12)`],
    ["roomId:'a'\u0000", String.raw`Unexpected character: "\u0000" (at 1:11)`],
    ["roomId:'a", 'This string has no closing quote (at 1:8)'],
    [`roomId:'a"`, 'This string has no closing quote (at 1:8)'],
    [String.raw`roomId:'a\'`, 'This string has no closing quote (at 1:8)'],
    [String.raw`roomId:'a\x'`, String.raw`Unknown escape; a backslash itself is written \\ (at 1:10)`],
    [String.raw`roomId:'a\u12'`, String.raw`Unknown escape; a backslash itself is written \\ (at 1:10)`],
    ["roomId:'a\\", String.raw`Unknown escape; a backslash itself is written \\ (at 1:10)`],
    [String.raw`roomId:'\uD800'`, 'This string holds half of a surrogate pair, which is not text (at 1:8)'],
    [String.raw`roomId:'\uDE00\uD83D'`, 'This string holds half of a surrogate pair, which is not text (at 1:8)'],
    ["roomId:'\uD800'", 'This string holds half of a surrogate pair, which is not text (at 1:8)'],
    [String.raw`roomId:'\u0000'`, 'This string holds the character U+0000, which cannot be stored (at 1:8)'],
    ["metadata['\u0000']:'x'", 'This string holds the character U+0000, which cannot be stored (at 1:10)'],
  ])('refuses %j', (query, message) => {
    expect(problemOf(query)).toBe(message);
  });

  it('tells the line and the column, counted in UTF-16 units from 1', () => {
    expect.assertions(1);
    try {
      parseRoomQuery("roomId:'a'\r\nAND\n  metadata['😀']:null");
    } catch (error) {
      expect(error).toMatchObject({ name: 'RoomQueryError', line: 3, column: 18 });
    }
  });

  it('reads back every object that the Node SDK writes as a query', () => {
    const text = fc.string({ unit: 'binary' }).filter((value) => !value.includes('\u0000'));
    const nonEmpty = text.filter((value) => value !== '');
    const aRoomId = fc.oneof(text, fc.record({ startsWith: nonEmpty }));
    const anObject = fc.record(
      {
        roomId: aRoomId,
        metadata: fc.uniqueArray(fc.tuple(nonEmpty, text), { selector: ([key]) => key, maxLength: 4 }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(anObject, ({ roomId, metadata = [] }) => {
        fc.pre(roomId !== undefined || metadata.length > 0);
        expect(parseRoomQuery(asTheSdkWrites(roomId, metadata))).toEqual(
          aQuery({
            roomIds: typeof roomId === 'string' ? [roomId] : [],
            roomIdPrefixes: typeof roomId === 'object' ? [roomId.startsWith] : [],
            metadata: metadata.map(([key, value]) => ({ key, value })),
          }),
        );
      }),
    );
  });

  it('throws nothing but a RoomQueryError, whatever the text', () => {
    const pieces = [
      'roomId',
      'metadata',
      'hasThreads',
      'AND',
      'or',
      'true',
      'null',
      "'",
      '"',
      "'a'",
      '"b"',
      "''",
      '[',
      ']',
      '(',
      ')',
      '-',
      ':',
      '^',
      '<',
      '>=',
      '5',
      '-1',
      '\\',
      '\\u12',
      '\\ud800',
      ' ',
      '\n',
      '\uD800',
      '\u0000',
      'é',
    ];
    const likely = fc.array(fc.constantFrom(...pieces)).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(likely, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), (query) => {
        expect(problemOf(query)).toMatch(/^none$|\(at \d+:\d+\)$/);
      }),
      { numRuns: 1000 },
    );
  });

  it.each<[string, string]>([
    ['quotes', "'".repeat(100_000)],
    ['an open string', `roomId:'${'a'.repeat(100_000)}`],
    ['an open string of escapes', `roomId:'${String.raw`\n`.repeat(50_000)}`],
    ['backslashes', `roomId:"${'\\'.repeat(100_000)}`],
    ['brackets', '['.repeat(100_000)],
    ['parentheses', '('.repeat(100_000)],
    ['blanks', ' '.repeat(100_000)],
    ['blanks after a condition', `roomId:'a'${' '.repeat(100_000)}!`],
    ['digits', `roomId:${'1'.repeat(100_000)}`],
    ['a word', 'a'.repeat(100_000)],
    ['line breaks', `${'\n'.repeat(100_000)}!`],
    ['conditions', "roomId:'a' ".repeat(9_000)],
    ['ANDs', `roomId:'a' ${'AND '.repeat(25_000)}`],
  ])('answers at once to 100 kB of %s', (_, query) => {
    const start = performance.now();
    problemOf(query);
    expect(performance.now() - start).toBeLessThan(500);
  });
});

type SdkRoomId = string | { startsWith: string };

function asTheSdkWrites(roomId: SdkRoomId | undefined, metadata: [string, string][]): string {
  const simple = typeof roomId === 'string' ? [`roomId:${quoted(roomId)}`] : [];
  const operators = typeof roomId === 'object' ? [`roomId^${quoted(roomId.startsWith)}`] : [];
  const indexed = metadata.map(([key, value]) => `metadata[${quoted(key)}]:${quoted(value)}`);
  return [...simple, ...operators, ...indexed].join(' ');
}

function quoted(value: string): string {
  const json = JSON.stringify(value);
  return value.includes("'") ? json : `'${json.slice(1, -1).replaceAll('\\"', '"')}'`;
}
