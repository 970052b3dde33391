import { describe, expect, it } from '@jest/globals';
import { generateKey } from '@foyer/auth';
import { redact } from './logger.js';

describe('redact', () => {
  it('[LG1] covers keys, tokens and credentials wherever they stand, and leaves the rest', () => {
    const key = generateKey('secret');
    const line = redact(
      `{"path":"/v2/recordings/0b7e/files/178/c2lnbmF0dXJl/Test%20Room.mp4","a":"${key}","b":"Bearer eyJhbGciOiJ.eyJrIjoi.c2ln","c":"postgres://user:pass@host/db","d":"task_list and sk_localdev"}`,
    );
    expect(line).toBe(
      '{"path":"/v2/recordings/0b7e/files/178/[redacted]/Test%20Room.mp4","a":"sk_[redacted]","b":"Bearer [redacted token]","c":"postgres://user:[redacted]@host/db","d":"task_list and sk_localdev"}',
    );
  });
});
