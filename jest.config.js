// Unit tests: pure, beside their source, milliseconds each. Everything that needs a server is in e2e/.

/** What compiles a spec: the same decorators and metadata as tsc, in native ES modules. */
export const typescriptTransform = {
  '^.+\\.ts$': [
    '@swc/jest',
    {
      swcrc: false,
      jsc: {
        target: 'es2022',
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        keepClassNames: true,
      },
      module: { type: 'es6' },
      sourceMaps: 'inline',
    },
  ],
};

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/apps', '<rootDir>/libs'],
  testMatch: ['**/src/**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  coverageProvider: 'v8',
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^@foyer/([^/]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^@foyer/([^/]+)/nest$': '<rootDir>/libs/$1/src/nest/index.ts',
  },
  transform: typescriptTransform,
};
