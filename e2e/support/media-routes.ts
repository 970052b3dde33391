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
};

/** Every route of the document that asks LiveKit, with a request that is right in itself. */
export function mediaRequests(): MediaRequest[] {
  const { paths } = JSON.parse(readFileSync('openapi/openapi.json', 'utf8')) as {
    paths: Record<string, Record<string, { operationId: string }>>;
  };
  return Object.entries(paths)
    .filter(([path]) => path === '/token' || path.startsWith('/rooms'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => ({
        method: method.toUpperCase(),
        path: path.replace('{roomName}', 'r').replace('{participantIdentity}', 'p').replace('{dispatchId}', 'd'),
        body: BODIES[operationId],
      })),
    );
}
