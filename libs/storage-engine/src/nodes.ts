import { NodeType, ROOT_ID, type CompactNode, type FileData, type Json, type TextSegment } from '@foyer/protocol';
import type { ListItems } from './list-items.js';
import type { NodeChunk } from './node-chunks.js';
import type { TextHistory } from './text-history.js';

/** Where a node stands. The root stands nowhere: it has no parent, and an empty key. */
interface Place {
  readonly id: string;
  parent: ContainerNode | null;
  /** The key in an object or a map, the position in a list. */
  key: string;
  /** Steps from the root. Nodes are never moved to another parent, so it does not change. */
  readonly depth: number;
  /** The chunk that it is encoded in; `null` as long as it is in no document. */
  chunk: NodeChunk | null;
}

export interface ObjectNode extends Place {
  readonly type: typeof NodeType.OBJECT;
  /** Plain values by key, without a prototype: any key is just a key. Never the same key as a child's. */
  readonly data: Record<string, Json>;
  readonly children: Map<string, DocumentNode>;
}

interface MapNode extends Place {
  readonly type: typeof NodeType.MAP;
  readonly children: Map<string, DocumentNode>;
}

export interface ListNode extends Place {
  readonly type: typeof NodeType.LIST;
  readonly items: ListItems;
}

interface RegisterNode extends Place {
  readonly type: typeof NodeType.REGISTER;
  readonly data: Json;
}

export interface TextNode extends Place {
  readonly type: typeof NodeType.TEXT;
  segments: readonly TextSegment[];
  version: number;
  readonly history: TextHistory;
}

interface FileNode extends Place {
  readonly type: typeof NodeType.FILE;
  readonly data: FileData;
}

export type ContainerNode = ObjectNode | MapNode | ListNode;
export type DocumentNode = ContainerNode | RegisterNode | TextNode | FileNode;

export const isContainer = (node: DocumentNode): node is ContainerNode =>
  node.type === NodeType.OBJECT || node.type === NodeType.MAP || node.type === NodeType.LIST;

export const newRoot = (): ObjectNode => ({
  type: NodeType.OBJECT,
  id: ROOT_ID,
  parent: null,
  key: '',
  depth: 0,
  chunk: null,
  data: plainData({}),
  children: new Map(),
});

/** A copy that has no prototype, so that `__proto__` is a key like any other. */
export function plainData(data: Readonly<Record<string, Json>>): Record<string, Json> {
  const copy = Object.create(null) as Record<string, Json>;
  for (const key of Object.keys(data)) copy[key] = data[key] as Json;
  return copy;
}

/** The nodes right below, those of a list in its order. */
export function childrenOf(node: DocumentNode): Iterable<DocumentNode> {
  switch (node.type) {
    case NodeType.OBJECT:
    case NodeType.MAP:
      return node.children.values();
    case NodeType.LIST:
      return node.items;
    case NodeType.REGISTER:
    case NodeType.TEXT:
    case NodeType.FILE:
      return [];
  }
}

/** The node as it is sent and stored: what its children are stands with them. */
export function toCompactNode(node: DocumentNode): CompactNode {
  if (node.parent === null) return [ROOT_ID, node.type === NodeType.OBJECT ? node.data : {}];
  const { id, key } = node;
  const parentId = node.parent.id;
  switch (node.type) {
    case NodeType.OBJECT:
      return [id, node.type, parentId, key, node.data];
    case NodeType.LIST:
    case NodeType.MAP:
      return [id, node.type, parentId, key];
    case NodeType.REGISTER:
      return [id, node.type, parentId, key, node.data];
    case NodeType.TEXT:
      return [id, node.type, parentId, key, node.segments, node.version];
    case NodeType.FILE:
      return [id, node.type, parentId, key, node.data];
  }
}
