import type { Json } from '@liveblocks/client';
import { randomBytes } from 'node:crypto';

const SECRET_KEY = 'sk_localdev';

const inRoom = (roomId: string, path = ''): string => `/v2/rooms/${encodeURIComponent(roomId)}${path}`;

async function request(url: string, method: string, path: string, body?: Json): Promise<Response> {
  const answer = await fetch(new URL(path, url), {
    method,
    headers: {
      authorization: `Bearer ${SECRET_KEY}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status}: ${await answer.text()}`);
  return answer;
}

// Not answer.json(): under Jest that is made of another realm's objects.
const json = async <T>(answer: Promise<Response>): Promise<T> => JSON.parse(await (await answer).text()) as T;

/** A room that everybody may write to, by an id that nothing else uses; answers the id. */
export async function createRoom(url: string, hint = 'realtime'): Promise<string> {
  const id = `${hint}-${randomBytes(6).toString('hex')}`;
  await request(url, 'POST', '/v2/rooms', { id, defaultAccesses: ['room:write'] });
  return id;
}

/** An ID token: what the user may do stands in the room. */
export async function identify(url: string, userId: string): Promise<string> {
  return (await json<{ token: string }>(request(url, 'POST', '/v2/identify-user', { userId }))).token;
}

/** An access token for these permissions, by pattern of room. */
export async function authorize(url: string, userId: string, permissions: Record<string, string[]>): Promise<string> {
  return (await json<{ token: string }>(request(url, 'POST', '/v2/authorize-user', { userId, permissions }))).token;
}

/** The room's storage as plain JSON, as the server has it. */
export function storageOf(url: string, roomId: string): Promise<Json> {
  return json(request(url, 'GET', inRoom(roomId, '/storage?format=json')));
}

/** The room's Yjs document, or one of its subdocuments, as plain JSON. */
export function ydocOf(url: string, roomId: string, guid?: string): Promise<Record<string, Json>> {
  return json(request(url, 'GET', inRoom(roomId, `/ydoc${guidQuery(guid)}`)));
}

/** The same as one Yjs update. */
export async function ydocBinaryOf(url: string, roomId: string, guid?: string): Promise<Uint8Array> {
  const answer = await request(url, 'GET', inRoom(roomId, `/ydoc-binary${guidQuery(guid)}`));
  return new Uint8Array(await answer.arrayBuffer());
}

const guidQuery = (guid?: string): string => (guid === undefined ? '' : `?guid=${encodeURIComponent(guid)}`);
