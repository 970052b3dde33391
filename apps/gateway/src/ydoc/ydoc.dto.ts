import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { Follows, MayBeAbsent, isQueryText } from '../platform/http/fields.js';

const SHARED_TYPES = ['ymap', 'ytext', 'yxmltext', 'yxmlfragment', 'yarray'] as const;
export type SharedType = (typeof SHARED_TYPES)[number];

export class YdocGuidQuery {
  @ApiPropertyOptional({
    description: 'A subdocument, by its guid; absent: the main document.',
    example: '8f1c2f64-90b2-4c0e-a3ff-6d3b3c1f2a10',
  })
  @MayBeAbsent()
  @Follows(isQueryText)
  guid?: string;
}

export class YdocQuery extends YdocGuidQuery {
  @ApiPropertyOptional({
    description: 'Present: texts as their runs, with formatting. `false` and `0` count as absent.',
    example: 'true',
  })
  @MayBeAbsent()
  @Follows(isQueryText)
  formatting?: string;

  @ApiPropertyOptional({ description: 'Only the shared type of this name.', example: 'default' })
  @MayBeAbsent()
  @Follows(isQueryText)
  key?: string;

  @ApiPropertyOptional({
    description: 'With `key`: what it is. The answer is then its bare value.',
    enum: SHARED_TYPES,
    example: SHARED_TYPES[0],
  })
  @MayBeAbsent()
  @IsIn(SHARED_TYPES)
  type?: SharedType;
}

export class YdocUpdatedBody {
  @ApiProperty({ description: 'Always `true`.', example: true })
  success: boolean;
}
