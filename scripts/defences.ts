/**
 * `npm run defences`: takes each defence of SECURITY.md out, one at a time, and sees that its test fails then
 * (`tests/defences.ts`). `npm run defences -- mastodon/fill.ts` does so with those of one file, `-- --some 12 --seed 7`
 * with twelve of all.
 */
import path from 'node:path';
import { createVitest } from 'vitest/node';
import { defences } from '../tests/defences';
import { root } from './set-up.mjs';

const wanted = chosen(process.argv.slice(2));
console.log(wanted.size === defences.length ? `All ${wanted.size} defences.` : `${wanted.size} of ${defences.length} defences.`);
process.env.DEFENCES = [...wanted].join(',');
const vitest = await createVitest('test', { config: path.join(root, 'tests', 'defences.config.ts'), watch: false, reporters: [{}] });
await vitest.start();
const failing = new Map<string, string>();
for (const module of vitest.state.getTestModules()) {
  const broken = [...module.children.allTests('failed')].map(({ fullName }) => fullName);
  // A file that cannot be loaded proves nothing.
  if (broken[0] !== undefined && module.errors().length === 0) failing.set(module.project.name, broken[0]);
}
await vitest.close();
const missed = [...wanted].filter((at) => !failing.has(String(at)));
for (const at of missed) {
  const { threat, what, file, test } = defences[at] ?? { threat: '', what: '', file: '', test: '' };
  console.log(`\nNo test fails without it: ${what}\n  ${file}, ${test}\n  against: ${threat}`);
}
console.log(`\n${wanted.size - missed.length} passed, ${missed.length} failed`);
process.exitCode = missed.length === 0 ? 0 : 1;

/** Their places: all, those of the files that are named, or some by the seed. */
function chosen(args: readonly string[]): Set<number> {
  const after = (name: string, usual: number) => (args.includes(name) ? Number(args[args.indexOf(name) + 1]) : usual);
  const files = args.filter((arg) => /\.tsx?$/.test(arg));
  const left = defences.flatMap(({ file }, at) => (files.length === 0 || files.includes(file) ? [at] : []));
  const [some, seed] = [Math.min(left.length, after('--some', left.length)), after('--seed', 1)];
  if (some < 1 || ![some, seed].every(Number.isSafeInteger)) throw new Error('npm run defences -- [FILE…] [--some NUMBER] [--seed NUMBER]');
  const taken = new Set<number>();
  // Each seed another order, the same on every machine (a linear congruential generator).
  for (let state = seed >>> 0; taken.size < some; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const [at] = left.splice(Math.floor((state / 2 ** 32) * left.length), 1);
    if (at !== undefined) taken.add(at);
  }
  return taken;
}
