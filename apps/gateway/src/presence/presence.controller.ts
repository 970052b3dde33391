import { Requires } from '@foyer/auth/nest';
import type { RoomId } from '@foyer/core';
import type { Json } from '@foyer/protocol';
import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AnyJsonBody, JsonBody } from '../platform/http/body.js';
import { RoomIdParam } from '../platform/http/room-id-param.js';
import { LiveRooms } from '../platform/live-rooms.js';
import { anyJsonSchema } from '../platform/openapi/schemas.js';
import { ActiveUsersBody, SetPresenceBody } from './presence.dto.js';

const MS_PER_SECOND = 1000;

@ApiTags('People')
@Controller('v2/rooms/:roomId')
export class PresenceController {
  constructor(private readonly rooms: LiveRooms) {}

  @Get('active-users')
  @Requires('storage')
  @ApiOperation({
    operationId: 'getActiveUsers',
    summary: 'List who is in a room',
    description: 'One entry for each connection, in the order in which they came.',
  })
  @ApiOkResponse({ description: 'Everybody who is there.', type: ActiveUsersBody })
  async activeUsers(@RoomIdParam() id: RoomId): Promise<ActiveUsersBody> {
    const people = await this.rooms.in(id, (room) => room.people());
    return {
      data: people.map(({ actor, user }) => ({
        type: 'user',
        connectionId: actor,
        id: user.id ?? null,
        info: user.info ?? {},
      })),
    };
  }

  @Get('active_users')
  @Requires('storage')
  @ApiOperation({
    operationId: 'getActiveUsersByOldName',
    summary: 'List who is in a room (older name)',
    description: 'The same as `active-users`.',
    deprecated: true,
  })
  @ApiOkResponse({ description: 'Everybody who is there.', type: ActiveUsersBody })
  activeUsersByOldName(@RoomIdParam() id: RoomId): Promise<ActiveUsersBody> {
    return this.activeUsers(id);
  }

  @Post('presence')
  @HttpCode(204)
  @Requires('storage')
  @ApiOperation({
    operationId: 'setPresence',
    summary: 'Show a user in a room',
    description:
      'People in the room see one more user, with this presence, until its time is over. Repeating it renews it.',
  })
  @ApiNoContentResponse({ description: 'The user is shown.' })
  async setPresence(
    @RoomIdParam() id: RoomId,
    @JsonBody(SetPresenceBody) { userId, data, userInfo, ttl }: SetPresenceBody,
  ): Promise<void> {
    const user = { id: userId, ...(userInfo === undefined ? {} : { info: userInfo }), scopes: [] };
    await this.rooms.in(id, (room) => room.showUser(user, data, ttl * MS_PER_SECOND));
  }

  @Post('broadcast-event')
  @HttpCode(204)
  @Requires('storage')
  @ApiOperation({
    operationId: 'broadcastEvent',
    summary: 'Send an event to everybody in a room',
    description: 'Whoever is in the room receives it, from nobody (connection -1). It is not kept.',
  })
  @ApiBody({
    description: 'The event: any JSON.',
    schema: { ...anyJsonSchema, example: { type: 'EMOJI', emoji: '🔥' } },
  })
  @ApiNoContentResponse({ description: 'The event is sent.' })
  async broadcastEvent(@RoomIdParam() id: RoomId, @AnyJsonBody() event: Json): Promise<void> {
    await this.rooms.in(id, (room) => room.broadcast(event));
  }

  @Post('broadcast_event')
  @HttpCode(204)
  @Requires('storage')
  @ApiOperation({
    operationId: 'broadcastEventByOldName',
    summary: 'Send an event to everybody in a room (older name)',
    description: 'The same as `broadcast-event`.',
    deprecated: true,
  })
  @ApiBody({
    description: 'The event: any JSON.',
    schema: { ...anyJsonSchema, example: { type: 'EMOJI', emoji: '🔥' } },
  })
  @ApiNoContentResponse({ description: 'The event is sent.' })
  broadcastEventByOldName(@RoomIdParam() id: RoomId, @AnyJsonBody() event: Json): Promise<void> {
    return this.broadcastEvent(id, event);
  }
}
