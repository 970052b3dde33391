import { FoyerError, invalid, isRoomId, roomIdProblem, type RoomId } from '@foyer/core';
import { withApiErrors } from '@foyer/http-errors';
import { Injectable, Param, type PipeTransform } from '@nestjs/common';
import { withApiPathParam } from '../openapi/path-param.js';
import { roomIdSchema } from '../openapi/schemas.js';

/** What cannot be a room id names no room, so the answer is the same as for an unknown one. */
@Injectable()
class RoomIdPipe implements PipeTransform<string, RoomId> {
  transform(value: string): RoomId {
    if (isRoomId(value)) return value;
    throw new FoyerError('ROOM_NOT_FOUND', `There can be no room with the id "${value.slice(0, 200)}".`, {
      suggestion: 'A room id has 1 to 128 characters.',
    });
  }
}

@Injectable()
class NewRoomIdPipe implements PipeTransform<string, RoomId> {
  transform(value: string): RoomId {
    if (isRoomId(value)) return value;
    throw invalid([{ pointer: '', message: `The room id in the path ${roomIdProblem(value)}.` }]);
  }
}

const roomIdParam = (pipe: PipeTransform<string, RoomId>): ParameterDecorator =>
  withApiPathParam(Param('roomId', pipe), {
    name: 'roomId',
    description: 'The id of the room.',
    schema: roomIdSchema,
    example: 'my-room',
  });

/** The id in the path of a room that must be there. */
export const RoomIdParam = (): ParameterDecorator =>
  withApiErrors(roomIdParam(new RoomIdPipe()), 'BAD_REQUEST', 'ROOM_NOT_FOUND');

/** The id in the path of a room that may be made by this request. */
export const NewRoomIdParam = (): ParameterDecorator =>
  withApiErrors(roomIdParam(new NewRoomIdPipe()), 'BAD_REQUEST', 'UNPROCESSABLE_ENTITY');
