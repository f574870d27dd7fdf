// Vitest over every test that needs no browser. Timeouts are wide because the machine may be small and busy: a test
// fails by what it sees, never by being slow.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: `${import.meta.dirname}/..`,
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', 'test/bench/**', '**/node_modules/**'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
    expect: { poll: { timeout: 20_000, interval: 50 } },
    reporters: ['default', 'json'],
    outputFile: { json: 'out/test/vitest.json' },
  },
});
