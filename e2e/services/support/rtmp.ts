import { findTool, startChild, type SupervisedChild } from '@foyer/servers';
import { eventually } from '@foyer/testing';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { H264_AAC, PICTURE_AND_TONE } from './ffprobe.js';
import { accepts, freePort } from './ports.js';

export interface RtmpServer {
  /** A stream is this and a name behind a slash; it can be played from there. */
  readonly url: string;
  stop(): Promise<void>;
}

/** An RTMP server that takes streams of any name. */
export async function rtmpServer(): Promise<RtmpServer> {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-rtmp-'));
  const port = await freePort();
  writeFileSync(
    join(folder, 'nginx.conf'),
    `load_module /usr/lib/nginx/modules/ngx_rtmp_module.so;
daemon off;
master_process off;
pid nginx.pid;
error_log stderr;
events { worker_connections 64; }
rtmp { server { listen 127.0.0.1:${port}; access_log off; application live { live on; } } }
`,
  );
  const said: string[] = [];
  const nginx = startChild({
    command: findTool('nginx') ?? 'nginx',
    args: ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr'],
    stopSignal: 'TERM',
    onOutput: (line) => said.push(line),
  });
  await eventually(async () => (await accepts(port)) || `nginx does not listen: ${said.slice(-2).join(' ')}`);
  return {
    url: `rtmp://127.0.0.1:${port}/live`,
    stop: async () => {
      await nginx.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface Sender {
  /** Resolves when it ends by itself, as it does where it is refused. */
  readonly exited: SupervisedChild['exited'];
  /** What ffmpeg has said. */
  said(): string;
  stop(): Promise<void>;
}

/** Sends a moving picture and a tone to an address of RTMP, at the speed at which they are seen, until it is stopped. */
export function pushRtmp(url: string, key: string): Sender {
  const said: string[] = [];
  const ffmpeg = startChild({
    command: 'ffmpeg',
    args: ['-v', 'error', '-re', ...PICTURE_AND_TONE, ...H264_AAC, '-f', 'flv', `${url}/${key}`],
    stopSignal: 'INT',
    onOutput: (line) => said.push(line),
  });
  return { exited: ffmpeg.exited, said: () => said.join('\n'), stop: () => ffmpeg.stop() };
}
