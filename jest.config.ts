import type { Config } from 'jest';

const config: Config = {
  testEnvironment: 'node',
  // For what hangs, not for what is slow: property tests take their time on a machine that others use too.
  testTimeout: 60_000,
  roots: ['<rootDir>'],
  testMatch: [
    '<rootDir>/packages/*/test/**/*.test.ts',
    '<rootDir>/conformance/test/**/*.test.ts',
    '<rootDir>/bench/test/**/*.test.ts',
    '<rootDir>/faults/test/**/*.test.ts',
    '<rootDir>/examples/*/test/**/*.test.ts',
    '<rootDir>/docs/test/**/*.test.ts',
    '<rootDir>/testing/test/**/*.test.ts',
  ],
  modulePathIgnorePatterns: ['/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  testEnvironmentOptions: {
    customExportConditions: ['httpsession-source', 'node', 'node-addons'],
  },
  transform: { '^.+\\.ts$': ['ts-jest', { useESM: true, tsconfig: 'tsconfig.test.json' }] },
  reporters: ['default', '<rootDir>/testing/skips-reporter.mjs'],
};

export default config;
