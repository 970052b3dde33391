import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, dirname, extname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ffprobe } from './ffprobe.js';

export interface PacedHttp {
  /** Where the file is. */
  readonly url: string;
  close(): void;
}

/** How much faster than it is seen: one that gets a file at once is at its end before anybody is connected. */
const SPEED = 1.7;
const EVERY_MS = 50;
const TYPES: Readonly<Record<string, string>> = {
  '.m3u8': 'application/vnd.apple.mpegurl',
  '.ts': 'video/mp2t',
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
};

/** Serves a file, and what lies beside it, not much faster than it is seen. */
export async function pacedHttp(file: string): Promise<PacedHttp> {
  const server = createServer((request, response) => {
    serve(join(dirname(file), basename(request.url ?? '')), request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${basename(file)}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function serve(path: string, { headers }: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!existsSync(path)) return void response.writeHead(404).end();
  const { size } = statSync(path);
  const [, from = '0', to = ''] = /bytes=(\d+)-(\d*)/.exec(headers.range ?? '') ?? [];
  const [start, end] = [Number(from), to === '' ? size - 1 : Number(to)];
  response.writeHead(headers.range === undefined ? 200 : 206, {
    'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
    'accept-ranges': 'bytes',
    'content-length': end - start + 1,
    ...(headers.range === undefined ? {} : { 'content-range': `bytes ${start}-${end}/${size}` }),
  });
  const bytesPerSecond = path.endsWith('.m3u8') ? Infinity : (size / (await ffprobe(path)).seconds) * SPEED;
  const highWaterMark = Math.min(65_536, Math.ceil((bytesPerSecond * EVERY_MS) / 1000));
  const everyMs = (highWaterMark / bytesPerSecond) * 1000;
  for await (const part of createReadStream(path, { start, end, highWaterMark })) {
    if (response.destroyed) return;
    response.write(part);
    await wait(everyMs);
  }
  response.end();
}
