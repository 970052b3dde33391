import { BUCKET_TYPES, PROFILE_LIMITS } from '@foyer/recordings';
import { ApiProperty, type ApiBodyOptions } from '@nestjs/swagger';

type SchemaObject = Exclude<NonNullable<Extract<ApiBodyOptions, { schema: unknown }>['schema']>, { $ref: string }>;

const TYPES = ['local', ...BUCKET_TYPES] as const;
const SOURCES = ['configuration', 'database'] as const;

/** A storage profile as it is shown: without whatever opens the storage. */
export class StorageProfileBody {
  @ApiProperty({ description: 'By which egresses name it.', example: 'archive' })
  name: string;

  @ApiProperty({ description: 'What kind of storage it is.', enum: TYPES, enumName: 'StorageType', example: 's3' })
  type: (typeof TYPES)[number];

  @ApiProperty({
    description: 'Whether it is set by the configuration, or here.',
    enum: SOURCES,
    enumName: 'StorageProfileSource',
    example: 'database',
  })
  source: (typeof SOURCES)[number];

  @ApiProperty({
    description: 'Its settings, without credentials.',
    type: 'object',
    additionalProperties: true,
    example: { bucket: 'recordings', region: 'eu-central-1', prefix: 'foyer' },
  })
  settings: Record<string, unknown>;

  @ApiProperty({
    description: 'When it was last set; `null` for those of the configuration.',
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-08-22T15:10:25.225Z',
  })
  updatedAt: string | null;
}

export class StorageProfileListBody {
  @ApiProperty({ description: 'The profiles.', type: [StorageProfileBody] })
  data: StorageProfileBody[];
}

const text = (description: string, example: string) => ({
  type: 'string' as const,
  description,
  maxLength: PROFILE_LIMITS.textLength,
  example,
});
const secret = (description: string, example: string) => ({
  type: 'string' as const,
  description: `${description} Never shown again.`,
  maxLength: PROFILE_LIMITS.secretLength,
  writeOnly: true,
  example,
});
const prefix = text('What the names of all objects begin with.', 'foyer');

/** What a profile can be: one schema for each type. */
const schemas: SchemaObject[] = [
  {
    type: 'object' as const,
    required: ['type', 'bucket', 'accessKey', 'secret'],
    additionalProperties: false,
    properties: {
      type: { type: 'string' as const, enum: ['s3'] },
      bucket: { ...text('The bucket.', 'recordings'), minLength: 1 },
      region: text('Its region.', 'eu-central-1'),
      endpoint: { ...text("Of a service other than Amazon's.", 'https://s3.example.com'), pattern: '^https?://[^/]' },
      forcePathStyle: {
        type: 'boolean' as const,
        description: 'The bucket is named in the path; most services other than Amazon need it.',
        example: true,
      },
      accessKey: { ...secret('The access key.', 'AKIA…'), minLength: 1 },
      secret: { ...secret('The secret key.', '…'), minLength: 1 },
      sessionToken: secret('A session token.', '…'),
      prefix,
    },
  },
  {
    type: 'object' as const,
    required: ['type', 'container', 'accountName', 'accountKey'],
    additionalProperties: false,
    properties: {
      type: { type: 'string' as const, enum: ['azure'] },
      container: { ...text('The container.', 'recordings'), minLength: 1 },
      accountName: { ...text('The account.', 'example'), minLength: 1 },
      accountKey: {
        ...secret('The key of the account, in base64.', 'a2V5'),
        minLength: 1,
        pattern: '^[A-Za-z0-9+/]+={0,2}$',
      },
      prefix,
    },
  },
  {
    type: 'object' as const,
    required: ['type', 'bucket', 'credentials'],
    additionalProperties: false,
    properties: {
      type: { type: 'string' as const, enum: ['gcs'] },
      bucket: { ...text('The bucket.', 'recordings'), minLength: 1 },
      credentials: {
        ...secret('The JSON of a service account, as a text.', '{"type":"service_account"}'),
        minLength: 1,
      },
      prefix,
    },
  },
];

export const storageProfileSchema: SchemaObject = { oneOf: schemas };
