import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { createDocument } from './openapi/document.js';
import { envExample, settingsPage } from './platform/config/index.js';
import { VERSION } from './version.js';

/** Prints a file that is made from the code; tools/generate.mjs decides where it goes. No provider is created. */
const [wanted] = process.argv.slice(2);
if (wanted === 'openapi') {
  const app = await NestFactory.create(AppModule.with(), new FastifyAdapter(), { preview: true, logger: false });
  process.stdout.write(`${JSON.stringify(createDocument(app, VERSION), null, 2)}\n`);
} else {
  process.stdout.write(wanted === 'settings' ? settingsPage() : envExample());
}
