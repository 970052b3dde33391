/** LiveKit's services, and what the tests of them use. */
export type Purpose = MediaServiceName | 'redis' | 'tests';
export type MediaServiceName = 'egress' | 'ingress' | 'sip';

export interface Need {
  /** `library` as pkg-config names it, `element` as GStreamer does, `file` by its path. */
  readonly kind: 'program' | 'library' | 'element' | 'file';
  readonly name: string;
  /** The package of Debian that has it. */
  readonly package: string;
  readonly purposes: readonly Purpose[];
  /** Only where the program is not built yet. */
  readonly toBuild?: true;
}

const need = (kind: Need['kind'], name: string, packageName: string, ...purposes: readonly Purpose[]): Need => ({
  kind,
  name,
  package: packageName,
  purposes,
});
const toBuild = (...args: Parameters<typeof need>): Need => ({ ...need(...args), toBuild: true });

/** What a machine must have, in the order in which it is told. */
const NEEDS: readonly Need[] = [
  need('program', 'redis-server', 'redis-server', 'redis'),
  toBuild('program', 'gcc', 'gcc', 'egress', 'ingress', 'sip'),
  toBuild('file', '/usr/include/stdlib.h', 'libc6-dev', 'egress', 'ingress', 'sip'),
  toBuild('program', 'pkg-config', 'pkg-config', 'egress', 'ingress', 'sip'),
  toBuild('library', 'gstreamer-controller-1.0', 'libgstreamer1.0-dev', 'egress', 'ingress'),
  toBuild('library', 'gstreamer-app-1.0', 'libgstreamer-plugins-base1.0-dev', 'egress', 'ingress'),
  toBuild('library', 'gstreamer-mpegts-1.0', 'libgstreamer-plugins-bad1.0-dev', 'ingress'),
  toBuild('library', 'opus', 'libopus-dev', 'sip'),
  toBuild('library', 'opusfile', 'libopusfile-dev', 'sip'),
  toBuild('library', 'soxr', 'libsoxr-dev', 'sip'),
  need('program', 'gst-inspect-1.0', 'gstreamer1.0-tools', 'egress', 'ingress'),
  need('element', 'opusenc', 'gstreamer1.0-plugins-base', 'egress', 'ingress'),
  need('element', 'vp8enc', 'gstreamer1.0-plugins-good', 'egress', 'ingress'),
  need('element', 'voaacenc', 'gstreamer1.0-plugins-bad', 'egress', 'ingress'),
  need('element', 'x264enc', 'gstreamer1.0-plugins-ugly', 'egress', 'ingress'),
  need('element', 'avdec_h264', 'gstreamer1.0-libav', 'egress', 'ingress'),
  need('element', 'pulsesrc', 'gstreamer1.0-pulseaudio', 'egress'),
  need('program', 'pulseaudio', 'pulseaudio', 'egress'),
  need('program', 'pactl', 'pulseaudio-utils', 'egress'),
  need('program', 'Xvfb', 'xvfb', 'egress'),
  need('program', 'chromium', 'chromium', 'egress', 'tests'),
  need('program', 'ffmpeg', 'ffmpeg', 'tests'),
  need('program', 'sipp', 'sip-tester', 'tests'),
  need('program', 'nginx', 'nginx-light', 'tests'),
  need('file', '/usr/lib/nginx/modules/ngx_rtmp_module.so', 'libnginx-mod-rtmp', 'tests'),
];

/** What these need; `isBuilt` tells of which there is a program already. */
export function needsOf(purposes: readonly Purpose[], isBuilt: (purpose: Purpose) => boolean): Need[] {
  const wants = ({ purposes: ofIt, toBuild: onlyToBuild }: Need, purpose: Purpose): boolean =>
    ofIt.includes(purpose) && !(onlyToBuild && isBuilt(purpose));
  return NEEDS.filter((one) => purposes.some((purpose) => wants(one, purpose)));
}

/** A table of what is missing, and the one command that installs it. */
export function missingReport(missing: readonly Need[], asRoot = process.getuid?.() === 0): string {
  const rows = missing.map(({ kind, name, package: inPackage, purposes, toBuild: onlyToBuild }) => [
    `${KINDS[kind]} ${name}`,
    inPackage,
    `${onlyToBuild ? 'to build ' : ''}${purposes.join(', ')}`,
  ]);
  const table = [['missing', 'Debian package', 'for'], ...rows];
  const widths = [0, 1].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  const command = ['apt-get', ...installArguments(missing)].join(' ');
  return [...lines, '', `To install it all: ${asRoot ? '' : 'sudo '}${command}`].join('\n');
}

export function installArguments(missing: readonly Need[]): string[] {
  const packages = new Set(missing.map(({ package: inPackage }) => inPackage));
  return ['install', '--yes', '--no-install-recommends', ...packages];
}

const KINDS: Readonly<Record<Need['kind'], string>> = {
  program: 'program',
  library: 'library',
  element: 'GStreamer element',
  file: 'file',
};
