import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LossyLivekit {
  readonly url: string;
  close(): void;
}

/** LiveKit's API, but the answers to this method never arrive: what it asks for is done all the same. */
export async function losingAnswersTo(method: string, livekitUrl: string): Promise<LossyLivekit> {
  const { hostname, port } = new URL(livekitUrl);
  const server = createServer((asked, answer) => {
    const onward = request({ hostname, port, method: asked.method, path: asked.url, headers: asked.headers }, (got) => {
      if (asked.url?.endsWith(`/${method}`) === true) return void answer.destroy();
      answer.writeHead(got.statusCode ?? 502, got.headers);
      got.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    asked.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
