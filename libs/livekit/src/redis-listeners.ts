import { createClient } from '@redis/client';

const CONNECT_TIMEOUT_MS = 2_000;
const ANSWER_TIMEOUT_MS = 1_000;
const SLOWEST_PAUSE_MS = 2_000;

/** On which livekit-server hears of its services. */
const OF_LIVEKIT = 'IOInfo|*|REQ';

type Client = ReturnType<typeof clientOf>;

/** Asks a Redis who listens to its channels. It may go and come back; while it is away nothing is known. */
export class RedisListeners {
  private connected: { readonly url: string; readonly client: Client } | null = null;

  /** `urlOf`: where the Redis is; `undefined` where that is not known. */
  constructor(private readonly urlOf: () => string | undefined) {}

  /** Whether somebody listens to a channel that fits `pattern`; `null` where that cannot be known. */
  async listens(pattern: string): Promise<boolean | null> {
    const client = this.client();
    if (client === null) return null;
    try {
      if ((await client.pubSubChannels(pattern)).length > 0) return true;
      // Only where LiveKit itself is seen to listen is silence a sign: else this is another Redis, or another naming.
      return (await client.pubSubChannels(OF_LIVEKIT)).length > 0 ? false : null;
    } catch {
      return null;
    }
  }

  stop(): void {
    this.connected?.client.destroy();
    this.connected = null;
  }

  private client(): Client | null {
    const url = this.urlOf();
    if (url === undefined) return null;
    if (this.connected?.url === url) return this.connected.client;
    this.stop();
    const client = clientOf(url);
    // Heard so that it does not end the process; `count` answers that nothing is known.
    client.on('error', () => undefined);
    this.connected = { url, client };
    void client.connect().catch(() => undefined);
    return client;
  }
}

const clientOf = (url: string) =>
  createClient({
    url,
    commandOptions: { timeout: ANSWER_TIMEOUT_MS },
    socket: {
      connectTimeout: CONNECT_TIMEOUT_MS,
      reconnectStrategy: (tries) => Math.min(tries * 100, SLOWEST_PAUSE_MS),
    },
  });
