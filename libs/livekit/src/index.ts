export { CallFacet } from './call-facet.js';
export { LiveKit, type LivekitAbsence, type LivekitConnection, type MediaToken } from './livekit.js';
export type { Room as LivekitRoom } from 'livekit-server-sdk';
