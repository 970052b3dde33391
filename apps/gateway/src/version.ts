import { readFileSync } from 'node:fs';

/** The version in the package of the gateway. */
export const VERSION = (
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
).version;
