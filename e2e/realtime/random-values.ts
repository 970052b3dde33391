import { LiveList, LiveMap, LiveObject, LiveText, type Json, type Lson, type LsonObject } from '@liveblocks/client';
import type { SeededRandom } from './seeded-random.js';

/** Few, so that clients meet at them. */
const KEYS = ['a', 'b', 'c', 'd'];

export interface ValueOptions {
  /** A text that no other value has, so that the log and the trees can be read together. */
  readonly fresh: () => string;
  /** Whether live structures are made, besides plain values. */
  readonly nested: boolean;
  readonly text: boolean;
  /** Where it sets live structures in objects, if not at the keys that everybody uses. */
  readonly ownKey?: string;
}

/** Random keys and values for edits. */
export class RandomValues {
  constructor(
    private readonly random: SeededRandom,
    private readonly options: ValueOptions,
  ) {}

  key(): string {
    return this.random.pick(KEYS);
  }

  fresh(): string {
    return this.options.fresh();
  }

  plain(): Json {
    const text = this.fresh();
    return this.random.pick<Json>([text, text, this.random.below(100), null, true, { plain: [text] }, [text, 1]]);
  }

  any(): Lson {
    return this.options.nested && this.random.chance(0.3) ? this.structure() : this.plain();
  }

  /** A key of an object, and what to set there. */
  entry(): [string, Lson] {
    const value = this.any();
    return [(isStructure(value) ? this.options.ownKey : undefined) ?? this.key(), value];
  }

  /** A key of an object to delete. */
  entryKey(): string {
    const { ownKey } = this.options;
    return ownKey !== undefined && this.random.chance(0.2) ? ownKey : this.key();
  }

  private structure(): Lson {
    const kinds: (() => Lson)[] = [
      () => new LiveObject<LsonObject>({ a: this.plain(), b: this.plain() }),
      () => new LiveObject<LsonObject>({ a: new LiveList<Lson>([this.plain(), this.plain()]) }),
      () => new LiveMap<string, Lson>([['a', this.plain()]]),
      () => new LiveList<Lson>([this.plain(), new LiveObject<LsonObject>({ a: this.plain() })]),
    ];
    if (this.options.text) kinds.push(() => new LiveText(this.fresh()));
    return this.random.pick(kinds)();
  }
}

/** What a room starts with: one of each structure. */
export function initialStorage({ text }: Pick<ValueOptions, 'text'>): LsonObject {
  return {
    object: new LiveObject<LsonObject>({ a: 0, nested: new LiveObject<LsonObject>({ a: 0 }) }),
    map: new LiveMap<string, Lson>([['a', 0]]),
    list: new LiveList<Lson>(['x', 'y', new LiveObject<LsonObject>({ a: 0 })]),
    ...(text ? { text: new LiveText('Hello') } : {}),
  };
}

/** A value as the log shows it. */
export function shown(value: Lson): string {
  return `${kindOf(value) ?? ''}${JSON.stringify(value)}`;
}

const isStructure = (value: Lson): boolean => kindOf(value) !== undefined;

// Not the names of the classes: the published ones differ.
const kindOf = (value: Lson): string | undefined => KINDS.find(([structure]) => value instanceof structure)?.[1];

const KINDS = [
  [LiveObject, 'LiveObject '],
  [LiveMap, 'LiveMap '],
  [LiveList, 'LiveList '],
  [LiveText, 'LiveText '],
] as const;
