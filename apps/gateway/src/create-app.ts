import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import { AppModule } from './app.module.js';
import { createDocument } from './openapi/document.js';
import type { Config } from './platform/config/index.js';
import { createAdapter } from './platform/http/adapter.js';
import { ErrorFilter } from './platform/http/error.filter.js';
import { observeRequests } from './platform/http/observe.js';
import { RouteTable } from './platform/http/route-table.js';
import { nestLogger, type Logger } from './platform/logging/logger.js';
import { VERSION } from './version.js';
import type { Services } from './wiring/services.js';

/** The application with all of its routes, not yet listening. */
export async function createApp(config: Config, services: Services, logger: Logger): Promise<NestFastifyApplication> {
  const adapter = createAdapter(config);
  const server = adapter.getInstance();
  const routes = new RouteTable(server);
  observeRequests(server, logger, services.metrics);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(services), adapter, {
    logger: nestLogger(logger),
    abortOnError: false,
    bodyParser: false,
  });
  app.useGlobalFilters(new ErrorFilter(logger, routes));
  app.enableCors({
    origin: config.corsOrigins.includes('*') ? '*' : [...config.corsOrigins],
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: ['x-request-id', 'retry-after'],
    maxAge: 600,
    strictPreflight: false,
  });
  SwaggerModule.setup('docs', app, () => createDocument(app, VERSION), {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    customSiteTitle: 'Foyer',
    swaggerOptions: {
      persistAuthorization: true,
      deepLinking: true,
      displayRequestDuration: true,
      tryItOutEnabled: true,
      filter: true,
    },
  });
  return app;
}
