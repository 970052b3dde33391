import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A part of the picture, in shares of its width and height. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Look {
  readonly seconds: number;
  /** From 0, black, to 255. */
  readonly mean: number;
  readonly brightest: number;
}

const PER_SECOND = 4;
const SIZE = { width: 64, height: 36 };
const run = promisify(execFile);

/** How bright a part of a film is, four times a second. */
export async function look(file: string, { left, top, width, height }: Region): Promise<Look[]> {
  const crop = `crop=iw*${width}:ih*${height}:iw*${left}:ih*${top}`;
  const filter = `fps=${PER_SECOND},${crop},scale=${SIZE.width}:${SIZE.height},format=gray`;
  const { stdout } = await run('ffmpeg', ['-v', 'error', '-i', file, '-vf', filter, '-f', 'rawvideo', '-'], {
    encoding: 'buffer',
    maxBuffer: 1 << 28,
  });
  const bytes = SIZE.width * SIZE.height;
  return Array.from({ length: Math.floor(stdout.length / bytes) }, (_, nth) => {
    const pixels = [...stdout.subarray(nth * bytes, (nth + 1) * bytes)];
    const mean = pixels.reduce((sum, value) => sum + value, 0) / bytes;
    return { seconds: nth / PER_SECOND, mean, brightest: Math.max(...pixels) };
  });
}

/** The sound of a file in decibels: silence is -91. */
export async function loudness(file: string): Promise<number> {
  const { stderr } = await run('ffmpeg', ['-hide_banner', '-i', file, '-af', 'volumedetect', '-f', 'null', '-']);
  return Number(/mean_volume: (-?[\d.]+) dB/.exec(stderr)?.[1] ?? NaN);
}
