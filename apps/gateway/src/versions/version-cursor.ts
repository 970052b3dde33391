const MAX_BIGINT = 2n ** 63n - 1n;

/** A place in the list of versions as the text that callers hand back. It outlives the version that it was made from. */
export const encodeCursor = (key: string): string => Buffer.from(key).toString('base64url');

/** The key behind a cursor, or `null` for what is no cursor of ours. */
export function decodeCursor(cursor: string): string | null {
  const key = Buffer.from(cursor, 'base64url').toString();
  if (!/^[1-9]\d{0,18}$/.test(key) || BigInt(key) > MAX_BIGINT) return null;
  return encodeCursor(key) === cursor ? key : null;
}
