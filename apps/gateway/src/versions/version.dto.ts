import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { MayBeAbsent } from '../platform/http/fields.js';

const FORMATS = ['plain-lson', 'json'] as const;
export type VersionFormat = (typeof FORMATS)[number];

const VERSION_ID = 'vh_Jx1cMqLRsZbAkmoIMXe0Hw';

export class VersionStorageQuery {
  @ApiPropertyOptional({
    description: '`plain-lson`: every node says what it is. `json`: only the values.',
    enum: FORMATS,
    default: 'plain-lson',
    example: 'json',
  })
  @MayBeAbsent()
  @IsIn(FORMATS)
  format: VersionFormat = 'plain-lson';
}

/** Nothing can be said about a version yet; whatever is sent is ignored. */
export class CreateVersionBody {}

class VersionIdBody {
  @ApiProperty({ description: 'The id of the version.', example: VERSION_ID })
  id: string;
}

export class VersionKeptBody {
  @ApiProperty({ description: 'The version that was kept.', type: VersionIdBody })
  data: VersionIdBody;
}

class VersionAuthorBody {
  @ApiProperty({ description: 'The id of the user.', example: 'alice' })
  id: string;
}

class VersionBody {
  @ApiProperty({ description: 'Always `historyVersion`.', enum: ['historyVersion'], enumName: 'HistoryVersionType' })
  type: 'historyVersion';

  @ApiProperty({ description: 'The id of the version.', example: VERSION_ID })
  id: string;

  @ApiProperty({
    description: 'When it was kept.',
    type: String,
    format: 'date-time',
    example: '2025-11-24T14:47:05.225Z',
  })
  createdAt: string;

  @ApiProperty({
    description: 'Users whose changes came after the version before. What REST wrote has no author.',
    type: [VersionAuthorBody],
  })
  authors: VersionAuthorBody[];

  @ApiProperty({
    description: 'Always `yjs`, as the official SDKs expect it; a version holds the storage too.',
    enum: ['yjs'],
    enumName: 'HistoryVersionKind',
  })
  kind: 'yjs';
}

export class VersionPageBody {
  @ApiProperty({
    description: 'The `cursor` of the next page; `null` on the last one.',
    type: String,
    nullable: true,
    example: 'NDI',
  })
  nextCursor: string | null;

  @ApiProperty({ description: 'The versions, newest first.', type: [VersionBody] })
  data: VersionBody[];
}
