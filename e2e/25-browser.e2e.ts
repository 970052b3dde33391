import { Liveblocks } from '@liveblocks/node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@foyer/testing';
import type { IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { openChromium } from './support/chromium.js';
import { SECRET_KEY, aRoomId, call, secret, url } from './support/foyer.js';
import { openSite, type Site } from './support/site.js';

const MINUTES = 60_000;
const liveblocks = new Liveblocks({ secret: SECRET_KEY, baseUrl: url });

let browser: Browser;
let site: Site;
const opened: Page[] = [];
const troubles: string[] = [];

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** What a backend of an application does: it knows its user and vouches for it. */
async function authorize(request: IncomingMessage): Promise<string> {
  const { room, user } = JSON.parse(await bodyOf(request)) as { room: string; user: string };
  const session = liveblocks.prepareSession(user, { userInfo: { name: `The ${user}` } });
  const { body } = await session.allow(room, session.FULL_ACCESS).authorize();
  secret((JSON.parse(body) as { token: string }).token);
  return body;
}

beforeAll(async () => {
  site = await openSite(fileURLToPath(new URL('browser/page.tsx', import.meta.url)), {
    '/auth': ['application/json', authorize],
  });
  browser = await openChromium();
}, 5 * MINUTES);

afterEach(async () => {
  for (const page of opened.splice(0)) await page.context().close();
  troubles.length = 0;
});

afterAll(async () => {
  await browser?.close();
  site?.close();
});

/** A page of its own context, as of another person, that is in the room. */
async function open(room: string, user: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  opened.push(page);
  page.on('pageerror', (error) => troubles.push(`${user}: ${String(error)}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) troubles.push(`${user}: ${message.text()}`);
  });
  await page.goto(`${site.url}/?${String(new URLSearchParams({ gateway: url, room, user }))}`);
  await shows(page, 'status', 'connected');
  return page;
}

async function openBoth(room: string): Promise<[Page, Page]> {
  return [await open(room, 'alice'), await open(room, 'bob')];
}

async function shows(page: Page, id: string, expected: string): Promise<void> {
  await eventually(async () => {
    const text = await page.locator(`#${id}`).innerText({ timeout: 1000 });
    return text === expected || `#${id} shows "${text}", not "${expected}"`;
  }, 20_000);
}

const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name }).click();
const textOf = (page: Page): Promise<string> => page.locator('textarea').inputValue();
const typeInto = (page: Page, text: string): Promise<void> => page.locator('textarea').pressSequentially(text);

/** All have one text, of these letters in whatever order, and so has the server. */
async function sameText(room: string, pages: readonly Page[], letters: string): Promise<void> {
  const sorted = (text: string): string => [...text].toSorted().join('');
  await eventually(async () => {
    const texts = await Promise.all(pages.map(textOf));
    const { text } = (await liveblocks.getYjsDocument(room)) as { text?: string };
    const all = [...texts, text ?? ''];
    if (new Set(all).size > 1) return `different texts: ${all.join(' | ')}`;
    return sorted(text ?? '') === sorted(letters) || `"${text}" is not made of "${letters}"`;
  }, 20_000);
  for (const page of pages) await shows(page, 'yjs', 'synchronized');
}

describe('the official React client in a browser', () => {
  it(
    '[BR1] is at home on a page of another origin, and sees the others',
    async () => {
      const [alice, bob] = await openBoth(aRoomId('browser'));
      expect(new URL(site.url).origin).not.toBe(new URL(url).origin);
      await shows(alice, 'others', 'bob:The bob');
      await shows(bob, 'others', 'alice:The alice');
      await bob.context().close();
      await shows(alice, 'others', '');
      expect(troubles).toEqual([]);
    },
    MINUTES,
  );

  it('[BR1] may send every method, and read every answer, of the gateway', async () => {
    const room = aRoomId('browser');
    const alice = await open(room, 'alice');
    const requests: [method: string, path: string, key: string, body?: string][] = [
      ['GET', `/v2/rooms/${room}/storage?format=json`, SECRET_KEY],
      ['PATCH', `/v2/rooms/${room}/storage/json-patch`, SECRET_KEY, '[]'],
      ['PUT', `/v2/rooms/${room}/ydoc`, SECRET_KEY, 'no update'],
      ['GET', `/v2/rooms/${room}/active-users`, 'nonsense'],
      ['DELETE', '/v2/nowhere', SECRET_KEY],
    ];
    const answers = await alice.evaluate(
      ([gateway, sent]) =>
        Promise.all(
          sent.map(async ([method, path, key, body]) => {
            const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/octet-stream' };
            const answer = await fetch(gateway + path, { method, headers, body });
            return [answer.status, answer.headers.has('x-request-id'), (await answer.text()) !== ''] as const;
          }),
        ),
      [url, requests] as const,
    );
    expect(answers).toEqual([200, 200, 422, 403, 404].map((status) => [status, true, true]));
  });

  it(
    '[BR2] shows at once what the other adds, and takes back its own only',
    async () => {
      const room = aRoomId('browser');
      const [alice, bob] = await openBoth(room);
      await press(alice, 'Add');
      await shows(bob, 'items', 'alice1');
      await press(bob, 'Add');
      await shows(alice, 'items', 'alice1 bob1');
      await press(alice, 'Undo');
      await shows(alice, 'items', 'bob1');
      await shows(bob, 'items', 'bob1');
      await Promise.all([alice, bob].map((page) => press(page, 'Add')));
      await eventually(async () => {
        const { items } = (await call('GET', `/v2/rooms/${room}/storage?format=json`)).body as { items: string[] };
        return [...items].toSorted().join(' ') === 'alice2 bob1 bob2' || items.join(' ');
      });
      const { items } = (await call('GET', `/v2/rooms/${room}/storage?format=json`)).body as { items: string[] };
      for (const page of [alice, bob]) await shows(page, 'items', items.join(' '));
      expect(troubles).toEqual([]);
    },
    MINUTES,
  );

  it(
    '[BR3] has one text when both type at once',
    async () => {
      const room = aRoomId('browser');
      const [alice, bob] = await openBoth(room);
      await Promise.all([typeInto(alice, 'abcdefghij'.repeat(4)), typeInto(bob, '0123456789'.repeat(4))]);
      await sameText(room, [alice, bob], 'abcdefghij0123456789'.repeat(4));
      expect(troubles).toEqual([]);
    },
    MINUTES,
  );

  it(
    '[BR4] loses nothing that was done while it was offline',
    async () => {
      const room = aRoomId('browser');
      const [alice, bob] = await openBoth(room);
      await press(bob, 'Add');
      await typeInto(bob, 'xyz');
      await shows(alice, 'items', 'bob1');
      await sameText(room, [alice, bob], 'xyz');

      await alice.context().setOffline(true);
      await shows(alice, 'status', 'reconnecting');
      await press(alice, 'Add');
      await typeInto(alice, 'abc');
      await shows(alice, 'items', 'bob1 alice1');
      await shows(alice, 'sync', 'synchronizing');
      await press(bob, 'Add');
      await typeInto(bob, '123');
      await shows(bob, 'items', 'bob1 bob2');
      expect([await alice.locator('#items').innerText(), await textOf(bob)]).toEqual(['bob1 alice1', 'xyz123']);

      await alice.context().setOffline(false);
      await shows(alice, 'status', 'connected');
      await shows(alice, 'sync', 'synchronized');
      await sameText(room, [alice, bob], 'xyzabc123');
      const { items } = (await call('GET', `/v2/rooms/${room}/storage?format=json`)).body as { items: string[] };
      expect([...items].toSorted()).toEqual(['alice1', 'bob1', 'bob2']);
      for (const page of [alice, bob]) await shows(page, 'items', items.join(' '));
    },
    2 * MINUTES,
  );
});
