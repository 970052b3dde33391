import {
  SIPDispatchRuleInfo,
  SIPInboundTrunkInfo,
  SIPOutboundTrunkInfo,
  SIPParticipantInfo,
  SipClient,
} from 'livekit-server-sdk';
import type { HttpRpc } from './http-rpc.js';

type Json = Parameters<typeof SIPParticipantInfo.fromJson>[0];

/** A call out, as LiveKit's own JSON: see CreateSIPParticipantRequest of its protocol. */
export interface SipDial {
  readonly roomName: string;
  readonly sipCallTo: string;
  readonly [field: string]: unknown;
}

const READ = { ignoreUnknownFields: true };

/** LiveKit's SIP service with all that its requests can say: the official client leaves some of it out of what it creates. */
export class SipApi extends SipClient {
  constructor(
    host: string,
    apiKey: string,
    apiSecret: string,
    private readonly http: HttpRpc,
  ) {
    super(host, apiKey, apiSecret);
  }

  async createInboundTrunk(trunk: SIPInboundTrunkInfo): Promise<SIPInboundTrunkInfo> {
    const made = await this.ask('CreateSIPInboundTrunk', { trunk: trunk.toJson() }, { admin: true });
    return SIPInboundTrunkInfo.fromJson(made, READ);
  }

  async createOutboundTrunk(trunk: SIPOutboundTrunkInfo): Promise<SIPOutboundTrunkInfo> {
    const made = await this.ask('CreateSIPOutboundTrunk', { trunk: trunk.toJson() }, { admin: true });
    return SIPOutboundTrunkInfo.fromJson(made, READ);
  }

  async createDispatchRule(rule: SIPDispatchRuleInfo): Promise<SIPDispatchRuleInfo> {
    const made = await this.ask('CreateSIPDispatchRule', { dispatchRule: rule.toJson() }, { admin: true });
    return SIPDispatchRuleInfo.fromJson(made, READ);
  }

  /** `timeoutSeconds`: how long an answer is waited for, where that is longer than usual. */
  async dial(call: SipDial, timeoutSeconds?: number): Promise<SIPParticipantInfo> {
    const made = await this.ask('CreateSIPParticipant', call, { call: true }, timeoutSeconds);
    return SIPParticipantInfo.fromJson(made, READ);
  }

  private async ask(
    method: string,
    request: unknown,
    grant: { readonly admin?: boolean; readonly call?: boolean },
    timeoutSeconds?: number,
  ): Promise<Json> {
    const headers = await this.authHeader({}, { ...grant });
    return (await this.http.request('SIP', method, request, headers, timeoutSeconds)) as Json;
  }
}
