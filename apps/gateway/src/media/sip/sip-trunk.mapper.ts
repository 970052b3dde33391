import { SIPInboundTrunkInfo, SIPOutboundTrunkInfo } from '@foyer/livekit';
import type { SipInboundTrunkBody, SipInboundTrunkFieldsBody } from './sip-inbound-trunk.dto.js';
import { LENIENT, changed, toLivekitJson } from './sip-json.js';
import type {
  CreateSipOutboundTrunkBody,
  SipOutboundTrunkBody,
  UpdateSipOutboundTrunkBody,
} from './sip-outbound-trunk.dto.js';

type Json = Parameters<typeof SIPInboundTrunkInfo.fromJson>[0];

/** LiveKit's own JSON of a trunk, with every field, but without its password. */
export const toInboundTrunkBody = (trunk: SIPInboundTrunkInfo): SipInboundTrunkBody =>
  withoutPassword(trunk) as unknown as SipInboundTrunkBody;

/** LiveKit's own JSON of a trunk, with every field, but without its password. */
export const toOutboundTrunkBody = (trunk: SIPOutboundTrunkInfo): SipOutboundTrunkBody =>
  withoutPassword(trunk) as unknown as SipOutboundTrunkBody;

/** The trunk with what the request names changed. */
export const changedInboundTrunk = (
  now: SIPInboundTrunkInfo,
  changes: SipInboundTrunkFieldsBody,
): SIPInboundTrunkInfo =>
  SIPInboundTrunkInfo.fromJson(changed(now.toJson() as object, toLivekitJson(changes)) as Json, LENIENT);

/** The trunk with what the request names changed. */
export const changedOutboundTrunk = (
  now: SIPOutboundTrunkInfo,
  changes: CreateSipOutboundTrunkBody | UpdateSipOutboundTrunkBody,
): SIPOutboundTrunkInfo =>
  SIPOutboundTrunkInfo.fromJson(changed(now.toJson() as object, toLivekitJson(changes)) as Json, LENIENT);

function withoutPassword(trunk: SIPInboundTrunkInfo | SIPOutboundTrunkInfo): object {
  const { authPassword, ...shown } = trunk.toJson({ emitDefaultValues: true }) as { authPassword: string };
  return { ...shown, hasAuthPassword: authPassword !== '' };
}
