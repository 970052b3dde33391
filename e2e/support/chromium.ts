import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** A Chromium of this machine. On Debian as root it is installed where it is missing; else says what to install. */
export function findChromium(): string {
  const found = (): string | undefined =>
    [process.env.CHROMIUM ?? '', ...PLACES].find((path) => path !== '' && existsSync(path));
  const there = found();
  if (there !== undefined) return there;
  if (process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0) {
    console.log('installing chromium from apt, once');
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit' });
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  }
  const installed = found();
  if (installed === undefined)
    throw new Error('This suite needs Chromium: install the package chromium, or set CHROMIUM to its path.');
  return installed;
}
