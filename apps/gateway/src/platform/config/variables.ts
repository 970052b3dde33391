import { isRecord } from '@foyer/core';
import { isProfileName, profileProblem, type StorageProfile } from '@foyer/recordings';

/** How a variable's text becomes a value; throws a sentence's end ("must be …") when it cannot. */
type Parse<T> = (text: string) => T;

export interface Variable<T> {
  readonly name: string;
  readonly parse: Parse<T>;
  /** Text that stands for an unset variable; none means that it may stay unset. */
  readonly fallback?: string;
  /** Never printed, and also read from the file that `<name>_FILE` names. */
  readonly secret?: true;
  readonly about: string;
}

const text: Parse<string> = (value) => value;

const oneOf =
  <const T extends string>(...values: readonly T[]): Parse<T> =>
  (value) => {
    const found = values.find((one) => one === value);
    if (found === undefined) throw new Error(`must be one of ${values.join(', ')}`);
    return found;
  };

const integer =
  (min: number, max: number): Parse<number> =>
  (value) => {
    const number = /^\d+$/.test(value) ? Number(value) : NaN;
    if (!(number >= min && number <= max)) throw new Error(`must be a whole number from ${min} to ${max}`);
    return number;
  };

const urlOf =
  (...protocols: readonly string[]): Parse<string> =>
  (value) => {
    if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol)) {
      throw new Error(`must be an address that begins with ${protocols.map((p) => `${p}//`).join(' or ')}`);
    }
    return value;
  };

/** A JSON object of storage profiles by their names. Messages name the field and never its value. */
const storageProfiles: Parse<ReadonlyMap<string, StorageProfile>> = (value) => {
  const shape = 'must be a JSON object of storage profiles by name';
  let profiles: unknown;
  try {
    profiles = JSON.parse(value);
  } catch {
    throw new Error(shape);
  }
  if (!isRecord(profiles)) throw new Error(shape);
  return new Map(
    Object.entries(profiles).map(([name, profile]) => {
      const wrong = isProfileName(name) ? profileProblem(profile)?.message : 'the name is none of a profile';
      if (wrong !== undefined) throw new Error(`${shape}; in '${name.slice(0, 64)}': ${wrong}`);
      return [name, profile as StorageProfile];
    }),
  );
};

const origins: Parse<readonly string[]> = (value) =>
  value
    .split(',')
    .map((origin) => origin.trim())
    .filter(Boolean);

/** Every setting of the gateway. `.env.example` and docs/operations.md are written from this list. */
export const VARIABLES = {
  mode: {
    name: 'FOYER_MODE',
    parse: oneOf('development', 'production'),
    fallback: 'development',
    about: 'development: fixed keys on loopback, an embedded Postgres. production: refuses both defaults.',
  },
  host: {
    name: 'FOYER_HOST',
    parse: text,
    fallback: '127.0.0.1',
    about: 'Address to listen on. Use 0.0.0.0 in a container.',
  },
  publicUrl: {
    name: 'FOYER_PUBLIC_URL',
    parse: urlOf('http:', 'https:'),
    about: 'Address at which clients reach the gateway, for links to files. Unset: the address of each request.',
  },
  port: {
    name: 'FOYER_PORT',
    parse: integer(0, 65_535),
    fallback: '6080',
    about: 'Port to listen on; 0 takes a free one.',
  },
  dataDir: {
    name: 'FOYER_DATA',
    parse: text,
    fallback: './data',
    about: 'Folder for the embedded Postgres and the keys of the LiveKit server that Foyer starts.',
  },
  logLevel: {
    name: 'FOYER_LOG_LEVEL',
    parse: oneOf('debug', 'info', 'warn', 'error', 'silent'),
    fallback: 'info',
    about: 'Least severe line to log. Each request is one line at info.',
  },
  corsOrigins: {
    name: 'FOYER_CORS_ORIGINS',
    parse: origins,
    fallback: '*',
    about: 'Origins of the web pages that may call the gateway, separated by commas; * for all.',
  },
  databaseUrl: {
    name: 'DATABASE_URL',
    parse: urlOf('postgres:', 'postgresql:'),
    secret: true,
    about: 'Postgres 14 or newer. Unset: an embedded one in FOYER_DATA, for development and small installations.',
  },
  databasePool: {
    name: 'FOYER_DATABASE_POOL',
    parse: integer(4, 1000),
    fallback: '10',
    about: 'Connections to Postgres.',
  },
  databaseTimeoutMs: {
    name: 'FOYER_DATABASE_TIMEOUT_MS',
    parse: integer(100, 600_000),
    fallback: '5000',
    about: 'Longest wait for a connection, and for a statement.',
  },
  secretKey: {
    name: 'FOYER_SECRET_KEY',
    parse: text,
    secret: true,
    about: 'First secret key (sk_…, all scopes). Unset in production: one is made and printed once at the first start.',
  },
  publicKey: {
    name: 'FOYER_PUBLIC_KEY',
    parse: text,
    secret: true,
    about: 'First public key (pk_…). Unset in production: one is made and printed once at the first start.',
  },
  tokenPrivateKey: {
    name: 'FOYER_TOKEN_PRIVATE_KEY',
    parse: text,
    secret: true,
    about: 'PEM of the EC P-256 key that signs user tokens. Unset: made once and kept in the database.',
  },
  tokenTtlSeconds: {
    name: 'FOYER_TOKEN_TTL_SECONDS',
    parse: integer(60, 86_400),
    fallback: '3600',
    about: 'How long user tokens and LiveKit tokens live.',
  },
  projectId: { name: 'FOYER_PROJECT_ID', parse: text, fallback: 'foyer', about: 'The claim pid of user tokens.' },
  maxBodyBytes: {
    name: 'FOYER_MAX_BODY_BYTES',
    parse: integer(1_024, 1_073_741_824),
    fallback: '1048576',
    about: 'Largest request body.',
  },
  maxFileBytes: {
    name: 'FOYER_MAX_FILE_BYTES',
    parse: integer(1, 17_179_869_184),
    fallback: '104857600',
    about: 'Largest file of a storage. Files lie in Postgres.',
  },
  maxUrlLength: {
    name: 'FOYER_MAX_URL_LENGTH',
    parse: integer(256, 65_536),
    fallback: '8192',
    about: 'Longest path with query.',
  },
  maxHeaderBytes: {
    name: 'FOYER_MAX_HEADER_BYTES',
    parse: integer(4_096, 1_048_576),
    fallback: '32768',
    about: 'Largest request line and headers together.',
  },
  requestTimeoutMs: {
    name: 'FOYER_REQUEST_TIMEOUT_MS',
    parse: integer(1_000, 600_000),
    fallback: '30000',
    about: 'Longest time in which a request must have arrived.',
  },
  shutdownTimeoutMs: {
    name: 'FOYER_SHUTDOWN_TIMEOUT_MS',
    parse: integer(0, 600_000),
    fallback: '10000',
    about: 'How long requests under way may finish after SIGTERM.',
  },
  createRoomsOnEntry: {
    name: 'FOYER_CREATE_ROOMS_ON_ENTRY',
    parse: oneOf('yes', 'no'),
    fallback: 'yes',
    about:
      'Whether a socket creates the room that it enters, if there is none: with an access token that may write to it, or with a public key.',
  },
  maxFrameBytes: {
    name: 'FOYER_MAX_FRAME_BYTES',
    parse: integer(65_536, 268_435_456),
    fallback: '16777216',
    about: 'Largest message that a socket may send; a larger one closes it.',
  },
  maxRoomBytes: {
    name: 'FOYER_MAX_ROOM_BYTES',
    parse: integer(1_024, 1_073_741_824),
    fallback: '67108864',
    about:
      'How much the storage and the Yjs documents of one room may hold, as JSON and updates; files are not counted.',
  },
  maxConnectionsPerRoom: {
    name: 'FOYER_MAX_CONNECTIONS_PER_ROOM',
    parse: integer(1, 100_000),
    fallback: '1000',
    about: 'How many sockets may be in one room.',
  },
  livekitUrl: {
    name: 'LIVEKIT_URL',
    parse: urlOf('ws:', 'wss:', 'http:', 'https:'),
    about: 'Your LiveKit server. Unset: see FOYER_LIVEKIT.',
  },
  livekitPublicUrl: {
    name: 'LIVEKIT_PUBLIC_URL',
    parse: urlOf('ws:', 'wss:'),
    about: 'Address at which clients reach LiveKit. Unset: LIVEKIT_URL.',
  },
  livekitApiKey: { name: 'LIVEKIT_API_KEY', parse: text, about: 'API key of your LiveKit server.' },
  livekitApiSecret: {
    name: 'LIVEKIT_API_SECRET',
    parse: text,
    secret: true,
    about: 'API secret of your LiveKit server.',
  },
  livekit: {
    name: 'FOYER_LIVEKIT',
    parse: oneOf('auto', 'off'),
    fallback: 'auto',
    about:
      'Without LIVEKIT_URL. auto: start the livekit-server on PATH, else build one once. off: media answers 503. In production, unset means off.',
  },
  livekitRedisUrl: {
    name: 'LIVEKIT_REDIS_URL',
    parse: urlOf('redis:', 'rediss:'),
    secret: true,
    about:
      'The Redis over which your LiveKit reaches egress, ingress and SIP; so that missing services are told at once.',
  },
  media: {
    name: 'FOYER_MEDIA',
    parse: oneOf('calls', 'full'),
    fallback: 'calls',
    about:
      'What Foyer starts where it starts LiveKit itself. calls: livekit-server. full: also Redis, egress, ingress and SIP, for recordings, streams and telephones; they are built once, see docs/operations.md.',
  },
  livekitPort: {
    name: 'FOYER_LIVEKIT_PORT',
    parse: integer(1, 65_535),
    fallback: '7880',
    about: 'Preferred port of the LiveKit server that Foyer starts; a free one is taken where it is in use.',
  },
  recordingsDir: {
    name: 'FOYER_RECORDINGS_DIR',
    parse: text,
    about:
      'Folder for the files of recordings, which the egress service must see under the same path: the storage profile "local". Unset: <FOYER_DATA>/recordings, unless LIVEKIT_URL is set.',
  },
  storageProfiles: {
    name: 'FOYER_STORAGE_PROFILES',
    parse: storageProfiles,
    secret: true,
    about:
      'More storage profiles for recordings, with their credentials: {"archive": {"type": "s3", "bucket": "…", "accessKey": "…", "secret": "…"}}. See docs/operations.md.',
  },
  defaultStorage: {
    name: 'FOYER_DEFAULT_STORAGE',
    parse: text,
    fallback: 'local',
    about: 'The storage profile of recordings that name none.',
  },
  mediaTimeoutMs: {
    name: 'FOYER_MEDIA_TIMEOUT_MS',
    parse: integer(100, 600_000),
    fallback: '5000',
    about: 'Longest wait for an answer of LiveKit.',
  },
} as const satisfies Record<string, Variable<unknown>>;

export type Settings = typeof VARIABLES;
