import type { LsonObject } from '@liveblocks/client';
import { setTimeout as pause } from 'node:timers/promises';
import { Disturber, type Disturbance } from './disturbance.js';
import { enterMany, type OfficialClient } from './official-client.js';
import { createRoom, identify } from './rest.js';
import { SeededRandom } from './seeded-random.js';

export interface SessionOptions {
  /** Base URL of the server. */
  readonly url: string;
  readonly seed: number;
  /** 3 unless told. */
  readonly clients?: number;
  /** Of each client; 30 unless told. */
  readonly steps?: number;
  readonly disturbance?: Disturbance;
  /** Up to so many milliseconds, by chance, between two steps of the session; 6 unless told. */
  readonly pauseMs?: number;
  /** How long the end of a session may take to be the same everywhere. */
  readonly settleMs?: number;
}

/** A fresh room with clients in it, which take random turns. */
export class SessionRoom {
  readonly log: string[] = [];

  private constructor(
    private readonly options: SessionOptions,
    readonly random: SeededRandom,
    readonly id: string,
    readonly clients: readonly OfficialClient[],
    private readonly steps: number,
    private readonly disturber?: Disturber,
  ) {}

  static async open(options: SessionOptions, initialStorage?: LsonObject): Promise<SessionRoom> {
    const { url, seed, disturbance, clients: count = 3, steps: each = 30 } = options;
    const random = new SeededRandom(seed);
    const steps = each * count;
    const id = await createRoom(url, `seed-${seed}`);
    const disturber = disturbance && (await Disturber.start(url, disturbance, random.fork(), steps));
    try {
      const clients = await enterMany(count, async (index) => ({
        url,
        roomId: id,
        token: await identify(url, `user-${index}`),
        initialStorage,
        proxy: disturber?.proxy,
      }));
      return new SessionRoom(options, random, id, clients, steps, disturber);
    } catch (error) {
      await disturber?.close();
      throw error;
    }
  }

  /** Lets one client after the other, by chance, `act`, which answers what it did; disturbs the wire meanwhile. */
  async takeTurns(act: (index: number) => string | null): Promise<void> {
    for (let step = 0; step < this.steps; step++) {
      this.log.push(...(this.disturber?.at(step) ?? []));
      const index = this.random.below(this.clients.length);
      const done = act(index);
      if (done !== null) this.log.push(`${this.log.length} client ${index}: ${done}`);
      await pause(this.random.below(this.options.pauseMs ?? 6));
    }
    this.disturber?.calm();
  }

  async close(): Promise<void> {
    for (const client of this.clients) client.leave();
    await this.disturber?.close();
  }
}
