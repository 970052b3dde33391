import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** The address that a request for a socket names; `null` where it is none. One that begins with `//` is a path, and names no host. */
export function addressOf({ url = '/' }: Pick<IncomingMessage, 'url'>): URL | null {
  const address = url.startsWith('/') ? `http://localhost${url}` : url;
  return URL.canParse(address) ? new URL(address) : null;
}

/** Answers a request for a socket with an error, and lets it go. Node leaves an error of such a socket to us. */
export function refuseUpgrade(socket: Duplex, status: number): false {
  if (socket.writableEnded) return false;
  socket.on('error', () => socket.destroy());
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  return false;
}
