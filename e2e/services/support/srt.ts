import { startChild } from '@foyer/servers';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SrtReceiver {
  /** What has come so far. */
  readonly file: string;
  stop(): Promise<void>;
}

/** Takes one stream by SRT at this port, until it is stopped. */
export function receiveSrt(port: number): SrtReceiver {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-srt-'));
  const file = join(folder, 'received.ts');
  const address = `srt://127.0.0.1:${port}?mode=listener`;
  const ffmpeg = startChild({
    command: 'ffmpeg',
    args: ['-v', 'error', '-i', address, '-c', 'copy', '-flush_packets', '1', file],
    stopSignal: 'INT',
  });
  return {
    file,
    stop: async () => {
      await ffmpeg.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
