import { NodeType, OpCode, ROOT_ID, type CompactNode, type CreateOp } from '@foyer/protocol';
import { Document } from './document.js';
import { childrenOf, type DocumentNode } from './nodes.js';
import type { AcceptedUpdate } from './text-history.js';

/** Parents before their children; the root first. */
export function* compactNodes(document: Document): Generator<CompactNode> {
  const queue: DocumentNode[] = [document.root];
  for (let i = 0; i < queue.length; i++) {
    const node = queue[i] as DocumentNode;
    yield toCompactNode(node);
    for (const child of childrenOf(node)) queue.push(child);
  }
}

/** What compact nodes do not say: the updates that texts have taken. */
export type TextHistories = Readonly<Record<string, readonly AcceptedUpdate[]>>;

export function textHistories(document: Document): TextHistories {
  const histories = Object.create(null) as Record<string, readonly AcceptedUpdate[]>;
  const stack: DocumentNode[] = [document.root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.type === NodeType.TEXT && node.history.entries.length > 0) histories[node.id] = node.history.entries;
    stack.push(...childrenOf(node));
  }
  return histories;
}

/** The document that these nodes were taken from. Throws where they are not a whole one. */
export function documentFrom(nodes: Iterable<CompactNode>, histories: TextHistories = {}): Document {
  const document = new Document();
  for (const node of nodes) {
    if (node.length === 2) Object.assign(document.root.data, node[1]);
    else document.restore(toCreateOp(node), Object.hasOwn(histories, node[0]) ? histories[node[0]] : undefined);
  }
  return document;
}

function toCompactNode(node: DocumentNode): CompactNode {
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

/** The op that would make the node. */
export function toCreateOp(node: Exclude<CompactNode, { readonly length: 2 }>): CreateOp {
  const [id, , parentId, parentKey] = node;
  const base = { id, parentId, parentKey };
  switch (node[1]) {
    case NodeType.OBJECT:
      return { type: OpCode.CREATE_OBJECT, ...base, data: node[4] };
    case NodeType.LIST:
      return { type: OpCode.CREATE_LIST, ...base };
    case NodeType.MAP:
      return { type: OpCode.CREATE_MAP, ...base };
    case NodeType.REGISTER:
      return { type: OpCode.CREATE_REGISTER, ...base, data: node[4] };
    case NodeType.TEXT:
      return { type: OpCode.CREATE_TEXT, ...base, data: node[4], version: node[5] };
    case NodeType.FILE:
      return { type: OpCode.CREATE_FILE, ...base, data: node[4] };
  }
}
