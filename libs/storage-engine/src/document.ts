import {
  NodeType,
  OpCode,
  ROOT_ID,
  type CreateOp,
  type JsonObject,
  type Op,
  type TextOp,
  type TextSegment,
  type UpdateTextOp,
} from '@foyer/protocol';
import { applyLiveTextOperations, normalizeLiveTextOperations } from '@liveblocks/core';
import type { Fold } from './fold.js';
import { ListItems } from './list-items.js';
import { NodeChunks } from './node-chunks.js';
import {
  childrenOf,
  isContainer,
  newRoot,
  plainData,
  type ContainerNode,
  type DocumentNode,
  type ListNode,
  type ObjectNode,
  type TextNode,
} from './nodes.js';
import { positionBetween, toPosition, type Position } from './positions.js';
import { TextHistory, opsBehind, type AcceptedUpdate } from './text-history.js';

/** Deeper trees are refused: whatever reads them is recursive. */
export const MAX_TREE_DEPTH = 200;

type ListCreate = CreateOp & { readonly intent?: CreateOp['intent'] };

/**
 * The storage of one room. Ops are applied one after the other in the order of the room's log; the same ops make the same
 * document everywhere. Knows no clock, no chance and no I/O.
 */
export class Document {
  readonly root: ObjectNode = newRoot();
  /** All nodes, parents before their children, in parts that are encoded apart. */
  readonly chunks = new NodeChunks();
  private readonly nodes = new Map<string, DocumentNode>([[ROOT_ID, this.root]]);

  constructor() {
    this.chunks.add(this.root);
  }

  /** How many nodes it has, the root included. */
  get size(): number {
    return this.nodes.size;
  }

  get isEmpty(): boolean {
    return this.nodes.size === 1 && Object.keys(this.root.data).length === 0;
  }

  find(id: string): DocumentNode | undefined {
    return this.nodes.get(id);
  }

  /** Applies one op, and adds to the fold who must hear what of it. Every op with an `opId` gets exactly one answer. */
  apply(op: Op, fold: Fold): void {
    switch (op.type) {
      case OpCode.UPDATE_OBJECT:
        this.updateObject(op.id, op.data);
        return fold.accept(op);
      case OpCode.DELETE_OBJECT_KEY:
        this.deleteObjectKey(op.id, op.key);
        return fold.accept(op);
      case OpCode.DELETE_CRDT:
        this.removeById(op.id);
        return fold.accept(op);
      case OpCode.SET_PARENT_KEY:
        return this.move(op, fold);
      case OpCode.UPDATE_TEXT:
        return this.updateText(op, fold);
      case OpCode.CREATE_OBJECT:
      case OpCode.CREATE_LIST:
      case OpCode.CREATE_MAP:
      case OpCode.CREATE_REGISTER:
      case OpCode.CREATE_TEXT:
      case OpCode.CREATE_FILE:
        return this.create(op, fold);
    }
  }

  /** Gives the root the plain values that a snapshot has. */
  restoreRoot(data: JsonObject): void {
    Object.assign(this.root.data, data);
    this.root.chunk?.changed();
  }

  /** Puts a node into its place without any rule, as a snapshot has it. Its parent must be there. */
  restore(op: CreateOp, history?: readonly AcceptedUpdate[]): void {
    const parent = this.nodes.get(op.parentId);
    if (parent === undefined || !isContainer(parent))
      throw new Error(`The node ${op.id} has no parent ${op.parentId}.`);
    this.attach(newNode(op, parent, op.parentKey, history));
  }

  private updateObject(id: string, data: Readonly<Record<string, unknown>>): void {
    const node = this.nodes.get(id);
    if (node?.type !== NodeType.OBJECT) return;
    for (const key of Object.keys(data)) {
      this.removeChildAt(node, key);
      node.data[key] = data[key] as (typeof node.data)[string];
    }
    node.chunk?.changed();
  }

  private deleteObjectKey(id: string, key: string): void {
    const node = this.nodes.get(id);
    if (node?.type !== NodeType.OBJECT) return;
    this.removeChildAt(node, key);
    delete node.data[key];
    node.chunk?.changed();
  }

  private create(op: CreateOp, fold: Fold): void {
    const existing = this.nodes.get(op.id);
    if (existing !== undefined) return this.answerExisting(op, existing, fold);
    const parent = this.nodes.get(op.parentId);
    if (parent === undefined || !isContainer(parent)) return fold.ignore(op);
    if (parent.type === NodeType.OBJECT && op.type === OpCode.CREATE_REGISTER) return fold.ignore(op);
    if (parent.depth >= MAX_TREE_DEPTH)
      return fold.reject(op, `Storage can be nested at most ${MAX_TREE_DEPTH} levels deep.`);
    if (parent.type === NodeType.LIST) return this.createItem(op, parent, fold);
    this.removeChildAt(parent, op.parentKey);
    if (parent.type === NodeType.OBJECT) {
      delete parent.data[op.parentKey];
      parent.chunk?.changed();
    }
    this.attach(newNode(op, parent, op.parentKey));
    fold.accept(op);
  }

  /** The op was sent before: it is only answered. */
  private answerExisting(op: CreateOp, existing: DocumentNode, fold: Fold): void {
    const { parent } = existing;
    if (parent === null || parent.id !== op.parentId) return fold.ignore(op);
    if (parent.type !== NodeType.LIST) {
      // The sender does not let go of a key of an object or a map until it sees its own create at it.
      const isThat = existing.key === op.parentKey && existing.type === NODE_TYPE[op.type];
      return isThat ? fold.echo(op) : fold.ignore(op);
    }
    // The sender does not predict where a push that may have arrived stands.
    if (op.intent !== 'push' || op.opId === undefined) return fold.ignore(op);
    fold.correct({ ...op, parentKey: existing.key });
    fold.correct(moved(existing));
  }

  private createItem(op: ListCreate, list: ListNode, fold: Fold): void {
    const asked = toPosition(op.parentKey);
    if (op.intent === 'set') this.clearFor(op, list, asked, fold);
    const position = op.intent === 'set' ? asked : freePosition(list, asked, op.intent === 'push');
    const node = newNode(op, list, position);
    this.attach(node);
    if (position !== op.parentKey) fold.correct(moved(node));
    fold.accept(position === op.parentKey ? op : { ...op, parentKey: position });
  }

  /** Makes room for a `set`: the item that it names goes wherever it stands by now, and whatever stands at the position. */
  private clearFor(op: ListCreate, list: ListNode, position: Position, fold: Fold): void {
    const named = op.deletedId === undefined ? undefined : this.nodes.get(op.deletedId);
    if (named?.parent === list) this.remove(named);
    const displaced = list.items.at(position);
    if (displaced === undefined) return;
    this.remove(displaced);
    // Everybody is told, the others before the op itself: a client that holds it elsewhere would go on showing it.
    fold.correct({ type: OpCode.DELETE_CRDT, id: displaced.id });
    fold.relay({ type: OpCode.DELETE_CRDT, id: displaced.id });
  }

  private move(op: Op & { readonly type: typeof OpCode.SET_PARENT_KEY }, fold: Fold): void {
    const node = this.nodes.get(op.id);
    if (node === undefined) {
      // The sender still shows it.
      if (op.opId !== undefined) fold.correct({ type: OpCode.DELETE_CRDT, id: op.id });
      return fold.ignore(op);
    }
    if (node.parent?.type !== NodeType.LIST) return fold.ignore(op);
    const { items } = node.parent;
    let position = toPosition(op.parentKey);
    const occupant = items.at(position);
    // The moving item itself still counts as a neighbour here: the client counts it too.
    if (occupant !== undefined && occupant !== node) position = positionBetween(position, items.after(position)?.key);
    items.remove(node);
    node.key = position;
    node.chunk?.changed();
    items.add(node);
    if (position !== op.parentKey) fold.correct(moved(node));
    fold.accept({ ...op, parentKey: position });
  }

  private updateText(op: UpdateTextOp, fold: Fold): void {
    const node = this.nodes.get(op.id);
    if (node?.type !== NodeType.TEXT || op.ops.length === 0) return fold.ignore(op);
    if (op.baseVersion > node.version)
      return fold.reject(op, 'The base version of a text update is ahead of the storage.');
    const earlier = op.opId === undefined ? undefined : node.history.find(op.opId);
    if (earlier !== undefined) return this.answerKnownUpdate(op, node, earlier, fold);
    const ops = node.history.rebase(op.ops, op.baseVersion, node.version);
    if (ops === null) return fold.reject(op, 'The base version of a text update is too old.');
    fold.accept(this.advanceText(op, node, ops));
  }

  /** An update that was taken before comes again, because its sender did not hear of it. */
  private answerKnownUpdate(op: UpdateTextOp, node: TextNode, earlier: AcceptedUpdate, fold: Fold): void {
    if (op.baseVersion < earlier.version)
      return fold.correct({ ...op, baseVersion: earlier.version - 1, version: earlier.version, ops: earlier.ops });
    // The text that its sender loaded meanwhile holds it already: an echo would make it count twice there. What it has
    // queued behind it is applied; the rejection makes it load the text anew.
    const behind = opsBehind(earlier.asked, op.ops);
    const ops = behind === null ? null : node.history.rebase(behind, op.baseVersion, node.version);
    if (ops !== null && ops.length > 0)
      fold.relay(this.advanceText({ ...op, opId: undefined } as Op as UpdateTextOp, node, ops));
    fold.reject(op, 'The text update was applied before.');
  }

  private advanceText(op: UpdateTextOp, node: TextNode, rebased: readonly TextOp[]): UpdateTextOp {
    const baseVersion = node.version;
    const ops = clipped(node.segments, rebased);
    node.segments = applyText(node.segments, ops);
    node.version++;
    node.chunk?.changed();
    node.history.add({
      ...(op.opId === undefined ? {} : { opId: op.opId }),
      version: node.version,
      asked: op.ops,
      ops,
    });
    return { ...op, ops, baseVersion, version: node.version };
  }

  private attach(node: DocumentNode): void {
    const parent = node.parent as ContainerNode;
    if (parent.type === NodeType.LIST) parent.items.add(node);
    else parent.children.set(node.key, node);
    this.nodes.set(node.id, node);
    this.chunks.add(node);
  }

  private removeChildAt(parent: Exclude<ContainerNode, ListNode>, key: string): void {
    const child = parent.children.get(key);
    if (child !== undefined) this.remove(child);
  }

  private removeById(id: string): void {
    const node = this.nodes.get(id);
    if (node !== undefined && node !== this.root) this.remove(node);
  }

  /** Takes a node out, with everything below it. */
  private remove(node: DocumentNode): void {
    const { parent } = node;
    if (parent?.type === NodeType.LIST) parent.items.remove(node);
    else parent?.children.delete(node.key);
    const stack = [node];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      this.nodes.delete(next.id);
      this.chunks.remove(next);
      for (const child of childrenOf(next)) stack.push(child);
    }
  }
}

/** Where an item goes that wants to stand at a position which may be taken. A push goes behind all others. */
function freePosition({ items }: ListNode, asked: Position, push: boolean): Position {
  if (push) {
    const last = items.last();
    return last === undefined || asked > last.key ? asked : positionBetween(last.key, undefined);
  }
  return items.at(asked) === undefined ? asked : positionBetween(asked, items.after(asked)?.key);
}

const moved = ({ id, key }: DocumentNode): Op => ({ type: OpCode.SET_PARENT_KEY, id, parentKey: key });

const NODE_TYPE: Record<CreateOp['type'], NodeType> = {
  [OpCode.CREATE_OBJECT]: NodeType.OBJECT,
  [OpCode.CREATE_LIST]: NodeType.LIST,
  [OpCode.CREATE_MAP]: NodeType.MAP,
  [OpCode.CREATE_REGISTER]: NodeType.REGISTER,
  [OpCode.CREATE_TEXT]: NodeType.TEXT,
  [OpCode.CREATE_FILE]: NodeType.FILE,
};

function newNode(
  op: CreateOp,
  parent: ContainerNode,
  key: string,
  history: readonly AcceptedUpdate[] = [],
): DocumentNode {
  const place = { id: op.id, parent, key, depth: parent.depth + 1, chunk: null };
  switch (op.type) {
    case OpCode.CREATE_OBJECT:
      return { type: NodeType.OBJECT, ...place, data: plainData(op.data), children: new Map() };
    case OpCode.CREATE_MAP:
      return { type: NodeType.MAP, ...place, children: new Map() };
    case OpCode.CREATE_LIST:
      return { type: NodeType.LIST, ...place, items: new ListItems() };
    case OpCode.CREATE_REGISTER:
      return { type: NodeType.REGISTER, ...place, data: op.data };
    case OpCode.CREATE_FILE:
      return { type: NodeType.FILE, ...place, data: op.data };
    case OpCode.CREATE_TEXT:
      return {
        type: NodeType.TEXT,
        ...place,
        segments: op.data,
        version: op.version,
        history: new TextHistory([...history]),
      };
  }
}

/** What of the ops lies within the text, and splits no character. */
function clipped(segments: readonly TextSegment[], ops: readonly TextOp[]): readonly TextOp[] {
  return normalizeLiveTextOperations(
    segments as Parameters<typeof normalizeLiveTextOperations>[0],
    ops as Parameters<typeof normalizeLiveTextOperations>[1],
  ) as readonly TextOp[];
}

/** Merges neighbours that look alike and drops empty runs, as the client does. */
function applyText(segments: readonly TextSegment[], ops: readonly TextOp[]): readonly TextSegment[] {
  return applyLiveTextOperations(
    segments as Parameters<typeof applyLiveTextOperations>[0],
    ops as Parameters<typeof applyLiveTextOperations>[1],
  ) as readonly TextSegment[];
}
