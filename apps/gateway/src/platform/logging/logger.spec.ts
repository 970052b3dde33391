import { describe, expect, it } from '@jest/globals';
import { generateKey } from '@foyer/auth';
import { redact } from './logger.js';

describe('redact', () => {
  it('[LG1] covers keys, tokens and credentials wherever they stand, and leaves the rest', () => {
    const key = generateKey('secret');
    const line = redact(
      `{"a":"${key}","b":"Bearer eyJhbGciOiJ.eyJrIjoi.c2ln","c":"postgres://user:pass@host/db","d":"task_list and sk_localdev"}`,
    );
    expect(line).toBe(
      '{"a":"sk_[redacted]","b":"Bearer [redacted token]","c":"postgres://user:[redacted]@host/db","d":"task_list and sk_localdev"}',
    );
  });
});
