#!/usr/bin/env node
// Builds livekit-server, where it is not built yet. Its path is all that goes to stdout; progress goes to stderr.
//   node tools/livekit/build.mjs [cache folder]        (after `npm run build`)
import { buildLivekitServer, defaultCacheDir } from '../../libs/servers/dist/index.js';

const cancel = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => cancel.abort(new Error('cancelled')));
try {
  const cacheDir = process.argv[2] ?? defaultCacheDir();
  console.log(await buildLivekitServer({ cacheDir, log: (line) => console.error(line), signal: cancel.signal }));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
