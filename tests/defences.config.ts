/** What `npm run defences` runs: for each defence that `DEFENCES` names by its place, its test without it. */
import path from 'node:path';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { WxtVitest } from 'wxt/testing/vitest-plugin';
import { type Defence, defences } from './defences';

const root = path.resolve(import.meta.dirname, '..');

function takenOut({ file, code, without }: Defence): Plugin {
  return {
    name: 'taken-out',
    enforce: 'pre',
    transform: (source, id) => (id.split('?')[0] === path.join(root, file) ? source.replace(code, () => without) : null),
  };
}

export default defineConfig({
  root,
  test: {
    projects: (process.env.DEFENCES ?? '').split(',').map((at) => {
      const defence = defences[Number(at)];
      if (defence === undefined) throw new Error(`There is no defence ${at}`);
      return {
        plugins: [WxtVitest(), takenOut(defence)],
        test: { name: at, include: [defence.test], restoreMocks: true, testTimeout: 60_000, maxWorkers: 1 },
      };
    }),
  },
});
