import { runToEnd } from '@foyer/servers';

interface MediaStream {
  readonly codec_type: 'audio' | 'video';
  readonly codec_name: string;
  readonly width?: number;
  readonly height?: number;
  readonly channels?: number;
}

export interface MediaFile {
  /** As ffmpeg names it, `mov,mp4,m4a,3gp,3g2,mj2` for one. */
  readonly format: string;
  readonly seconds: number;
  readonly streams: readonly MediaStream[];
}

/** What is in a file, or what comes from an address. Throws what ffprobe says where it cannot be read. */
export async function ffprobe(file: string): Promise<MediaFile> {
  const entries = 'format=format_name,duration:stream=codec_type,codec_name,width,height,channels';
  const text = await outputOf('ffprobe', '-v', 'error', '-show_entries', entries, '-of', 'json', file);
  const { format, streams } = JSON.parse(text) as {
    format: { format_name: string; duration?: string };
    streams: MediaStream[];
  };
  return { format: format.format_name, seconds: Number(format.duration ?? NaN), streams };
}

/** Makes a file with a moving picture and a tone, in the format of its name. */
export async function makeMovie(file: string, seconds: number): Promise<void> {
  const codecs = file.endsWith('.webm') ? ['-c:v', 'libvpx', '-c:a', 'libopus'] : H264_AAC;
  await outputOf('ffmpeg', '-v', 'error', '-y', ...PICTURE_AND_TONE, '-t', String(seconds), ...codecs, file);
}

export const PICTURE_AND_TONE =
  '-f lavfi -i testsrc2=size=320x240:rate=15 -f lavfi -i sine=frequency=440:sample_rate=48000'.split(' ');

export const H264_AAC =
  '-c:v libx264 -profile:v baseline -preset ultrafast -pix_fmt yuv420p -g 30 -c:a aac -ac 2'.split(' ');

/** All that a program of ffmpeg says. Throws it where that fails. */
async function outputOf(command: string, ...args: string[]): Promise<string> {
  const said: string[] = [];
  const code = await runToEnd({ command, args, stopSignal: 'TERM', onOutput: (line) => said.push(line) });
  if (code !== 0) throw new Error(`${command} ended with exit code ${code ?? 'unknown'}: ${said.slice(-3).join(' ')}`);
  return said.join('\n');
}
