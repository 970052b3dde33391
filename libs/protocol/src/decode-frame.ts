import { isRecord } from '@foyer/core';
import type { Json, JsonObject } from './json.js';
import { FEED_REQUESTS, MessageCode, type ClientMessage } from './messages.js';
import type { FileData, TextSegment } from './nodes.js';
import { OpCode, type ClientOp, type Intent, type TextOp } from './ops.js';

/** Deeper values are refused: what serialises them later is recursive. */
export const MAX_VALUE_DEPTH = 200;
const FILE_ID = /^fl_[\w-]{21}$/;

/** What a client sent is not the protocol; the message is a close reason. Nothing of the frame counts. */
export class ProtocolError extends Error {
  override name = 'ProtocolError';
}

/** What stands in one text frame. Fields that the protocol does not know are left behind. Throws `ProtocolError`. */
export function decodeFrame(text: string): ClientMessage[] {
  const frame = parse(text);
  if (!Array.isArray(frame)) throw new ProtocolError('A frame must be a JSON array of messages.');
  return frame.map((message: unknown, i) => decodeMessage(message, `message ${i}`));
}

/** Messages that are JSON already, as `send-message` takes them. */
export function decodeMessage(message: unknown, at: string): ClientMessage {
  if (!isRecord(message)) throw new ProtocolError(`${at} is not an object.`);
  const { type } = message;
  switch (type) {
    case MessageCode.UPDATE_PRESENCE:
      return {
        type,
        data: jsonObject(message.data, `data of ${at}`),
        ...(message.targetActor === undefined
          ? {}
          : { targetActor: integer(message.targetActor, `targetActor of ${at}`) }),
      };
    case MessageCode.BROADCAST_EVENT:
      return { type, event: json(message.event ?? null, `event of ${at}`) };
    case MessageCode.FETCH_STORAGE:
      return { type };
    case MessageCode.UPDATE_STORAGE:
      return { type, ops: list(message.ops, `ops of ${at}`).map((op, i) => decodeOp(op, `op ${i} of ${at}`)) };
    case MessageCode.FETCH_YDOC:
      return { type, vector: string(message.vector, `vector of ${at}`), ...yjsFields(message, at) };
    case MessageCode.UPDATE_YDOC:
      return { type, update: string(message.update, `update of ${at}`), ...yjsFields(message, at) };
    default:
      if (typeof type === 'number' && type >= FEED_REQUESTS.first && type <= FEED_REQUESTS.last)
        return { type: 'feeds', requestId: string(message.requestId, `requestId of ${at}`) };
      throw new ProtocolError(`${at} has an unknown type.`);
  }
}

function yjsFields(message: Record<string, unknown>, at: string): { guid?: string; v2?: boolean } {
  const { guid, v2 } = message;
  return {
    ...(guid === undefined ? {} : { guid: string(guid, `guid of ${at}`) }),
    ...(v2 === undefined ? {} : { v2: v2 === true }),
  };
}

function decodeOp(op: unknown, at: string): ClientOp {
  if (!isRecord(op)) throw new ProtocolError(`${at} is not an object.`);
  const base = { opId: string(op.opId, `opId of ${at}`), id: string(op.id, `id of ${at}`) };
  const { type } = op;
  switch (type) {
    case OpCode.SET_PARENT_KEY:
      return { type, ...base, parentKey: string(op.parentKey, `parentKey of ${at}`) };
    case OpCode.UPDATE_OBJECT:
      return { type, ...base, data: jsonObject(op.data, `data of ${at}`) };
    case OpCode.DELETE_CRDT:
      return { type, ...base };
    case OpCode.DELETE_OBJECT_KEY:
      return { type, ...base, key: string(op.key, `key of ${at}`) };
    case OpCode.CREATE_OBJECT:
      return { type, ...base, ...createFields(op, at), data: jsonObject(op.data, `data of ${at}`) };
    case OpCode.CREATE_LIST:
    case OpCode.CREATE_MAP:
      return { type, ...base, ...createFields(op, at) };
    case OpCode.CREATE_REGISTER:
      return { type, ...base, ...createFields(op, at), data: json(op.data, `data of ${at}`) };
    case OpCode.CREATE_TEXT:
      return {
        type,
        ...base,
        ...createFields(op, at),
        data: list(op.data, `data of ${at}`).map((segment) => textSegment(segment, at)),
        version: count(op.version, `version of ${at}`),
      };
    case OpCode.UPDATE_TEXT:
      return {
        type,
        ...base,
        baseVersion: count(op.baseVersion, `baseVersion of ${at}`),
        ops: list(op.ops, `ops of ${at}`).map((textOp) => decodeTextOp(textOp, at)),
      };
    case OpCode.CREATE_FILE:
      return { type, ...base, ...createFields(op, at), data: fileData(op.data, at) };
    default:
      throw new ProtocolError(`${at} has an unknown type.`);
  }
}

interface CreateFields {
  parentId: string;
  parentKey: string;
  intent?: Intent;
  deletedId?: string;
}

function createFields({ parentId, parentKey, intent, deletedId }: Record<string, unknown>, at: string): CreateFields {
  if (intent !== undefined && intent !== 'push' && intent !== 'set')
    throw new ProtocolError(`intent of ${at} must be push or set.`);
  return {
    parentId: string(parentId, `parentId of ${at}`),
    parentKey: string(parentKey, `parentKey of ${at}`),
    ...(intent === undefined ? {} : { intent }),
    ...(deletedId === undefined ? {} : { deletedId: string(deletedId, `deletedId of ${at}`) }),
  };
}

function textSegment(segment: unknown, at: string): TextSegment {
  if (!Array.isArray(segment) || segment.length < 1 || segment.length > 2)
    throw new ProtocolError(`A segment of ${at} must be a text with or without attributes.`);
  const text = string(segment[0], `segment of ${at}`);
  return segment.length === 1 ? [text] : [text, jsonObject(segment[1], `attributes of ${at}`)];
}

function decodeTextOp(op: unknown, at: string): TextOp {
  if (!isRecord(op)) throw new ProtocolError(`A text op of ${at} is not an object.`);
  const index = count(op.index, `index of ${at}`);
  switch (op.type) {
    case 'insert':
      return {
        type: 'insert',
        index,
        text: string(op.text, `text of ${at}`),
        ...(op.attributes === undefined ? {} : { attributes: jsonObject(op.attributes, `attributes of ${at}`) }),
      };
    case 'delete':
      return { type: 'delete', index, length: count(op.length, `length of ${at}`) };
    case 'format':
      return {
        type: 'format',
        index,
        length: count(op.length, `length of ${at}`),
        attributes: jsonObject(op.attributes, `attributes of ${at}`),
      };
    default:
      throw new ProtocolError(`A text op of ${at} has an unknown type.`);
  }
}

function fileData(value: unknown, at: string): FileData {
  if (!isRecord(value)) throw new ProtocolError(`data of ${at} is not an object.`);
  const id = string(value.id, `file id of ${at}`);
  if (!FILE_ID.test(id)) throw new ProtocolError(`The file id of ${at} must be fl_ and 21 characters.`);
  return {
    id,
    name: string(value.name, `file name of ${at}`),
    size: count(value.size, `file size of ${at}`),
    mimeType: string(value.mimeType, `mimeType of ${at}`),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProtocolError('A frame must be JSON.');
  }
}

function string(value: unknown, what: string): string {
  if (typeof value !== 'string') throw new ProtocolError(`${what} must be a string.`);
  return value;
}

function integer(value: unknown, what: string): number {
  if (!Number.isSafeInteger(value)) throw new ProtocolError(`${what} must be an integer.`);
  return value as number;
}

function count(value: unknown, what: string): number {
  const number = integer(value, what);
  if (number < 0) throw new ProtocolError(`${what} must not be negative.`);
  return number;
}

function list(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new ProtocolError(`${what} must be a list.`);
  return value;
}

function jsonObject(value: unknown, what: string): JsonObject {
  if (!isRecord(value)) throw new ProtocolError(`${what} must be an object.`);
  return json(value, what) as JsonObject;
}

/** Parsed JSON, as long as it can be written again as it was read: not too deep, and no number past the range of a double. */
function json(value: unknown, what: string): Json {
  if (value === undefined) throw new ProtocolError(`${what} is missing.`);
  if (typeof value === 'object' && value !== null) checkValues(value, what);
  else checkNumber(value, what);
  return value as Json;
}

function checkValues(value: object, what: string): void {
  // A stack of our own: hostile depth must not overflow ours.
  const stack: [value: object, depth: number][] = [[value, 1]];
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    const [current, depth] = item;
    if (depth > MAX_VALUE_DEPTH) throw new ProtocolError(`${what} is nested more than ${MAX_VALUE_DEPTH} levels deep.`);
    for (const child of Object.values(current) as unknown[]) {
      if (typeof child === 'object' && child !== null) stack.push([child, depth + 1]);
      else checkNumber(child, what);
    }
  }
}

function checkNumber(value: unknown, what: string): void {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new ProtocolError(`${what} holds a number that is too large.`);
}
