import type { Json, JsonObject } from './json.js';

/** The kinds of node that a document is made of, by the number that the wire gives them. */
export const NodeType = { OBJECT: 0, LIST: 1, MAP: 2, REGISTER: 3, TEXT: 4, FILE: 5 } as const;
export type NodeType = (typeof NodeType)[keyof typeof NodeType];

/** The object at the top, which is always there. */
export const ROOT_ID = 'root';

/** A run of text with its attributes; the second part is absent where there are none. */
export type TextSegment = readonly [text: string] | readonly [text: string, attributes: JsonObject];

/** What a file node says of the bytes that were uploaded beside the document. */
export interface FileData {
  readonly [key: string]: Json;
  readonly id: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly mimeType: string;
}

/** A node as `/v8` chunks carry it: positions in an array instead of names. */
export type CompactNode =
  | readonly [id: typeof ROOT_ID, data: JsonObject]
  | readonly [id: string, type: typeof NodeType.OBJECT, parentId: string, parentKey: string, data: JsonObject]
  | readonly [id: string, type: typeof NodeType.LIST | typeof NodeType.MAP, parentId: string, parentKey: string]
  | readonly [id: string, type: typeof NodeType.REGISTER, parentId: string, parentKey: string, data: Json]
  | readonly [
      id: string,
      type: typeof NodeType.TEXT,
      parentId: string,
      parentKey: string,
      data: readonly TextSegment[],
      version: number,
    ]
  | readonly [id: string, type: typeof NodeType.FILE, parentId: string, parentKey: string, data: FileData];

/** A node as `/v7` and the mutation stream over HTTP carry it. The root has neither parent nor key. */
export type VerboseNode = readonly [
  id: string,
  node: {
    readonly type: NodeType;
    readonly parentId?: string;
    readonly parentKey?: string;
    readonly data?: Json;
    readonly version?: number;
  },
];

export function toVerboseNode(node: CompactNode): VerboseNode {
  if (node.length === 2) return [node[0], { type: NodeType.OBJECT, data: node[1] }];
  const [id, type, parentId, parentKey, data, version] = node;
  return [
    id,
    {
      type,
      parentId,
      parentKey,
      ...(data === undefined ? {} : { data: data as Json }),
      ...(version === undefined ? {} : { version }),
    },
  ];
}
