import path from 'node:path';
import { defineConfig } from 'vitest/config';

const alias = { '@': path.resolve(import.meta.dirname) };
const project = (name: string, include: string[], extra: Record<string, unknown> = {}) => ({
  resolve: { alias },
  test: { name, include, environment: 'node', ...extra },
});

export default defineConfig({
  test: {
    projects: [
      project(
        'unit',
        [
          'lib/**/*.test.ts',
          'components/**/*.test.ts',
          'app/**/*.test.ts',
          'roles/**/*.test.ts',
          'scripts/**/*.test.ts',
          'server/**/*.test.ts',
          '*.test.ts',
        ],
        { isolate: false, testTimeout: 30_000 },
      ),
      project('architecture', ['tests/architecture/**/*.test.ts'], { testTimeout: 60_000 }),
      project('integration', ['tests/integration/**/*.test.ts'], {
        globalSetup: ['tests/support/postgres-setup.ts'],
        testTimeout: 30_000,
        hookTimeout: 60_000,
        maxWorkers: 2,
        isolate: false,
      }),
      project('faults', ['tests/faults/**/*.test.ts'], {
        globalSetup: ['tests/faults/build-setup.ts'],
        testTimeout: 180_000,
        hookTimeout: 180_000,
        maxWorkers: 1,
        fileParallelism: false,
      }),
    ],
  },
});
