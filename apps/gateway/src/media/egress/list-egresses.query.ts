import { ApiPropertyOptional } from '@nestjs/swagger';
import { Follows, MayBeAbsent, isQueryText, type Rule } from '../../platform/http/fields.js';

const isFlag: Rule = (value, field) =>
  value === 'true' || value === 'false' ? null : { pointer: `?${field}`, message: `'${field}' must be true or false.` };

export class ListEgressesQuery {
  @ApiPropertyOptional({
    type: String,
    description: 'Only those of the call with exactly this name.',
    example: 'Test Room',
  })
  @MayBeAbsent()
  @Follows(isQueryText)
  roomName?: string;

  @ApiPropertyOptional({ type: String, description: 'Only the one with this id.', example: 'EG_vA2f4HoJuqeN' })
  @MayBeAbsent()
  @Follows(isQueryText)
  egressId?: string;

  @ApiPropertyOptional({ type: Boolean, description: 'Only those that have not ended.', example: true })
  @MayBeAbsent()
  @Follows(isFlag)
  active?: string;
}
