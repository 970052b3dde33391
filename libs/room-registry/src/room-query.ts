import { textProblem } from '@foyer/core';

/** Which rooms a `query` asks for. Every part must hold: two different `roomIds` match no room. */
export interface RoomQuery {
  readonly roomIds: string[];
  readonly roomIdPrefixes: string[];
  readonly metadata: { readonly key: string; readonly value: string }[];
  /** Rooms have no threads yet, so `true` matches no room and `false` all of them. */
  readonly hasThreads: boolean[];
}

export class RoomQueryError extends Error {
  override readonly name = 'RoomQueryError';

  constructor(
    problem: string,
    readonly line: number,
    readonly column: number,
  ) {
    super(`${problem} (at ${line}:${column})`);
  }
}

/**
 * Reads the query language of room lists: `roomId^'acme:' AND metadata['type']:'whiteboard'`. Throws a `RoomQueryError`
 * for everything else, also for what is blank; an empty `query` parameter is no query, which the caller has to know.
 */
export function parseRoomQuery(text: string): RoomQuery {
  const tokens = new Tokens(text);
  const query: RoomQuery = { roomIds: [], roomIdPrefixes: [], metadata: [], hasThreads: [] };
  if (tokens.peek().kind === 'end') throw tokens.problem('The query is blank', 0);
  for (;;) {
    readTerm(tokens, query);
    if (tokens.peek().kind === 'end') return query;
    if (isKeyword(tokens.peek(), 'and')) tokens.take();
  }
}

function readTerm(tokens: Tokens, query: RoomQuery): void {
  const field = readField(tokens);
  switch (field.text) {
    case 'roomId': {
      refuseKey(tokens, field);
      const operator = readOperator(tokens, field, [':', '^']);
      const { text, at } = readString(tokens, field);
      if (operator === ':') query.roomIds.push(text);
      else if (text !== '') query.roomIdPrefixes.push(text);
      else throw tokens.problem('A prefix cannot be empty', at);
      return;
    }
    case 'metadata': {
      const key = readKey(tokens);
      readOperator(tokens, field, [':']);
      query.metadata.push({ key, value: readString(tokens, field).text });
      return;
    }
    case 'hasThreads':
      refuseKey(tokens, field);
      readOperator(tokens, field, [':']);
      query.hasThreads.push(readBoolean(tokens, field));
      return;
    default:
      throw tokens.problem(`Unknown field: '${shown(field)}'`, field.at);
  }
}

function readField(tokens: Tokens): Token {
  const token = tokens.take();
  if (isSign(token, '-')) throw tokens.problem('Negation is not possible in a query for rooms', token.at);
  if (isSign(token, '(') || isSign(token, ')') || isKeyword(token, 'or')) {
    throw tokens.problem('OR and parentheses are not possible in a query for rooms', token.at);
  }
  if (token.kind !== 'word' || isKeyword(token, 'and')) throw tokens.expected('a field', token);
  return token;
}

function readKey(tokens: Tokens): string {
  const open = tokens.take();
  if (!isSign(open, '[')) throw tokens.problem("'metadata' needs a key, as in metadata['color']", open.at);
  const key = tokens.take();
  if (key.kind !== 'string') throw tokens.expected('a key in quotes', key);
  if (key.text === '') throw tokens.problem('A metadata key cannot be empty', key.at);
  const close = tokens.take();
  if (!isSign(close, ']')) throw tokens.expected("']'", close);
  return key.text;
}

function refuseKey(tokens: Tokens, field: Token): void {
  const next = tokens.peek();
  if (isSign(next, '[')) throw tokens.problem(`'${field.text}' has no keys`, next.at);
}

const OPERATORS: readonly string[] = [':', '^', '<', '>', '<=', '>='];

function readOperator(tokens: Tokens, field: Token, allowed: readonly string[]): string {
  const token = tokens.take();
  if (token.kind !== 'sign' || !OPERATORS.includes(token.text)) throw tokens.expected('an operator', token);
  if (allowed.includes(token.text)) return token.text;
  throw tokens.problem(
    `'${field.text}' cannot be compared by '${token.text}', only by '${allowed.join("' or '")}'`,
    token.at,
  );
}

function readString(tokens: Tokens, field: Token): Token {
  const token = readValue(tokens);
  if (token.kind === 'string') return token;
  throw tokens.problem(`'${field.text}' can only be compared with a string, not with ${shown(token)}`, token.at);
}

function readBoolean(tokens: Tokens, field: Token): boolean {
  const token = readValue(tokens);
  if (token.kind === 'word' && token.text !== 'null') return token.text === 'true';
  const value = token.kind === 'string' ? 'a string' : shown(token);
  throw tokens.problem(`'${field.text}' can only be compared with true or false, not with ${value}`, token.at);
}

function readValue(tokens: Tokens): Token {
  const token = tokens.take();
  if (token.kind === 'string' || token.kind === 'number') return token;
  if (token.kind === 'word' && ['true', 'false', 'null'].includes(token.text)) return token;
  throw tokens.expected(token.kind === 'word' ? 'a value (a string stands in quotes)' : 'a value', token);
}

const isSign = (token: Token, sign: string): boolean => token.kind === 'sign' && token.text === sign;
const isKeyword = (token: Token, keyword: string): boolean =>
  token.kind === 'word' && token.text.toLowerCase() === keyword;

/** A token may be as long as the query, a message should not. Only strings hold more than ASCII, and they are never shown. */
const shown = ({ text }: Token): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

interface Token {
  readonly kind: 'word' | 'number' | 'string' | 'sign' | 'end';
  /** As written; of a string, what it stands for. */
  readonly text: string;
  readonly at: number;
}

// All sticky, and none can match the same text in two ways: that keeps hostile queries linear.
const BLANKS = /[ \t\r\n]*/y;
const WORD = /[A-Za-z_]\w*/y;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SIGN = /[<>]=?|[:^()[\]-]/y;
const UNTIL = { "'": /[^'\\]*/y, '"': /[^"\\]*/y };
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|(["'\\/bfnrt]))/y;
const ESCAPED: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Cuts the text into tokens, one at a time: after the first error nothing is read. */
class Tokens {
  private at = 0;
  private next: Token | null = null;

  constructor(private readonly text: string) {}

  peek(): Token {
    this.next ??= this.read();
    return this.next;
  }

  take(): Token {
    const token = this.peek();
    this.next = null;
    return token;
  }

  problem(problem: string, at: number): RoomQueryError {
    const lines = this.text.slice(0, at).split('\n');
    return new RoomQueryError(problem, lines.length, (lines.at(-1)?.length ?? 0) + 1);
  }

  expected(what: string, token: Token): RoomQueryError {
    const found =
      token.kind === 'end' ? 'the end of the query' : token.kind === 'string' ? 'a string' : `'${shown(token)}'`;
    return this.problem(`Expected ${what}, found ${found}`, token.at);
  }

  private read(): Token {
    this.match(BLANKS);
    const { at } = this;
    const first = this.text[at];
    if (first === undefined) return { kind: 'end', text: '', at };
    if (first === "'" || first === '"') return { kind: 'string', text: this.readQuoted(first), at };
    const word = this.match(WORD);
    if (word !== null) return { kind: 'word', text: word[0], at };
    const number = this.match(NUMBER);
    if (number !== null) return { kind: 'number', text: number[0], at };
    const sign = this.match(SIGN);
    if (sign !== null) return { kind: 'sign', text: sign[0], at };
    const character = String.fromCodePoint(this.text.codePointAt(at) ?? 0);
    // As JSON: control characters and halves of surrogate pairs become visible escapes.
    throw this.problem(`Unexpected character: ${JSON.stringify(character)}`, at);
  }

  private readQuoted(quote: "'" | '"'): string {
    const start = this.at;
    let content = '';
    this.at += 1;
    for (;;) {
      content += this.match(UNTIL[quote])?.[0] ?? '';
      const end = this.text[this.at];
      if (end === undefined) throw this.problem('This string has no closing quote', start);
      if (end === quote) break;
      const escape = this.match(ESCAPE);
      if (escape === null) throw this.problem('Unknown escape; a backslash itself is written \\\\', this.at);
      const [, code, letter = ''] = escape;
      content += code === undefined ? (ESCAPED[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16));
    }
    this.at += 1;
    const problem = textProblem(content);
    if (problem !== null) throw this.problem(`This string ${problem}`, start);
    return content;
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match !== null) this.at = pattern.lastIndex;
    return match;
  }
}
