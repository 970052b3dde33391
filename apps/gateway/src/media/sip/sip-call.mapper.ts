import type { SIPParticipantInfo } from '@foyer/livekit';
import type { SipParticipantBody } from './sip-call.dto.js';

/** LiveKit's own JSON of a call out, with every field. */
export const toSipParticipantBody = (participant: SIPParticipantInfo): SipParticipantBody =>
  participant.toJson({ emitDefaultValues: true }) as unknown as SipParticipantBody;
