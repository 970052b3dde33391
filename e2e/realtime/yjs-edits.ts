import type { Json } from '@liveblocks/client';
import * as Y from 'yjs';
import type { SeededRandom } from './seeded-random.js';

/** Few, so that clients meet at them. */
const KEYS = ['a', 'b', 'c'];

const textOf = (doc: Y.Doc): Y.Text => doc.getText('text');
const mapOf = (doc: Y.Doc): Y.Map<Json> => doc.getMap<Json>('map');
/** Where the root document keeps its subdocuments, by guid. */
const documentsOf = (doc: Y.Doc): Y.Map<Y.Doc> => doc.getMap<Y.Doc>('documents');

export function addSubdocument(root: Y.Doc, guid: string): void {
  documentsOf(root).set(guid, new Y.Doc({ guid }));
}

export const subdocumentOf = (root: Y.Doc, guid: string): Y.Doc | undefined => documentsOf(root).get(guid);

/** What is compared: the text with its formats, and the map. */
export function contentOf(doc: Y.Doc): Json {
  return JSON.parse(JSON.stringify({ text: textOf(doc).toDelta(), map: mapOf(doc).toJSON() })) as Json;
}

/** The same as `GET /v2/rooms/{id}/ydoc` shows it. */
export function plainContentOf(doc: Y.Doc): { readonly text: string; readonly map: Json } {
  return { text: textOf(doc).toJSON(), map: mapOf(doc).toJSON() as Json };
}

/** One random edit; answers what it did. */
export function randomYjsEdit(doc: Y.Doc, random: SeededRandom, fresh: string): string {
  const [text, map] = [textOf(doc), mapOf(doc)];
  const at = random.below(text.length + 1);
  const length = Math.min(1 + random.below(4), text.length - at);
  const key = random.pick(KEYS);
  const edits = [
    { weight: 5, what: `text insert ${at} ${fresh}`, run: () => text.insert(at, fresh) },
    { weight: 2, what: `map set ${key} ${fresh}`, run: () => map.set(key, fresh) },
    { weight: 1, what: `map delete ${key}`, run: () => map.delete(key) },
    { weight: length > 0 ? 2 : 0, what: `text delete ${at}+${length}`, run: () => text.delete(at, length) },
    {
      weight: length > 0 ? 1 : 0,
      what: `text bold ${at}+${length}`,
      run: () => text.format(at, length, { bold: random.pick([true, null]) }),
    },
  ];
  const { what, run } = random.weighted(edits);
  run();
  return what;
}
