/** The roles in a call, strongest first. */
export const MEDIA_ROLES = ['moderator', 'publisher', 'viewer', 'none'] as const;

export type MediaRole = (typeof MEDIA_ROLES)[number];

/** The roles that a room's `media` field hands out. Made from JSON: look up own properties only. */
export interface MediaRoles {
  readonly defaultRole?: MediaRole;
  readonly groupsRoles?: Readonly<Record<string, MediaRole>>;
  readonly usersRoles?: Readonly<Record<string, MediaRole>>;
}

/** What one person may do in the call of a room. */
export interface MediaRights {
  readonly role: MediaRole;
  /** Audio and video. */
  readonly canPublish: boolean;
  /** Data messages. */
  readonly canPublishData: boolean;
  readonly canSubscribe: boolean;
}

/** The role that the room hands to this person: the user's own, else the strongest of the groups', else the default. */
export function assignedRole(
  { defaultRole, groupsRoles = {}, usersRoles = {} }: MediaRoles,
  userId: string | undefined,
  groupIds: readonly string[],
): MediaRole | undefined {
  if (userId !== undefined && Object.hasOwn(usersRoles, userId)) return usersRoles[userId];
  const ofGroups = groupIds.filter((id) => Object.hasOwn(groupsRoles, id)).map((id) => groupsRoles[id]);
  return MEDIA_ROLES.find((role) => ofGroups.includes(role)) ?? defaultRole;
}

export function rightsOf(role: MediaRole, presence: boolean): MediaRights {
  const publishes = role === 'moderator' || role === 'publisher';
  return {
    role,
    canPublish: publishes,
    // A data message is to the call what presence is to the document, so viewers send it by the same permission.
    canPublishData: publishes || (role === 'viewer' && presence),
    canSubscribe: role !== 'none',
  };
}
