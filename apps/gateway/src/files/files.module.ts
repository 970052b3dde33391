import { Module } from '@nestjs/common';
import { ClientFilesController } from './client-files.controller.js';
import { FileBytesController } from './file-bytes.controller.js';
import { FilesController } from './files.controller.js';
import { FilesService } from './files.service.js';

@Module({ controllers: [FilesController, ClientFilesController, FileBytesController], providers: [FilesService] })
export class FilesModule {}
