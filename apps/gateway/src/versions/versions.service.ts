import { invalid, type RoomId } from '@foyer/core';
import { RoomVersionRepository, type VersionContent, type VersionSummary } from '@foyer/database';
import { RoomGone, RoomVersion, type LiveRoom, type LogEntry, type RoomState } from '@foyer/realtime';
import { RoomRegistry } from '@foyer/room-registry';
import { toJson, toLson } from '@foyer/storage-engine';
import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { pageOf, type Page, type PageQuery } from '../platform/http/paging.js';
import { LiveRooms } from '../platform/live-rooms.js';
import { decodeCursor, encodeCursor } from './version-cursor.js';
import { versionNotFound } from './version-id-param.js';
import type { VersionFormat } from './version.dto.js';

/** What rooms were at moments that were kept: their storage and their Yjs documents together. */
@Injectable()
export class VersionsService {
  constructor(
    private readonly rooms: LiveRooms,
    private readonly registry: RoomRegistry,
    private readonly versions: RoomVersionRepository,
  ) {}

  /** Keeps the room as it is now; answers the id of the version. */
  create(id: RoomId): Promise<string> {
    return this.rooms.in(id, async (room) => {
      const since = await this.versions.newestSeq(room.key);
      return this.keep(room, contentOf(room.state, since));
    });
  }

  /** Versions newest first, from a cursor on. 422 for what is none. */
  async list(id: RoomId, query: PageQuery): Promise<Page<VersionSummary>> {
    const before = query.cursor === undefined ? null : decodeCursor(query.cursor);
    if (query.cursor !== undefined && before === null)
      throw invalid([{ pointer: '?cursor', message: "'cursor' is no cursor of a list of versions." }]);
    const { key } = await this.registry.get(id);
    return pageOf(
      query,
      (limit) => this.versions.list(key, before, limit),
      (last) => encodeCursor(last.key),
    );
  }

  /** The storage of a version, as JSON text. */
  async storage(id: RoomId, versionId: string, format: VersionFormat): Promise<string> {
    const { document } = await this.version((await this.registry.get(id)).key, versionId);
    return JSON.stringify((format === 'json' ? toJson : toLson)(document.root));
  }

  /** The main Yjs document of a version, as one update. */
  async ydoc(id: RoomId, versionId: string): Promise<Uint8Array> {
    return (await this.version((await this.registry.get(id)).key, versionId)).ydoc();
  }

  /** Takes the room back to a version, for everybody who is in it; answers the id of a version of what it was before. */
  restore(id: RoomId, versionId: string): Promise<string> {
    return this.rooms.in(id, async (room) => {
      const version = await this.version(room.key, versionId);
      const newId = await room.newIds();
      const since = await this.versions.newestSeq(room.key);
      let before = contentOf(room.state, since);
      const keptSeq = before.seq;
      // Kept first: should this node end in between, the room can still be taken back.
      const keptId = await this.keep(room, before);
      await room.write((state): LogEntry[] => {
        if (state.seq !== before.seq) before = contentOf(state, since);
        return version.entriesFor(state, newId);
      }, REPLACING);
      if (before.seq !== keptSeq) await this.versions.replace(keptId, before);
      return keptId;
    });
  }

  async delete(id: RoomId, versionId: string): Promise<void> {
    const { key } = await this.registry.get(id);
    if (!(await this.versions.delete(key, versionId))) throw versionNotFound(versionId);
  }

  private async keep(room: LiveRoom, content: VersionContent): Promise<string> {
    const id = `vh_${randomBytes(16).toString('base64url')}`;
    if (!(await this.versions.insert(room.key, id, content))) throw new RoomGone('The room was deleted.');
    return id;
  }

  private async version(roomKey: string, id: string): Promise<RoomVersion> {
    const state = await this.versions.state(roomKey, id);
    if (state === null) throw versionNotFound(id);
    return new RoomVersion(state);
  }
}

/** What the room held before it may hold again. */
const REPLACING = { replacing: true };

const contentOf = (state: RoomState, since: number): VersionContent => ({
  seq: state.seq,
  authors: state.changersSince(since),
  state: RoomVersion.encode(state),
});
