import {
  ROOM_LIMITS,
  RoomQueryError,
  isValidOrganizationId,
  parseRoomQuery,
  type RoomFilter,
} from '@foyer/room-registry';
import { FoyerError, invalid, textProblem } from '@foyer/core';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Alias, Follows, MayBeAbsent, isLimit, isQueryText } from '../platform/http/fields.js';

/** The parameters of a list of rooms that have a fixed name; `metadata.KEY` comes beside them. */
export class ListRoomsQuery {
  @ApiPropertyOptional({
    description: 'How many rooms at most.',
    type: 'integer',
    minimum: 1,
    maximum: ROOM_LIMITS.listMax,
    default: ROOM_LIMITS.listDefault,
    example: 20,
  })
  @MayBeAbsent()
  @Follows(isLimit(ROOM_LIMITS.listMax))
  limit?: string;

  @ApiPropertyOptional({ description: 'The `nextCursor` of the page before.', example: 'WzE3ODc0MTUwMjUwMDAsIjQyIl0' })
  @MayBeAbsent()
  @Follows(isQueryText)
  startingAfter?: string;

  @ApiPropertyOptional({
    description: 'Rooms whose `usersAccesses` names this user. Together with `groupIds`: either.',
    example: 'alice',
  })
  @MayBeAbsent()
  @Follows(isQueryText)
  userId?: string;

  @ApiPropertyOptional({
    description:
      'Rooms whose `groupsAccesses` names any of these groups, separated by commas, as `product,marketing`. Also read from `groupsIds`.',
    example: 'product,marketing',
  })
  @Alias('groupsIds')
  @MayBeAbsent()
  @Follows(isQueryText)
  groupIds?: string;

  @ApiPropertyOptional({ description: 'Rooms of this organization. Also read from `tenantId`.', example: 'acme' })
  @Alias('tenantId')
  @MayBeAbsent()
  @Follows(isValidOrganizationId)
  organizationId?: string;

  @ApiPropertyOptional({
    description:
      "Query language: `roomId:'x'`, `roomId^'prefix'`, `metadata['key']:'value'`, joined by `AND`, as in `roomId^'my-' AND metadata['color']:'blue'`.",
    example: "roomId^'my-' AND metadata['color']:'blue'",
  })
  @MayBeAbsent()
  @Follows(isQueryText)
  query?: string;
}

const METADATA_PARAMETER = 'metadata.';

/** The filter that the parameters describe, or `null` where they contradict themselves and no room can match. */
export function toFilter(query: ListRoomsQuery, parameters: Record<string, unknown>): RoomFilter | null {
  const parsed = parseQuery(query.query);
  if (parsed?.hasThreads.includes(true)) return null;
  return {
    ...(query.organizationId === undefined ? {} : { organizationId: query.organizationId }),
    ids: parsed?.roomIds ?? [],
    idPrefixes: parsed?.roomIdPrefixes ?? [],
    metadata: [...metadataParameters(parameters), ...(parsed?.metadata ?? [])],
    accessibleTo: {
      ...(query.userId === undefined || query.userId === '' ? {} : { userId: query.userId }),
      groupIds: query.groupIds?.split(',').filter((id) => id !== '') ?? [],
    },
  };
}

function metadataParameters(parameters: Record<string, unknown>): { key: string; value: string }[] {
  return Object.entries(parameters)
    .filter(([name]) => name.startsWith(METADATA_PARAMETER))
    .flatMap(([name, values]) =>
      [values].flat().map((value) => ({ key: name.slice(METADATA_PARAMETER.length), value: String(value) })),
    )
    .map((entry) => {
      const wrong =
        entry.key === ''
          ? 'needs a key, as in metadata.color=blue'
          : (textProblem(entry.key) ?? textProblem(entry.value));
      if (wrong !== null)
        throw invalid([{ pointer: `?metadata.${entry.key}`, message: `A metadata filter ${wrong}.` }]);
      return entry;
    });
}

function parseQuery(text: string | undefined): ReturnType<typeof parseRoomQuery> | null {
  if (text === undefined || text === '') return null;
  try {
    return parseRoomQuery(text);
  } catch (error) {
    if (!(error instanceof RoomQueryError)) throw error;
    throw new FoyerError('INVALID_QUERY', error.message, {
      suggestion: "An example: roomId^'my-' AND metadata['color']:'blue'",
      errors: [{ pointer: '?query', message: error.message }],
    });
  }
}
