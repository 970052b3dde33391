import { execFileSync } from 'node:child_process';

/** How bright the middle of the picture is at this second of a file: 0 to 255. */
export function brightness(file: string, atSeconds: number): number {
  const middle = 'crop=iw/4:ih/4,scale=1:1,format=gray';
  const args = ['-v', 'error', '-ss', String(atSeconds), '-i', file, '-frames:v', '1', '-vf', middle];
  const [value] = execFileSync('ffmpeg', [...args, '-f', 'rawvideo', '-']);
  if (value === undefined) throw new Error(`${file} has no picture at ${atSeconds} s`);
  return value;
}
