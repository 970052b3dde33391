import { isRecord, pointerStep } from '@foyer/core';
import {
  NodeType,
  OpCode,
  type CreateOp,
  type FileData,
  type Json,
  type JsonObject,
  type TextSegment,
} from '@foyer/protocol';
import type { DocumentNode } from './nodes.js';
import { positionBetween } from './positions.js';

/** A tree as REST shows and takes it: JSON, in which `{liveblocksType, data}` stands for a node. */
export type Lson = Json;

/** What is wrong with a tree, and where. */
export class LsonError extends Error {
  override name = 'LsonError';
  constructor(
    readonly pointer: string,
    message: string,
  ) {
    super(message);
  }
}

export const LSON_TYPES = ['LiveObject', 'LiveList', 'LiveMap', 'LiveText', 'LiveFile'] as const;

/** The typed view: plain values stay plain, nodes tell what they are. */
export function toLson(node: DocumentNode): Lson {
  switch (node.type) {
    case NodeType.OBJECT:
      return { liveblocksType: 'LiveObject', data: entries({ ...withoutPrototype(node.data) }, node.children, toLson) };
    case NodeType.MAP:
      return { liveblocksType: 'LiveMap', data: entries({}, node.children, toLson) };
    case NodeType.LIST:
      return { liveblocksType: 'LiveList', data: Array.from(node.items, toLson) };
    case NodeType.TEXT:
      return { liveblocksType: 'LiveText', data: node.segments };
    case NodeType.FILE:
      return { liveblocksType: 'LiveFile', data: node.data };
    case NodeType.REGISTER:
      return node.data;
  }
}

/** The plain view: what an application would call the value. */
export function toJson(node: DocumentNode): Json {
  switch (node.type) {
    case NodeType.OBJECT:
      return entries({ ...withoutPrototype(node.data) }, node.children, toJson);
    case NodeType.MAP:
      return entries({}, node.children, toJson);
    case NodeType.LIST:
      return Array.from(node.items, toJson);
    case NodeType.TEXT:
      return node.segments;
    case NodeType.FILE:
    case NodeType.REGISTER:
      return node.data;
  }
}

const withoutPrototype = (data: Readonly<Record<string, Json>>): Record<string, Json> =>
  Object.assign(Object.create(null) as Record<string, Json>, data);

function entries(
  plain: Record<string, Json>,
  children: ReadonlyMap<string, DocumentNode>,
  view: (node: DocumentNode) => Json,
): JsonObject {
  const all = withoutPrototype(plain);
  for (const [key, child] of children) all[key] = view(child);
  return all;
}

/** Where new nodes go, and how they are called. */
export interface Planting {
  readonly parentId: string;
  readonly parentKey: string;
  /** How a create under a list wants its place. */
  readonly intent?: CreateOp['intent'];
  readonly deletedId?: string;
  readonly newId: () => string;
}

/** A tree as the ops that make it, parents first. Plain values become registers. Throws `LsonError`. */
export function lsonToOps(tree: Lson, planting: Planting, pointer = ''): CreateOp[] {
  const { newId, ...place } = planting;
  const id = newId();
  if (!isNode(tree)) return [{ type: OpCode.CREATE_REGISTER, id, ...place, data: tree }];
  const { data } = tree;
  const at = `${pointer}/data`;
  switch (String(tree.liveblocksType)) {
    case 'LiveObject': {
      const { plain, nodes } = splitObject(data, at);
      return [
        { type: OpCode.CREATE_OBJECT, id, ...place, data: plain },
        ...nodes.flatMap(([key, child]) =>
          lsonToOps(child, { parentId: id, parentKey: key, newId }, at + pointerStep(key)),
        ),
      ];
    }
    case 'LiveMap':
      return [
        { type: OpCode.CREATE_MAP, id, ...place },
        ...Object.entries(record(data, at)).flatMap(([key, child]) =>
          lsonToOps(child, { parentId: id, parentKey: key, newId }, at + pointerStep(key)),
        ),
      ];
    case 'LiveList': {
      if (!Array.isArray(data)) throw new LsonError(at, `The data of a LiveList must be a list.`);
      const ops: CreateOp[] = [{ type: OpCode.CREATE_LIST, id, ...place }];
      let position: string | undefined;
      for (const [i, item] of (data as readonly Lson[]).entries()) {
        position = positionBetween(position, undefined);
        ops.push(...lsonToOps(item, { parentId: id, parentKey: position, intent: 'set', newId }, `${at}/${i}`));
      }
      return ops;
    }
    case 'LiveText':
      return [{ type: OpCode.CREATE_TEXT, id, ...place, data: textSegments(data, at), version: 0 }];
    case 'LiveFile':
      return [{ type: OpCode.CREATE_FILE, id, ...place, data: fileData(data, at) }];
    default:
      throw new LsonError(`${pointer}/liveblocksType`, `The liveblocksType must be one of ${LSON_TYPES.join(', ')}.`);
  }
}

/** The members of a LiveObject: the plain ones are its own data, the others nodes below it. */
export function splitObject(data: unknown, at: string): { plain: JsonObject; nodes: [key: string, tree: Lson][] } {
  const plain = Object.create(null) as Record<string, Json>;
  const nodes: [string, Lson][] = [];
  for (const [key, value] of Object.entries(record(data, at))) {
    if (isNode(value)) nodes.push([key, value]);
    else plain[key] = value;
  }
  return { plain, nodes };
}

const isNode = (value: Lson): value is JsonObject => isRecord(value) && 'liveblocksType' in value;

function record(data: unknown, at: string): Readonly<Record<string, Json>> {
  if (!isRecord(data)) throw new LsonError(at, `The data of a LiveObject or LiveMap must be an object.`);
  return data as Readonly<Record<string, Json>>;
}

function textSegments(data: unknown, at: string): readonly TextSegment[] {
  if (!Array.isArray(data)) throw new LsonError(at, 'The data of a LiveText must be a list of segments.');
  for (const [i, segment] of (data as unknown[]).entries()) {
    const valid =
      Array.isArray(segment) &&
      typeof segment[0] === 'string' &&
      (segment.length === 1 || (segment.length === 2 && isRecord(segment[1])));
    if (!valid)
      throw new LsonError(`${at}/${i}`, 'A segment is a list of a text and, if any, an object of attributes.');
  }
  return data as readonly TextSegment[];
}

function fileData(data: unknown, at: string): FileData {
  if (!isRecord(data)) throw new LsonError(at, 'The data of a LiveFile must be an object.');
  const { id, name, size, mimeType } = data;
  if (typeof id !== 'string' || typeof name !== 'string' || typeof mimeType !== 'string' || !Number.isSafeInteger(size))
    throw new LsonError(at, 'A LiveFile has id, name, size and mimeType.');
  return { id, name, size: size as number, mimeType };
}
