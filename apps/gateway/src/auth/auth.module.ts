import { UserTokenStrategy } from '@foyer/auth/nest';
import { Module } from '@nestjs/common';
import { AuthorizeController } from './authorize.controller.js';
import { MeController } from './me.controller.js';

@Module({ controllers: [AuthorizeController, MeController], providers: [UserTokenStrategy] })
export class AuthModule {}
