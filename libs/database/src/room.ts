import type { RoomId } from '@foyer/core';
import type { MediaRoles, Permission } from '@foyer/auth';

export type Metadata = Record<string, string | string[]>;
/** Permissions by user or group id. Made from JSON: look up own properties only. */
export type Accesses = Record<string, Permission[]>;

/** How the calls of a room are. Times in seconds. */
export interface MediaSettings extends MediaRoles {
  readonly maxParticipants?: number;
  /** How long a call stays open before anybody has come. */
  readonly emptyTimeout?: number;
  /** How long it stays open after the last one has left. */
  readonly departureTimeout?: number;
  /** Every call is recorded from its beginning to its end. */
  readonly autoRecord?: boolean;
}

/** What a caller may set when a room is made. */
export interface NewRoom {
  readonly id: RoomId;
  readonly organizationId: string;
  readonly metadata: Metadata;
  readonly defaultAccesses: Permission[];
  readonly usersAccesses: Accesses;
  readonly groupsAccesses: Accesses;
  /** Made from JSON: look up own properties only. */
  readonly media: MediaSettings;
}

export interface Room extends NewRoom {
  /** What other tables refer to; it stays when the room is renamed. */
  readonly key: string;
  readonly createdAt: Date;
  readonly lastConnectionAt: Date;
}

/** A place in the list of rooms, newest first: the rooms after it are older, or made in the same millisecond. */
export interface RoomPosition {
  readonly createdAt: Date;
  readonly key: string;
}

/** Which rooms a list shows. All parts must hold; inside `accessibleTo` one is enough. */
export interface RoomFilter {
  readonly organizationId?: string;
  readonly ids: readonly string[];
  readonly idPrefixes: readonly string[];
  /** Entries with exactly this text; a list of texts never matches. */
  readonly metadata: readonly { readonly key: string; readonly value: string }[];
  /** Rooms that name the user, or any of the groups, in their accesses. */
  readonly accessibleTo: { readonly userId?: string; readonly groupIds: readonly string[] };
}
