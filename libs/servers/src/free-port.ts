import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/** A port of `host` that nobody listens on: the preferred one if it can be. */
export function freeTcpPort(host: string, preferred: number): Promise<number> {
  return firstFree(preferred, (port, done, failed) => {
    const server = createServer().once('error', failed);
    server.listen(port, host, () => {
      const { port: taken } = server.address() as { port: number };
      server.close(() => done(taken));
    });
  });
}

export function freeUdpPort(host: string, preferred: number): Promise<number> {
  return firstFree(preferred, (port, done, failed) => {
    const socket = createSocket('udp4').once('error', failed);
    socket.bind(port, host, () => {
      const { port: taken } = socket.address();
      socket.close(() => done(taken));
    });
  });
}

async function firstFree(
  preferred: number,
  tryPort: (port: number, done: (port: number) => void, failed: (error: Error) => void) => void,
): Promise<number> {
  const attempt = (port: number): Promise<number> => new Promise((done, failed) => tryPort(port, done, failed));
  try {
    return await attempt(preferred);
  } catch {
    // Taken, or not ours to take; 0 lets the system choose.
    return attempt(0);
  }
}
