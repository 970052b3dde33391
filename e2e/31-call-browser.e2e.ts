import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@foyer/testing';
import type { IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
// The page's own addition to `window`.
import type {} from './browser/call.js';
import { openChromium } from './support/chromium.js';
import { aRoomId, call, secret } from './support/foyer.js';
import { openSite, type Site } from './support/site.js';

const MINUTES = 60_000;

let browser: Browser;
let site: Site;
const opened: Page[] = [];
const troubles: string[] = [];

/** What a backend of an application does: it knows its user, and keeps the secret key to itself. */
async function token(request: IncomingMessage): Promise<string> {
  const asked = new URL(request.url ?? '', site.url).searchParams;
  const { text, body } = await call('POST', '/token', {
    body: { roomName: asked.get('room'), participantIdentity: asked.get('user') },
  });
  secret(String(body.token));
  return text;
}

beforeAll(async () => {
  site = await openSite(fileURLToPath(new URL('browser/call.ts', import.meta.url)), {
    '/token': ['application/json', token],
  });
  browser = await openChromium(
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    // LiveKit listens on loopback, which Chromium keeps out of its candidates; a machine may have no other interface.
    '--allow-loopback-in-peer-connection',
  );
}, 5 * MINUTES);

afterEach(async () => {
  for (const page of opened.splice(0)) await page.context().close();
  troubles.length = 0;
});

afterAll(async () => {
  await browser?.close();
  site?.close();
});

/** A page of its own context, as of another person, that is in the call. */
async function join(room: string, user: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  opened.push(page);
  page.on('pageerror', (error) => troubles.push(`${user}: ${String(error)}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) troubles.push(`${user}: ${message.text()}`);
  });
  await page.goto(`${site.url}/?${String(new URLSearchParams({ room, user }))}`);
  await press(page, 'Join');
  await shows(page, 'status', 'connected');
  return page;
}

const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name }).click();

async function shows(page: Page, id: string, expected: string | RegExp): Promise<void> {
  await eventually(async () => {
    const text = await page.locator(`#${id}`).innerText({ timeout: 1000 });
    const matches = typeof expected === 'string' ? text === expected : expected.test(text);
    return matches || `#${id} shows "${text}", not "${String(expected)}"; ${troubles.join('; ')}`;
  }, 20_000);
}

async function publish(page: Page): Promise<void> {
  await press(page, 'Publish');
  await shows(page, 'published', 'camera microphone');
}

interface Picture {
  readonly width: number;
  readonly time: number;
  readonly frames: number;
}

/** What the page shows of somebody's camera at this moment. */
const pictureOf = (page: Page, user: string): Promise<Picture> =>
  page.locator(`video[title="${user}"]`).evaluate(
    (video: HTMLVideoElement) => ({
      width: video.videoWidth,
      time: video.currentTime,
      frames: video.getVideoPlaybackQuality().totalVideoFrames,
    }),
    undefined,
    { timeout: 1000 },
  );

/** The picture is there, and moves on. */
async function sees(page: Page, user: string): Promise<void> {
  const first = await eventually(async () => {
    const picture = await pictureOf(page, user);
    return picture.width > 0 && picture.frames > 0 ? picture : `no picture yet: ${JSON.stringify(picture)}`;
  }, 30_000);
  await eventually(async () => {
    const later = await pictureOf(page, user);
    const moves = later.time > first.time && later.frames >= first.frames + 5;
    return moves || `stands still: ${JSON.stringify([first, later])}`;
  }, 30_000);
}

async function hears(page: Page, user: string): Promise<void> {
  await eventually(
    async () => (await page.evaluate((who) => window.heard(who), user)) > 0 || `nothing is heard of ${user}`,
    20_000,
  );
}

describe('a call of the official client in a browser', () => {
  it(
    '[CB1] lets two pages see and hear each other',
    async () => {
      const room = aRoomId('Test Room');
      const [alice, bob] = [await join(room, 'alice'), await join(room, 'bob')];
      await shows(alice, 'others', 'bob');
      await shows(bob, 'others', 'alice');
      await publish(alice);
      await publish(bob);
      await Promise.all([sees(alice, 'bob'), sees(bob, 'alice'), hears(alice, 'bob'), hears(bob, 'alice')]);
      await bob.context().close();
      await shows(alice, 'others', '');
      await eventually(async () => (await alice.locator('video').count()) === 0 || 'the picture of bob stays');
      expect(troubles).toEqual([]);
    },
    2 * MINUTES,
  );

  it(
    '[CB2] lets whoever may only read the room watch, and refuses to publish',
    async () => {
      const room = aRoomId('watched');
      const accesses = { defaultAccesses: ['room:read'], usersAccesses: { alice: ['room:write'] } };
      await call('POST', '/v2/rooms', { body: { id: room, ...accesses } });
      const [alice, rita] = [await join(room, 'alice'), await join(room, 'rita')];
      await publish(alice);
      await Promise.all([sees(rita, 'alice'), hears(rita, 'alice')]);
      await press(rita, 'Publish');
      await shows(rita, 'trouble', /insufficient permissions/);
      await shows(rita, 'published', '');
      await eventually(async () => {
        const [{ numParticipants, numPublishers }] = (await call('GET', `/rooms?roomName=${room}`)).body.rooms;
        const counts = [numParticipants, numPublishers].join(' ');
        return counts === '2 1' || `participants and publishers: ${counts}`;
      });
      expect(await alice.locator('video').count()).toBe(0);
    },
    2 * MINUTES,
  );
});
