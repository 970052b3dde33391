export { mintCallToken, type CallToken, type CallTokenRequest } from './call-token.js';
export { isNotFound } from './livekit-errors.js';
export { LiveKit, type LivekitAbsence, type LivekitClients, type LivekitConnection } from './livekit.js';
export { readWebhook } from './webhook.js';
