import { FoyerError } from '@foyer/core';
import { AgentDispatchClient, EgressClient, IngressClient, RoomServiceClient } from 'livekit-server-sdk';
import { HttpRpc } from './http-rpc.js';
import { fromLivekit, isUnreachable } from './livekit-errors.js';
import { SipApi } from './sip-api.js';

export interface LivekitConnection {
  /** Where the gateway reaches LiveKit: ws, wss, http or https. */
  readonly url: string;
  /** Where clients reach it: ws or wss. */
  readonly publicUrl: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** The Redis over which LiveKit reaches egress, ingress and SIP, where it is known: redis or rediss. */
  readonly redisUrl?: string;
}

/** Why there is no LiveKit now. `not-configured` stays so until someone does something; `starting` passes. */
export type LivekitAbsence = { readonly status: 'not-configured' | 'starting'; readonly reason: string };

/** The official clients of LiveKit's services. */
export interface LivekitClients {
  readonly rooms: RoomServiceClient;
  readonly dispatches: AgentDispatchClient;
  readonly egress: EgressClient;
  /** Waits as long as LiveKit needs to find out that a process does not answer, whatever the settings say. */
  readonly patientEgress: EgressClient;
  readonly ingress: IngressClient;
  /** As patient as `patientEgress`. */
  readonly patientIngress: IngressClient;
  readonly sip: SipApi;
}

const STARTING_RETRY_SECONDS = 10;
const PROBE_TIMEOUT_MS = 2_000;
/** LiveKit asks an egress process three times, for a second each; an ingress process for 3, 5 and 7 s. */
const FINDS_OUT_WITHIN_MS = { egress: 5_000, ingress: 20_000 } as const;

/** Our way to a LiveKit server, which may come later, or never: then every call says why. */
export class LiveKit {
  private server: { connection: LivekitConnection; clients: LivekitClients } | LivekitAbsence = {
    status: 'starting',
    reason: 'LiveKit is being started.',
  };

  /** `timeoutMs`: the longest wait for one answer. */
  constructor(private readonly options: { readonly timeoutMs: number }) {}

  connect(connection: LivekitConnection): void {
    const host = connection.url.replace(/^ws/, 'http');
    const { apiKey, apiSecret } = connection;
    const rpc = new HttpRpc(host, this.options.timeoutMs);
    const clients = {
      rooms: rpc.under(new RoomServiceClient(host, apiKey, apiSecret)),
      dispatches: rpc.under(new AgentDispatchClient(host, apiKey, apiSecret)),
      egress: rpc.under(new EgressClient(host, apiKey, apiSecret)),
      patientEgress: new HttpRpc(host, FINDS_OUT_WITHIN_MS.egress).under(new EgressClient(host, apiKey, apiSecret)),
      ingress: rpc.under(new IngressClient(host, apiKey, apiSecret)),
      patientIngress: new HttpRpc(host, FINDS_OUT_WITHIN_MS.ingress).under(new IngressClient(host, apiKey, apiSecret)),
      sip: rpc.under(new SipApi(host, apiKey, apiSecret, rpc)),
    };
    this.server = { connection, clients };
  }

  setAbsent(absence: LivekitAbsence): void {
    this.server = absence;
  }

  /** How things stand, by asking the server. */
  async state(): Promise<{ status: 'ready' | 'unavailable' | LivekitAbsence['status']; reason?: string }> {
    if ('status' in this.server) return this.server;
    try {
      const answer = await fetch(this.server.connection.url.replace(/^ws/, 'http'), {
        signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
      });
      if (answer.ok) return { status: 'ready' };
      return { status: 'unavailable', reason: `LiveKit answers ${answer.status}.` };
    } catch {
      return { status: 'unavailable', reason: 'LiveKit cannot be reached.' };
    }
  }

  /** Whether there is a server to ask, be it reachable or not. */
  get isConfigured(): boolean {
    return !('status' in this.server);
  }

  /** The server that is asked. Throws `FoyerError` where there is none. */
  get connection(): LivekitConnection {
    return this.connected().connection;
  }

  /** Asks something that changes nothing: once more, where LiveKit could not be reached. Throws `FoyerError`. */
  async read<T>(ask: (clients: LivekitClients) => Promise<T>): Promise<T> {
    const { clients } = this.connected();
    try {
      return await ask(clients).catch((error: unknown) => {
        if (!isUnreachable(error)) throw error;
        return ask(clients);
      });
    } catch (error) {
      throw fromLivekit(error);
    }
  }

  /** Asks for a change, once: who knows whether an unanswered one has happened. Throws `FoyerError`. */
  async change<T>(ask: (clients: LivekitClients) => Promise<T>): Promise<T> {
    const { clients } = this.connected();
    try {
      return await ask(clients);
    } catch (error) {
      throw fromLivekit(error);
    }
  }

  private connected(): { connection: LivekitConnection; clients: LivekitClients } {
    if (!('status' in this.server)) return this.server;
    const { status, reason } = this.server;
    if (status === 'starting')
      throw new FoyerError('MEDIA_UNAVAILABLE', reason, { retryAfter: STARTING_RETRY_SECONDS });
    throw new FoyerError('MEDIA_NOT_CONFIGURED', reason, {
      suggestion:
        'Set LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET; or put livekit-server on PATH; or install Go 1.26 or Python 3, so that Foyer can build it. Then start again.',
      retryAfter: STARTING_RETRY_SECONDS,
    });
  }
}
