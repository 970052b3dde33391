import { LiveList, LiveMap, LiveObject, LiveText, type Lson, type LsonObject } from '@liveblocks/client';
import { RandomValues, shown, type ValueOptions } from './random-values.js';
import type { SeededRandom } from './seeded-random.js';

type AnyObject = LiveObject<LsonObject>;
type AnyMap = LiveMap<string, Lson>;
type AnyList = LiveList<Lson>;
type Structure = AnyObject | AnyMap | AnyList | LiveText;

/** Beyond this many structures an edit creates no more of them. */
const MANY = 30;
const LONG_LIST = 10;

export type EditName =
  | `object.${'set' | 'update' | 'delete'}`
  | `map.${'set' | 'delete'}`
  | `list.${'push' | 'insert' | 'move' | 'set' | 'delete' | 'clear'}`
  | `text.${'insert' | 'delete' | 'replace' | 'format'}`;

interface Place {
  readonly path: string;
  readonly node: Structure;
}

interface Edit {
  readonly name: EditName;
  readonly weight: number;
  /** Edits, and answers with what. */
  readonly run: () => string;
}

export interface EditOptions extends ValueOptions {
  readonly allows: (name: EditName) => boolean;
}

/** One random edit at a random place of the tree; answers what it did, or null where nothing that is allowed fits. */
export function randomEdit(root: AnyObject, random: SeededRandom, options: EditOptions): string | null {
  const places = [...placesIn(root, 'root')];
  const values = new RandomValues(random, { ...options, nested: options.nested && places.length < MANY });
  const choices = places
    .map(({ node, path }) => ({
      path,
      edits: editsOf(node, random, values).filter(({ name }) => options.allows(name)),
    }))
    .filter(({ edits }) => edits.length > 0);
  if (choices.length === 0) return null;
  const { path, edits } = random.pick(choices);
  const edit = random.weighted(edits);
  return `${path} ${edit.name} ${run(edit, path)}`;
}

function run(edit: Edit, path: string): string {
  try {
    return edit.run();
  } catch (error) {
    throw new Error(`${path} ${edit.name} threw ${String(error)}`, { cause: error });
  }
}

function* placesIn(node: Lson | undefined, path: string): Generator<Place> {
  if (node instanceof LiveText) yield { path, node };
  if (node instanceof LiveObject) {
    yield { path, node };
    for (const key of node.keys()) yield* placesIn(node.get(key), `${path}.${key}`);
  }
  if (node instanceof LiveMap) {
    yield { path, node };
    for (const [key, child] of node) yield* placesIn(child, `${path}.${key}`);
  }
  if (node instanceof LiveList) {
    yield { path, node };
    for (const [index, child] of [...node].entries()) yield* placesIn(child, `${path}[${index}]`);
  }
}

function editsOf(node: Structure, random: SeededRandom, values: RandomValues): Edit[] {
  if (node instanceof LiveObject) return objectEdits(node, values);
  if (node instanceof LiveMap) return mapEdits(node, values);
  if (node instanceof LiveList) return listEdits(node, random, values);
  return textEdits(node, random, values);
}

/** An edit that sets `value`; the log shows the value as it is before it joins the tree. */
function setting(value: Lson, where: string, set: (value: Lson) => void): string {
  const what = shown(value);
  set(value);
  return `${where}: ${what}`;
}

function objectEdits(object: AnyObject, values: RandomValues): Edit[] {
  return [
    {
      name: 'object.set',
      weight: 4,
      run: () => {
        const [key, value] = values.entry();
        return setting(value, key, () => object.set(key, value));
      },
    },
    {
      name: 'object.update',
      weight: 2,
      run: () => {
        const patch: LsonObject = Object.fromEntries([values.entry(), [values.key(), values.plain()]]);
        const what = Object.entries(patch).map(([key, value]) => `${key}: ${shown(value ?? null)}`);
        object.update(patch);
        return what.join(', ');
      },
    },
    {
      name: 'object.delete',
      weight: 1,
      run: () => {
        const key = values.entryKey();
        object.delete(key);
        return key;
      },
    },
  ];
}

function mapEdits(map: AnyMap, values: RandomValues): Edit[] {
  return [
    {
      name: 'map.set',
      weight: 3,
      run: () => {
        const key = values.key();
        return setting(values.any(), key, (value) => map.set(key, value));
      },
    },
    {
      name: 'map.delete',
      weight: 1,
      run: () => {
        const key = values.key();
        return `${key}: ${map.delete(key)}`;
      },
    },
  ];
}

function listEdits(list: AnyList, random: SeededRandom, values: RandomValues): Edit[] {
  const index = (): number => random.below(list.length);
  const growing: Edit[] = [
    { name: 'list.push', weight: 3, run: () => setting(values.any(), 'end', (value) => list.push(value)) },
    {
      name: 'list.insert',
      weight: 3,
      run: () => {
        const at = random.below(list.length + 1);
        return setting(values.any(), `${at}`, (value) => list.insert(value, at));
      },
    },
  ];
  const needingItems: Edit[] = [
    {
      name: 'list.move',
      weight: 3,
      run: () => {
        const [from, to] = [index(), index()];
        list.move(from, to);
        return `${from} to ${to}`;
      },
    },
    {
      name: 'list.set',
      weight: 2,
      run: () => {
        const at = index();
        return setting(values.any(), `${at}`, (value) => list.set(at, value));
      },
    },
    {
      name: 'list.delete',
      weight: list.length < LONG_LIST ? 2 : 6,
      run: () => {
        const at = index();
        list.delete(at);
        return `${at}`;
      },
    },
    {
      name: 'list.clear',
      weight: 0.3,
      run: () => {
        list.clear();
        return '';
      },
    },
  ];
  return [...growing, ...(list.length === 0 ? [] : needingItems)];
}

function textEdits(text: LiveText, random: SeededRandom, values: RandomValues): Edit[] {
  const at = random.below(text.length + 1);
  const length = 1 + random.below(Math.min(4, Math.max(1, text.length - at)));
  const insert: Edit = {
    name: 'text.insert',
    weight: 4,
    run: () => {
      const inserted = values.fresh();
      text.insert(at, inserted, random.chance(0.3) ? { bold: true } : undefined);
      return `${at}: ${inserted}`;
    },
  };
  if (at + length > text.length) return [insert];
  const range = `${at}+${length}`;
  const over = (name: EditName, weight: number, edit: () => void): Edit => ({
    name,
    weight,
    run: () => {
      edit();
      return range;
    },
  });
  return [
    insert,
    over('text.delete', 2, () => text.delete(at, length)),
    over('text.replace', 1, () => text.replace(at, length, values.fresh())),
    over('text.format', 1, () => text.format(at, length, { bold: random.pick([true, null]), size: random.below(3) })),
  ];
}
