import { FoyerError, isRoomId, type RoomId } from '@foyer/core';
import { Injectable, Param, type PipeTransform } from '@nestjs/common';

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

/** The room id in the path. */
export const RoomIdParam = (): ParameterDecorator => Param('roomId', new RoomIdPipe());
