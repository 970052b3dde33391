import { createConnection, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { SeededRandom } from './seeded-random.js';

/** How long what arrives on the wire is held back: at least `ms`, and up to `jitterMs` more by chance. */
export interface Latency {
  readonly ms: number;
  readonly jitterMs?: number;
}

/** One direction of one connection. What arrived first leaves first, however long each is held back. */
class Lane {
  private readonly waiting: { readonly due: number; readonly chunk: Buffer | null }[] = [];
  private timer?: NodeJS.Timeout;
  private stalled = false;
  private losing = false;

  constructor(
    from: Socket,
    private readonly to: Socket,
    private readonly delayMs: () => number,
  ) {
    from.on('data', (chunk: Buffer) => this.take(chunk));
    from.on('end', () => this.take(null));
  }

  stall(): void {
    this.stalled = true;
  }

  release(): void {
    this.stalled = false;
    this.deliver();
  }

  lose(): void {
    this.losing = true;
    this.drop();
  }

  drop(): void {
    clearTimeout(this.timer);
    this.waiting.length = 0;
  }

  private take(chunk: Buffer | null): void {
    if (this.losing) return;
    const due = Math.max(performance.now() + this.delayMs(), this.waiting.at(-1)?.due ?? 0);
    this.waiting.push({ due, chunk });
    this.deliver();
  }

  private deliver(): void {
    clearTimeout(this.timer);
    while (!this.stalled && this.waiting[0] !== undefined) {
      const wait = this.waiting[0].due - performance.now();
      if (wait > 0) {
        this.timer = setTimeout(() => this.deliver(), Math.ceil(wait));
        return;
      }
      const chunk = this.waiting.shift()?.chunk ?? null;
      if (chunk === null) this.to.end();
      else this.to.write(chunk);
    }
  }
}

/** One TCP connection through the proxy, whatever it carries. */
export class WireConnection {
  /** Known from the first bytes that the client sends. */
  isWebSocket = false;
  private readonly up: Lane;
  private readonly down: Lane;

  constructor(
    private readonly client: Socket,
    private readonly server: Socket,
    delayMs: () => number,
    onClose: () => void,
  ) {
    for (const socket of [client, server]) {
      socket.setNoDelay();
      // What happens to one end happens to the other; the reason is of no interest here.
      socket.on('error', () => this.cut());
      socket.on('close', () => this.cut());
    }
    client.once('close', onClose);
    client.once(
      'data',
      (chunk: Buffer) => (this.isWebSocket = /\r\nupgrade: *websocket/i.test(chunk.toString('latin1'))),
    );
    this.up = new Lane(client, server, delayMs);
    this.down = new Lane(server, client, delayMs);
  }

  /** Ends it at once in both directions, without a close frame; what is on its way is lost. */
  cut(): void {
    this.up.drop();
    this.down.drop();
    this.client.destroy();
    this.server.destroy();
  }

  /** Takes everything, delivers nothing, until it is released. */
  stall(): void {
    this.up.stall();
    this.down.stall();
  }

  release(): void {
    this.up.release();
    this.down.release();
  }

  /** The server hears the client, the client no longer the server. Only a cut ends this: the stream has a gap. */
  loseAnswers(): void {
    this.down.lose();
  }
}

export interface WireProxyOptions {
  /** Decides the jitter. */
  readonly random: SeededRandom;
  readonly latency?: Latency;
}

/** A TCP proxy on loopback for faults on the wire. HTTP and upgrades pass through as they are. */
export class WireProxy {
  private readonly open = new Set<WireConnection>();

  private constructor(
    private readonly listener: Server,
    private readonly target: URL,
    private readonly random: SeededRandom,
    private latency: Latency,
  ) {
    listener.on('connection', (client: Socket) => this.connect(client));
  }

  static async start(target: string, { random, latency = { ms: 0 } }: WireProxyOptions): Promise<WireProxy> {
    const listener = createServer({ allowHalfOpen: true });
    const proxy = new WireProxy(listener, new URL(target), random, latency);
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject);
      listener.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  /** The base URL to use instead of the target's. */
  get url(): string {
    return `http://127.0.0.1:${(this.listener.address() as AddressInfo).port}`;
  }

  /** The open WebSockets, oldest first. */
  get webSockets(): readonly WireConnection[] {
    return [...this.open].filter(({ isWebSocket }) => isWebSocket);
  }

  /** From now on, for what arrives. */
  setLatency(latency: Latency): void {
    this.latency = latency;
  }

  cutAll(): void {
    for (const connection of this.open) connection.cut();
  }

  stallAll(): void {
    for (const connection of this.open) connection.stall();
  }

  releaseAll(): void {
    for (const connection of this.open) connection.release();
  }

  /** For the connections of now, not for later ones. */
  loseAllAnswers(): void {
    for (const connection of this.open) connection.loseAnswers();
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.listener.close(() => resolve()));
    this.cutAll();
    await closed;
  }

  private connect(client: Socket): void {
    const server = createConnection({
      host: this.target.hostname,
      port: Number(this.target.port || 80),
      allowHalfOpen: true,
    });
    const connection: WireConnection = new WireConnection(
      client,
      server,
      () => this.latency.ms + this.random.next() * (this.latency.jitterMs ?? 0),
      () => this.open.delete(connection),
    );
    this.open.add(connection);
  }
}
