export { startEmbeddedPostgres, type EmbeddedPostgres, type EmbeddedPostgresOptions } from './embedded-postgres.js';
export { keepRunning, type KeepRunningOptions, type KeptRunning, type ServerState } from './keep-running.js';
export { buildLivekitServer, defaultCacheDir, type BuildOptions } from './livekit-build.js';
export {
  findLivekitServer,
  startLivekitServer,
  type LivekitServer,
  type LivekitServerOptions,
} from './livekit-server.js';
export { SupervisedChild, runToEnd, startChild, type ChildOptions } from './supervised-child.js';
