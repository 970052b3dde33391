import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { logFile, secretsFile } from '../support/foyer.js';

describe('the log of all specs of services', () => {
  it('[LG1] holds none of the secrets that were used, also where LiveKit’s services speak', () => {
    const log = readFileSync(logFile, 'utf8');
    const secrets = readFileSync(secretsFile, 'utf8')
      .split('\n')
      .filter((line) => line.length > 8);
    expect(secrets.length).toBeGreaterThan(10);
    expect(secrets.filter((one) => log.includes(one))).toEqual([]);
    expect(log).not.toMatch(/eyJ[\w-]+\.[\w-]+\./);
  });

  it('[LG3] tells of no unexpected failure', () => {
    const lines = readFileSync(logFile, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as { readonly level: string; readonly status?: number });
    expect(lines.filter(({ level, status = 0 }) => level === 'error' || status === 500)).toEqual([]);
  });
});
