import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serveRecordingPage, type RecordingPage } from './recording-page.js';

describe('the page of recordings', () => {
  let page: RecordingPage;
  beforeAll(async () => {
    page = await serveRecordingPage();
  });
  afterAll(() => page.close());

  it('is served with all that it refers to, whatever is asked behind a question mark', async () => {
    const html = await (await fetch(`${page.url}?layout=grid&url=ws%3A%2F%2Fx&token=t`)).text();
    const refers = [...html.matchAll(/(?:src|href)="([^":]+)"/g)].map(([, file]) => file);
    expect(new Set(refers)).toEqual(new Set(['livekit-client.js', 'page.css', 'page.js']));
    for (const file of refers) {
      const answer = await fetch(page.url + file);
      expect([file, answer.status]).toEqual([file, 200]);
      expect((await answer.text()).length).toBeGreaterThan(500);
    }
  });

  it('is all that is served', async () => {
    for (const path of ['../package.json', 'x', '/', '/?x', '/etc/passwd'])
      expect((await fetch(page.url + path)).status).toBe(404);
  });
});
