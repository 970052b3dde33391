import { FoyerError } from '@foyer/core';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { UserTokenClaims } from '../user-token.js';
import { USER_TOKEN_STRATEGY } from './user-token.strategy.js';

/** Runs the passport strategy and turns its verdict into our errors. */
export class UserTokenGuard extends AuthGuard(USER_TOKEN_STRATEGY) {
  override handleRequest<TUser>(error: unknown, user: TUser | false, info: unknown): TUser {
    if (error) throw error;
    if (user) return user;
    const reason = info instanceof Error ? info : new Error('No token.');
    if (reason.name === 'TokenExpiredError') {
      throw new FoyerError('TOKEN_EXPIRED', 'This token has expired.', {
        suggestion: 'Ask your backend for a new one.',
      });
    }
    if (reason.message === 'No auth token') {
      throw new FoyerError('MISSING_TOKEN', "This route needs a user's token.", {
        suggestion:
          'Send the header "Authorization: Bearer <token>"; POST /v2/authorize-user and /v2/identify-user make one.',
      });
    }
    throw new FoyerError('INVALID_TOKEN', 'This token was not signed by this server, or was changed.', {
      suggestion: 'Ask your backend for a new one.',
    });
  }
}

/** The claims of the user's token, in a handler with `@Requires('user')`. */
export const UserClaims = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<{ user: UserTokenClaims }>().user,
);
