import { isRecord, pointerStep, textProblem, type FieldError } from '@foyer/core';
import { AzureBlobUpload, GCPUpload, S3Upload } from '@foyer/livekit';

/** A folder that the gateway and the egress service both see under this path. */
interface LocalStorage {
  readonly type: 'local';
  readonly folder: string;
}

/** A bucket or container, with what opens it. `prefix`: what the names of all objects begin with. */
export type BucketStorage = { readonly prefix?: string } & (
  | {
      readonly type: 's3';
      readonly bucket: string;
      readonly region?: string;
      /** Of a service other than Amazon's. */
      readonly endpoint?: string;
      readonly forcePathStyle?: boolean;
      readonly accessKey: string;
      readonly secret: string;
      readonly sessionToken?: string;
    }
  | { readonly type: 'azure'; readonly container: string; readonly accountName: string; readonly accountKey: string }
  /** `credentials`: the JSON of a service account, as a text. */
  | { readonly type: 'gcs'; readonly bucket: string; readonly credentials: string }
);

export type StorageProfile = LocalStorage | BucketStorage;

export const BUCKET_TYPES = ['s3', 'azure', 'gcs'] as const satisfies readonly BucketStorage['type'][];

export const PROFILE_LIMITS = { nameLength: 64, textLength: 1_024, secretLength: 16_384 } as const;

/** What opens a storage, as a plain text, in base64, or as a JSON object in a text. */
type Secret = 'secret' | 'secret base64' | 'secret json';

interface Field {
  readonly kind: 'text' | 'flag' | 'address' | Secret;
  readonly needed?: true;
}
const needed = (kind: Field['kind']): Field => ({ kind, needed: true });

const PREFIX: Field = { kind: 'text' };
/** Every field of every type; the secret ones are never shown. */
const FIELDS: Readonly<Record<BucketStorage['type'], Readonly<Record<string, Field>>>> = {
  s3: {
    bucket: needed('text'),
    region: { kind: 'text' },
    endpoint: { kind: 'address' },
    forcePathStyle: { kind: 'flag' },
    accessKey: needed('secret'),
    secret: needed('secret'),
    sessionToken: { kind: 'secret' },
    prefix: PREFIX,
  },
  azure: {
    container: needed('text'),
    accountName: needed('text'),
    accountKey: needed('secret base64'),
    prefix: PREFIX,
  },
  gcs: { bucket: needed('text'), credentials: needed('secret json'), prefix: PREFIX },
};

/** Letters, digits, dots, underscores and hyphens; a letter or digit first. */
export const isProfileName = (name: string): boolean =>
  name.length <= PROFILE_LIMITS.nameLength && /^[a-z0-9][a-z0-9._-]*$/i.test(name);

/** What is wrong with what should be a bucket's profile, or `null`. Never repeats a value, which may be a secret. */
export function bucketProblem(value: unknown): FieldError | null {
  if (!isRecord(value)) return { pointer: '', message: 'A storage profile must be an object.' };
  const { type, ...rest } = value;
  const fields = BUCKET_TYPES.find((one) => one === type);
  if (fields === undefined) return { pointer: '/type', message: `'type' must be one of ${BUCKET_TYPES.join(', ')}.` };
  const known = FIELDS[fields];
  for (const [name, { needed: isNeeded }] of Object.entries(known)) {
    if (isNeeded === true && !Object.hasOwn(rest, name))
      return { pointer: pointerStep(name), message: `'${name}' is needed for the type '${fields}'.` };
  }
  for (const [name, given] of Object.entries(rest)) {
    const field = Object.hasOwn(known, name) ? known[name] : undefined;
    const wrong =
      field === undefined
        ? `is no field of the type '${fields}'; it has ${Object.keys(known).join(', ')}`
        : fieldProblem(field, given);
    if (wrong !== null) return { pointer: pointerStep(name), message: `'${name.slice(0, 60)}' ${wrong}.` };
  }
  return null;
}

function fieldProblem({ kind, needed: isNeeded }: Field, value: unknown): string | null {
  if (kind === 'flag') return typeof value === 'boolean' ? null : 'must be true or false';
  const max = isSecret(kind) ? PROFILE_LIMITS.secretLength : PROFILE_LIMITS.textLength;
  const min = isNeeded === true ? 1 : 0;
  if (typeof value !== 'string' || value.length > max || value.length < min)
    return `must be a text of ${min} to ${max} characters`;
  if (kind === 'address' && !(URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)))
    return 'must be an address that begins with http:// or https://';
  // The storage would find these only when a recording has ended.
  if (kind === 'secret base64' && !BASE64.test(value)) return 'must be a text in base64';
  if (kind === 'secret json' && !isJsonObject(value)) return 'must be the text of a JSON object';
  return textProblem(value);
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

function isJsonObject(text: string): boolean {
  try {
    return isRecord(JSON.parse(text));
  } catch {
    return false;
  }
}

const isSecret = (kind: Field['kind'] | undefined): kind is Secret => kind?.startsWith('secret') === true;

/** As `bucketProblem`, for the configuration, where a profile may also be a folder. */
export function profileProblem(value: unknown): FieldError | null {
  if (!isRecord(value) || value.type !== 'local') return bucketProblem(value);
  const { type: _, folder, ...rest } = value;
  if (typeof folder !== 'string' || !folder.startsWith('/') || textProblem(folder) !== null)
    return { pointer: '/folder', message: "'folder' must be an absolute path." };
  const [unknown] = Object.keys(rest);
  return unknown === undefined
    ? null
    : {
        pointer: pointerStep(unknown),
        message: `'${unknown.slice(0, 60)}' is no field of the type 'local'; it has folder.`,
      };
}

/** A profile as it may be shown: without whatever opens the storage. */
export function withoutSecrets(profile: StorageProfile): Record<string, unknown> {
  if (profile.type === 'local') return { ...profile };
  const fields = FIELDS[profile.type];
  return Object.fromEntries(Object.entries(profile).filter(([name]) => !isSecret(fields[name]?.kind)));
}

export type Upload =
  | { readonly case: 's3'; readonly value: S3Upload }
  | { readonly case: 'azure'; readonly value: AzureBlobUpload }
  | { readonly case: 'gcp'; readonly value: GCPUpload };

/** What LiveKit is told, so that the egress service can write there; nothing for a folder. */
export function uploadOf(profile: StorageProfile): Upload | undefined {
  switch (profile.type) {
    case 'local':
      return undefined;
    case 's3': {
      const { type: _, prefix: __, ...settings } = profile;
      return { case: 's3', value: new S3Upload(settings) };
    }
    case 'azure': {
      const { accountName, accountKey, container } = profile;
      return { case: 'azure', value: new AzureBlobUpload({ accountName, accountKey, containerName: container }) };
    }
    case 'gcs': {
      const { credentials, bucket } = profile;
      return { case: 'gcp', value: new GCPUpload({ credentials, bucket }) };
    }
  }
}

/** The path of something of a recording in its storage. Each recording has a folder of its own, so none can overwrite another's. */
export function pathIn(profile: StorageProfile, recordingId: string, name: string): string {
  const root = profile.type === 'local' ? profile.folder : (profile.prefix ?? '');
  return [root.replace(/\/+$/, ''), recordingId, name].filter((part) => part !== '').join('/');
}
