import * as Y from 'yjs';
import type { SharedType } from './ydoc.dto.js';

/** The value at a name is of another type than was asked for. */
export class WrongTypeError extends Error {
  override name = 'WrongTypeError';
}

/** All shared types of a document as JSON. What each one is, the document does not say: it is told from what it holds. */
export function viewOf(source: Y.Doc, formatting: boolean): Record<string, unknown> {
  const doc = copyOf(source);
  const view = Object.create(null) as Record<string, unknown>;
  for (const name of source.share.keys()) view[name] = valueOf(doc, name, inferred(doc, name), formatting);
  return view;
}

/** One shared type as JSON; a name that nobody has used is empty. Throws `WrongTypeError`. */
export function valueAt(source: Y.Doc, name: string, type: SharedType | undefined, formatting: boolean): unknown {
  const doc = copyOf(source);
  const held = inferred(doc, name);
  if (type === undefined) return doc.share.has(name) ? valueOf(doc, name, held, formatting) : '';
  const isEmpty = !hasContent(doc, name);
  const fits = KIND[type] === KIND[held] || isEmpty;
  if (!fits) throw new WrongTypeError(`"${name}" is not a ${type}.`);
  return valueOf(doc, name, type, formatting);
}

const KIND: Record<SharedType, 'map' | 'text' | 'xml' | 'array'> = {
  ymap: 'map',
  ytext: 'text',
  yxmltext: 'text',
  yxmlfragment: 'xml',
  yarray: 'array',
};

/** Asking a document for a type by name settles what it is for good: never on the one that everybody shares. */
function copyOf(source: Y.Doc): Y.Doc {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(source));
  return copy;
}

const hasContent = (doc: Y.Doc, name: string): boolean => {
  const type = doc.share.get(name);
  return type !== undefined && (type._start !== null || type._map.size > 0);
};

function inferred(doc: Y.Doc, name: string): SharedType {
  const type = doc.share.get(name);
  if (type === undefined) return 'ytext';
  if (type._map.size > 0) return 'ymap';
  for (let item = type._start; item !== null; item = item.right) {
    const { content } = item;
    if (content instanceof Y.ContentString || content instanceof Y.ContentFormat || content instanceof Y.ContentEmbed)
      return 'ytext';
    if (content instanceof Y.ContentType)
      return content.type instanceof Y.XmlElement || content.type instanceof Y.XmlText ? 'yxmlfragment' : 'yarray';
    if (content instanceof Y.ContentAny || content instanceof Y.ContentJSON || content instanceof Y.ContentBinary)
      return 'yarray';
  }
  return 'ytext';
}

function valueOf(doc: Y.Doc, name: string, type: SharedType, formatting: boolean): unknown {
  switch (type) {
    case 'ymap':
      return doc.getMap(name).toJSON();
    case 'yarray':
      return doc.getArray(name).toJSON();
    case 'yxmlfragment':
      return doc.getXmlFragment(name).toString();
    case 'ytext':
      return formatting ? runsOf(doc.getText(name)) : doc.getText(name).toString();
    case 'yxmltext': {
      const text = doc.get(name, Y.XmlText);
      return formatting ? runsOf(text) : text.toString();
    }
  }
}

/** The runs of a text as Yjs holds them: pieces of text, and marks that switch formatting on and off. */
function runsOf(text: Y.Text): unknown[] {
  const runs: unknown[] = [];
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted) continue;
    const { content } = item;
    if (content instanceof Y.ContentFormat) runs.push({ key: content.key, value: content.value });
    else if (content instanceof Y.ContentEmbed) runs.push(content.embed);
    else if (content instanceof Y.ContentString) {
      if (typeof runs.at(-1) === 'string') runs.push(String(runs.pop()) + content.str);
      else runs.push(content.str);
    }
  }
  return runs;
}
