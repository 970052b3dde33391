import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A webhook as it came over the wire. */
export interface Hook {
  readonly body: string;
  readonly authorization: string;
}

/** Stands between LiveKit and the gateway, and passes webhooks on, or loses, doubles or keeps them back. */
export class WebhookRelay {
  readonly seen: Hook[] = [];
  /** What becomes of each. */
  fate: 'pass' | 'lose' | 'double' | 'keep' = 'pass';
  /** Where they go. */
  target = '';
  private readonly kept: Hook[] = [];

  private constructor(
    readonly url: string,
    private readonly stop: () => void,
  ) {}

  static async start(): Promise<WebhookRelay> {
    const server = createServer((request, answer) => {
      void textOf(request)
        .then((body) => relay.take({ body, authorization: request.headers.authorization ?? '' }))
        .finally(() => answer.end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const relay = new WebhookRelay(`http://127.0.0.1:${port}/hook`, () => server.close());
    return relay;
  }

  /** Delivers what was kept back, all of it long after it happened. */
  async release(): Promise<void> {
    for (const hook of this.kept.splice(0)) await this.pass(hook);
  }

  async pass({ body, authorization }: Hook): Promise<number> {
    const answer = await fetch(`${this.target}/livekit/webhook`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/webhook+json' },
      body,
    });
    return answer.status;
  }

  close(): void {
    this.stop();
  }

  private async take(hook: Hook): Promise<void> {
    this.seen.push(hook);
    if (this.fate === 'keep') this.kept.push(hook);
    const times = { pass: 1, double: 3, lose: 0, keep: 0 }[this.fate];
    for (let n = 0; n < times; n++) await this.pass(hook).catch(() => undefined);
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
