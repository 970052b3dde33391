import { Requires } from '@foyer/auth/nest';
import type { RoomId } from '@foyer/core';
import { ApiErrors } from '@foyer/http-errors';
import { ROOM_LIMITS, RoomRegistry, type RoomFilter, type RoomPage } from '@foyer/room-registry';
import { Controller, Delete, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { CheckedQuery, JsonBody, RawQuery } from '../platform/http/body.js';
import { NewRoomIdParam, RoomIdParam } from '../platform/http/room-id-param.js';
import { ListRoomsQuery, toFilter } from './list-rooms.query.js';
import {
  CreateRoomBody,
  MoveRoomBody,
  RenameRoomBody,
  RoomBody,
  RoomPageBody,
  UpdateRoomBody,
  UpsertRoomBody,
} from './room.dto.js';
import { toRoomBody, toRoomPageBody } from './room.mapper.js';

@ApiTags('Rooms')
@Controller('v2/rooms')
export class RoomsController {
  constructor(private readonly registry: RoomRegistry) {}

  @Get()
  @Requires('storage')
  @ApiOperation({
    operationId: 'listRooms',
    summary: 'List rooms',
    description:
      'Rooms, newest first, a page at a time. Filters of different kinds must all hold. A page costs the same wherever it begins.',
  })
  @ApiQuery({
    name: 'metadata',
    required: false,
    description:
      'Rooms with these metadata entries, each its own parameter: `metadata.color=blue&metadata.type=text`. Lists of texts never match.',
    style: 'form',
    explode: true,
    schema: { type: 'object', additionalProperties: { type: 'string' } },
  })
  @ApiOkResponse({ description: 'A page of rooms.', type: RoomPageBody })
  @ApiErrors('INVALID_QUERY')
  async list(
    @CheckedQuery(ListRoomsQuery) query: ListRoomsQuery,
    @RawQuery() parameters: Record<string, unknown>,
  ): Promise<RoomPageBody> {
    return toRoomPageBody(await this.page(toFilter(query, parameters), query), parameters);
  }

  @Post()
  @HttpCode(200)
  @Requires('storage')
  @ApiOperation({
    operationId: 'createRoom',
    summary: 'Create a room',
    description: 'Makes a room for both halves: its document and its call.',
  })
  @ApiQuery({
    name: 'idempotent',
    required: false,
    description:
      'Present: a room that is there already is answered unchanged, with 200 instead of 409. `false` and `0` count as absent.',
    schema: { type: 'string', example: 'true' },
  })
  @ApiOkResponse({ description: 'The room.', type: RoomBody })
  @ApiErrors('ROOM_ALREADY_EXISTS')
  async create(
    @JsonBody(CreateRoomBody) { id, ...draft }: CreateRoomBody,
    @Query('idempotent') idempotent?: string,
  ): Promise<RoomBody> {
    const room = isOn(idempotent) ? this.registry.getOrCreate(id, draft) : this.registry.create(id, draft);
    return toRoomBody(await room);
  }

  @Get(':roomId')
  @Requires('storage')
  @ApiOperation({ operationId: 'getRoom', summary: 'Get a room', description: 'The room with this id.' })
  @ApiOkResponse({ description: 'The room.', type: RoomBody })
  async get(@RoomIdParam() id: RoomId): Promise<RoomBody> {
    return toRoomBody(await this.registry.get(id));
  }

  @Post(':roomId')
  @HttpCode(200)
  @Requires('storage')
  @ApiOperation({
    operationId: 'updateRoom',
    summary: 'Update a room',
    description:
      'Changes what is sent and leaves the rest. `null` removes an entry. Updates of different entries at the same time all survive.',
  })
  @ApiOkResponse({ description: 'The room as it is now.', type: RoomBody })
  async update(@RoomIdParam() id: RoomId, @JsonBody(UpdateRoomBody) patch: UpdateRoomBody): Promise<RoomBody> {
    return toRoomBody(await this.registry.update(id, patch));
  }

  @Delete(':roomId')
  @HttpCode(204)
  @Requires('storage')
  @ApiOperation({
    operationId: 'deleteRoom',
    summary: 'Delete a room',
    description: 'Removes the room for good, and ends its call. A room made again under the id is empty.',
  })
  @ApiNoContentResponse({ description: 'The room is gone.' })
  async delete(@RoomIdParam() id: RoomId): Promise<void> {
    await this.registry.delete(id);
  }

  @Post(':roomId/upsert')
  @HttpCode(200)
  @Requires('storage')
  @ApiOperation({
    operationId: 'upsertRoom',
    summary: 'Update or create a room',
    description:
      'Applies `update` to a room that is there. Otherwise makes it from `create` with `update` laid over; one of the two must then say `defaultAccesses`.',
  })
  @ApiOkResponse({ description: 'The room as it is now.', type: RoomBody })
  async upsert(
    @NewRoomIdParam() id: RoomId,
    @JsonBody(UpsertRoomBody) { update, create }: UpsertRoomBody,
  ): Promise<RoomBody> {
    return toRoomBody(await this.registry.upsert(id, update, create));
  }

  @Post(':roomId/update-room-id')
  @HttpCode(200)
  @Requires('storage')
  @ApiOperation({
    operationId: 'renameRoom',
    summary: 'Rename a room',
    description:
      'Gives the room another id. Everything in it stays; the old id is unknown afterwards, and a call under it ends.',
  })
  @ApiOkResponse({ description: 'The room under its new id.', type: RoomBody })
  @ApiErrors('ROOM_ALREADY_EXISTS')
  async rename(@RoomIdParam() id: RoomId, @JsonBody(RenameRoomBody) { newRoomId }: RenameRoomBody): Promise<RoomBody> {
    return toRoomBody(await this.registry.rename(id, newRoomId));
  }

  @Post(':roomId/update-organization-id')
  @HttpCode(200)
  @Requires('storage')
  @ApiOperation({
    operationId: 'moveRoom',
    summary: 'Move a room to another organization',
    description: 'Moves the room if it is in the organization that the caller names; else nothing changes.',
  })
  @ApiOkResponse({ description: 'The room in its new organization.', type: RoomBody })
  async move(@RoomIdParam() id: RoomId, @JsonBody(MoveRoomBody) body: MoveRoomBody): Promise<RoomBody> {
    return toRoomBody(await this.registry.moveToOrganization(id, body.fromOrganizationId, body.toOrganizationId));
  }

  @Get(':roomId/prewarm')
  @HttpCode(204)
  @Requires('storage')
  @ApiOperation({
    operationId: 'prewarmRoom',
    summary: 'Prepare a room',
    description: 'Says that users will enter soon. Never makes a room.',
  })
  @ApiNoContentResponse({ description: 'The room is ready.' })
  async prewarm(@RoomIdParam() id: RoomId): Promise<void> {
    await this.registry.get(id);
  }

  private async page(filter: RoomFilter | null, { startingAfter, limit }: ListRoomsQuery): Promise<RoomPage> {
    if (filter === null) return { rooms: [], nextCursor: null };
    return this.registry.list(filter, startingAfter, limit === undefined ? ROOM_LIMITS.listDefault : Number(limit));
  }
}

/** A query flag: any value but `false` and `0` switches it on, also none (`?idempotent`). */
function isOn(flag: string | undefined): boolean {
  return flag !== undefined && flag !== 'false' && flag !== '0';
}
