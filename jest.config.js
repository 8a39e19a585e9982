/** Jest runs the TypeScript sources as ES modules; one PostgreSQL cluster serves all files (test/global-setup.mjs). */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  globalSetup: '<rootDir>/test/global-setup.mjs',
  setupFiles: ['<rootDir>/test/property-seed.mjs'],
  globalTeardown: '<rootDir>/test/global-teardown.mjs',
  // Only against a test that hangs: on a busy machine everything is slow, and timing decides no test.
  testTimeout: 600_000,
  // Most of a gateway's test is waiting for other processes, so that two files at a time cost little more than one.
  maxWorkers: 2,
  // What a file has loaded as ES modules stays in its worker: after some dozens of files it would be out of memory, and slow long before.
  workerIdleMemoryLimit: '1GB',
};
