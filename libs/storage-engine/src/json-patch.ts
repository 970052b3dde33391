import { isRecord } from '@foyer/core';
import { NodeType, OpCode, type Json, type JsonObject, type Op } from '@foyer/protocol';
import { isDeepStrictEqual } from 'node:util';
import { Document } from './document.js';
import { Fold } from './fold.js';
import { LsonError, lsonToOps, toJson, toLson, type Lson } from './lson.js';
import { isContainer, type ContainerNode, type DocumentNode, type ListNode } from './nodes.js';
import { positionBetween } from './positions.js';
import { compactNodes, documentFrom } from './snapshot.js';

/** Why a patch cannot be applied; nothing of it was. */
export class PatchError extends Error {
  override name = 'PatchError';
  constructor(
    /** The operation of the patch, counted from 0. */
    readonly index: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * RFC 6902 over the tree of a document: the ops that the patch comes to. The document stays as it is; applied at once, they
 * have the patch's effect, all of it. Paths walk objects, maps and lists, and never into plain values. Objects and lists
 * in a value become nodes. Throws `PatchError`.
 */
export function patchToOps(document: Document, patch: unknown, newId: () => string): Op[] {
  if (!Array.isArray(patch)) throw new PatchError(0, 'A JSON Patch is a list of operations.');
  const draft = new Draft(documentFrom(compactNodes(document)), newId);
  for (const [index, operation] of (patch as unknown[]).entries()) {
    try {
      draft.run(operation);
    } catch (error) {
      if (error instanceof LsonError)
        throw new PatchError(index, `${error.message} (at '${error.pointer}' of the value)`);
      if (error instanceof Refusal) throw new PatchError(index, error.message);
      throw error;
    }
  }
  return draft.ops;
}

class Refusal extends Error {}

function refuse(message: string): never {
  throw new Refusal(message);
}

/** A place that may be empty: the container, and the key or index in it. */
interface Target {
  readonly parent: ContainerNode;
  readonly key: string;
  readonly path: string;
}

type Held = { readonly node: DocumentNode } | { readonly value: Json };

/** The document as the operations so far have left it, and the ops that led there. */
class Draft {
  readonly ops: Op[] = [];

  constructor(
    private readonly document: Document,
    private readonly newId: () => string,
  ) {}

  run(operation: unknown): void {
    if (!isRecord(operation)) refuse('An operation must be an object.');
    const { op } = operation;
    const path = (name: 'path' | 'from'): string[] => parsePointer(operation[name], name);
    const value = (): Json =>
      'value' in operation ? (operation.value as Json) : refuse(`The operation '${String(op)}' needs a 'value'.`);
    switch (op) {
      case 'add':
        return this.add(this.target(path('path')), liveify(value()));
      case 'remove':
        return this.remove(this.existing(path('path')));
      case 'replace':
        return this.replace(this.existing(path('path')), liveify(value()));
      case 'copy':
        return this.add(this.target(path('path')), this.lsonAt(path('from')));
      case 'move':
        return this.move(path('from'), path('path'));
      case 'test':
        return this.test(path('path'), value());
      default:
        return refuse(`'${String(op)}' is no operation: use add, remove, replace, move, copy or test.`);
    }
  }

  private add({ parent, key, path }: Target, tree: Lson): void {
    if (parent.type !== NodeType.LIST) return this.setKey(parent, key, tree);
    const { items } = parent;
    const index = key === '-' ? items.size : listIndex(key, path);
    if (index > items.size) refuse(`The list at '${path}' has ${items.size} items: nothing can be added at ${key}.`);
    const position = positionBetween(items.byIndex(index - 1)?.key, items.byIndex(index)?.key);
    this.plant(tree, { parentId: parent.id, parentKey: position });
  }

  private remove({ parent, key }: Target): void {
    if (parent.type === NodeType.OBJECT) return this.apply({ type: OpCode.DELETE_OBJECT_KEY, id: parent.id, key });
    this.apply({ type: OpCode.DELETE_CRDT, id: nodeAt(parent, key).id });
  }

  private replace({ parent, key }: Target, tree: Lson): void {
    if (parent.type !== NodeType.LIST) return this.setKey(parent, key, tree);
    const old = nodeAt(parent, key);
    this.plant(tree, { parentId: parent.id, parentKey: old.key, intent: 'set', deletedId: old.id });
  }

  private move(from: string[], to: string[]): void {
    if (to.length > from.length && from.every((step, i) => step === to[i]))
      refuse('A value cannot be moved into itself.');
    const source = this.existing(from);
    if (isDeepStrictEqual(from, to)) return;
    const tree = this.lsonAt(from);
    this.remove(source);
    this.add(this.target(to), tree);
  }

  private test(path: string[], expected: Json): void {
    const held = path.length === 0 ? { node: this.document.root } : this.held(this.existing(path));
    const plain = 'node' in held ? toJson(held.node) : held.value;
    const typed = 'node' in held ? toLson(held.node) : held.value;
    const same = (value: Json): boolean => isDeepStrictEqual(unprototyped(value), unprototyped(expected));
    if (!same(plain) && !same(typed)) refuse(`The test of '${pointerOf(path)}' failed: the value is another.`);
  }

  private setKey(parent: Exclude<ContainerNode, ListNode>, key: string, tree: Lson): void {
    if (parent.type === NodeType.OBJECT && !isNodeTree(tree))
      return this.apply({ type: OpCode.UPDATE_OBJECT, id: parent.id, data: { [key]: tree } });
    this.plant(tree, { parentId: parent.id, parentKey: key });
  }

  private plant(tree: Lson, place: { parentId: string; parentKey: string; intent?: 'set'; deletedId?: string }): void {
    for (const op of lsonToOps(tree, { ...place, newId: this.newId })) this.apply(op);
  }

  private apply(op: Op): void {
    const fold = new Fold();
    this.document.apply(op, fold);
    if (fold.relayed.length === 0) refuse('The value is nested too deep.');
    this.ops.push(op);
  }

  private lsonAt(path: string[]): Lson {
    const held = this.held(this.existing(path));
    return 'node' in held ? toLson(held.node) : held.value;
  }

  private held({ parent, key }: Target): Held {
    if (parent.type === NodeType.OBJECT && key in parent.data) return { value: parent.data[key] as Json };
    return { node: nodeAt(parent, key) };
  }

  /** A place whose value is there. */
  private existing(path: string[]): Target {
    const target = this.target(path);
    const { parent, key } = target;
    const there =
      parent.type === NodeType.LIST
        ? key !== '-' && listIndex(key, target.path) < parent.items.size
        : parent.children.has(key) || (parent.type === NodeType.OBJECT && key in parent.data);
    return there ? target : refuse(`There is nothing at '${target.path}'.`);
  }

  private target(path: string[]): Target {
    const key = path.at(-1);
    if (key === undefined) refuse('The root itself cannot be changed: name a key of it.');
    let node: DocumentNode = this.document.root;
    for (const [i, step] of path.slice(0, -1).entries()) {
      const next: DocumentNode | undefined = isContainer(node)
        ? childAt(node, step, pointerOf(path.slice(0, i + 1)))
        : undefined;
      if (next === undefined || !isContainer(next))
        refuse(`'${pointerOf(path.slice(0, i + 1))}' is not there, or no LiveObject, LiveMap or LiveList.`);
      node = next;
    }
    if (!isContainer(node)) refuse(`'${pointerOf(path.slice(0, -1))}' is no LiveObject, LiveMap or LiveList.`);
    return { parent: node, key, path: pointerOf(path) };
  }
}

function childAt(parent: ContainerNode, key: string, path: string): DocumentNode | undefined {
  if (parent.type === NodeType.LIST) return parent.items.byIndex(listIndex(key, path));
  return parent.children.get(key);
}

function nodeAt(parent: ContainerNode, key: string): DocumentNode {
  return childAt(parent, key, key) ?? refuse(`There is nothing at '${key}'.`);
}

function listIndex(step: string, path: string): number {
  return /^(0|[1-9]\d{0,9})$/.test(step) ? Number(step) : refuse(`'${step}' in '${path}' is no index of a list.`);
}

/** RFC 6901. */
function parsePointer(pointer: unknown, name: string): string[] {
  if (typeof pointer !== 'string') refuse(`The operation needs a '${name}'.`);
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) refuse(`The ${name} '${pointer}' must begin with '/'.`);
  if (/~(?![01])/.test(pointer)) refuse(`The ${name} '${pointer}' holds a '~' that is neither '~0' nor '~1'.`);
  return pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

const pointerOf = (path: readonly string[]): string =>
  path.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const isNodeTree = (tree: Lson): tree is JsonObject => isRecord(tree) && 'liveblocksType' in tree;

/** Objects and lists as LiveObjects and LiveLists; what names its type already keeps it. */
function liveify(value: Json): Lson {
  if (Array.isArray(value)) return { liveblocksType: 'LiveList', data: value.map(liveify) };
  if (!isRecord(value) || isNodeTree(value as Json)) return value;
  const data = Object.create(null) as Record<string, Json>;
  for (const [key, child] of Object.entries(value)) data[key] = liveify(child as Json);
  return { liveblocksType: 'LiveObject', data };
}

/** For comparing: trees of ours have no prototypes, parsed JSON has. */
const unprototyped = (value: Json): unknown => JSON.parse(JSON.stringify(value));
