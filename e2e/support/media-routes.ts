import { readFileSync } from 'node:fs';

/** A request that LiveKit would be asked for. */
export interface MediaRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
}

/** What each of them needs, by its operation. */
const BODIES: Readonly<Record<string, object>> = {
  createCallToken: { roomName: 'r', participantIdentity: 'p' },
  openCall: { roomName: 'r' },
  updateCallMetadata: { metadata: 'm' },
  sendCallData: { data: 'd' },
  updateParticipant: { metadata: 'm' },
  muteTrack: { trackId: 't' },
  subscribeToTracks: { trackIds: ['t'] },
  unsubscribeFromTracks: { trackIds: ['t'] },
  moveParticipant: { destinationRoomName: 's' },
  forwardParticipant: { destinationRoomName: 's' },
  createAgentDispatch: { agentName: 'a' },
  createRtmpIngress: { roomName: 'r', participantIdentity: 'p' },
  createWhipIngress: { roomName: 'r', participantIdentity: 'p' },
  createUrlIngress: { roomName: 'r', participantIdentity: 'p', url: 'https://example.com/a.m3u8' },
  updateIngress: { name: 'n' },
  startRoomCompositeEgress: { roomName: 'r' },
  startStreamEgress: { roomName: 'r', streamUrl: 'rtmp://live.example.com/app/key' },
  startParticipantEgress: { roomName: 'r', participantIdentity: 'p' },
  startTrackCompositeEgress: { roomName: 'r', videoTrackId: 't' },
  startTrackEgress: { roomName: 'r', trackId: 't' },
  startWebEgress: { url: 'https://example.com' },
  updateEgressLayout: { layout: 'grid' },
  updateEgressStreams: { streamUrlsToAdd: ['rtmp://live.example.com/app/key'] },
  createSipInboundTrunk: { numbers: ['100'] },
  updateSipInboundTrunk: { name: 'n' },
  createSipOutboundTrunk: { address: 'sip.example.com', numbers: ['100'] },
  updateSipOutboundTrunk: { name: 'n' },
  createSipDispatchRule: { rule: { dispatchRuleDirect: { roomName: 'r' } } },
  updateSipDispatchRule: { name: 'n' },
  createSipCall: { number: '100', roomName: 'r', trunkId: 'ST_x' },
  transferSipCall: { transferTo: 'tel:100' },
};

/** Every route of the document that asks LiveKit, with a request that is right in itself. */
export function mediaRequests(): MediaRequest[] {
  const { paths } = JSON.parse(readFileSync('openapi/openapi.json', 'utf8')) as {
    paths: Record<string, Record<string, { operationId: string }>>;
  };
  return Object.entries(paths)
    .filter(([path]) => /^\/(?:token$|rooms|sip\/|egresses|ingresses)/.test(path))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => ({
        method: method.toUpperCase(),
        path: path
          .replace('{roomName}', 'r')
          .replace('{participantIdentity}', 'p')
          .replace('{dispatchId}', 'd')
          .replace('{egressId}', 'EG_x')
          .replace('{ingressId}', 'IN_x')
          .replace('{trunkId}', 'ST_x')
          .replace('{ruleId}', 'SDR_x'),
        body: BODIES[operationId],
      })),
    );
}
