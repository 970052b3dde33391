import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { openChromium } from '../../support/chromium.js';

export interface WhipPublisher {
  /** What the server answered to the offer. */
  readonly status: number;
  /** As WHIP ends a stream: asks the server to. Answers its status. */
  end(): Promise<number>;
  /** Goes without a word. */
  vanish(): Promise<void>;
}

/** A browser whose pages publish by WHIP, of a site that has nothing to do with LiveKit's. */
export class WhipBrowser {
  private constructor(
    private readonly browser: Browser,
    private readonly site: Server,
  ) {}

  static async open(): Promise<WhipBrowser> {
    const site = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<!doctype html>'));
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    const browser = await openChromium(
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      '--allow-loopback-in-peer-connection',
    );
    return new WhipBrowser(browser, site);
  }

  /** Sends a camera and a microphone. */
  async publish(url: string, key: string): Promise<WhipPublisher> {
    const page = await (await this.browser.newContext()).newPage();
    await page.goto(`http://127.0.0.1:${(this.site.address() as AddressInfo).port}/`);
    const { status, location } = await page.evaluate(offer, { url, key });
    return {
      status,
      end: () => page.evaluate(leave, new URL(location, url).href),
      vanish: () => close(page),
    };
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.site.close();
  }
}

const close = (page: Page): Promise<void> => page.context().close();

/** In the page. LiveKit wants all candidates in the offer. */
async function offer({ url, key }: { url: string; key: string }): Promise<{ status: number; location: string }> {
  const media = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 320, height: 240 } });
  const connection = new RTCPeerConnection();
  for (const track of media.getTracks()) connection.addTransceiver(track, { direction: 'sendonly' });
  const gathered = new Promise<void>((resolve) => {
    connection.onicegatheringstatechange = () => connection.iceGatheringState === 'complete' && resolve();
  });
  await connection.setLocalDescription();
  await gathered;
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/sdp', authorization: `Bearer ${key}` },
    body: connection.localDescription!.sdp,
  });
  const sdp = await answer.text();
  if (answer.status === 201) await connection.setRemoteDescription({ type: 'answer', sdp });
  // So that it is not collected.
  Object.assign(window, { connection });
  return { status: answer.status, location: answer.headers.get('location') ?? '' };
}

/** In the page. */
async function leave(location: string): Promise<number> {
  return (await fetch(location, { method: 'DELETE' })).status;
}
