import type { Json } from '@liveblocks/client';
import { agree } from './divergence.js';
import { settle, thrownBy, type OfficialClient } from './official-client.js';
import { randomEdit, type EditName, type EditOptions } from './random-edits.js';
import { initialStorage } from './random-values.js';
import { storageOf } from './rest.js';
import { SessionRoom, type SessionOptions } from './session-room.js';

/**
 * What a session may leave out, besides kinds of edits. `text`: LiveText altogether. `nested`: live structures that
 * edits create. `object.race`: live structures at keys of objects that plain values are set at too. Client 3.24.2 detaches
 * its own unacknowledged structure when any UPDATE_OBJECT of that key arrives, and never recovers.
 */
type Feature = EditName | 'undo' | 'batch' | 'text' | 'nested' | 'object.race';

export interface RandomSessionOptions extends SessionOptions {
  readonly without?: readonly Feature[];
  /** No kinds of edits but these: what concentrates on little collides more. */
  readonly only?: readonly EditName[];
}

export interface SessionResult {
  readonly seed: number;
  readonly roomId: string;
  readonly log: readonly string[];
  readonly tree: Json;
}

/**
 * Clients edit one storage by chance, then all of them and the server must have the same; else a DivergenceError. The
 * seed repeats the decisions; what meets what also depends on the time that frames take.
 */
export async function randomSession(options: RandomSessionOptions): Promise<SessionResult> {
  const text = options.without?.includes('text') !== true;
  const room = await SessionRoom.open(options, initialStorage({ text }));
  try {
    const session = new RandomSession(options, room);
    await room.takeTurns((index) => session.turn(index));
    return await session.compare();
  } finally {
    await room.close();
  }
}

class RandomSession {
  private readonly failures: string[] = [];
  private readonly without: ReadonlySet<Feature>;
  private readonly editOptions: Omit<EditOptions, 'ownKey'>;

  constructor(
    private readonly options: RandomSessionOptions,
    private readonly room: SessionRoom,
  ) {
    this.without = new Set(options.without);
    this.editOptions = {
      allows: (name) => !this.without.has(name) && (options.only?.includes(name) ?? true),
      nested: !this.without.has('nested'),
      text: !this.without.has('text'),
      fresh: () => `<${room.log.length}>`,
    };
  }

  /** A client that throws is a finding, not the end of the session. */
  turn(index: number): string | null {
    const client = this.room.clients[index];
    if (client === undefined) return null;
    try {
      return this.act(client, index);
    } catch (error) {
      this.failures.push(`client ${index} at ${this.room.log.length}: ${String(error)}`);
      return String(error);
    }
  }

  async compare(): Promise<SessionResult> {
    const { url, seed, settleMs } = this.options;
    const { clients, log, id } = this.room;
    await settle(clients, seed, settleMs).catch((error: unknown) => this.failures.push(String(error)));
    const server = await storageOf(url, id);
    const failures = [...this.failures, ...thrownBy(clients)];
    agree(
      { seed, log, failures, server },
      clients.map(({ tree }) => tree),
    );
    return { seed, roomId: id, log, tree: server };
  }

  private act({ room, root }: OfficialClient, index: number): string | null {
    const draw = this.room.random.next();
    if (draw < 0.1 && !this.without.has('undo')) return this.travel(room.history);
    if (draw > 0.9 && !this.without.has('batch')) {
      const edits = room.batch(() => Array.from({ length: 3 }, () => this.edit(root, index)));
      return `batch: ${edits.filter((edit) => edit !== null).join('; ')}`;
    }
    return this.edit(root, index);
  }

  private edit(root: OfficialClient['root'], index: number): string | null {
    const ownKey = this.without.has('object.race') ? `own${index}` : undefined;
    return randomEdit(root, this.room.random, { ...this.editOptions, ownKey });
  }

  private travel(history: OfficialClient['room']['history']): string | null {
    if (history.canRedo() && this.room.random.chance(0.4)) {
      history.redo();
      return 'redo';
    }
    if (!history.canUndo()) return null;
    history.undo();
    return 'undo';
  }
}
