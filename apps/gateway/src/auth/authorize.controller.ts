import { DEFAULT_ORGANIZATION, KeyAuthenticator, admit, admitPublicKey } from '@foyer/auth';
import { Requires, UserTokens, signRoomToken } from '@foyer/auth/nest';
import type { RoomId } from '@foyer/core';
import { ApiErrors } from '@foyer/http-errors';
import { RoomRegistry } from '@foyer/room-registry';
import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { JsonBody } from '../platform/http/body.js';
import { RoomIdParam } from '../platform/http/room-id-param.js';
import { AuthorizeRoomBody, AuthorizeUserBody, IdentifyUserBody, PublicAuthorizeBody, TokenBody } from './token.dto.js';

@ApiTags('Tokens')
@Controller('v2')
export class AuthorizeController {
  constructor(
    private readonly registry: RoomRegistry,
    private readonly keys: KeyAuthenticator,
    private readonly tokens: UserTokens,
  ) {}

  @Post('authorize-user')
  @HttpCode(200)
  @Requires('storage')
  @ApiOperation({
    operationId: 'authorizeUser',
    summary: 'Make an access token',
    description:
      'A token that carries its permissions: they count until it expires, whatever the accesses of the rooms say.',
  })
  @ApiOkResponse({ description: 'The token.', type: TokenBody })
  authorizeUser(
    @JsonBody(AuthorizeUserBody) { userId, permissions, userInfo, organizationId }: AuthorizeUserBody,
  ): TokenBody {
    const { token } = this.tokens.sign({
      k: 'acc',
      uid: userId,
      perms: permissions,
      ui: userInfo,
      oid: organizationId ?? DEFAULT_ORGANIZATION,
    });
    return { token };
  }

  @Post('identify-user')
  @HttpCode(200)
  @Requires('storage')
  @ApiOperation({
    operationId: 'identifyUser',
    summary: 'Make an ID token',
    description:
      'A token that says only who the user is: the accesses of each room decide what that user may do there.',
  })
  @ApiOkResponse({ description: 'The token.', type: TokenBody })
  identifyUser(
    @JsonBody(IdentifyUserBody) { userId, groupIds, userInfo, organizationId }: IdentifyUserBody,
  ): TokenBody {
    const { token } = this.tokens.sign({
      k: 'id',
      uid: userId,
      gids: groupIds,
      ui: userInfo,
      oid: organizationId ?? DEFAULT_ORGANIZATION,
    });
    return { token };
  }

  @Post('rooms/:roomId/authorize')
  @HttpCode(200)
  @Requires('storage')
  @ApiOperation({
    operationId: 'authorizeRoom',
    summary: 'Make a token for one room',
    description: 'A token for one room, with what its accesses give this user. Without `userId` the user is anonymous.',
  })
  @ApiOkResponse({ description: 'The token.', type: TokenBody })
  @ApiErrors('UNAUTHORIZED_ROOM_ACCESS')
  async authorizeRoom(
    @RoomIdParam() roomId: RoomId,
    @JsonBody(AuthorizeRoomBody) person: AuthorizeRoomBody,
  ): Promise<TokenBody> {
    const room = await this.registry.get(roomId);
    const { token } = signRoomToken(this.tokens, room, person, admit(room, person));
    return { token };
  }

  @Post('rooms/:roomId/public/authorize')
  @HttpCode(200)
  @Requires('anyone')
  @ApiOperation({
    operationId: 'authorizeRoomPublicly',
    summary: 'Make a token for one public room with a public key',
    description:
      'For browsers, without a backend: the public key stands in the body. Only for rooms that everybody may write to.',
  })
  @ApiOkResponse({ description: 'The token, for an anonymous user.', type: TokenBody })
  @ApiErrors('INVALID_PUBLIC_KEY', 'UNAUTHORIZED_ROOM_ACCESS', 'DATABASE_UNAVAILABLE')
  async authorizeRoomPublicly(
    @RoomIdParam() roomId: RoomId,
    @JsonBody(PublicAuthorizeBody) { publicApiKey }: PublicAuthorizeBody,
  ): Promise<TokenBody> {
    await this.keys.authenticatePublic(publicApiKey);
    const room = await this.registry.get(roomId);
    const { token } = signRoomToken(this.tokens, room, {}, admitPublicKey(room));
    return { token };
  }
}
