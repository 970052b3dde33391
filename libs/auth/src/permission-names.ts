/** The permissions that the official SDKs know. Any other is refused: the Python SDK cannot read a room that has one. */
export const PERMISSIONS = [
  '*:read',
  '*:write',
  'room:read',
  'room:write',
  'room:presence:write',
  'storage:read',
  'storage:write',
  'storage:none',
  'comments:read',
  'comments:write',
  'comments:none',
  'comments:public:read',
  'comments:public:write',
  'comments:public:none',
  'comments:private:read',
  'comments:private:write',
  'comments:private:none',
  'feeds:read',
  'feeds:write',
  'feeds:none',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

export function isPermission(value: unknown): value is Permission {
  return (PERMISSIONS as readonly unknown[]).includes(value);
}

/** Weakest first. */
export const LEVELS = ['none', 'read', 'write'] as const;

export type AccessLevel = (typeof LEVELS)[number];

export const FEATURES = ['storage', 'comments', 'comments:public', 'comments:private', 'feeds'] as const;

export type Feature = (typeof FEATURES)[number];

/** What a permission speaks about: the base (`room` and `presence`), or a feature, which is an exception from it. */
export type Subject = 'room' | 'presence' | Feature;

export interface Meaning {
  readonly subject: Subject;
  readonly level: AccessLevel;
}

/** What each permission says; a name that is none of ours says nothing. */
export const MEANINGS: ReadonlyMap<string, Meaning> = new Map(
  PERMISSIONS.map((permission) => [permission, meaningOf(permission)]),
);

function meaningOf(permission: Permission): Meaning {
  const colon = permission.lastIndexOf(':');
  const name = permission.slice(0, colon);
  const subject = name === '*' ? 'room' : name === 'room:presence' ? 'presence' : name;
  return { subject: subject as Subject, level: permission.slice(colon + 1) as AccessLevel };
}
