import { NodeType, OpCode, type CompactNode, type CreateOp } from '@foyer/protocol';
import { Document } from './document.js';
import { toCompactNode } from './nodes.js';
import type { AcceptedUpdate } from './text-history.js';

/** Parents before their children; the root first. */
export function* compactNodes(document: Document): Generator<CompactNode> {
  for (const { nodes } of document.chunks) for (const node of nodes) yield toCompactNode(node);
}

/** What compact nodes do not say: the updates that texts have taken. */
export type TextHistories = Readonly<Record<string, readonly AcceptedUpdate[]>>;

export function textHistories(document: Document): TextHistories {
  const histories = Object.create(null) as Record<string, readonly AcceptedUpdate[]>;
  for (const { nodes } of document.chunks) {
    for (const node of nodes)
      if (node.type === NodeType.TEXT && node.history.entries.length > 0) histories[node.id] = node.history.entries;
  }
  return histories;
}

/** The document that these nodes were taken from. Throws where they are not a whole one. */
export function documentFrom(nodes: Iterable<CompactNode>, histories?: TextHistories): Document {
  const document = new Document();
  restoreNodes(document, nodes, histories);
  return document;
}

/** Puts nodes into a document that has their parents already, as `compactNodes` gave them. Throws where a parent is missing. */
export function restoreNodes(document: Document, nodes: Iterable<CompactNode>, histories: TextHistories = {}): void {
  for (const node of nodes) {
    if (node.length === 2) document.restoreRoot(node[1]);
    else document.restore(toCreateOp(node), Object.hasOwn(histories, node[0]) ? histories[node[0]] : undefined);
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
