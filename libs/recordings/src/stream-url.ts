/** The address of a stream without what opens it: the last part of the path, a password, and the query. */
export function withoutKey(url: string): string {
  // LiveKit has done it already.
  if (/\{[^}]*\}/.test(url) || !URL.canParse(url)) return url.replace(/\?.*$/s, '');
  const { protocol, host, pathname } = new URL(url);
  const parts = pathname.split('/');
  if (parts.length > 2 && parts.at(-1) !== '') parts[parts.length - 1] = '{key}';
  return `${protocol}//${host}${parts.join('/')}`;
}
