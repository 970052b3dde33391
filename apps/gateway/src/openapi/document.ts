import { LIVEKIT_SCHEME, SECRET_KEY_SCHEME, USER_TOKEN_SCHEME } from '@foyer/auth/nest';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

const DESCRIPTION = `A self-hosted collaboration gateway: for one *room* a shared document and a call, behind one REST API, one set of keys, one access rule and one join.

**Try it out here.** Press *Authorize*, enter a secret key (\`sk_localdev\` in development) and open any operation.

The storage routes (\`/v2\`) follow the Liveblocks REST API, so \`@liveblocks/node\` and the Python \`liveblocks\` package work with their base URL set to this server. The media routes follow the LiveKit application-server tutorials.

Errors are \`application/problem+json\`; \`error\` is the code to program against, \`requestId\` is in the log.`;

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

/** The OpenAPI document of the application, the same that \`openapi/openapi.json\` holds. */
export function createDocument(app: INestApplication, version: string): OpenAPIObject {
  const settings = new DocumentBuilder()
    .setOpenAPIVersion('3.1.1')
    .setTitle('Foyer')
    .setDescription(DESCRIPTION)
    .setVersion(version)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/', 'This server')
    .addTag('Rooms', 'Rooms: made, found, changed and deleted, for both halves of the product.')
    .addTag('Storage', 'The tree that a room shares, live for everybody who is in it.')
    .addTag('Files', 'Files beside the tree of a room: uploaded first, then put into it as LiveFiles.')
    .addTag('Yjs', 'The Yjs documents of a room.')
    .addTag('Versions', 'What the storage and the Yjs documents of a room were at moments that were kept.')
    .addTag('People', 'Who is in a room, and what they are told.')
    .addTag('Join', 'One call into both halves of a room.')
    .addTag('Tokens', "Tokens for a product's users, and who their bearer is.")
    .addTag('Media', 'Calls on LiveKit: opened, joined, watched over and ended.')
    .addTag('Egress', 'Calls and pages recorded and streamed.')
    .addTag('Recordings', 'What was recorded, and where it lies.')
    .addTag('Ingress', 'Streams from outside that come into calls.')
    .addTag('Telephony', 'Phone calls into calls and out of them, by SIP.')
    .addTag('Admin', 'Keys of the gateway, and what has happened.')
    .addTag('Operations', 'Health and metrics.')
    .addSecurity(SECRET_KEY_SCHEME, {
      type: 'http',
      scheme: 'bearer',
      description: 'A secret key: `sk_localdev` in development.',
    })
    .addSecurity(USER_TOKEN_SCHEME, {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: "A user's token.",
    })
    .addSecurity(LIVEKIT_SCHEME, {
      type: 'apiKey',
      in: 'header',
      name: 'Authorization',
      description: 'A JWT of LiveKit with the SHA-256 of the body.',
    })
    .build();
  const document = SwaggerModule.createDocument(app, settings, { operationIdFactory: (_, method) => method });
  for (const path of Object.values(document.paths))
    (Object.values(path) as Operation[]).forEach(leaveOptionalQueryEmpty);
  return document;
}

/** Swagger UI begins with what `example` says, also for what may be left out, and would filter lists by it; `examples` it only shows. */
function leaveOptionalQueryEmpty({ parameters = [] }: Operation): void {
  for (const parameter of parameters) {
    if ('$ref' in parameter || parameter.in !== 'query' || parameter.required === true) continue;
    const { schema } = parameter;
    if (schema === undefined || '$ref' in schema || schema.example === undefined) continue;
    schema.examples = [schema.example];
    delete schema.example;
  }
}
