import { typescriptTransform } from '../jest.config.js';

// Everything that needs a server: one built gateway for all specs, started by global-setup; specs of faults start their own.

/** @type {import('jest').Config} */
export default {
  rootDir: '..',
  roots: ['<rootDir>/e2e'],
  testMatch: ['**/*.e2e.ts'],
  // Those have a gateway of their own, with all services of LiveKit.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/e2e/services/'],
  testEnvironment: 'node',
  testTimeout: 60_000,
  // One after another: two cores serve the gateway, Postgres and LiveKit too. In the order of their names, so that the
  // log is read last.
  maxWorkers: 1,
  testSequencer: '<rootDir>/e2e/support/by-name.cjs',
  globalSetup: '<rootDir>/e2e/support/global-setup.mjs',
  globalTeardown: '<rootDir>/e2e/support/global-teardown.mjs',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: typescriptTransform,
  verbose: true,
  // A suite that failed half-way may leave a client that reconnects for ever: the run must end all the same.
  forceExit: true,
};
