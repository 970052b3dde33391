import { Calls } from '@foyer/calls';
import { FoyerError, isRoomId } from '@foyer/core';
import { LiveKit, readServiceToken } from '@foyer/livekit';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Duplex } from 'node:stream';
import { refuseUpgrade } from '../platform/http/upgrade.js';
import type { Logger } from '../platform/logging/logger.js';

/** LiveKit's own paths for sockets, behind a prefix of ours. */
const PATH = /^\/livekit(\/rtc(?:\/v1)?)$/;
const BEARER = /^Bearer (.+)$/;

/**
 * Where LiveKit's SIP and ingress services join calls. LiveKit opens no call by itself, and a phone rings when it likes: so the call that a
 * service wants to join is opened here, as for a token, before its socket is handed on to LiveKit.
 */
export class ServiceDoor {
  private readonly sockets = new Set<Duplex>();

  constructor(
    private readonly livekit: LiveKit,
    private readonly calls: Calls,
    private readonly logger: Logger,
  ) {}

  /** Answers whether the request, for this address, is for here. */
  take(request: IncomingMessage, url: URL, socket: Duplex, head: Buffer): boolean {
    const [, path] = PATH.exec(url.pathname) ?? [];
    if (path === undefined) return false;
    socket.on('error', () => socket.destroy());
    this.sockets.add(socket.once('close', () => this.sockets.delete(socket)));
    this.enter(request, url.searchParams, socket)
      .then((entered) => entered && this.handOn(request, path + url.search, socket, head))
      .catch((error: unknown) => {
        this.logger.warn({ err: error }, "a service of LiveKit's could not join a call");
        refuseUpgrade(socket, error instanceof FoyerError ? error.status : 503);
      });
    return true;
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /** Opens the call. Answers whether the service may join it. */
  private async enter(request: IncomingMessage, query: URLSearchParams, socket: Duplex): Promise<boolean> {
    const [, bearer] = BEARER.exec(request.headers.authorization ?? '') ?? [];
    const token = await readServiceToken(this.livekit.connection, bearer ?? query.get('access_token') ?? '');
    if (token === null) return refuseUpgrade(socket, 401);
    const { roomName, options } = token;
    if (!isRoomId(roomName)) return refuseUpgrade(socket, 404);
    // Who comes back to a call that has ended meanwhile is not to begin another one.
    if (query.get('reconnect') !== '1') await this.calls.open(await this.calls.room(roomName), options);
    return !socket.destroyed;
  }

  private handOn(request: IncomingMessage, path: string, socket: Duplex, head: Buffer): void {
    const livekit = new URL(this.livekit.connection.url.replace(/^ws/, 'http'));
    const open = livekit.protocol === 'https:' ? requestHttps : requestHttp;
    const { host: _, ...headers } = request.headers;
    const onward = open({
      hostname: livekit.hostname.replace(/^\[|\]$/g, ''),
      port: livekit.port,
      path: livekit.pathname.replace(/\/$/, '') + path,
      headers,
    });
    socket.once('close', () => onward.destroy());
    onward.once('error', () => refuseUpgrade(socket, 503));
    onward.once('response', (answer) => {
      answer.resume();
      refuseUpgrade(socket, answer.statusCode ?? 503);
    });
    onward.once('upgrade', (answer, upstream, first) => {
      socket.write(headOf(answer));
      if (first.length > 0) socket.write(first);
      if (head.length > 0) upstream.write(head);
      upstream.on('error', () => socket.destroy());
      upstream.once('close', () => socket.destroy());
      socket.once('close', () => upstream.destroy());
      socket.pipe(upstream).pipe(socket);
    });
    onward.end();
  }
}

function headOf({ rawHeaders }: IncomingMessage): string {
  const lines = rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${rawHeaders[i + 1]}`] : []));
  return ['HTTP/1.1 101 Switching Protocols', ...lines, '', ''].join('\r\n');
}
