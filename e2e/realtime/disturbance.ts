import type { SeededRandom } from './seeded-random.js';
import { WireProxy, type Latency, type WireConnection } from './wire-proxy.js';

export interface Disturbance {
  readonly latency?: Latency;
  /** How many times in the session a socket, chosen by chance, is cut. */
  readonly cuts?: number;
  /** How many times one hears nothing from the server for a while and is cut then: acknowledgements are lost. */
  readonly lostAnswers?: number;
  /** How many times one neither hears nor is heard for a while, and then all of it arrives. */
  readonly stalls?: number;
}

type Fault = 'cut' | 'loseAnswers' | 'stall';

/** Steps that such a fault lasts: longer than the client's throttle, so that frames are sent meanwhile. */
const FAULT_STEPS = 12;
/** What ends a fault. */
const END = { loseAnswers: 'cut', stall: 'release' } as const;

/** A proxy that disturbs the wire at steps of a session that were drawn beforehand. */
export class Disturber {
  private readonly lasting: {
    readonly connection: WireConnection;
    readonly end: 'cut' | 'release';
    readonly until: number;
  }[] = [];

  private constructor(
    readonly proxy: WireProxy,
    private readonly random: SeededRandom,
    private readonly faults: readonly { readonly step: number; readonly fault: Fault }[],
  ) {}

  static async start(url: string, disturbance: Disturbance, random: SeededRandom, steps: number): Promise<Disturber> {
    const { latency, cuts = 0, lostAnswers = 0, stalls = 0 } = disturbance;
    const proxy = await WireProxy.start(url, { random: random.fork(), latency });
    const draw = (fault: Fault, count: number) =>
      Array.from({ length: count }, () => ({ step: random.below(steps), fault }));
    return new Disturber(proxy, random, [
      ...draw('cut', cuts),
      ...draw('loseAnswers', lostAnswers),
      ...draw('stall', stalls),
    ]);
  }

  /** Answers what it did at this step, for the log. */
  at(step: number): string[] {
    for (const { connection, end } of this.lasting.filter(({ until }) => until <= step)) connection[end]();
    return this.faults.filter((planned) => planned.step === step).flatMap(({ fault }) => this.strike(fault, step));
  }

  /** Ends what is under way. */
  calm(): void {
    for (const { connection, end } of this.lasting) connection[end]();
  }

  close(): Promise<void> {
    return this.proxy.close();
  }

  private strike(fault: Fault, step: number): string[] {
    const sockets = this.proxy.webSockets;
    // All may be away at once, between a cut and the next try.
    if (sockets.length === 0) return [];
    const connection = this.random.pick(sockets);
    connection[fault]();
    if (fault !== 'cut') this.lasting.push({ connection, end: END[fault], until: step + FAULT_STEPS });
    return [`wire: ${fault} of the socket ${sockets.indexOf(connection) + 1} of ${sockets.length}`];
  }
}
