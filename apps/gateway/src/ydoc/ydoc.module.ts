import { Module } from '@nestjs/common';
import { YdocController } from './ydoc.controller.js';
import { YdocService } from './ydoc.service.js';

@Module({ controllers: [YdocController], providers: [YdocService] })
export class YdocModule {}
