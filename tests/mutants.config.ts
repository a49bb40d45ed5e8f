/** What `npm run mutants` runs against each mutant: the tests named for the mutated file. */
import { defineConfig } from 'vitest/config';
import { WxtVitest } from 'wxt/testing/vitest-plugin';

export default defineConfig({
  plugins: [WxtVitest()],
  test: { include: (process.env.MUTANTS_TESTS ?? '').split(','), restoreMocks: true, testTimeout: 60_000, isolate: false, fileParallelism: false },
});
