export { systemClock, type Clock } from './clock.js';
export { ERRORS, FoyerError, invalid, type ErrorCode, type ErrorDetails, type FieldError } from './errors.js';
export { MAX_JSON_DEPTH, isRecord, jsonProblem, pointerStep } from './json.js';
export { nearest } from './nearest.js';
export { ROOM_ID_MAX_LENGTH, isRoomId, roomIdProblem, type RoomId } from './room-id.js';
export { textProblem } from './text.js';
