import { hasKeyForm, toSigningKey } from '@foyer/auth';
import { nearest } from '@foyer/core';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { VARIABLES, type Settings, type Variable } from './variables.js';

type Value<V> = V extends { parse: (text: string) => infer T }
  ? V extends { fallback: string }
    ? T
    : T | undefined
  : never;

/** Everything the gateway can be told, read once and frozen. */
export type Config = Readonly<{ [K in keyof Settings]: Value<Settings[K]> }>;

export const DEVELOPMENT_KEYS = { secret: 'sk_localdev', public: 'pk_localdev' } as const;

/** Lists everything wrong with the settings at once, each line naming the variable and what to write instead. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

const variables: readonly (readonly [string, Variable<unknown>])[] = Object.entries(VARIABLES);

/** Reads the settings from the environment, and the files that `*_FILE` variables name. Throws `ConfigError`. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems = unknownVariables(env);
  const values: Record<string, unknown> = {};
  for (const [key, variable] of variables) {
    try {
      const text = textOf(variable, env) ?? variable.fallback;
      values[key] = text === undefined ? undefined : variable.parse(text);
    } catch (error) {
      problems.push(`${variable.name} ${(error as Error).message}`);
    }
  }
  const config = values as unknown as Config;
  if (problems.length === 0) problems.push(...contradictions(config));
  if (problems.length > 0) throw new ConfigError(`The settings cannot be used:\n  ${problems.join('\n  ')}`);
  const livekit = config.mode === 'production' && env[VARIABLES.livekit.name] === undefined ? 'off' : config.livekit;
  return Object.freeze({ ...config, livekit });
}

/** The settings as text for a person, with secrets covered. */
export function printConfig(config: Config): string {
  const shown = variables.map(([key, { name, secret }]) => {
    const value = config[key as keyof Config];
    if (value === undefined) return `${name} is not set`;
    return `${name}=${secret ? '[redacted]' : [value].flat().join(',')}`;
  });
  return shown.join('\n');
}

/** The text of `.env.example`: each variable with its meaning, at its default. */
export function envExample(): string {
  const entries = variables.map(([, { name, fallback, secret, about }]) => {
    const file = secret ? ` Or ${name}_FILE, the path of a file that holds it.` : '';
    return `# ${about}${file}\n#${name}=${fallback ?? ''}\n`;
  });
  return `# Settings of Foyer. All are optional in development. Copy to .env, or set them in the environment.\n\n${entries.join('\n')}`;
}

/** The same as a table for docs/settings.md. */
export function settingsPage(): string {
  const rows = variables.map(
    ([, { name, fallback, secret, about }]) =>
      `| \`${name}\` | ${fallback === undefined ? '' : `\`${fallback}\``} | ${about}${secret ? ' Secret: also read from the file that `' + name + '_FILE` names.' : ''} |`,
  );
  return `# Settings\n\nAll settings are environment variables, or lines of \`.env\`. This page is made from the code by \`npm run generate\`.\n\n| Variable | Default | Meaning |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
}

/** Whether only this machine can reach the address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function textOf(
  { name, secret }: Variable<unknown>,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const file = secret ? env[`${name}_FILE`] : undefined;
  const direct = env[name];
  if (file === undefined || file === '') return direct === '' ? undefined : direct;
  if (direct !== undefined && direct !== '') throw new Error(`and ${name}_FILE are both set; use one of them`);
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Error(`cannot be read from the file that ${name}_FILE names: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function unknownVariables(env: Readonly<Record<string, string | undefined>>): string[] {
  const known = variables.flatMap(([, { name, secret }]) => (secret ? [name, `${name}_FILE`] : [name]));
  return Object.keys(env)
    .filter((name) => name.startsWith('FOYER_') && !known.includes(name))
    .map((name) => {
      const close = nearest(name, known);
      return `${name} is not a setting of Foyer${close === null ? '' : `; did you mean ${close}?`}`;
    });
}

function contradictions(config: Config): string[] {
  const { mode, databaseUrl, secretKey, publicKey, tokenPrivateKey, livekitUrl, livekitApiKey, livekitApiSecret } =
    config;
  const problems: string[] = [];
  if (secretKey !== undefined && !hasKeyForm(secretKey, 'secret')) {
    problems.push('FOYER_SECRET_KEY must begin with sk_ and hold only letters, digits, _ and -');
  }
  if (publicKey !== undefined && !hasKeyForm(publicKey, 'public')) {
    problems.push('FOYER_PUBLIC_KEY must begin with pk_ and hold only letters, digits, _ and -');
  }
  if (tokenPrivateKey !== undefined) {
    try {
      toSigningKey(tokenPrivateKey);
    } catch {
      problems.push('FOYER_TOKEN_PRIVATE_KEY must be the PEM of an EC private key on the curve P-256');
    }
  }
  if (livekitUrl !== undefined && (livekitApiKey === undefined || livekitApiSecret === undefined)) {
    problems.push('LIVEKIT_URL needs LIVEKIT_API_KEY and LIVEKIT_API_SECRET');
  }
  if (secretKey === DEVELOPMENT_KEYS.secret || publicKey === DEVELOPMENT_KEYS.public) {
    problems.push(
      `${DEVELOPMENT_KEYS.secret} and ${DEVELOPMENT_KEYS.public} are known to everyone; they exist only in development and need not be set`,
    );
  }
  if (mode === 'production') {
    if (databaseUrl === undefined)
      problems.push('DATABASE_URL must be set in production; the embedded Postgres is for development');
    if (secretKey !== undefined && secretKey.length < 35)
      problems.push('FOYER_SECRET_KEY must have at least 32 random characters after sk_ in production');
  }
  return problems;
}
