import { ApiPropertyOptional } from '@nestjs/swagger';
import { Follows, MayBeAbsent, isQueryText, type Rule } from '../../platform/http/fields.js';

const isFlag: Rule = (value, field) =>
  value === 'true' || value === 'false' ? null : { pointer: `?${field}`, message: `'${field}' must be true or false.` };

export class ListEgressesQuery {
  @ApiPropertyOptional({ type: String, description: 'Only those of the call with exactly this name.' })
  @MayBeAbsent()
  @Follows(isQueryText)
  roomName?: string;

  @ApiPropertyOptional({ type: String, description: 'Only the one with this id.' })
  @MayBeAbsent()
  @Follows(isQueryText)
  egressId?: string;

  @ApiPropertyOptional({ type: Boolean, description: 'Only those that have not ended.' })
  @MayBeAbsent()
  @Follows(isFlag)
  active?: string;
}
