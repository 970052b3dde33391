export { CloseCode, closeReason } from './close-codes.js';
export { MAX_VALUE_DEPTH, ProtocolError, decodeFrame, decodeMessage } from './decode-frame.js';
export type { Json, JsonObject } from './json.js';
export { MessageCode, REST_ACTOR, type ClientMessage, type ServerMessage, type UserOnWire } from './messages.js';
export {
  NodeType,
  ROOT_ID,
  toVerboseNode,
  type CompactNode,
  type FileData,
  type TextSegment,
  type VerboseNode,
} from './nodes.js';
export {
  OpCode,
  noOpAck,
  type ClientOp,
  type CreateOp,
  type Intent,
  type Op,
  type TextOp,
  type UpdateTextOp,
} from './ops.js';
