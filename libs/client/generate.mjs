// Prints the types of the client for an OpenAPI document: node generate.mjs openapi.json
import { pathToFileURL } from 'node:url';
import openapiTypescript, { astToString } from 'openapi-typescript';

const [document] = process.argv.slice(2);
const ast = await openapiTypescript(pathToFileURL(document), {
  alphabetize: true,
  rootTypes: true,
  rootTypesNoSchemaPrefix: true,
  enumValues: false,
  defaultNonNullable: false,
});
process.stdout.write(
  `/* Generated from openapi/openapi.json by libs/client/generate.mjs. Do not edit. */\n${astToString(ast)}`,
);
