import type { Json } from '@liveblocks/client';
import { getYjsProviderForRoom, type LiveblocksYjsProvider } from '@liveblocks/yjs';
import { eventually } from '@foyer/testing';
import { randomUUID } from 'node:crypto';
import * as Y from 'yjs';
import { difference } from './difference.js';
import { agree } from './divergence.js';
import { thrownBy } from './official-client.js';
import { ydocBinaryOf, ydocOf } from './rest.js';
import { SessionRoom, type SessionOptions } from './session-room.js';
import { addSubdocument, contentOf, plainContentOf, randomYjsEdit, subdocumentOf } from './yjs-edits.js';

export interface YjsSessionOptions extends SessionOptions {
  /** What the providers send; with `mixed` every other one sends v2. */
  readonly encoding?: 'v1' | 'v2' | 'mixed';
  readonly subdocuments?: number;
}

export interface YjsSessionResult {
  readonly seed: number;
  readonly roomId: string;
  readonly log: readonly string[];
  /** By document: `root`, and the guids of the subdocuments. */
  readonly content: Json;
}

/** Clients edit one Yjs document and its subdocuments by chance, then all of them and the server must have the same. */
export async function yjsSession(options: YjsSessionOptions): Promise<YjsSessionResult> {
  const room = await SessionRoom.open(options);
  try {
    const session = new YjsSession(options, room);
    await session.load();
    await room.takeTurns((index) => session.turn(index));
    return await session.compare();
  } finally {
    // A client that leaves destroys its provider.
    await room.close();
  }
}

class YjsSession {
  private readonly providers: readonly LiveblocksYjsProvider[];
  private readonly guids: readonly string[];

  constructor(
    private readonly options: YjsSessionOptions,
    private readonly room: SessionRoom,
  ) {
    const { encoding = 'v1', subdocuments = 0 } = options;
    this.guids = Array.from({ length: subdocuments }, () => randomUUID());
    this.providers = room.clients.map((client, index) =>
      getYjsProviderForRoom(client.room, {
        useV2Encoding_experimental: encoding === 'v2' || (encoding === 'mixed' && index % 2 === 1),
        autoloadSubdocs: true,
      }),
    );
  }

  /** The first client makes the subdocuments; goes on when everybody has them. */
  async load(): Promise<void> {
    await this.untilSynchronized();
    for (const provider of this.providers.slice(0, 1))
      for (const guid of this.guids) addSubdocument(provider.getYDoc(), guid);
    await eventually(() => this.missingSubdocument(), this.options.settleMs);
    await this.untilSynchronized();
  }

  turn(index: number): string {
    const { random, log } = this.room;
    const [name, doc] = random.pick(this.documentsOf(this.providers[index]));
    return `${name} ${randomYjsEdit(doc, random, `<${log.length}>`)}`;
  }

  async compare(): Promise<YjsSessionResult> {
    const { seed } = this.options;
    const { log } = this.room;
    const failures: string[] = [];
    const note = (error: unknown): number => failures.push(String(error));
    await this.untilSynchronized().catch(note);
    await eventually(() => this.inequality() ?? true, this.options.settleMs).catch(note);
    const documents = await this.serverDocuments();
    failures.push(...thrownBy(this.room.clients), ...(await this.misreports(documents)));
    const server = contents(documents);
    agree({ seed, log, failures, server }, this.clientContents());
    return { seed, roomId: this.room.id, log, content: server };
  }

  private async untilSynchronized(): Promise<void> {
    await eventually(() => {
      const states = this.providers.map((provider) => provider.getStatus());
      return states.every((state) => state === 'synchronized') || `the providers are ${states.join(', ')}`;
    }, this.options.settleMs ?? 30_000);
  }

  private missingSubdocument(): true | string {
    const index = this.providers.findIndex((provider) => this.documentsOf(provider).length <= this.guids.length);
    return index === -1 || `client ${index} does not have all subdocuments`;
  }

  private documentsOf(provider?: LiveblocksYjsProvider): NamedDocument[] {
    const root = provider?.getYDoc() ?? new Y.Doc();
    const subdocuments = this.guids.map((guid) => [guid, subdocumentOf(root, guid)] as const);
    return [['root', root], ...subdocuments.filter((named): named is NamedDocument => named[1] !== undefined)];
  }

  private clientContents(): Json[] {
    return this.providers.map((provider) => contents(this.documentsOf(provider)));
  }

  private inequality(): string | null {
    const [first, ...others] = this.clientContents();
    return others.map((other) => difference(first, other)).find((found) => found !== null) ?? null;
  }

  private serverDocuments(): Promise<NamedDocument[]> {
    return Promise.all(
      ['root', ...this.guids].map(async (name) => {
        const doc = new Y.Doc();
        Y.applyUpdate(doc, await ydocBinaryOf(this.options.url, this.room.id, name === 'root' ? undefined : name));
        return [name, doc] as const;
      }),
    );
  }

  /** Where the JSON that the server shows is not what its own binary document says. */
  private async misreports(documents: readonly NamedDocument[]): Promise<string[]> {
    const found = documents.map(async ([name, doc]) => {
      const { text = '', map = {} } = await ydocOf(this.options.url, this.room.id, name === 'root' ? undefined : name);
      return difference(plainContentOf(doc), { text, map }, `GET ydoc of ${name}`);
    });
    return (await Promise.all(found)).filter((misreport) => misreport !== null);
  }
}

type NamedDocument = readonly [name: string, doc: Y.Doc];

const contents = (documents: readonly NamedDocument[]): Json =>
  Object.fromEntries(documents.map(([name, doc]) => [name, contentOf(doc)]));
