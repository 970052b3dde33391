import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createProxy, request, type RequestListener, type Server as Proxy } from 'node:http';
import { createServer } from 'node:https';
import { connect, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pythonBin } from '../../support/python.js';

/** What stands in for the hosts of clouds, whose addresses are fixed in those who write there. */
export interface Clouds {
  /** For the processes that shall take it for the clouds themselves. Go asks no proxy for addresses of this machine. */
  readonly env: Record<'HTTPS_PROXY' | 'SSL_CERT_FILE', string>;
  stop(): void;
}

export const REQUIREMENTS = join(dirname(fileURLToPath(import.meta.url)), '../requirements.txt');

/** A proxy that knows these hosts and no other, and one server with a certificate for all of them behind it. */
export async function cloudsOf(hosts: Readonly<Record<string, RequestListener>>): Promise<Clouds> {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-clouds-'));
  certify(Object.keys(hosts), folder);
  const read = (name: string): Buffer => readFileSync(join(folder, name));
  const server = createServer({ key: read('server.key'), cert: read('server.pem') }, (incoming, outgoing) =>
    hosts[incoming.headers.host!]!(incoming, outgoing),
  );
  const proxy = proxyTo(await listening(server), (address) => Object.hasOwn(hosts, address.replace(/:443$/, '')));
  return {
    env: { HTTPS_PROXY: `http://127.0.0.1:${await listening(proxy)}`, SSL_CERT_FILE: join(folder, 'client.pem') },
    stop: () => {
      for (const one of [proxy, server]) one.close();
      server.closeAllConnections();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Hands a request on as it is, the name of its host included, which a signature may cover. */
export const handedTo =
  (port: number): RequestListener =>
  (incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const onward = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(outgoing);
    });
    onward.once('error', () => outgoing.destroy());
    incoming.pipe(onward);
  };

function proxyTo(port: number, knows: (address: string) => boolean): Proxy {
  return createProxy().on('connect', ({ url = '' }, socket, head) => {
    if (!knows(url)) return void socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
}

/** Makes `server.key`, `server.pem` and, of who has signed it, `client.pem`. */
function certify(names: readonly string[], folder: string): void {
  const args = ['-m', 'trustme', '--quiet', '--dir', folder, '--identities', ...names];
  const { status, stderr } = spawnSync(join(pythonBin(REQUIREMENTS), 'python'), args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

const listening = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
