import { Module } from '@nestjs/common';
import { CallTokenController } from './call-token.controller.js';
import { CallTokensService } from './call-tokens.service.js';
import { CallsController } from './calls.controller.js';
import { CallsService } from './calls.service.js';

@Module({
  controllers: [CallsController, CallTokenController],
  providers: [CallsService, CallTokensService],
})
export class MediaModule {}
