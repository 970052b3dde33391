import { describe, expect, it } from '@jest/globals';
import {
  bucketProblem,
  isProfileName,
  pathIn,
  profileProblem,
  uploadOf,
  withoutSecrets,
  type BucketStorage,
} from './storage-profile.js';

const s3: BucketStorage = {
  type: 's3',
  bucket: 'b',
  region: 'r',
  accessKey: 'the-key',
  secret: 'the-secret',
  prefix: 'p/',
};
const azure: BucketStorage = { type: 'azure', container: 'c', accountName: 'n', accountKey: 'dGhlLXNlY3JldA==' };
const gcs: BucketStorage = { type: 'gcs', bucket: 'b', credentials: '{"key": "the-secret"}' };

describe('storage profiles', () => {
  it.each([s3, azure, gcs])('[PF1] of type $type are told without what opens them', (profile) => {
    expect(bucketProblem(profile)).toBeNull();
    expect(JSON.stringify(withoutSecrets(profile))).not.toMatch(/the-|dGhl/);
    expect(JSON.stringify(uploadOf(profile)?.value)).toMatch(/the-secret|dGhlLXNlY3JldA==/);
  });

  it('[PF3] may be a folder in the configuration, and nowhere else', () => {
    const folder = { type: 'local', folder: '/recordings' };
    expect([profileProblem(folder), bucketProblem(folder)?.pointer]).toEqual([null, '/type']);
    expect(profileProblem({ type: 'local', folder: 'relative' })?.pointer).toBe('/folder');
    expect(profileProblem({ ...folder, bucket: 'b' })?.pointer).toBe('/bucket');
    expect(profileProblem(s3)).toBeNull();
  });

  it('[PF3] have names of letters, digits, dots, underscores and hyphens', () => {
    expect(['a', 'a-b_c.d', 'A1', 'x'.repeat(64)].map(isProfileName)).toEqual([true, true, true, true]);
    expect(['', '-a', '.a', 'a b', 'a/b', 'x'.repeat(65)].map(isProfileName)).toEqual(Array(6).fill(false));
  });

  it('[EG9] give each recording a folder of its own', () => {
    expect(pathIn(s3, 'id', 'n.mp4')).toBe('p/id/n.mp4');
    expect(pathIn(gcs, 'id', 'n.mp4')).toBe('id/n.mp4');
    expect(pathIn({ type: 'local', folder: '/r/' }, 'id', 'n.mp4')).toBe('/r/id/n.mp4');
  });
});
