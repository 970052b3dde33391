import { ServerError } from 'livekit-server-sdk';
import { Agent as HttpAgent, request as requestHttp, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';

/**
 * Asks LiveKit's API (Twirp: JSON over HTTP) through Node's own HTTP client. The official clients do the same with `fetch`, which takes
 * most of the time that a call through the gateway costs: see bench/media.
 */
export class HttpRpc {
  private readonly url: URL;
  private readonly agent: HttpAgent;
  private readonly open: typeof requestHttp;

  constructor(
    host: string,
    private readonly timeoutMs: number,
  ) {
    this.url = new URL(host);
    const secure = this.url.protocol === 'https:';
    this.agent = secure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
    this.open = secure ? requestHttps : requestHttp;
  }

  /** The official client, with this as the way that it asks. */
  under<C extends object>(client: C): C {
    if (!('rpc' in client)) throw new Error('This version of livekit-server-sdk asks in another way.');
    return Object.assign(client, { rpc: this });
  }

  /** `timeout` in seconds. Throws `ServerError` for what LiveKit answers, `TimeoutError` where it does not in time. */
  async request(
    service: string,
    method: string,
    data: unknown,
    headers: Record<string, string>,
    timeout?: number,
  ): Promise<unknown> {
    const body = Buffer.from(JSON.stringify(data));
    const response = await this.send(
      `${this.url.pathname.replace(/\/$/, '')}/twirp/livekit.${service}/${method}`,
      body,
      headers,
      timeout === undefined ? this.timeoutMs : timeout * 1000,
    );
    const { statusCode = 0 } = response.head;
    if (statusCode >= 200 && statusCode < 300) return JSON.parse(response.text) as unknown;
    throw errorOf(response.head, response.text);
  }

  private send(
    path: string,
    body: Buffer,
    headers: Record<string, string>,
    timeoutMs: number,
  ): Promise<{ head: IncomingMessage; text: string }> {
    return new Promise((resolve, reject) => {
      const request = this.open({
        method: 'POST',
        hostname: this.url.hostname.replace(/^\[|\]$/g, ''),
        port: this.url.port,
        path,
        agent: this.agent,
        headers: { ...headers, 'content-type': 'application/json;charset=UTF-8', 'content-length': body.length },
      });
      const late = setTimeout(
        () => request.destroy(new DOMException('LiveKit did not answer in time.', 'TimeoutError')),
        timeoutMs,
      );
      const failed = (error: Error): void => {
        clearTimeout(late);
        reject(error);
      };
      request.once('error', failed);
      request.once('response', (head) => {
        const chunks: Buffer[] = [];
        head.on('data', (chunk: Buffer) => chunks.push(chunk));
        head.once('error', failed);
        head.once('end', () => {
          clearTimeout(late);
          resolve({ head, text: Buffer.concat(chunks).toString() });
        });
      });
      request.end(body);
    });
  }
}

/** As the official clients read it: JSON with a code, or a plain text. */
function errorOf({ headers, statusCode = 0, statusMessage = '' }: IncomingMessage, text: string): ServerError {
  if (headers['content-type']?.startsWith('application/json') !== true)
    return new ServerError(statusMessage, text, statusCode);
  try {
    const { msg, code, meta } = JSON.parse(text) as { msg?: string; code?: string; meta?: Record<string, string> };
    return new ServerError(statusMessage, msg ?? '', statusCode, code, meta);
  } catch {
    return new ServerError(statusMessage, text, statusCode);
  }
}
