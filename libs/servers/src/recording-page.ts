import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { HOST } from './livekit-config.js';

export interface RecordingPage {
  readonly url: string;
  close(): void;
}

const FOLDER = new URL('../recording-page/', import.meta.url);
const TYPES = { html: 'text/html; charset=utf-8', js: 'text/javascript', css: 'text/css' } as const;

/** Serves the page that egress opens in a browser to record a whole room. It holds nothing of anybody. */
export async function serveRecordingPage(): Promise<RecordingPage> {
  const ours = (name: string): Buffer => readFileSync(new URL(name, FOLDER));
  const files: Readonly<Record<string, readonly [type: string, content: Buffer]>> = {
    '/': [TYPES.html, ours('index.html')],
    '/page.js': [TYPES.js, ours('page.js')],
    '/page.css': [TYPES.css, ours('page.css')],
    // What CommonJS gets is the build for a script of a page.
    '/livekit-client.js': [TYPES.js, readFileSync(createRequire(import.meta.url).resolve('livekit-client'))],
  };
  const server = createServer((request, response) => {
    const file = files[request.url?.split('?', 1)[0] ?? ''];
    if (file === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': file[0] }).end(file[1]);
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, HOST, resolve));
  return {
    url: `http://${HOST}:${(server.address() as AddressInfo).port}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
