export { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.js';
export { buildLivekitServer, defaultCacheDir } from './livekit-build.js';
export { findLivekitServer, startLivekitServer, type LivekitServer } from './livekit-server.js';
