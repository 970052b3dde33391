import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openChromium } from './support/chromium.js';
import { SECRET_KEY, aRoomId, call, url } from './support/foyer.js';

let browser: Browser;
let page: Page;
const outside: string[] = [];

beforeAll(async () => {
  browser = await openChromium();
  page = await browser.newPage();
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) outside.push(request.url());
  });
}, 300_000);

afterAll(async () => {
  await browser?.close();
});

const operation = (id: string) => page.locator(`[id$="-${id}"]`);

describe('Swagger UI in a browser', () => {
  it('[UI1] is authorized with the development key, creates a room and sees it listed', async () => {
    const id = aRoomId('swagger');
    await page.goto(`${url}/docs`);
    await page.getByRole('button', { name: 'Authorize' }).first().click();
    const scheme = page.locator('.auth-container').filter({ hasText: 'secretKey' });
    await scheme.getByRole('textbox').fill(SECRET_KEY);
    await scheme.getByRole('button', { name: 'Apply credentials' }).click();
    await scheme.getByRole('button', { name: 'Close' }).click();

    await operation('createRoom').locator('.opblock-summary-control').click();
    await operation('createRoom')
      .locator('textarea')
      .fill(JSON.stringify({ id, defaultAccesses: ['room:write'] }));
    await operation('createRoom').getByRole('button', { name: 'Execute' }).click();
    await operation('createRoom').locator('.live-responses-table .response-col_status').getByText('200').waitFor();
    expect((await call('GET', `/v2/rooms/${id}`)).status).toBe(200);

    await operation('listRooms').locator('.opblock-summary-control').click();
    await operation('listRooms').getByRole('button', { name: 'Execute' }).click();
    await operation('listRooms').locator('.live-responses-table .response-col_status').getByText('200').waitFor();
    expect(
      await operation('listRooms').locator('.live-responses-table tbody .response-col_description').innerText(),
    ).toContain(id);
  });

  it('[UI2] keeps the key over a reload, and opens an operation by its address', async () => {
    await page.goto(`${url}/docs#/Rooms/getRoom`);
    await page.reload();
    await operation('getRoom').getByRole('button', { name: 'Execute' }).waitFor();
    await operation('getRoom').locator('table.parameters input').first().fill('not-there');
    await operation('getRoom').getByRole('button', { name: 'Execute' }).click();
    await operation('getRoom').locator('.live-responses-table .response-col_status').getByText('404').waitFor();
    expect(await operation('getRoom').locator('.curl').innerText()).toContain(SECRET_KEY);
  });

  it('[UI3] asks no other server for anything', () => {
    expect(outside).toEqual([]);
  });
});
