import { build } from 'esbuild-wasm';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a route of a site answers, and of which type. */
export type SiteRoute = readonly [type: string, answer: (request: IncomingMessage) => unknown];

/** A site of another origin than the gateway's: one page with its script, and the backend of that page. */
export interface Site {
  readonly url: string;
  close(): void;
}

const PAGE =
  '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><body><script type="module" src="/page.js"></script>';

async function bundle(entry: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"development"' },
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}

/** Bundles the script of the page and serves it, with `backend` for all that the page asks of its own server. */
export async function openSite(entry: string, backend: Readonly<Record<string, SiteRoute>>): Promise<Site> {
  const script = await bundle(entry);
  const routes: Readonly<Record<string, SiteRoute>> = {
    '/': ['text/html', () => PAGE],
    '/page.js': ['text/javascript', () => script],
    ...backend,
  };
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [type, answer] = routes[(request.url ?? '').replace(/\?.*/, '')] ?? ['text/plain', () => 'nothing here'];
    response.setHeader('content-type', type).end(await answer(request));
  };
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
