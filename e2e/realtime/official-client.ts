import { createClient, type Client, type Json, type LiveObject, type LsonObject, type Room } from '@liveblocks/client';
import { eventually } from '@foyer/testing';
import { WebSocket } from 'ws';
import type { WireProxy } from './wire-proxy.js';

type Root = LiveObject<LsonObject>;
type AnyRoom = Room<Record<string, Json>, LsonObject>;
type AuthEndpoint = NonNullable<Parameters<typeof createClient>[0]['authEndpoint']>;

export interface EnterOptions {
  /** Base URL of the server. */
  readonly url: string;
  readonly roomId: string;
  /** One of the two. A token is given out again on every reconnect. */
  readonly token?: string;
  readonly authEndpoint?: AuthEndpoint;
  readonly initialStorage?: LsonObject;
  /** Dials through it; the token is fetched past it. */
  readonly proxy?: WireProxy;
  /** Milliseconds between two frames: 16 is the least that the client allows. */
  readonly throttle?: number;
  readonly lostConnectionTimeout?: number;
}

/** The official client, unmodified, in one room. */
export class OfficialClient {
  private constructor(
    readonly client: Client,
    readonly room: AnyRoom,
    /** What the client threw while it handled a frame. A browser would log these and go on. */
    readonly errors: readonly Error[],
    private readonly leaveRoom: () => void,
  ) {}

  /** Enters, and starts to load the storage; does not wait. */
  static enter({ url, roomId, proxy, initialStorage = {}, ...options }: EnterOptions): OfficialClient {
    const errors: Error[] = [];
    const client = createClient({
      authEndpoint: options.authEndpoint ?? tokenEndpoint(options.token),
      baseUrl: proxy?.url ?? url,
      throttle: options.throttle ?? 16,
      lostConnectionTimeout: options.lostConnectionTimeout ?? 1000,
      polyfills: { fetch, WebSocket: webSocketThatReports((error) => errors.push(error)) },
    });
    const { room, leave } = client.enterRoom<Record<string, Json>, LsonObject>(roomId, {
      initialPresence: {},
      initialStorage,
    });
    void room.getStorage();
    return new OfficialClient(client, room, errors, leave);
  }

  /** Connected, storage loaded, and every change of its own acknowledged; else a sentence about what is missing. */
  synchronized(): true | string {
    const state = `${this.room.getStatus()}, storage ${this.room.getStorageStatus()}`;
    return state === 'connected, storage synchronized' ? true : `${this.name} is ${state}`;
  }

  async untilSynchronized(withinMs = 30_000): Promise<this> {
    await eventually(() => this.synchronized(), withinMs);
    return this;
  }

  /** The live root; the storage must have been loaded. */
  get root(): Root {
    const root = this.room.getStorageSnapshot();
    if (root === null) throw new Error(`${this.name} has not loaded the storage.`);
    return root;
  }

  /** The storage as this client sees it, as plain JSON. */
  get tree(): Json {
    return JSON.parse(JSON.stringify(this.root.toJSON())) as Json;
  }

  get name(): string {
    return `client ${this.room.getSelf()?.connectionId ?? '(not connected)'}`;
  }

  leave(): void {
    this.leaveRoom();
  }
}

/** One client in the room, ready to edit. */
export async function enter(options: EnterOptions): Promise<OfficialClient> {
  const client = OfficialClient.enter(options);
  try {
    return await client.untilSynchronized();
  } catch (error) {
    client.leave();
    throw error;
  }
}

/** Many at once, or none. The initial storage comes from the first alone, so that no two create the same keys. */
export async function enterMany(
  count: number,
  optionsOf: (index: number) => EnterOptions | Promise<EnterOptions>,
): Promise<OfficialClient[]> {
  const first = await enter(await optionsOf(0));
  const others = Array.from({ length: count - 1 }, async (_, index) =>
    enter({ ...(await optionsOf(index + 1)), initialStorage: undefined }),
  );
  const settled = await Promise.allSettled(others);
  const entered = [first, ...settled.flatMap((other) => (other.status === 'fulfilled' ? [other.value] : []))];
  const failed = settled.find((other) => other.status === 'rejected');
  if (failed === undefined) return entered;
  for (const client of entered) client.leave();
  throw failed.reason;
}

/** Waits until all are connected and acknowledged at the same moment. */
export async function untilAllSynchronized(clients: readonly OfficialClient[], withinMs = 30_000): Promise<void> {
  await eventually(() => allSynchronized(clients), withinMs);
}

/**
 * Waits until every client has seen every change of all. Each writes a mark of its own into the root: its
 * acknowledgement comes after any reload of the storage that was under way, and what the others see of it comes after
 * all that it did before.
 */
export async function settle(clients: readonly OfficialClient[], mark: Json, withinMs = 30_000): Promise<void> {
  await untilAllSynchronized(clients, withinMs);
  const keys = clients.map((_, index) => `settled${index}`);
  for (const [index, { root }] of clients.entries()) root.set(`settled${index}`, mark);
  await eventually(() => {
    const behind = clients.find(({ root }) => keys.some((key) => root.get(key) !== mark));
    return behind === undefined ? allSynchronized(clients) : `${behind.name} does not see the last change of everybody`;
  }, withinMs);
}

/** What the clients threw by themselves, as sentences. */
export function thrownBy(clients: readonly OfficialClient[]): string[] {
  return clients.flatMap(({ errors }, index) => errors.map((error) => `client ${index} threw ${String(error)}`));
}

function allSynchronized(clients: readonly OfficialClient[]): true | string {
  return clients.map((client) => client.synchronized()).find((state) => state !== true) ?? true;
}

function tokenEndpoint(token?: string): AuthEndpoint {
  if (token === undefined) throw new Error('To enter, a token or an authEndpoint is needed.');
  return () => Promise.resolve({ token });
}

/**
 * Where a listener throws, `ws` ends the process or leaves the socket deaf. In a browser it is reported and the socket
 * goes on: so do we.
 */
function webSocketThatReports(report: (error: Error) => void): typeof WebSocket {
  return class extends WebSocket {
    override emit(event: string | symbol, ...values: unknown[]): boolean {
      try {
        return super.emit(event as never, ...(values as never[]));
      } catch (error) {
        report(error instanceof Error ? error : new Error(String(error)));
        return true;
      }
    }
  };
}
