export { buildProgram, defaultCacheDir, findProgram, type BuildOptions } from './build-program.js';
export { startEmbeddedPostgres, type EmbeddedPostgres, type EmbeddedPostgresOptions } from './embedded-postgres.js';
export { findMissing, findTool } from './find-missing.js';
export { keepRunning, type KeepRunningOptions, type KeptRunning, type ServerState } from './keep-running.js';
export { startLivekitServer, type LivekitServer, type LivekitServerOptions } from './livekit-server.js';
export { installArguments, missingReport, needsOf, type Need, type Purpose } from './machine-needs.js';
export { startMedia, type Media, type MediaOptions } from './media.js';
export { PROGRAMS, type Program } from './programs.js';
export { SupervisedChild, runToEnd, startChild, type ChildOptions } from './supervised-child.js';
