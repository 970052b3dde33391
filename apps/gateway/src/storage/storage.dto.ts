import { LSON_TYPES } from '@foyer/storage-engine';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsArray, IsIn } from 'class-validator';
import { MayBeAbsent } from '../platform/http/fields.js';
import { anyJsonSchema } from '../platform/openapi/schemas.js';

export const STORAGE_FORMATS = ['plain-lson', 'json'] as const;

export class StorageQuery {
  @ApiPropertyOptional({
    description: '`plain-lson`: every node says what it is. `json`: only the values.',
    enum: STORAGE_FORMATS,
    default: 'plain-lson',
    example: 'json',
  })
  @MayBeAbsent()
  @IsIn(STORAGE_FORMATS)
  format: (typeof STORAGE_FORMATS)[number] = 'plain-lson';
}

/** A node of the tree: `data` holds nodes and plain values. */
export class LsonBody {
  @ApiProperty({
    description: 'What the node is.',
    enum: LSON_TYPES,
    enumName: 'LiveblocksType',
    example: 'LiveObject',
  })
  liveblocksType: string;

  @ApiProperty({
    ...anyJsonSchema,
    description:
      'LiveObject and LiveMap: an object. LiveList: a list. LiveText: a list of segments. LiveFile: id, name, size and mimeType.',
    example: { title: 'Plan', items: { liveblocksType: 'LiveList', data: ['a', 'b'] } },
  })
  data: unknown;
}

/** One operation of RFC 6902. */
export class JsonPatchOperationBody {
  @ApiProperty({
    description: 'What to do.',
    enum: ['add', 'remove', 'replace', 'move', 'copy', 'test'],
    enumName: 'JsonPatchOp',
    example: 'add',
  })
  op: string;

  @ApiProperty({ description: 'Where, as a JSON Pointer (RFC 6901).', example: '/items/-' })
  path: string;

  @ApiPropertyOptional({ description: 'With move and copy: from where.', example: '/items/0' })
  from?: string;

  @ApiPropertyOptional({
    ...anyJsonSchema,
    description: 'With add, replace and test: the value. Objects and lists become LiveObjects and LiveLists.',
    example: 'c',
  })
  value?: unknown;
}

export class StoragePatchedBody {}

export class SendMessageBody {
  @ApiProperty({
    description: 'Messages as a socket would send them. Only changes of the storage (type 201) are taken.',
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    example: [{ type: 201, ops: [{ opId: '3:0', type: 3, id: 'root', data: { title: 'Plan' } }] }],
  })
  @IsArray()
  messages: unknown[];
}

export class MessagesSentBody {
  @ApiProperty({
    description: 'What a socket would have received: for each message its answers.',
    type: 'array',
    items: { type: 'array', items: { type: 'object', additionalProperties: true } },
    example: [[{ type: 201, ops: [{ opId: '3:0', type: 3, id: 'root', data: { title: 'Plan' } }] }]],
  })
  messages: unknown[][];
}
