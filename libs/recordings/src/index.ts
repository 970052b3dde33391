export {
  DEFAULT_NAMES,
  FILE_TYPES,
  PRESETS,
  writesFiles,
  type EgressSource,
  type Encoding,
  type WantedOutputs,
} from './egress-request.js';
export { hasEnded, statusOf } from './egress-progress.js';
export { PLACEHOLDERS, nameProblem, type NameValues, type Placeholder } from './file-names.js';
export { RecordingFiles, type LocalFile } from './recording-files.js';
export { RecordingKeeper } from './recording-keeper.js';
export { Recordings, ended, type RecordingRequest } from './recordings.js';
export {
  BUCKET_TYPES,
  bucketProblem,
  PROFILE_LIMITS,
  isProfileName,
  profileProblem,
  withoutSecrets,
  type BucketStorage,
  type StorageProfile,
} from './storage-profile.js';
export { StorageProfiles, type NamedProfile } from './storage-profiles.js';
export { withoutKey } from './stream-url.js';
