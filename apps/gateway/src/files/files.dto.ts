import { isRecord } from '@foyer/core';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString } from 'class-validator';
import { Follows, MayBeAbsent, type Rule } from '../platform/http/fields.js';
import { MAX_PARTS, type NamedPart } from './upload-rules.js';

const MAX_FILE_IDS = 1_000;
const FILE_ID = { description: 'The file.', example: 'fl_V1StGXR8_Z5jdHi6B-myT' };
const UPLOAD_ID = { description: 'The upload.', format: 'uuid', example: '7f3c1d7e-0a55-4a0f-9a53-0f6f3f6c2d11' };
const PART_NUMBER = {
  description: 'Its place among the parts.',
  type: 'integer' as const,
  minimum: 1,
  maximum: MAX_PARTS,
  example: 1,
};
const ETAG = {
  description: 'Names the part as it was uploaded.',
  example: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
};
const EXPIRES_AT = { format: 'date-time', type: String, example: '2026-08-22T16:10:25.000Z' };
const URL_EXAMPLE = 'http://127.0.0.1:6080/v2/files/7/fl_V1StGXR8_Z5jdHi6B-myT?expires=1787415025&signature=c2ln';

const isFileSize: Rule = (value) =>
  typeof value === 'string' && /^\d{1,15}$/.test(value)
    ? null
    : { pointer: '?fileSize', message: "'fileSize' must be a whole number of bytes." };

export class FileQuery {
  @ApiPropertyOptional({
    description: 'How many bytes the file has. Absent: as many as arrive.',
    type: 'integer',
    minimum: 0,
    example: 3,
  })
  @MayBeAbsent()
  @Follows(isFileSize)
  fileSize?: string;
}

/** A file, as a LiveFile holds it. */
export class FileDataBody {
  @ApiProperty(FILE_ID)
  id: string;

  @ApiProperty({ description: 'Its name.', example: 'plan.txt' })
  name: string;

  @ApiProperty({ description: 'How many bytes it has.', type: 'integer', example: 3 })
  size: number;

  @ApiProperty({ description: 'Its type, as its name says.', example: 'text/plain' })
  mimeType: string;
}

export class FileWithUrlBody extends FileDataBody {
  @ApiProperty({ description: 'A link to its bytes; whoever has it may read them.', example: URL_EXAMPLE })
  url: string;

  @ApiProperty({ description: 'When the link expires.', ...EXPIRES_AT })
  expiresAt: string;
}

export class FileUploadBody {
  @ApiProperty(FILE_ID)
  fileId: string;

  @ApiProperty(UPLOAD_ID)
  uploadId: string;
}

export class FilePartBody {
  @ApiProperty(PART_NUMBER)
  partNumber: number;

  @ApiProperty(ETAG)
  etag: string;
}

const isNamedPart = (part: unknown): part is NamedPart =>
  isRecord(part) &&
  Number.isInteger(part.partNumber) &&
  (part.partNumber as number) >= 1 &&
  (part.partNumber as number) <= MAX_PARTS &&
  typeof part.etag === 'string';

const areParts: Rule = (value) => {
  if (!Array.isArray(value) || value.length < 1 || value.length > MAX_PARTS)
    return { pointer: '/parts', message: `'parts' must be a list of 1 to ${MAX_PARTS} parts.` };
  const wrong = value.findIndex((part) => !isNamedPart(part));
  return wrong < 0
    ? null
    : { pointer: `/parts/${wrong}`, message: `A part has a partNumber from 1 to ${MAX_PARTS}, and an etag.` };
};

export class CompleteUploadBody {
  @ApiProperty({ description: 'All parts of the file.', type: [FilePartBody], minItems: 1, maxItems: MAX_PARTS })
  @Follows(areParts)
  parts: NamedPart[];
}

const areFileIds: Rule = (value) =>
  Array.isArray(value) && value.length <= MAX_FILE_IDS && value.every((id) => typeof id === 'string')
    ? null
    : { pointer: '/fileIds', message: `'fileIds' must be a list of at most ${MAX_FILE_IDS} texts.` };

export class FileIdsBody {
  @ApiProperty({
    description: 'The files.',
    type: [String],
    maxItems: MAX_FILE_IDS,
    example: ['fl_V1StGXR8_Z5jdHi6B-myT'],
  })
  @Follows(areFileIds)
  fileIds: string[];
}

export class FileUrlsBody {
  @ApiProperty({
    description: 'For each file a link to its bytes; `null` for one that the room does not have.',
    type: 'array',
    items: { type: ['string', 'null'] as unknown as 'string' },
    example: [URL_EXAMPLE, null],
  })
  urls: (string | null)[];

  @ApiProperty({ description: 'When the links expire.', ...EXPIRES_AT })
  expiresAt: string;
}

export class FileLinkQuery {
  @ApiProperty({ description: 'When the link expires, in seconds since 1970.', example: '1787415025' })
  @IsString()
  expires: string;

  @ApiProperty({ description: 'What the link was signed with.', example: 'c2lnbmF0dXJl' })
  @IsString()
  signature: string;
}
