import { invalid, type RoomId } from '@foyer/core';
import { CallSessionRepository, type CallSession } from '@foyer/database';
import { RoomRegistry } from '@foyer/room-registry';
import { Injectable } from '@nestjs/common';
import { pageOf, type Page, type PageQuery } from '../platform/http/paging.js';
import { decodeCursor, encodeCursor } from './call-cursor.js';

/** The calls of rooms, open and past. */
@Injectable()
export class CallSessionsService {
  constructor(
    private readonly registry: RoomRegistry,
    private readonly sessions: CallSessionRepository,
  ) {}

  /** Newest first, from a cursor on. 422 for what is none. */
  async list(id: RoomId, query: PageQuery): Promise<Page<CallSession>> {
    const before = query.cursor === undefined ? null : decodeCursor(query.cursor);
    if (query.cursor !== undefined && before === null)
      throw invalid([{ pointer: '?cursor', message: "'cursor' is not a cursor from an earlier page." }]);
    const { key } = await this.registry.get(id);
    return pageOf(query, (limit) => this.sessions.list(key, before, limit), encodeCursor);
  }
}
