import main from '../jest.config.js';

// What needs LiveKit's egress, ingress and SIP: one gateway with all of them for all of these specs.

/** @type {import('jest').Config} */
export default {
  ...main,
  rootDir: '../..',
  roots: ['<rootDir>/e2e/services'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 180_000,
  globalSetup: '<rootDir>/e2e/services/support/global-setup.mjs',
};
