import { FoyerError } from '@foyer/core';
import { CloseCode, ProtocolError, closeReason, decodeFrame } from '@foyer/protocol';
import {
  RoomFull,
  RoomGone,
  type ClientSocket,
  type LiveRoom,
  type ProtocolVersion,
  type RoomHub,
  type Session,
} from '@foyer/realtime';
import type { RoomRegistry } from '@foyer/room-registry';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer, type RawData } from 'ws';
import { addressOf, refuseUpgrade } from '../platform/http/upgrade.js';
import type { Logger } from '../platform/logging/logger.js';
import type { Metrics } from '../platform/metrics.js';
import type { DocumentFacet } from './document-facet.js';
import type { Entry, RoomEntry } from './room-entry.js';

const PATHS: Readonly<Record<string, ProtocolVersion>> = { '/v7': 7, '/v8': 8 };
/** The official client sends something every 30 s and gives up on a silent server after 32 s; so do we, a little later. */
const HEARTBEAT_MS = 40_000;

export interface SocketServerParts {
  readonly entrance: RoomEntry;
  readonly hub: RoomHub;
  readonly facet: DocumentFacet;
  readonly registry: RoomRegistry;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly maxFrameBytes: number;
  /** Takes a request to open a socket at another path; answers whether it has. */
  readonly others?: (request: IncomingMessage, address: URL, socket: Duplex, head: Buffer) => boolean;
}

/** Opens sockets at `/v7` and `/v8`, and hands what they say to the room. */
export class SocketServer {
  private readonly sockets: WebSocketServer;
  private readonly heartbeat = setInterval(() => this.checkHeartbeats(), HEARTBEAT_MS).unref();
  private readonly alive = new WeakSet<WebSocket>();

  constructor(
    server: Server,
    private readonly parts: SocketServerParts,
  ) {
    this.sockets = new WebSocketServer({
      noServer: true,
      maxPayload: parts.maxFrameBytes,
      perMessageDeflate: false,
    });
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      this.upgrade(request, socket, head),
    );
  }

  /** Lets everybody go, once what they sent is stored. */
  async close(): Promise<void> {
    clearInterval(this.heartbeat);
    await this.parts.hub.shutDown();
    for (const socket of this.sockets.clients) socket.terminate();
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = addressOf(request);
    if (url === null) return void refuseUpgrade(socket, 400);
    const version = PATHS[url.pathname];
    if (version === undefined) {
      if (this.parts.others?.(request, url, socket, head) !== true) refuseUpgrade(socket, 404);
      return;
    }
    // Accepted in any case: a refused upgrade looks to the client like a broken network, and it would try for ever.
    this.sockets.handleUpgrade(request, socket, head, (opened) => {
      this.parts.metrics.socketOpened();
      opened.once('close', (code) => this.parts.metrics.socketClosed(code));
      opened.on('error', (error) => this.parts.logger.debug({ err: error }, 'a socket failed'));
      void this.enter(opened, url.searchParams, version);
    });
  }

  private async enter(socket: WebSocket, query: URLSearchParams, version: ProtocolVersion): Promise<void> {
    // Nothing is read until it is known who speaks: what an unknown peer sends stays in its own buffers.
    socket.pause();
    try {
      const entry = await this.parts.entrance.enter({
        roomId: query.get('roomId'),
        token: query.get('tok'),
        publicKey: query.get('pubkey'),
      });
      const room = await this.parts.hub.open(entry.room.key);
      if (room === null) throw new RoomGone('The room was deleted.');
      if (socket.readyState !== WebSocket.OPEN) return;
      const session = await room.join(asClientSocket(socket), entry.admission, version);
      this.parts.facet.entered(session, entry.readmit);
      this.listen(socket, session, room, entry);
      socket.resume();
      void this.parts.registry.markConnection(entry.room).catch((error: unknown) => {
        this.parts.logger.warn({ err: error }, 'the time of the last connection could not be written down');
      });
    } catch (error) {
      const { code, reason } = refusal(error);
      if (code === CloseCode.SERVICE_RESTART)
        this.parts.logger.warn({ err: error }, 'a socket could not enter its room');
      // Read again: else its answer to the close would never be seen.
      socket.resume();
      socket.close(code, closeReason(reason));
    }
  }

  private listen(socket: WebSocket, session: Session, room: LiveRoom, { expiresAt }: Entry): void {
    this.alive.add(socket);
    const expiry =
      expiresAt === null
        ? undefined
        : setTimeout(
            () => room.expel(session, CloseCode.TOKEN_EXPIRED, 'The token has expired.'),
            Math.max(0, expiresAt.getTime() - Date.now()),
          );
    socket.on('close', () => {
      clearTimeout(expiry);
      room.leave(session);
    });
    // It may have closed while it was let in.
    if (socket.readyState !== WebSocket.OPEN) return room.leave(session);
    socket.on('pong', () => this.alive.add(socket));
    socket.on('message', (data: RawData, isBinary: boolean) => {
      this.alive.add(socket);
      const bytes = data as Buffer;
      if (isBinary) return room.expel(session, CloseCode.INVALID_MESSAGE, 'Frames must be text.');
      const text = bytes.toString();
      if (text === 'ping') return socket.send('pong');
      try {
        room.receive(session, decodeFrame(text), bytes.length);
      } catch (error) {
        if (!(error instanceof ProtocolError)) this.parts.logger.error({ err: error }, 'a frame could not be handled');
        const message = error instanceof ProtocolError ? error.message : 'The frame could not be handled.';
        room.expel(session, CloseCode.INVALID_MESSAGE, closeReason(message));
      }
    });
  }

  private checkHeartbeats(): void {
    for (const socket of this.sockets.clients) {
      if (!this.alive.delete(socket)) socket.terminate();
      else if (socket.readyState === WebSocket.OPEN) socket.ping();
    }
  }
}

function asClientSocket(socket: WebSocket): ClientSocket {
  return {
    send: (frame) => socket.send(frame, { binary: false }),
    close: (code, reason) => socket.close(code, reason),
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  };
}

/** How a socket that cannot come in is told: for good, or to come back. */
function refusal(error: unknown): { code: CloseCode; reason: string } {
  if (error instanceof RoomFull) return { code: CloseCode.ROOM_FULL, reason: error.message };
  if (error instanceof RoomGone) return { code: CloseCode.KICKED, reason: error.message };
  if (error instanceof FoyerError) return { code: CloseCode.NOT_ALLOWED, reason: error.message };
  return { code: CloseCode.SERVICE_RESTART, reason: 'The server cannot let you in now.' };
}
