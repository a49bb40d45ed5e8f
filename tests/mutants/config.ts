/**
 * What `npm run mutants` runs: the tests named for a file. With MUTANTS_FILES, these are changed here and
 * all of their mutants are tried in one worker (runner.ts); without, Stryker starts anew for each mutant.
 */
import { defineConfig } from 'vitest/config';
import { WxtVitest } from 'wxt/testing/vitest-plugin';
import { PATIENCE } from './patience-ms';
import { mutated } from './plugin';

const { MUTANTS_FILES: files, MUTANTS_TESTS: tests = '', MUTANTS_REPORT: report = '' } = process.env;

export default defineConfig({
  plugins: [WxtVitest(), ...(files === undefined ? [] : [mutated(files.split(','), report)])],
  test: {
    include: tests.split(','),
    ...(files === undefined ? {} : { runner: './tests/mutants/runner.ts' }),
    setupFiles: ['tests/mutants/patience.ts'],
    restoreMocks: true,
    testTimeout: 60_000,
    pool: 'threads',
    isolate: false,
    fileParallelism: false,
    expect: { poll: { timeout: PATIENCE } },
  },
});
