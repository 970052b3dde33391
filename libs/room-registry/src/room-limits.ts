/** How large a room may be (contract §2.1). Lengths count UTF-16 units, as JavaScript does. */
export const ROOM_LIMITS = {
  metadataEntries: 50,
  metadataKeyLength: 40,
  metadataValueLength: 256,
  /** Ids in `usersAccesses`, and ids in `groupsAccesses`. */
  accessIds: 1000,
  accessIdLength: 256,
  /** Of a call: participants, and the seconds that it waits for somebody. */
  participants: 100_000,
  timeoutSeconds: 604_800,
  organizationIdLength: 256,
  listDefault: 20,
  listMax: 100,
} as const;
