// @ts-check
/**
 * `npm run mutants`: changes the safety rules and the rules of journey/ in every small way that Stryker knows, one at a
 * time, and runs their tests. A change that no test notices is printed, unless docs/mutants.md says why it changes
 * nothing. `npm run mutants -- mastodon/fill.ts` looks at one file. One file takes five to thirty minutes.
 */
import fs from 'node:fs';
import path from 'node:path';
import { command, root, SetUpError, setUp } from './set-up.mjs';

/** Rules of safety, each with the tests that hold it: every change must be noticed. @type {Record<string, string[]>} */
const safety = {
  'mastodon/fill.ts': ['tests/mastodon/fill.test.ts'],
  'mastodon/session.ts': ['tests/mastodon/session.test.ts', 'tests/mastodon/bring.test.ts'],
  'worker/sender.ts': ['tests/worker/background.test.ts', 'tests/worker/sender.test.ts'],
  'worker/pages.ts': ['tests/worker/background.test.ts'],
  'worker/views.ts': ['tests/worker/background.test.ts'],
  'worker/page-reports.ts': ['tests/worker/page-reports.test.ts'],
  'mastodon/account.ts': ['tests/mastodon/account.test.ts'],
  'mastodon/body.ts': ['tests/mastodon/body.test.ts', 'tests/mastodon/http.test.ts'],
  'mastodon/http.ts': ['tests/mastodon/http.test.ts', 'tests/mastodon/api.test.ts'],
  'mastodon/import-forms.ts': ['tests/mastodon/import-forms.test.ts', 'tests/mastodon/bring.test.ts'],
  'mastodon/confirmation.ts': ['tests/mastodon/confirmation.test.ts'],
  'mastodon/snapshot.ts': ['tests/mastodon/snapshot.test.ts'],
  'lists/safe-csv.ts': ['tests/lists/safe-csv.test.ts'],
  'worker/errand.ts': ['tests/worker/{background,chores,details,followers,profile,saving}.test.ts'],
  'page/overlay.tsx': ['tests/page/overlay.test.ts'],
  'page/shell.ts': ['tests/page/overlay.test.ts'],
  'page/filling.ts': ['tests/page/overlay.test.ts'],
  'mastodon/bring.ts': ['tests/mastodon/bring.test.ts'],
  'journey/stored-plan.ts': ['tests/journey/plan.test.ts', 'tests/fuzz/plans.test.ts'],
};

/** All of journey/ that is not among them: nine changes in ten must be noticed. */
const others = ['tests/journey/**/*.test.ts', 'tests/mastodon/pages.test.ts'];
const journey = fs
  .readdirSync(path.join(root, 'journey'), { recursive: true })
  .map((file) => `journey/${String(file).replaceAll('\\', '/')}`)
  .filter((file) => file.endsWith('.ts') && !(file in safety));

/** @type {Record<string, string[]>} */
const rules = { ...safety, ...Object.fromEntries(journey.sort().map((file) => [file, others])) };

/** @typedef {Awaited<ReturnType<import('@stryker-mutator/core').Stryker['runMutationTest']>>[number]} Mutant */

await command(async () => {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((file) => !(file in rules));
  if (unknown.length > 0) throw new SetUpError(`No tests are named for ${unknown.join(', ')}. These files have some:\n  ${Object.keys(rules).join('\n  ')}`);
  setUp();
  const known = equivalentMutants();
  let caught = 0;
  let missed = 0;
  let tooFew = 0;
  for (const [file, tests] of Object.entries(rules).filter(([file]) => wanted.length === 0 || wanted.includes(file))) {
    const mutants = await run(file, tests);
    const unnoticed = mutants
      .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
      .map((mutant) => ({ ...mutant, line: mutated(file, mutant) }));
    const equivalent = unnoticed.filter(({ line }) => known.has(`${file} ${line}`));
    const survivors = unnoticed.filter((mutant) => !equivalent.includes(mutant));
    const all = mutants.filter(({ status }) => ['Killed', 'Timeout', 'Survived', 'NoCoverage'].includes(status)).length;
    const killed = all - unnoticed.length;
    console.log(`\n${file}: ${killed} of ${all} caught, ${((100 * killed) / all).toFixed(1)} %; ${equivalent.length} more change nothing.`);
    for (const { line, location, status } of survivors) console.log(`  ${location.start.line}${status === 'NoCoverage' ? ', run by no test' : ''}: ${line}`);
    caught += killed + equivalent.length;
    missed += survivors.length;
    if (survivors.length > (file in safety ? 0 : (all - equivalent.length) / 10)) tooFew += 1;
  }
  console.log(`\n${caught} caught, ${missed} not noticed. ${tooFew === 0 ? 'Every file is held well enough.' : `Not held well enough: ${tooFew}.`}`);
  process.exitCode = tooFew === 0 ? 0 : 1;
});

/** @param {string} file @param {string[]} tests @returns {Promise<Mutant[]>} */
async function run(file, tests) {
  const { Stryker } = await import('@stryker-mutator/core');
  process.env.MUTANTS_TESTS = tests.join(',');
  return new Stryker({
    mutate: [file],
    testRunner: 'vitest',
    vitest: { configFile: 'tests/mutants.config.ts', related: false },
    plugins: ['@stryker-mutator/vitest-runner'],
    coverageAnalysis: 'perTest',
    concurrency: 1,
    reporters: ['dots'],
    logLevel: /** @type {never} */ ('error'),
    ignorePatterns: ['.output', '.practice', 'dist', 'assets/pictures', 'store'],
    tempDirName: '.mutants',
    allowConsoleColors: false,
    timeoutMS: 30_000,
    // What it would do to the sandbox of a TypeScript project, these tests do not need.
    disableTypeChecks: false,
  }).runMutationTest();
}

/** The line as the mutant has it, with what it replaces on one line. @param {string} file @param {Mutant} mutant */
function mutated(file, { location: { start, end }, replacement = '' }) {
  const lines = fs.readFileSync(path.join(root, file), 'utf8').split('\n');
  const before = lines[start.line - 1]?.slice(0, start.column - 1) ?? '';
  const after = lines[end.line - 1]?.slice(end.column - 1) ?? '';
  return `${before}${replacement}${after}`.replaceAll(/\s+/g, ' ').trim();
}

/** Rows of docs/mutants.md: file, the line as the mutant has it, why nothing changes. @returns {Set<string>} */
function equivalentMutants() {
  const page = fs.readFileSync(path.join(root, 'docs', 'mutants.md'), 'utf8');
  const rows = page.matchAll(/^\| `([^`]+)` \| `` (.+?) `` \| .+ \|$/gm);
  return new Set([...rows].map(([, file, line = '']) => `${file} ${line.replaceAll('\\|', '|')}`));
}
