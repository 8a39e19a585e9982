import jestConfig from './jest.config.js';

/**
 * Only the tests of pure code, without a database cluster: what mutation testing runs again and again (stryker.config.json).
 * Generated facts are left out: making a failure smaller takes longer than all other tests together.
 */
export default {
  ...jestConfig,
  globalSetup: null,
  globalTeardown: null,
  setupFiles: ['<rootDir>/test/support/without-shrinking.ts'],
  testPathIgnorePatterns: ['/node_modules/', 'decide-properties'],
  testMatch: [
    '<rootDir>/test/{decide,redact,policy}/*.test.ts',
    '<rootDir>/test/ledger/{merkle,rfc6962-vectors,checkpoint-note,tlog-proof,entry-codec}.test.ts',
  ],
};
