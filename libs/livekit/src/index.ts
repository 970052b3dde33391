export { mintCallToken, type CallToken, type CallTokenRequest } from './call-token.js';
export { isNotFound } from './livekit-errors.js';
export { LiveKit, type LivekitAbsence, type LivekitClients, type LivekitConnection } from './livekit.js';
export { readWebhook } from './webhook.js';
export {
  DataPacket_Kind,
  ParticipantInfo_State,
  ParticipantPermission,
  TrackSource,
  type AgentDispatch,
  type CreateOptions,
  type ParticipantInfo,
  type Room as LivekitRoom,
  type TrackInfo,
} from 'livekit-server-sdk';
