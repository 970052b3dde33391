import type { Json } from '@liveblocks/client';
import { authorize, createRoom } from '../realtime/rest.js';
import type { ClientName, Op, Sequence, Step } from './ops.js';
import { RawClient, settled, SocketClosed, type Message, type Received } from './raw-client.js';

export interface Server {
  readonly name: string;
  readonly url: string;
  /**
   * It sends deletes that the reference does not: of an item that a set displaced to all clients, and of a vanished
   * node to whoever moves it. They keep replicas equal, and are no difference.
   */
  readonly sendsExtraDeletes?: boolean;
  /** It answers a create that comes twice under an object or a map with an echo: the sender lets go of the key. */
  readonly echoesCreatesAgain?: boolean;
}

/** What each client received after a step, with ids by client names. */
export interface Answered {
  readonly step: Step;
  readonly received: Readonly<Partial<Record<ClientName, readonly Received[]>>>;
}

export interface Outcome {
  readonly answers: readonly Answered[];
  /** As a client loads it: every node with its position and version, in order of ids. */
  readonly nodes: readonly CompactNode[];
  /** As `GET /v2/rooms/:id/storage` has it. */
  readonly storage: Json;
  readonly plainStorage: Json;
}

/** Its id, type, parent and key, and what it holds; of the root its id and data only. */
type CompactNode = [id: string, type: Json, parentId?: string, ...rest: Json[]];

const ID_FIELDS = ['id', 'opId', 'parentId', 'deletedId'] as const;
const USER_LEFT = 102;
const FETCH_STORAGE = 200;
const UPDATE_STORAGE = 201;
const CHUNK = 210;
const END_OF_CHUNKS = 211;
const REJECTION = 299;

/** Plays a sequence in a room of its own. Every step is settled before the next is sent. */
export async function play(server: Server, sequence: Sequence): Promise<Outcome> {
  const room = await Room.open(server, sequence.clients);
  try {
    const answers: Answered[] = [];
    for (const step of sequence.steps) {
      answers.push(await room.play(step));
      if (room.anyClosed) break;
    }
    return { answers, ...(await room.stored()) };
  } finally {
    room.leave();
  }
}

class Room {
  private marks = 0;

  private constructor(
    private readonly server: Server,
    private readonly id: string,
    private readonly clients: ReadonlyMap<ClientName, RawClient>,
  ) {}

  static async open(server: Server, names: readonly ClientName[]): Promise<Room> {
    const id = await createRoom(server.url, 'differential');
    const clients = new Map<ClientName, RawClient>();
    const room = new Room(server, id, clients);
    try {
      for (const name of names) clients.set(name, await room.enter(name));
      await room.settle();
    } catch (error) {
      room.leave();
      throw error;
    }
    // Who joined is no answer to a step.
    for (const client of clients.values()) client.take();
    return room;
  }

  get anyClosed(): boolean {
    return this.connected.length < this.clients.size;
  }

  async play(step: Step): Promise<Answered> {
    const sender = this.client(step.client);
    sender.send([{ type: UPDATE_STORAGE, ops: step.ops.map((op) => this.toWire(op)) }]);
    try {
      await this.settle(sender);
    } catch (error) {
      if (!(error instanceof SocketClosed)) throw new Error(`${this.server.name} in ${this.id}`, { cause: error });
      // What the others got before the sender lost its socket.
      await this.settle();
    }
    const received = [...this.clients].map(([name, client]) => [name, this.received(client)] as const);
    return { step, received: Object.fromEntries(received) };
  }

  async stored(): Promise<Pick<Outcome, 'nodes' | 'storage' | 'plainStorage'>> {
    const storage = await this.rest('');
    const plainStorage = await this.rest('?format=json');
    const nodes = (await this.loaded()).map((node) => this.nodeFromWire(node));
    return { nodes: nodes.toSorted(([left], [right]) => (left < right ? -1 : 1)), storage, plainStorage };
  }

  leave(): void {
    for (const client of this.clients.values()) client.leave();
  }

  private async enter(name: ClientName): Promise<RawClient> {
    const token = await authorize(this.server.url, `user-${name}`, { '*': ['room:write'] });
    return RawClient.enter(this.server.url, this.id, token);
  }

  private async loaded(): Promise<CompactNode[]> {
    const newcomer = await this.enter('A');
    try {
      newcomer.send([{ type: FETCH_STORAGE }]);
      await newcomer.until(({ type }) => type === END_OF_CHUNKS);
      const chunks = newcomer.take().filter(({ type }) => type === CHUNK) as Message[];
      return chunks.flatMap(({ nodes }) => nodes as unknown as CompactNode[]);
    } finally {
      newcomer.leave();
    }
  }

  private get connected(): readonly RawClient[] {
    return [...this.clients.values()].filter(({ closed }) => closed === null);
  }

  private client(name: ClientName): RawClient {
    const client = this.clients.get(name);
    if (client === undefined) throw new Error(`${name} is not one of the sequence's clients.`);
    return client;
  }

  private async settle(sender = this.connected[0]): Promise<void> {
    if (sender === undefined) return;
    await settled(sender, this.connected, `${sender.actor}:mark${this.marks++}`);
  }

  private received(client: RawClient): readonly Received[] {
    const answers = client.take().filter(({ type }) => type !== USER_LEFT);
    const taken = answers.map((received) => this.receivedFromWire(received));
    return client.closed === null ? taken : [...taken, { type: -1, closed: client.closed.code }];
  }

  private async rest(query: string): Promise<Json> {
    const answer = await fetch(new URL(`/v2/rooms/${this.id}/storage${query}`, this.server.url), {
      headers: { authorization: 'Bearer sk_localdev' },
    });
    return JSON.parse(await answer.text()) as Json;
  }

  private toWire(op: Op): Op {
    return mapIds(op, (id) => {
      const [name = '', ...rest] = id.split(':');
      const client = this.clients.get(name as ClientName);
      return client === undefined ? id : [client.actor, ...rest].join(':');
    });
  }

  private fromWire(id: string): string {
    const [actor = '', ...rest] = id.split(':');
    const name = [...this.clients].find(([, client]) => String(client.actor) === actor)?.[0];
    return name === undefined ? id : [name, ...rest].join(':');
  }

  private receivedFromWire(received: Received): Received {
    // The reason is prose.
    if (received.type === REJECTION)
      return { type: REJECTION, opIds: ((received as Message).opIds as string[]).map((id) => this.fromWire(id)) };
    return received.type < 100 ? mapIds(received as Op, (id) => this.fromWire(id)) : received;
  }

  private nodeFromWire(node: CompactNode): CompactNode {
    const [id, type, parentId, ...rest] = node;
    return parentId === undefined ? node : [this.fromWire(id), type, this.fromWire(parentId), ...rest];
  }
}

function mapIds(op: Op, name: (id: string) => string): Op {
  const ids = ID_FIELDS.filter((field) => op[field] !== undefined).map((field) => [field, name(op[field] ?? '')]);
  return { ...op, ...(Object.fromEntries(ids) as Partial<Op>) };
}
