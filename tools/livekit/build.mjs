#!/usr/bin/env node
// Builds livekit-server, or all of LiveKit's programs, where they are not built yet. Their paths are all that goes to
// stdout; progress goes to stderr.
//   node tools/livekit/build.mjs [--all] [cache folder]        (after `npm run build`)
import { PROGRAMS, buildProgram, defaultCacheDir } from '../../libs/servers/dist/index.js';

const cancel = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => cancel.abort(new Error('cancelled')));
const all = process.argv.includes('--all');
const [cacheDir = defaultCacheDir()] = process.argv.slice(2).filter((argument) => argument !== '--all');
const log = (line) => console.error(line);
try {
  for (const program of all ? Object.keys(PROGRAMS) : ['livekit-server'])
    console.log(await buildProgram(program, { cacheDir, log, signal: cancel.signal }));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
