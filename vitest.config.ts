import { defineConfig } from 'vitest/config';
import { WxtVitest } from 'wxt/testing/vitest-plugin';
import { PATIENCE, PATIENCE_WITH_BROWSERS } from './tests/patience-ms';

/** Every single turn of the imports takes minutes, so it runs when there is time (tests/e2e/turns.ts). */
const onlyLong = ['tests/e2e/import.e2e.ts'];

/**
 * The same files run in both browsers; `BROWSER_KIND` says which (tests/e2e/browser.ts). They drive what is built: `npm
 * run build` first.
 */
const endToEnd = (kind: 'chromium' | 'firefox', length: 'short' | 'long') => ({
  test: {
    name: length === 'long' ? `${kind}-long` : kind,
    include: ['tests/e2e/**/*.e2e.ts'],
    exclude: length === 'long' ? [] : onlyLong,
    env: { BROWSER_KIND: kind, E2E_LENGTH: length },
    // One browser at a time; the other kind has the other core.
    fileParallelism: false,
    // What they share is loaded once: on a busy machine, that takes seconds.
    isolate: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    setupFiles: ['tests/patience.ts'],
    // A browser stalls now and then on a busy machine; `npm test` says which tests needed it.
    retry: 1,
    expect: { poll: { timeout: PATIENCE_WITH_BROWSERS } },
  },
});

export default defineConfig({
  test: {
    projects: [
      // No test fails on a time: a busy machine may take ten times as long.
      {
        plugins: [WxtVitest()],
        test: {
          name: 'unit',
          include: ['tests/**/*.test.{ts,tsx}'],
          setupFiles: ['tests/patience.ts'],
          restoreMocks: true,
          testTimeout: 60_000,
          maxWorkers: 2,
          expect: { poll: { timeout: PATIENCE } },
        },
      },
      // Everything that can befall a request, and not only one of each kind (tests/worker/troubles.ts).
      {
        plugins: [WxtVitest()],
        test: {
          name: 'unit-long',
          include: ['tests/worker/{stopped,stopped-grants,importing,saving}.test.ts'],
          setupFiles: ['tests/patience.ts'],
          env: { TROUBLES: 'all' },
          restoreMocks: true,
          testTimeout: 60_000,
          maxWorkers: 2,
          expect: { poll: { timeout: PATIENCE } },
        },
      },
      endToEnd('chromium', 'short'),
      endToEnd('firefox', 'short'),
      endToEnd('chromium', 'long'),
      endToEnd('firefox', 'long'),
    ],
  },
});
