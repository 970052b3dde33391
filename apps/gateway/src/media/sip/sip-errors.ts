import { FoyerError } from '@foyer/core';

export const noInboundTrunk = (id: string): FoyerError =>
  new FoyerError('RESOURCE_NOT_FOUND', `There is no inbound trunk "${id}".`, {
    suggestion: 'GET /sip/inbound-trunks lists them.',
  });

export const noOutboundTrunk = (id: string): FoyerError =>
  new FoyerError('RESOURCE_NOT_FOUND', `There is no outbound trunk "${id}".`, {
    suggestion: 'GET /sip/outbound-trunks lists them.',
  });

export const noDispatchRule = (id: string): FoyerError =>
  new FoyerError('RESOURCE_NOT_FOUND', `There is no dispatch rule "${id}".`, {
    suggestion: 'GET /sip/dispatch-rules lists them.',
  });

export const noPhone = (roomName: string, identity: string): FoyerError =>
  new FoyerError('PARTICIPANT_NOT_FOUND', `"${identity}" in the call "${roomName}" is not there by phone.`, {
    suggestion: 'GET /rooms/{roomName}/participants lists who is there; those by phone have the kind SIP.',
  });

const IDS = /"((?:ST|SDR)_\w+)"/g;

/** Another thing has it: `what` says so, with `{id}` for the other one, where that is known. */
export const taken = (what: string, id?: string, cause?: unknown): FoyerError =>
  new FoyerError('RESOURCE_ALREADY_EXISTS', what.replace('{id}', id === undefined ? '' : ` "${id}"`), {
    cause,
    suggestion: 'Change or delete the other one, or tell the two apart.',
  });

/** What LiveKit calls an invalid argument although it is one that is taken; `sign` is how its text begins then. Else the error itself. */
export function asTaken(error: unknown, sign: string, ownId: string | null, what: string): unknown {
  if (!(error instanceof FoyerError) || error.code !== 'BAD_REQUEST') return error;
  if (!error.message.startsWith(`LiveKit: ${sign}`)) return error;
  const other = [...error.message.matchAll(IDS)].map(([, id]) => id).find((id) => id !== ownId);
  return taken(what, other, error);
}
