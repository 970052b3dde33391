import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { defaultCacheDir, findProgram, startLivekitServer, type LivekitServer } from '@foyer/servers';
import { Gateway, eventually } from '@foyer/testing';
import { DisconnectReason, RoomEvent, type Room } from '@livekit/rtc-node';
import { AccessToken, RoomServiceClient, WebhookReceiver } from 'livekit-server-sdk';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aRoomId, call, secret, type Answer } from './support/foyer.js';
import { enterCall, leaveAllCalls, leaveCall, publishAudio } from './support/participants.js';
import { WebhookRelay } from './support/webhook-relay.js';

// A gateway and a LiveKit of its own: both are hurt, and what is between them is a relay that tells lies of omission.
let livekit: LivekitServer;
let stateDir: string;
let gateway: Gateway;
let relay: WebhookRelay;
let rooms: RoomServiceClient;

const env = (): Record<string, string> => ({
  LIVEKIT_URL: livekit.url,
  LIVEKIT_API_KEY: livekit.apiKey,
  LIVEKIT_API_SECRET: livekit.apiSecret,
});
const ask = (method: string, path: string, body?: unknown): Promise<Answer> =>
  call(method, path, { base: gateway.url, body });
const inRoom = (id: string, path = ''): string => `/v2/rooms/${encodeURIComponent(id)}${path}`;
const enter = async (roomName: string, participantIdentity: string, more = {}): Promise<Room> => {
  const { status, body } = await ask('POST', '/token', { roomName, participantIdentity, ...more });
  expect([participantIdentity, status]).toEqual([participantIdentity, 200]);
  secret(body.token as string);
  return enterCall(body as { token: string; url: string });
};
interface Session {
  readonly id: string;
  readonly endedAt: string | null;
  readonly attendances: { readonly sid: string; readonly identity: string; readonly to: string | null }[];
}
const sessionsOf = async (id: string): Promise<Session[]> =>
  (await ask('GET', inRoom(id, '/sessions'))).body.data as Session[];
interface Told {
  readonly id: string;
  readonly type: string;
  readonly data: { readonly sessionId: string; readonly participant?: { identity: string; sid: string } };
}
const eventsOf = async (id: string): Promise<Told[]> =>
  (await ask('GET', `/admin/events?limit=999&roomId=${encodeURIComponent(id)}`)).body.data as Told[];
const told = (events: readonly Told[]): string[] =>
  events.map(({ type, data }) =>
    [type, ...(data.participant === undefined ? [] : [data.participant.identity])].join(' '),
  );
const untilTold = (id: string, ...expected: string[]): Promise<unknown> =>
  eventually(async () => {
    const seen = told(await eventsOf(id));
    return JSON.stringify(seen) === JSON.stringify(expected) || seen.join(', ');
  }, 20_000);

beforeAll(async () => {
  relay = await WebhookRelay.start();
  const binary = findProgram('livekit-server', { cacheDir: defaultCacheDir() });
  if (binary === null) throw new Error('The global set-up has built a livekit-server.');
  stateDir = mkdtempSync(join(tmpdir(), 'foyer-livekit-'));
  livekit = await startLivekitServer({
    binary,
    stateDir,
    webhookUrl: relay.url,
    log: () => undefined,
  });
  rooms = new RoomServiceClient(livekit.httpUrl, livekit.apiKey, livekit.apiSecret);
  gateway = await Gateway.start({ env: env() });
  relay.target = gateway.url;
});

afterEach(() => {
  relay.fate = 'pass';
});

afterAll(async () => {
  await leaveAllCalls();
  await gateway.remove();
  await livekit.stop();
  rmSync(stateDir, { recursive: true });
  relay.close();
});

/** One call with two people, one of whom comes twice. */
async function aVisit(id: string): Promise<void> {
  const alice = await enter(id, 'alice');
  await untilTold(id, 'media.session.started', 'participant.joined alice');
  const publication = await publishAudio(alice);
  await untilTold(id, 'media.session.started', 'participant.joined alice', 'track.published alice');
  const bob = await enter(id, 'bob');
  const before = [
    'media.session.started',
    'participant.joined alice',
    'track.published alice',
    'participant.joined bob',
  ];
  await untilTold(id, ...before);
  await alice.localParticipant?.unpublishTrack(publication.sid!);
  await untilTold(id, ...before, 'track.unpublished alice');
  await leaveCall(bob);
  await untilTold(id, ...before, 'track.unpublished alice', 'participant.left bob');
  await leaveCall(alice);
  await untilTold(id, ...before, 'track.unpublished alice', 'participant.left bob', 'participant.left alice');
}

describe('the books of calls', () => {
  it.each(['pass', 'lose', 'double'] as const)(
    '[CA3] tell of everything once and in order where webhooks fare so: %s',
    async (fate) => {
      relay.fate = fate;
      const id = aRoomId(`books ${fate}`);
      await aVisit(id);
      const [session] = await sessionsOf(id);
      expect(session?.attendances.map(({ identity, to }) => [identity, to === null])).toEqual([
        ['alice', false],
        ['bob', false],
      ]);
      const [listed] = await rooms.listRooms([id]);
      expect([session?.id, session?.endedAt]).toEqual([listed?.sid, null]);
      expect((await ask('DELETE', inRoom(id))).status).toBe(204);
      expect(told(await eventsOf(id)).at(-1)).toBe('media.session.ended');
    },
    90_000,
  );

  it('[CA3] are not moved by late webhooks, nor by the same ones again', async () => {
    relay.fate = 'keep';
    const id = aRoomId('late');
    await aVisit(id);
    const before = await eventsOf(id);
    await relay.release();
    for (const hook of relay.seen.filter(({ body }) => body.includes(id))) expect(await relay.pass(hook)).toBe(200);
    await ask('GET', '/rooms');
    expect(await eventsOf(id)).toEqual(before);
  }, 90_000);

  it('[CA4] take only what LiveKit has signed, as its own receiver does', async () => {
    const id = aRoomId('signed');
    await leaveCall(await enter(id, 'alice'));
    await eventually(() => relay.seen.some(({ body }) => body.includes(id)) || 'no webhook came');
    const hook = relay.seen.find(({ body }) => body.includes(id))!;
    const receiver = new WebhookReceiver(livekit.apiKey, livekit.apiSecret);
    expect((await receiver.receive(hook.body, hook.authorization)).room?.name).toBe(id);
    expect(await relay.pass(hook)).toBe(200);
    const forged = new AccessToken(livekit.apiKey, 'another-secret-another-secret-another');
    forged.sha256 = createHash('sha256').update(hook.body).digest('base64');
    for (const bad of [
      { ...hook, body: hook.body.replace(id, 'another') },
      { ...hook, authorization: '' },
      { ...hook, authorization: await forged.toJwt() },
      { body: '', authorization: hook.authorization },
    ]) {
      const answer = await fetch(`${gateway.url}/livekit/webhook`, {
        method: 'POST',
        headers: { authorization: bad.authorization, 'content-type': 'application/webhook+json' },
        body: bad.body,
      });
      expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([
        401,
        'INVALID_WEBHOOK_SIGNATURE',
      ]);
    }
  });

  it('[CA5] go on where they were when the gateway is killed in the middle of a call, which it does not notice', async () => {
    const id = aRoomId('restart');
    const alice = await enter(id, 'alice');
    await publishAudio(alice);
    await untilTold(id, 'media.session.started', 'participant.joined alice', 'track.published alice');
    const disconnected: DisconnectReason[] = [];
    alice.on(RoomEvent.Disconnected, (reason) => disconnected.push(reason));
    await gateway.stop('SIGKILL');
    const bob = await enterCall({ url: livekit.url, token: await aToken(id, 'bob') });
    gateway = await Gateway.start({ env: env(), dataDir: gateway.dataDir });
    relay.target = gateway.url;
    const before = [
      'media.session.started',
      'participant.joined alice',
      'track.published alice',
      'participant.joined bob',
    ];
    await untilTold(id, ...before);
    await leaveCall(bob);
    await untilTold(id, ...before, 'participant.left bob');
    expect([disconnected, (await sessionsOf(id)).length]).toEqual([[], 1]);
  }, 60_000);

  it('[CA6] know a call that was opened in LiveKit itself, and register its room, open to everybody', async () => {
    const id = aRoomId('first seen ü');
    await rooms.createRoom({ name: id, emptyTimeout: 60 });
    await eventually(async () => (await ask('GET', inRoom(id))).status === 200 || 'not registered yet', 10_000);
    expect((await ask('GET', inRoom(id))).body.defaultAccesses).toEqual(['room:write']);
    await untilTold(id, 'media.session.started');
    // What can be no room is left alone.
    await rooms.createRoom({ name: 'x'.repeat(129), emptyTimeout: 1 });
    await rooms.deleteRoom(id);
    await untilTold(id, 'media.session.started', 'media.session.ended');
    expect((await ask('GET', inRoom(id))).status).toBe(200);
  });

  it('[CA6] know whoever has come in past the gateway, whatever they are called', async () => {
    const id = aRoomId('odd');
    await ask('POST', '/rooms', { roomName: id });
    await enterCall({ url: livekit.url, token: await aToken(id, 'odd', { name: 'nul\u0000 and half \ud800' }) });
    await untilTold(id, 'media.session.started', 'participant.joined odd');
  });

  it('[CA7] end a call with its room; made again at once, the room begins with a call of its own', async () => {
    const id = aRoomId('again');
    const first = await enter(id, 'alice');
    await untilTold(id, 'media.session.started', 'participant.joined alice');
    const [old] = await sessionsOf(id);
    const ended = new Promise((resolve) => first.once(RoomEvent.Disconnected, resolve));
    expect((await ask('DELETE', inRoom(id))).status).toBe(204);
    expect((await ask('POST', '/rooms', { roomName: id })).status).toBe(201);
    expect(await ended).toBe(DisconnectReason.ROOM_DELETED);
    await enter(id, 'bob');
    const expected = [
      'media.session.started',
      'participant.joined alice',
      'participant.left alice',
      'media.session.ended',
    ];
    await untilTold(id, ...expected, 'media.session.started', 'participant.joined bob');
    const sessions = await sessionsOf(id);
    expect(sessions.map(({ attendances }) => attendances.map(({ identity }) => identity))).toEqual([['bob']]);
    expect(sessions[0]?.id).not.toBe(old?.id);
  });

  it('[CA8] are read page by page, newest first, each call once', async () => {
    const id = aRoomId('pages');
    const opened: string[] = [];
    for (let n = 0; n < 3; n++) {
      opened.unshift((await ask('POST', '/rooms', { roomName: id })).body.room.sid as string);
      await eventually(async () => (await sessionsOf(id))[0]?.id === opened[0] || 'not in the books yet');
      await rooms.deleteRoom(id);
      await eventually(async () => (await sessionsOf(id))[0]?.endedAt !== null || 'not over yet', 10_000);
    }
    const pages: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await ask('GET', inRoom(id, `/sessions?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`));
      pages.push(...(body.data as Session[]).map((session) => session.id));
      cursor = body.nextCursor as string | null;
    }
    expect(pages).toEqual(opened);
    for (const bad of ['limit=0', 'limit=101', 'cursor=nonsense', 'cursor=MTIz'])
      expect([bad, (await ask('GET', inRoom(id, `/sessions?${bad}`))).status]).toEqual([bad, 422]);
    expect((await ask('GET', inRoom(aRoomId('none'), '/sessions'))).status).toBe(404);
    for (const bad of ['after=x', 'after=-1', 'limit=1000', `after=${'9'.repeat(20)}`])
      expect([bad, (await ask('GET', `/admin/events?${bad}`)).status]).toEqual([bad, 422]);
    const [one, two] = (await ask('GET', '/admin/events?limit=2')).body.data as Told[];
    expect((await ask('GET', `/admin/events?limit=1&after=${one?.id}`)).body.data).toEqual([two]);
  }, 60_000);

  it('[CA5] end every call when LiveKit itself is killed, and begin anew with it', async () => {
    const id = aRoomId('killed');
    const alice = await enter(id, 'alice');
    await untilTold(id, 'media.session.started', 'participant.joined alice');
    void alice.disconnect();
    process.kill(livekit.pid()!, 'SIGKILL');
    await untilTold(
      id,
      'media.session.started',
      'participant.joined alice',
      'participant.left alice',
      'media.session.ended',
    );
    const bob = await eventually(async () => {
      const { status, body } = await ask('POST', '/token', { roomName: id, participantIdentity: 'bob' });
      return status === 200 ? (body as { token: string; url: string }) : new Error(`answered ${status}`);
    }, 20_000);
    if (bob instanceof Error) throw bob;
    secret(bob.token);
    await leaveCall(await enterCall(bob));
    await eventually(async () => (await sessionsOf(id)).length === 2 || 'one call only', 10_000);
  }, 60_000);
});

/** As somebody would make it who has the key of LiveKit. */
async function aToken(room: string, identity: string, shown: { name?: string } = {}): Promise<string> {
  const token = new AccessToken(livekit.apiKey, livekit.apiSecret, { identity, ...shown });
  token.addGrant({ room, roomJoin: true });
  return secret(await token.toJwt());
}
