import { FoyerError, isRoomId, textProblem, type RoomId } from '@foyer/core';
import { withApiErrors } from '@foyer/http-errors';
import { Param, applyDecorators, type PipeTransform } from '@nestjs/common';
import { ApiPathParam } from '../platform/openapi/path-param.js';
import { roomIdSchema } from '../platform/openapi/schemas.js';
import { CALL_LIMITS } from './call-fields.js';
import { livekitIdPipe } from './livekit-id.js';

/** What cannot be the name of a call is the name of none. */
const roomNamePipe: PipeTransform<string, RoomId> = {
  transform(name) {
    if (isRoomId(name)) return name;
    throw new FoyerError('ROOM_NOT_FOUND', `There can be no call "${name.slice(0, 200)}".`, {
      suggestion: 'The name of a call is the id of its room: 1 to 128 characters.',
    });
  },
};

const identityPipe: PipeTransform<string, string> = {
  transform(identity) {
    const { length } = identity;
    if (length > 0 && length <= CALL_LIMITS.identityLength && textProblem(identity) === null) return identity;
    throw new FoyerError('PARTICIPANT_NOT_FOUND', `There can be no participant "${identity.slice(0, 200)}".`, {
      suggestion: `An identity has 1 to ${CALL_LIMITS.identityLength} characters.`,
    });
  },
};

const dispatchIdPipe = livekitIdPipe(
  (id) =>
    new FoyerError('RESOURCE_NOT_FOUND', `There can be no agent dispatch "${id}".`, {
      suggestion: 'GET /rooms/{roomName}/agent-dispatches lists them, with their ids.',
    }),
);

/** The name in the path of a call. */
export const RoomNameParam = (): ParameterDecorator =>
  withApiErrors(Param('roomName', roomNamePipe), 'BAD_REQUEST', 'ROOM_NOT_FOUND');

/** The identity in the path of somebody in the call. */
export const IdentityParam = (): ParameterDecorator =>
  withApiErrors(Param('participantIdentity', identityPipe), 'PARTICIPANT_NOT_FOUND');

/** The id in the path of a dispatch of an agent. */
export const DispatchIdParam = (): ParameterDecorator =>
  withApiErrors(Param('dispatchId', dispatchIdPipe), 'RESOURCE_NOT_FOUND');

export const ApiRoomName = (): MethodDecorator =>
  ApiPathParam({
    name: 'roomName',
    description: 'The name of the call, which is the id of its room.',
    schema: roomIdSchema,
    example: 'Test Room',
  });

/** The call, and who in it. */
export const ApiParticipantPath = (): MethodDecorator =>
  applyDecorators(
    ApiRoomName(),
    ApiPathParam({
      name: 'participantIdentity',
      description: 'Who, as the token named them.',
      schema: { type: 'string', minLength: 1, maxLength: CALL_LIMITS.identityLength },
      example: 'Participant1',
    }),
  );

/** The call, and which dispatch of an agent in it. */
export const ApiDispatchPath = (): MethodDecorator =>
  applyDecorators(
    ApiRoomName(),
    ApiPathParam({
      name: 'dispatchId',
      description: 'The id of the dispatch.',
      schema: { type: 'string' },
      example: 'AD_hycBMAjmt6Ub',
    }),
  );
