import { FoyerError } from '@foyer/core';

export const noCall = (roomName: string): FoyerError =>
  new FoyerError('ROOM_NOT_FOUND', `There is no open call "${roomName}".`, {
    suggestion: 'Open it with POST /rooms; GET /rooms lists the open ones.',
  });

export const noParticipant = (roomName: string, identity: string): FoyerError =>
  new FoyerError('PARTICIPANT_NOT_FOUND', `There is no participant "${identity}" in the call "${roomName}".`, {
    suggestion: 'GET /rooms/{roomName}/participants lists who is there.',
  });

export const noDispatch = (roomName: string, dispatchId: string): FoyerError =>
  new FoyerError('RESOURCE_NOT_FOUND', `There is no agent dispatch "${dispatchId}" in the call "${roomName}".`, {
    suggestion: 'GET /rooms/{roomName}/agent-dispatches lists them.',
  });

export const noIngress = (ingressId: string): FoyerError =>
  new FoyerError('RESOURCE_NOT_FOUND', `There is no ingress "${ingressId}".`, {
    suggestion: 'GET /ingresses lists them, with their ids.',
  });

export const noTrack = (trackId: string, where: string): FoyerError =>
  new FoyerError('TRACK_NOT_FOUND', `There is no track "${trackId}" ${where}.`, {
    suggestion: 'GET /rooms/{roomName}/participants lists the tracks of everybody.',
  });
