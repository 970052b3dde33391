import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { KeyAuthenticator } from '../key-authenticator.js';
import { ACCESS, type Access } from './requires.decorator.js';
import { UserTokenGuard } from './user-token.guard.js';

/** The one guard of the gateway: reads what `@Requires` said and checks it, before any body is looked at. */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly userTokens = new UserTokenGuard();

  constructor(
    private readonly reflector: Reflector,
    private readonly keys: KeyAuthenticator,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.get<Access | undefined>(ACCESS, context.getHandler());
    if (access === undefined)
      throw new Error(`${context.getClass().name}.${context.getHandler().name} lacks @Requires.`);
    switch (access.who) {
      case 'anyone':
      case 'livekit':
        return true;
      case 'user':
        return (await this.userTokens.canActivate(context)) === true;
      case 'key': {
        const request = context.switchToHttp().getRequest<{ headers: { authorization?: string } }>();
        await this.keys.authenticateSecret(request.headers.authorization, access.scopes);
        return true;
      }
    }
  }
}
