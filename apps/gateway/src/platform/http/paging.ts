import { ApiPropertyOptional } from '@nestjs/swagger';
import { Follows, MayBeAbsent, isLimit, isQueryText } from './fields.js';

const LIMITS = { default: 20, max: 100 } as const;

/** Which page of a list, newest first, is asked for. */
export class PageQuery {
  @ApiPropertyOptional({
    description: 'How many at most.',
    type: 'integer',
    minimum: 1,
    maximum: LIMITS.max,
    default: LIMITS.default,
    example: 20,
  })
  @MayBeAbsent()
  @Follows(isLimit(LIMITS.max))
  limit?: string;

  @ApiPropertyOptional({ description: 'The `nextCursor` of the page before.', example: 'NDI' })
  @MayBeAbsent()
  @Follows(isQueryText)
  cursor?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Where the next page begins; `null` on the last one. */
  readonly nextCursor: string | null;
}

/** The page that a query asks for. `find` is asked for one more than fits: that tells whether there is a next page. */
export async function pageOf<T>(
  { limit: asked }: PageQuery,
  find: (limit: number) => Promise<readonly T[]>,
  cursorOf: (last: T) => string,
): Promise<Page<T>> {
  const limit = asked === undefined ? LIMITS.default : Number(asked);
  const found = await find(limit + 1);
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: found.length > limit && last !== undefined ? cursorOf(last) : null };
}
