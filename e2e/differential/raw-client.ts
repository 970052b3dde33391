import type { Json } from '@liveblocks/client';
import { WebSocket } from 'ws';
import { OpCode, type Op } from './ops.js';

export interface Message {
  readonly type: number;
  readonly [field: string]: Json | undefined;
}

/** What came from the server, in order: ops out of their messages, which have types from 100 on, and the other messages. */
export type Received = Op | Message;

const UPDATE_STORAGE = 201;
const ROOM_STATE = 104;
const EVENT = 103;
const PRESENCE = 100;
const PATIENCE_MS = 10_000;

interface Waiter {
  readonly matches: (received: Received) => boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export class SocketClosed extends Error {
  constructor(
    readonly code: number,
    readonly reason: string,
  ) {
    super(`The server closed the socket with ${code} ${reason}`);
  }
}

/** A WebSocket that speaks frames, without any replica of the storage. */
export class RawClient {
  actor = -1;
  closed: SocketClosed | null = null;
  private inbox: Received[] = [];
  private readonly waiters = new Set<Waiter>();

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => this.read(data.toString('utf8')));
    socket.on('close', (code, reason) => this.end(new SocketClosed(code, reason.toString('utf8'))));
    // A close follows.
    socket.on('error', () => undefined);
  }

  /** Enters a room, waits for its state, and shows its presence, as every client does first. */
  static async enter(url: string, roomId: string, token: string): Promise<RawClient> {
    const address = new URL('/v8', url.replace(/^http/, 'ws'));
    address.search = new URLSearchParams({ roomId, tok: token, version: '3.24.2' }).toString();
    const client = new RawClient(new WebSocket(address));
    const state = await client.until(({ type }) => type === ROOM_STATE);
    client.actor = Number((state as Message).actor);
    client.send([{ type: PRESENCE, targetActor: -1, data: {} }]);
    return client;
  }

  send(messages: readonly object[]): void {
    this.socket.send(JSON.stringify(messages));
  }

  /** Waits for something, and takes it away from what was received. */
  async until(matches: (received: Received) => boolean): Promise<Received> {
    if (!this.inbox.some(matches)) await this.wait(matches);
    const at = this.inbox.findIndex(matches);
    const [found] = this.inbox.splice(at, 1);
    if (found === undefined) throw new Error('Two waited for the same message.');
    return found;
  }

  /** What was received since it was last asked. */
  take(): readonly Received[] {
    const taken = this.inbox;
    this.inbox = [];
    return taken;
  }

  leave(): void {
    this.socket.close();
  }

  private read(text: string): void {
    const parsed = JSON.parse(text) as Message | Message[];
    for (const message of [parsed].flat()) this.receive(message);
  }

  private receive(message: Message): void {
    const ops = message.type === UPDATE_STORAGE ? (message.ops as unknown as Op[]) : [message];
    this.inbox.push(...ops);
    for (const waiter of this.waiters) if (ops.some(waiter.matches)) waiter.resolve();
  }

  private end(closed: SocketClosed): void {
    this.closed = closed;
    for (const waiter of this.waiters) waiter.reject(closed);
  }

  private async wait(matches: Waiter['matches']): Promise<void> {
    if (this.closed !== null) throw this.closed;
    let waiter: Waiter | undefined;
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        waiter = { matches, resolve, reject };
        this.waiters.add(waiter);
        timer = setTimeout(() => reject(new Error(`Nothing for ${PATIENCE_MS} ms`)), PATIENCE_MS);
      });
    } finally {
      clearTimeout(timer);
      if (waiter !== undefined) this.waiters.delete(waiter);
    }
  }
}

/**
 * Waits until the server has worked off what `sender` sent, and everybody has received what came of it. A no-op that
 * only its sender hears of and an event that only the others hear of come after all of that.
 */
export async function settled(sender: RawClient, clients: readonly RawClient[], mark: string): Promise<void> {
  const noOp: Op = {
    type: OpCode.createRegister,
    id: `${mark}:node`,
    opId: mark,
    parentId: `${mark}:missing`,
    parentKey: '!',
    data: null,
  };
  sender.send([
    { type: UPDATE_STORAGE, ops: [noOp] },
    { type: EVENT, event: mark },
  ]);
  const ownMark = (received: Received) => 'opId' in received && received.opId === mark;
  const markOfOther = (received: Received) => received.type === EVENT && 'event' in received && received.event === mark;
  await Promise.all(clients.map((client) => client.until(client === sender ? ownMark : markOfOther)));
}
