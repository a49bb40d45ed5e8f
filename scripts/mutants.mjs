// @ts-check
/**
 * `npm run mutants`: changes the safety rules and the rules of journey/ in every small way that Stryker knows, one at a
 * time, and runs their tests. A change that no test notices is printed, unless docs/mutants.md says why it changes
 * nothing. `npm run mutants -- mastodon/fill.ts` looks at one file; with `--quick`, only at what can be tried without
 * loading everything anew, which takes a minute or two; with `--some 12 --seed 7`, only at about twelve changes of one
 * safety rule. Files of journey/ are looked at all together: that takes little longer than one of them.
 */
import fs from 'node:fs';
import path from 'node:path';
import { mutantsOf } from './mutants-of.mjs';
import { command, numberAfter, root, SetUpError, setUp } from './set-up.mjs';

const USAGE = 'npm run mutants -- [FILE…] [--quick] [--some NUMBER] [--seed NUMBER]';

/** Rules of safety, each with the tests that hold it: every change must be noticed. @type {Record<string, string[]>} */
const safety = {
  'mastodon/fill.ts': ['tests/mastodon/fill.test.ts'],
  'mastodon/session.ts': ['tests/mastodon/session.test.ts', 'tests/mastodon/bring.test.ts'],
  'worker/sender.ts': ['tests/worker/background.test.ts', 'tests/worker/sender.test.ts'],
  'worker/pages.ts': ['tests/worker/pages.test.ts'],
  'worker/views.ts': ['tests/worker/views.test.ts'],
  'worker/page-reports.ts': ['tests/worker/page-reports.test.ts'],
  'mastodon/account.ts': ['tests/mastodon/account.test.ts'],
  'mastodon/body.ts': ['tests/mastodon/body.test.ts', 'tests/mastodon/http.test.ts'],
  'mastodon/http.ts': ['tests/mastodon/http.test.ts', 'tests/mastodon/api.test.ts'],
  'mastodon/import-forms.ts': ['tests/mastodon/import-forms.test.ts', 'tests/mastodon/bring.test.ts'],
  'mastodon/confirmation.ts': ['tests/mastodon/confirmation.test.ts'],
  'mastodon/snapshot.ts': ['tests/mastodon/snapshot.test.ts'],
  'lists/safe-csv.ts': ['tests/lists/safe-csv.test.ts'],
  'worker/errand.ts': ['tests/worker/errand.test.ts'],
  'page/overlay.tsx': ['tests/page/overlay.test.ts'],
  'page/shell.ts': ['tests/page/overlay.test.ts'],
  'page/filling.ts': ['tests/page/overlay.test.ts'],
  'page/presses.ts': ['tests/page/overlay.test.ts'],
  'mastodon/bring.ts': ['tests/mastodon/bring.test.ts'],
  'journey/stored-plan.ts': ['tests/journey/plan.test.ts', 'tests/fuzz/plans.test.ts'],
};

/** All of journey/ that is not among them: nine changes in ten must be noticed. */
const others = ['tests/journey/**/*.test.ts', 'tests/mastodon/pages.test.ts'];
const journey = fs
  .readdirSync(path.join(root, 'journey'), { recursive: true })
  .map((file) => `journey/${String(file).replaceAll('\\', '/')}`)
  .filter((file) => file.endsWith('.ts') && !(file in safety));

/** @typedef {import('./mutants-of.mjs').Mutant} Mutant */

await command(async () => {
  const args = process.argv.slice(2);
  const some = numberAfter(args, '--some', USAGE);
  const seed = numberAfter(args, '--seed', USAGE) ?? 1;
  const quick = args.includes('--quick') || some !== null;
  const wanted = args.filter((arg) => arg !== '--quick');
  const known = [...Object.keys(safety), ...journey];
  const unknown = wanted.filter((file) => !known.includes(file));
  if (unknown.length > 0) throw new SetUpError(`No tests are named for ${unknown.join(', ')}. These files have some:\n  ${known.join('\n  ')}`);
  setUp();
  const isKnown = equivalentMutants();
  const sums = { passed: 0, failed: 0, tooFew: 0 };
  for (const { files, tests, part } of some === null ? groupsOf(wanted) : [someOf(some, seed)]) {
    try {
      const mutants = await mutantsOf(files, tests, { quick, isKnown, ...(part && { part }) });
      const of = (/** @type {string} */ file) => mutants.filter((mutant) => mutant.file === file);
      for (const file of files) tell(file, of(file), sums);
    } catch (error) {
      // What keeps one file from being looked at hides no other.
      if (!(error instanceof SetUpError)) throw error;
      console.log(`\n${error.message}`);
      sums.failed += 1;
      sums.tooFew += 1;
    }
  }
  if (sums.tooFew > 0) console.log(`\nNot held well enough: ${sums.tooFew} of the files.`);
  console.log(`\n${sums.passed} passed, ${sums.failed} failed`);
  process.exitCode = sums.tooFew === 0 ? 0 : 1;
});

/** A safety rule has tests of its own; those of journey/ share theirs. @param {string[]} wanted */
function groupsOf(wanted) {
  const isWanted = (/** @type {string} */ file) => wanted.length === 0 || wanted.includes(file);
  const groups = [...Object.entries(safety).map(([file, tests]) => ({ files: [file], tests, part: null })), { files: journey, tests: others, part: null }];
  return groups.map((group) => ({ ...group, files: group.files.filter(isWanted) })).filter(({ files }) => files.length > 0);
}

/** About so many mutants of one safety rule: others for each seed. @param {number} some @param {number} seed */
function someOf(some, seed) {
  const rules = Object.entries(safety);
  const [file, tests] = rules[seed % rules.length] ?? ['', []];
  // Of thirty characters, one mutant is made.
  const every = Math.max(1, Math.round(fs.statSync(path.join(root, file)).size / 30 / some));
  return { files: [file], tests, part: /** @type {const} */ ([every, Math.floor(seed / rules.length) % every]) };
}

/** @param {string} file @param {Mutant[]} mutants @param {{ passed: number, failed: number, tooFew: number }} sums */
function tell(file, mutants, sums) {
  const tried = mutants.filter(({ end }) => end !== 'not tried');
  const unnoticed = tried.filter(({ end }) => end !== 'caught');
  const survivors = unnoticed.filter(({ end }) => end !== 'changes nothing');
  const killed = tried.length - unnoticed.length;
  const rest = mutants.length === tried.length ? '' : ` ${mutants.length - tried.length} were not tried.`;
  console.log(`\n${file}: ${killed} of ${tried.length} caught; ${unnoticed.length - survivors.length} more change nothing.${rest}`);
  for (const mutant of survivors)
    console.log(`  ${mutant.location.start.line}${mutant.end === 'met by no test' ? ', run by no test' : ''}: ${mutated(mutant)}`);
  sums.passed += tried.length - survivors.length;
  sums.failed += survivors.length;
  if (survivors.length > (file in safety ? 0 : killed / 9)) sums.tooFew += 1;
}

/** The line as the mutant has it, with what it replaces on one line. @param {Mutant} mutant */
function mutated({ file, location: { start, end }, replacement }) {
  const lines = fs.readFileSync(path.join(root, file), 'utf8').split('\n');
  const before = lines[start.line - 1]?.slice(0, start.column - 1) ?? '';
  const after = lines[end.line - 1]?.slice(end.column - 1) ?? '';
  return `${before}${replacement}${after}`.replaceAll(/\s+/g, ' ').trim();
}

/** Rows of docs/mutants.md: file, the line as the mutant has it, why nothing changes. */
function equivalentMutants() {
  const page = fs.readFileSync(path.join(root, 'docs', 'mutants.md'), 'utf8');
  const rows = page.matchAll(/^\| `([^`]+)` \| `` (.+?) `` \| .+ \|$/gm);
  const known = new Set([...rows].map(([, file, line = '']) => `${file} ${line.replaceAll('\\|', '|')}`));
  return (/** @type {Mutant} */ mutant) => known.has(`${mutant.file} ${mutated(mutant)}`);
}
