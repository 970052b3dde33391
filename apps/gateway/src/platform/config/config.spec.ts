import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, envExample, isLoopback, printConfig, readConfig } from './config.js';
import { VARIABLES } from './variables.js';

const problems = (env: Record<string, string>): string => {
  try {
    readConfig(env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  return '';
};

describe('settings', () => {
  it('have defaults for development, and are frozen', () => {
    const config = readConfig({ HOME: '/somewhere', NODE_ENV: 'test' });
    expect(config).toMatchObject({
      mode: 'development',
      host: '127.0.0.1',
      port: 6080,
      dataDir: './data',
      livekit: 'auto',
      databaseUrl: undefined,
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('[CF1] name every fault at once', () => {
    expect(problems({ FOYER_PROT: '1', FOYER_PORT: '70000', FOYER_MODE: 'prod' }).split('\n')).toHaveLength(4);
    expect(problems({ FOYER_PROT: '1' })).toContain('did you mean FOYER_PORT?');
    expect(problems({ LIVEKIT_URL: 'ws://x' })).toContain('needs LIVEKIT_API_KEY');
    expect(problems({ FOYER_SECRET_KEY: 'secret' })).toContain('must begin with sk_');
    expect(problems({ FOYER_TOKEN_PRIVATE_KEY: 'nonsense' })).toContain('P-256');
  });

  it.each(['0', '65536', '-1', '1.5', 'x', '1e3'])('[CF1] refuse the LiveKit port %s', (port) => {
    expect(problems({ FOYER_LIVEKIT_PORT: port })).toContain('must be a whole number');
  });

  it('[CF2] refuse the defaults of development in production', () => {
    const production = { FOYER_MODE: 'production', DATABASE_URL: 'postgres://a@b/c' };
    expect(problems({ FOYER_MODE: 'production' })).toContain('DATABASE_URL must be set');
    expect(problems({ ...production, FOYER_SECRET_KEY: 'sk_localdev' })).toContain('known to everyone');
    expect(problems({ ...production, FOYER_SECRET_KEY: 'sk_short' })).toContain('at least 32');
    expect(readConfig(production).livekit).toBe('off');
    expect(readConfig({ ...production, FOYER_LIVEKIT: 'auto' }).livekit).toBe('auto');
  });

  it('[PF1] [PF3] take storage profiles with their credentials, and never repeat those', () => {
    const archive = { type: 's3', bucket: 'b', accessKey: 'the-key', secret: 'the-secret' };
    const disk = { type: 'local', folder: '/recordings' };
    const config = readConfig({ FOYER_STORAGE_PROFILES: JSON.stringify({ archive, disk }) });
    expect([...(config.storageProfiles ?? [])]).toEqual(Object.entries({ archive, disk }));
    expect(printConfig(config)).not.toMatch(/the-(key|secret)/);
    for (const [wrong, said] of [
      ['the-secret', 'must be a JSON object of storage profiles by name'],
      ['["the-secret"]', 'must be a JSON object of storage profiles by name'],
      [{ 'no name': archive }, 'the name is none of a profile'],
      [{ archive: { ...archive, bucket: undefined } }, "'bucket' is needed"],
      [{ archive: { ...archive, folder: 'the-secret' } }, "'folder' is no field of the type 's3'"],
      [{ disk: { type: 'local', folder: 'the-secret' } }, "'folder' must be an absolute path"],
    ] as const) {
      const message = problems({ FOYER_STORAGE_PROFILES: typeof wrong === 'string' ? wrong : JSON.stringify(wrong) });
      expect(message).toContain(said);
      expect(message).not.toMatch(/the-(key|secret)/);
    }
  });

  it('[CF5] read secrets from files, and never print them', () => {
    const folder = mkdtempSync(join(tmpdir(), 'foyer-config-'));
    writeFileSync(join(folder, 'key'), 'sk_from-a-file\n');
    const config = readConfig({ FOYER_SECRET_KEY_FILE: join(folder, 'key') });
    expect(config.secretKey).toBe('sk_from-a-file');
    expect(printConfig(config)).toContain('FOYER_SECRET_KEY=[redacted]');
    expect(printConfig(config)).not.toContain('from-a-file');
    expect(problems({ FOYER_SECRET_KEY_FILE: join(folder, 'none') })).toContain('cannot be read');
    expect(problems({ FOYER_SECRET_KEY_FILE: join(folder, 'key'), FOYER_SECRET_KEY: 'sk_x' })).toContain('both set');
    rmSync(folder, { recursive: true });
  });

  it('[CF5] are all in .env.example', () => {
    const committed = readFileSync('.env.example', 'utf8');
    expect(committed).toBe(envExample());
    for (const { name } of Object.values(VARIABLES)) expect(committed).toContain(`#${name}=`);
  });

  it('[CF4] know which addresses only this machine can reach', () => {
    expect(['127.0.0.1', '127.9.9.9', '::1', 'localhost'].every(isLoopback)).toBe(true);
    expect(['0.0.0.0', '::', '10.0.0.1', '127.example.org'].some(isLoopback)).toBe(false);
  });
});
