import { DEFAULT_ORGANIZATION, type Permission } from '@foyer/auth';
import { FoyerError, invalid, type RoomId } from '@foyer/core';
import type { NewRoom, Room, RoomFilter, RoomRepository } from '@foyer/database';
import { decodeCursor, encodeCursor } from './room-cursor.js';
import type { RoomFacet } from './room-facet.js';
import { applyPatch, type RoomPatch } from './room-patch.js';

export interface RoomDraft extends RoomPatch {
  readonly defaultAccesses: Permission[];
  readonly organizationId?: string;
}

export interface RoomPage {
  readonly rooms: Room[];
  /** Where the next page begins; `null` on the last one. */
  readonly nextCursor: string | null;
}

/** How exactly the time of the last connection is kept. */
const CONNECTION_MARK_MS = 1_000;

/** Hears when a facet could not follow; the room's own change stands. */
export type FacetFailure = (facet: string, room: Room, error: unknown) => void;

/** The one place that makes, changes and removes rooms, for both halves. */
export class RoomRegistry {
  constructor(
    private readonly rooms: RoomRepository,
    private readonly facets: readonly RoomFacet[],
    private readonly onFacetFailure: FacetFailure,
  ) {}

  /** Makes the room. 409 when its id is taken. */
  async create(id: RoomId, draft: RoomDraft): Promise<Room> {
    const room = await this.rooms.insert(draftRoom(id, draft));
    if (room === null) {
      throw new FoyerError('ROOM_ALREADY_EXISTS', `Room with id "${id}" already exists.`, {
        suggestion: 'Add ?idempotent to get the existing room, or choose another id.',
      });
    }
    return room;
  }

  /** The room as it is, or made now. Says nothing about which. */
  async getOrCreate(id: RoomId, draft: RoomDraft): Promise<Room> {
    // Twice at most in practice: a room that is neither insertable nor there was deleted in between.
    for (;;) {
      const room = (await this.rooms.find(id)) ?? (await this.rooms.insert(draftRoom(id, draft)));
      if (room !== null) return room;
    }
  }

  async get(id: RoomId): Promise<Room> {
    return (await this.find(id)) ?? notFound(id);
  }

  find(id: RoomId): Promise<Room | null> {
    return this.rooms.find(id);
  }

  /** One page, newest first. 422 for a cursor that is not one of ours. */
  async list(filter: RoomFilter, startingAfter: string | undefined, limit: number): Promise<RoomPage> {
    const after = startingAfter === undefined ? null : decodeCursor(startingAfter);
    if (startingAfter !== undefined && after === null) {
      throw invalid([{ pointer: '?startingAfter', message: "'startingAfter' is not a cursor from an earlier page." }]);
    }
    // One more than asked for tells whether there is a next page.
    const rooms = await this.rooms.list(filter, after, limit + 1);
    const page = rooms.slice(0, limit);
    const last = page.at(-1);
    return { rooms: page, nextCursor: rooms.length > limit && last !== undefined ? encodeCursor(last) : null };
  }

  async update(id: RoomId, patch: RoomPatch): Promise<Room> {
    return (await this.change(id, (room) => applyPatch(room, patch))) ?? notFound(id);
  }

  /** Updates the room, or makes it from `create` with `update` laid over. 422 when neither says who has access. */
  async upsert(id: RoomId, update: RoomPatch, create: RoomDraft | undefined): Promise<Room> {
    for (;;) {
      const updated = await this.change(id, (room) => applyPatch(room, update));
      if (updated !== null) return updated;
      const defaultAccesses = update.defaultAccesses ?? create?.defaultAccesses;
      if (defaultAccesses === undefined) {
        throw invalid([
          {
            pointer: '/create/defaultAccesses',
            message: "Missing key: 'create.defaultAccesses'; the room does not exist yet.",
          },
        ]);
      }
      const draft = draftRoom(id, { ...create, defaultAccesses });
      const inserted = await this.rooms.insert(applyPatch(draft, { ...update, defaultAccesses }));
      if (inserted !== null) return inserted;
    }
  }

  async delete(id: RoomId): Promise<void> {
    const room = (await this.rooms.delete(id)) ?? notFound(id);
    await this.tellFacets(room, (facet) => facet.roomDeleted(room));
  }

  async rename(id: RoomId, newId: RoomId): Promise<Room> {
    const before = await this.get(id);
    const renamed = await this.rooms.rename(id, newId);
    if (renamed === 'taken') throw new FoyerError('ROOM_ALREADY_EXISTS', `Room with id "${newId}" already exists.`);
    if (renamed === null) return notFound(id);
    if (id !== newId) await this.tellFacets(renamed, (facet) => facet.roomRenamed(before, renamed));
    return renamed;
  }

  /** Moves the room to another organization, if it is in the one that the caller believes. */
  async moveToOrganization(id: RoomId, from: string, to: string): Promise<Room> {
    const moved = await this.change(id, (room) => {
      if (room.organizationId !== from) {
        throw invalid([{ pointer: '/fromOrganizationId', message: `The room is not in the organization "${from}".` }]);
      }
      return { ...room, organizationId: to };
    });
    return moved ?? notFound(id);
  }

  /** Somebody connects to the room now. Where many come at once, one of them in a second is written down. */
  async markConnection(room: Room): Promise<void> {
    if (Date.now() - room.lastConnectionAt.getTime() < CONNECTION_MARK_MS) return;
    await this.rooms.markConnection(room.key);
  }

  private async change(id: RoomId, change: (room: Room) => NewRoom): Promise<Room | null> {
    const seen: { before?: Room } = {};
    const room = await this.rooms.update(id, (before) => change((seen.before = before)));
    if (room !== null) await this.tellFacets(room, (facet) => facet.roomChanged(room, seen.before ?? room));
    return room;
  }

  private async tellFacets(room: Room, tell: (facet: RoomFacet) => Promise<void>): Promise<void> {
    await Promise.all(
      this.facets.map(async (facet) => {
        try {
          await tell(facet);
        } catch (error) {
          this.onFacetFailure(facet.name, room, error);
        }
      }),
    );
  }
}

function draftRoom(id: RoomId, draft: RoomDraft): NewRoom {
  const empty: NewRoom = {
    id,
    organizationId: draft.organizationId ?? DEFAULT_ORGANIZATION,
    metadata: {},
    defaultAccesses: [],
    usersAccesses: {},
    groupsAccesses: {},
    media: {},
  };
  return applyPatch(empty, draft);
}

function notFound(id: RoomId): never {
  throw new FoyerError('ROOM_NOT_FOUND', `Room with id "${id}" not found.`, {
    suggestion: 'Create it with POST /v2/rooms.',
  });
}
