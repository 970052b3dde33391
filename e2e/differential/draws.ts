import type { Json } from '@liveblocks/client';
import type { SeededRandom } from '../realtime/seeded-random.js';
import type { TextOp } from './ops.js';

// Few keys and positions, so that ops meet.
const KEYS = ['a', 'b', 'c', 'a', 'b', 'c', 'a', 'b', '', 'constructor', 'ä b', 'list', 'map', 'object', 'text'];
const POSITIONS = ['!', '!!', '!"', '"', '"O', '"f', '#', '$', '$!', ' ~', '! O', '~', 'A'];
const ODD_POSITIONS = ['', ' ', '   ', 'b ', 'a\u0001é ', '\u007f', 'é', '\u0000', '!  ', '~~~', '~~~~~', '😀', '  !'];
const SCALARS: readonly Json[] = [0, 1, -2.5, 'text', '', 'ü😀', true, false, null, 1e21];
const TEXTS = ['a', 'bc', 'def', ' ', 'ü', '😀', 'longer text'];
const ATTRIBUTES: readonly Record<string, Json>[] = [{ b: true }, { i: 1 }, { b: true, c: 'red' }, { c: { x: [1] } }];
const CHANGES: readonly Record<string, Json>[] = [
  ...ATTRIBUTES,
  { b: null },
  { b: null, c: 'blue' },
  { missing: null },
];

/** Values of ops, drawn by chance. */
export class Draws {
  constructor(readonly random: SeededRandom) {}

  key(): string {
    return this.random.pick(KEYS);
  }

  position(): string {
    return this.random.chance(0.1) ? this.random.pick(ODD_POSITIONS) : this.properPosition();
  }

  properPosition(): string {
    return this.random.pick(POSITIONS);
  }

  json(): Json {
    if (this.random.chance(0.8)) return this.random.pick(SCALARS);
    return this.random.chance(0.5) ? [this.json(), this.json()] : { [this.key()]: this.json() };
  }

  plainData(): Record<string, Json> {
    const keys = Array.from({ length: this.random.below(3) }, () => this.key());
    return Object.fromEntries(keys.map((key) => [key, this.json()]));
  }

  segments(): Json[] {
    return Array.from({ length: this.random.below(4) }, () =>
      this.random.chance(0.5)
        ? [this.random.pick(TEXTS)]
        : [this.random.pick(['', ...TEXTS]), this.random.pick(ATTRIBUTES)],
    );
  }

  /** Edits of a text of about this length; some reach beyond its end. */
  textOps(length: number): TextOp[] {
    const count = this.random.chance(0.1) ? 0 : 1 + this.random.below(3);
    return Array.from({ length: count }, () => this.textOp(length));
  }

  private textOp(length: number): TextOp {
    const index = this.random.below(length + 2);
    const reach = 1 + this.random.below(this.random.chance(0.2) ? length + 4 : 4);
    const kind = this.random.below(6);
    if (kind < 3) return this.insert(index);
    if (kind < 5) return { type: 'delete', index, length: reach };
    return { type: 'format', index, length: reach, attributes: this.random.pick(CHANGES) };
  }

  private insert(index: number): TextOp {
    const insert: TextOp = { type: 'insert', index, text: this.random.pick(TEXTS) };
    return this.random.chance(0.3) ? { ...insert, attributes: this.random.pick(ATTRIBUTES) } : insert;
  }
}
