/** How a socket is closed, and what the official client does then. */
export const CloseCode = {
  /** The server restarts: the client reconnects at once. */
  SERVICE_RESTART: 1012,
  /** Overload or a slow reader: the client reconnects slowly. */
  TRY_AGAIN_LATER: 1013,
  /** What was sent is not the protocol: the client stops. */
  INVALID_MESSAGE: 4000,
  /** No right to be here: the client stops. */
  NOT_ALLOWED: 4001,
  TOO_MANY_CONNECTIONS: 4003,
  ROOM_FULL: 4005,
  /** Ours: the document holds as much as it may. The client stops. */
  ROOM_TOO_LARGE: 4090,
  /** The reason carries the new id. The client stops. */
  ROOM_ID_CHANGED: 4006,
  /** The client authenticates anew and reconnects. */
  KICKED: 4100,
  /** Only for a session that was open: the client fetches a new token and reconnects without delay. */
  TOKEN_EXPIRED: 4109,
} as const;
export type CloseCode = (typeof CloseCode)[keyof typeof CloseCode];

const REASON_MAX_BYTES = 123;

/** A reason as a close frame can carry it. */
export function closeReason(text: string): string {
  let reason = text;
  while (Buffer.byteLength(reason) > REASON_MAX_BYTES) reason = reason.slice(0, -1);
  return reason.toWellFormed();
}
