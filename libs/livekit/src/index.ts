export { mintCallToken, type CallToken, type CallTokenRequest } from './call-token.js';
export { deleteIngress, isFromIngress } from './delete-ingress.js';
export { ifThere, isNotFound } from './livekit-errors.js';
export { LiveKit, type LivekitAbsence, type LivekitClients, type LivekitConnection } from './livekit.js';
export { MediaServices, type MediaService } from './media-services.js';
export { readServiceToken, type ServiceToken } from './service-token.js';
export type { SipDial } from './sip-api.js';
export { readWebhook } from './webhook.js';
export {
  AzureBlobUpload,
  DataPacket_Kind,
  DirectFileOutput,
  EgressInfo,
  EgressStatus,
  EncodedFileOutput,
  EncodedFileType,
  EncodingOptions,
  EncodingOptionsPreset,
  GCPUpload,
  ImageOutput,
  IngressAudioOptions,
  IngressInput,
  IngressVideoOptions,
  ParticipantInfo_State,
  ParticipantPermission,
  RoomAgentDispatch,
  RoomCompositeEgressRequest,
  S3Upload,
  SIPDispatchRuleInfo,
  SIPInboundTrunkInfo,
  SIPOutboundTrunkInfo,
  SegmentedFileOutput,
  StreamOutput,
  StreamProtocol,
  TrackEgressRequest,
  TrackSource,
  type AgentDispatch,
  type CreateIngressOptions,
  type CreateOptions,
  type IngressInfo,
  type ParticipantInfo,
  type Room as LivekitRoom,
  type SIPParticipantInfo,
  type TrackInfo,
  type UpdateIngressOptions,
} from 'livekit-server-sdk';
