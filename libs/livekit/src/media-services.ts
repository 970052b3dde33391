import { ServerError } from 'livekit-server-sdk';
import { noService } from './livekit-errors.js';
import type { LiveKit, LivekitClients } from './livekit.js';
import { RedisListeners } from './redis-listeners.js';

/** What LiveKit's server leaves to services of their own, which it reaches over Redis. */
export type MediaService = 'egress' | 'ingress' | 'sip';

export interface ServiceState {
  readonly status: 'ready' | 'unavailable' | 'not-configured' | 'unknown';
  readonly reason?: string;
}

/** Where each service hears of work: channels of psrpc, LiveKit's way of asking over Redis, with or without the name of a cluster. */
const CHANNEL: Readonly<Record<MediaService, string>> = {
  egress: 'EgressInternal|StartEgress|*REQ',
  ingress: 'IngressInternal|StartIngress|*REQ',
  sip: 'SIPInternal|CreateSIPParticipant|*REQ',
};

/** What LiveKit answers from Redis alone, and refuses without one. The ids exist nowhere. */
const CHEAP_QUESTION: Readonly<Record<MediaService, (clients: LivekitClients) => Promise<unknown>>> = {
  egress: ({ egress }) => egress.listEgress({ roomName: '-', active: true }),
  ingress: ({ ingress }) => ingress.listIngress({ roomName: '-' }),
  sip: ({ sip }) => sip.listSipDispatchRule({ dispatchRuleIds: ['-'] }),
};

/** What LiveKit says of an egress whose process does not answer. */
const SAID_OF_MISSING: ReadonlySet<string> = new Set(['unavailable', 'not_found', 'failed_precondition']);

const STATE_WITHIN_MS = 2_000;

/**
 * Knows which of LiveKit's services are there. LiveKit itself finds that out by waiting for an answer that does not come, for up to
 * half a minute; where its Redis is known, that is asked who listens.
 */
export class MediaServices {
  private readonly listeners: RedisListeners;

  constructor(private readonly livekit: LiveKit) {
    this.listeners = new RedisListeners(() => (livekit.isConfigured ? livekit.connection.redisUrl : undefined));
  }

  /** How things stand with a service. `unknown`: LiveKit may have it, but where its Redis is was not said. */
  async state(service: MediaService): Promise<ServiceState> {
    if (!this.livekit.isConfigured) return { status: 'not-configured', reason: 'There is no LiveKit.' };
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<ServiceState>((resolve) => {
      timer = setTimeout(() => resolve({ status: 'unavailable', reason: 'LiveKit does not answer.' }), STATE_WITHIN_MS);
    });
    try {
      return await Promise.race([this.stateByAsking(service), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Throws 503, saying what is missing, where there is no such service now. */
  async require(service: MediaService): Promise<void> {
    if ((await this.ask(service)) === false) throw unheard(service);
  }

  /** Whether the process that does this egress is still there, whatever LiveKit's list says: that keeps one whose process was killed. */
  async isEgressAlive(egressId: string): Promise<boolean> {
    if ((await this.listeners.listens(`EgressHandler|StopEgress|${egressId}|REQ`)) === true) return true;
    let answer: unknown;
    // Changes nothing. Only the process itself can say so at once; for a missing one LiveKit waits, then says what it believes.
    await this.livekit.change(({ patientEgress }) =>
      patientEgress.updateStream(egressId, [], []).catch((error: unknown) => void (answer = error)),
    );
    return !(answer instanceof ServerError && SAID_OF_MISSING.has(answer.code ?? ''));
  }

  private async stateByAsking(service: MediaService): Promise<ServiceState> {
    try {
      const there = await this.ask(service);
      if (there === null) return { status: 'unknown', reason: 'LIVEKIT_REDIS_URL does not say where it would be.' };
      if (!there) throw unheard(service);
      return { status: 'ready' };
    } catch (error) {
      return { status: 'unavailable', reason: (error as Error).message };
    }
  }

  /** Whether there is such a service; `null` where that cannot be known. Throws what LiveKit itself says is missing. */
  private async ask(service: MediaService): Promise<boolean | null> {
    await this.livekit.read(CHEAP_QUESTION[service]);
    return this.listeners.listens(CHANNEL[service]);
  }

  stop(): void {
    this.listeners.stop();
  }
}

const unheard = (service: MediaService): Error => noService(service, 'none is connected to the Redis of LiveKit.');
