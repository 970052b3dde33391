import type { SeededRandom } from './seeded-random.js';
import { WireProxy, type Latency, type WireConnection } from './wire-proxy.js';

export interface Disturbance {
  readonly latency?: Latency;
  /** How many times in the session a socket, chosen by chance, is cut. */
  readonly cuts?: number;
  /** How many times one hears nothing from the server for a while and is cut then: acknowledgements are lost. */
  readonly lostAnswers?: number;
}

type Fault = 'cut' | 'loseAnswers';

/** Steps that a socket stays deaf: longer than the client's throttle, so that frames go up meanwhile. */
const DEAF_STEPS = 12;

/** A proxy that disturbs the wire at steps of a session that were drawn beforehand. */
export class Disturber {
  private readonly deaf: { readonly connection: WireConnection; readonly until: number }[] = [];

  private constructor(
    readonly proxy: WireProxy,
    private readonly random: SeededRandom,
    private readonly faults: readonly { readonly step: number; readonly fault: Fault }[],
  ) {}

  static async start(url: string, disturbance: Disturbance, random: SeededRandom, steps: number): Promise<Disturber> {
    const { latency, cuts = 0, lostAnswers = 0 } = disturbance;
    const proxy = await WireProxy.start(url, { random: random.fork(), latency });
    const draw = (fault: Fault, count: number) =>
      Array.from({ length: count }, () => ({ step: random.below(steps), fault }));
    return new Disturber(proxy, random, [...draw('cut', cuts), ...draw('loseAnswers', lostAnswers)]);
  }

  /** Answers what it did at this step, for the log. */
  at(step: number): string[] {
    for (const { connection } of this.deaf.filter(({ until }) => until <= step)) connection.cut();
    return this.faults.filter((planned) => planned.step === step).flatMap(({ fault }) => this.strike(fault, step));
  }

  /** Ends what is under way: nobody stays deaf. */
  calm(): void {
    for (const { connection } of this.deaf) connection.cut();
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
    if (fault === 'loseAnswers') this.deaf.push({ connection, until: step + DEAF_STEPS });
    return [`wire: ${fault} of the socket ${sockets.indexOf(connection) + 1} of ${sockets.length}`];
  }
}
