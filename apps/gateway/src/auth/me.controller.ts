import { SigningKeys, admitBearer, type UserTokenClaims } from '@foyer/auth';
import { Requires, UserClaims } from '@foyer/auth/nest';
import { FoyerError, isRoomId } from '@foyer/core';
import { ApiErrors } from '@foyer/http-errors';
import { RoomRegistry } from '@foyer/room-registry';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { roomIdSchema } from '../platform/openapi/schemas.js';
import { JwksBody } from './jwks.dto.js';
import { MeBody, type MyRoomBody } from './token.dto.js';

@ApiTags('Tokens')
@Controller()
export class MeController {
  constructor(
    private readonly registry: RoomRegistry,
    private readonly keys: SigningKeys,
  ) {}

  @Get('v2/me')
  @Requires('user')
  @ApiOperation({
    operationId: 'getMe',
    summary: 'Say who the bearer of a token is',
    description:
      'For browsers, with a token of a user: who that is, and with `roomId` what the user may do in that room at this moment.',
  })
  @ApiQuery({
    name: 'roomId',
    required: false,
    description: 'A room to be asked about.',
    schema: { ...roomIdSchema, example: 'my-room' },
  })
  @ApiOkResponse({ description: 'The user.', type: MeBody })
  @ApiErrors('UNAUTHORIZED_ROOM_ACCESS', 'ROOM_NOT_FOUND', 'DATABASE_UNAVAILABLE')
  async me(@UserClaims() claims: UserTokenClaims, @Query('roomId') roomId?: string): Promise<MeBody> {
    return { ...toMeBody(claims), ...(roomId === undefined ? {} : { room: await this.roomOf(claims, roomId) }) };
  }

  @Get('.well-known/jwks.json')
  @Requires('anyone')
  @ApiOperation({
    operationId: 'getJwks',
    summary: 'Get the keys that verify user tokens',
    description: 'A JSON Web Key Set (RFC 7517), for services of yours that receive user tokens.',
  })
  @ApiOkResponse({ description: 'The keys; the first one signs.', type: JwksBody })
  jwks(): JwksBody {
    return this.keys.jwks() as JwksBody;
  }

  private async roomOf(claims: UserTokenClaims, roomId: string): Promise<MyRoomBody> {
    if (!isRoomId(roomId)) throw new FoyerError('ROOM_NOT_FOUND', 'There can be no room with this id.');
    const { scopes, media } = admitBearer(await this.registry.get(roomId), claims);
    return { id: roomId, permissions: [...scopes], media };
  }
}

function toMeBody(claims: UserTokenClaims): MeBody {
  return {
    kind: claims.k === 'id' ? 'id' : claims.roomId === undefined ? 'access' : 'room',
    userId: claims.uid ?? null,
    groupIds: [...(claims.gids ?? [])],
    organizationId: claims.oid,
    ...(claims.ui === undefined ? {} : { userInfo: claims.ui }),
    expiresAt: new Date(claims.exp * 1000).toISOString(),
  };
}
