// @ts-check
/**
 * `npm test`: everything, from a fresh clone. `npm test -- unit types` runs the parts whose name holds one of the
 * words. One failing part hides no other: all run, each failure is printed in full, the table and the sum come last.
 */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { installBrowsers } from './install-browsers.mjs';
import { binary, root, SetUpError, setUp } from './set-up.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */
/** @typedef {{ code: number | null, output: string, scratch: string }} Ended */
/**
 * @typedef {object} Part
 * @property {string} name
 * @property {() => string[] | undefined} args  for this very Node; nothing to run means left out
 * @property {(ended: Ended) => Count & { note?: string }} [count]  one check, when left out
 * @property {string} [leftOut]  why, when there is nothing to run
 * @property {boolean} [onlyNamed]  runs only when the command names it
 * @property {boolean} [needsBuilds]  it looks at the built extension
 * @property {number} [usually]  minutes on an idle machine with two cores
 * @property {number} [minutes]  after which it counts as hanging
 */
/** @typedef {Count & { name: string, seconds: number, output: string, note: string }} Result */

/** A part that takes longer hangs. Far from what any needs, even on a machine that is busy with something else. */
const noneLeftHanging = 90;

/** @param {string} browser @returns {Part} */
const build = (browser) => ({ name: `build ${browser}`, args: () => [binary('wxt'), 'build', '-b', browser] });

/** @param {string} name @param {string} project @param {Partial<Part>} [more] @returns {Part} */
const vitest = (name, project, more = {}) => ({
  name,
  args: () => [binary('vitest'), 'run', '--project', project, '--reporter=default', '--reporter=json', '--outputFile.json=SCRATCH/vitest.json'],
  count: (ended) => countOfVitest(ended, filesOf(project)),
  needsBuilds: true,
  ...more,
});

/** The tests of a project, by name. @param {string} project @returns {string[]} */
function filesOf(project) {
  const end = project.startsWith('unit') ? /\.test\.tsx?$/ : /\.e2e\.ts$/;
  return fs
    .readdirSync(path.join(root, 'tests'), { recursive: true })
    .map(String)
    .filter((file) => end.test(file));
}

/**
 * Later groups need earlier ones, or would be slowed by them until they time out. Inside a group, two at a time: the
 * smallest machine has two cores.
 */
const groups = /** @type {Part[][]} */ ([
  [build('chrome'), build('firefox')],
  [
    { name: 'format and lint', args: () => [binary('biome', '@biomejs/biome'), 'check', '--error-on-warnings', '--colors=off', '.'] },
    { name: 'types', args: () => [binary('tsc', 'typescript'), '--noEmit'] },
    { name: 'dead code', args: () => [binary('knip')] },
    { name: 'store lint', needsBuilds: true, args: () => ['scripts/store-lint.mjs'], count: countOfLastLine },
    { name: 'sizes', needsBuilds: true, args: () => [binary('size-limit'), '--json'], count: countOfSizes },
    vitest('unit', 'unit', { usually: 3 }),
    {
      name: 'captures',
      args: () => (process.env.MASTODON_CAPTURES ? ['--import', 'tsx', 'scripts/captures.ts', process.env.MASTODON_CAPTURES] : undefined),
      leftOut: 'MASTODON_CAPTURES names no folder',
      count: countOfLastLine,
    },
  ],
  // Others for every commit: all of them take five minutes (`npm run defences`).
  [
    {
      name: 'defences',
      args: () => ['--import', 'tsx', 'scripts/defences.ts', '--some', '8', '--seed', String(ofThisCommit())],
      count: countOfLastLine,
      usually: 1,
    },
  ],
  [vitest('end to end, chromium', 'chromium', { usually: 8 }), vitest('end to end, firefox', 'firefox', { usually: 8 })],
  // Only when named: `npm test -- long`.
  [vitest('long, unit', 'unit-long', { onlyNamed: true, usually: 10, needsBuilds: false })],
  [vitest('long, chromium', 'chromium-long', { onlyNamed: true, usually: 25 }), vitest('long, firefox', 'firefox-long', { onlyNamed: true, usually: 30 })],
]);

/** Others for every commit, and the same for one commit whenever it is tried. Without git: always the same. */
function ofThisCommit() {
  const told = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' });
  const hash = told.status === 0 ? told.stdout.trim().slice(0, 8) : '';
  return hash === '' ? 1 : Number.parseInt(hash, 16);
}

/** @param {Ended} ended @returns {Count} */
const countOfOne = ({ code }) => (code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 });

/**
 * Something failed that no counted test tells of: a file that does not load, an error outside any test. @param {Count}
 * count @param {Ended} ended @returns {Count}
 */
const atLeastOneFailure = (count, { code }) => (code !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count);

/** @param {Ended} ended @param {string[]} files @returns {Count & { note?: string }} */
function countOfVitest(ended, files) {
  const file = path.join(ended.scratch, 'vitest.json');
  // It did not get as far as to count: none of its tests is known to pass.
  if (!fs.existsSync(file)) return { passed: 0, failed: files.length, skipped: 0, note: `it did not run: ${files.join(', ')}` };
  const report = JSON.parse(fs.readFileSync(file, 'utf8'));
  const count = { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests + report.numTodoTests };
  // A browser stalls now and then on a busy machine. What passed only then is said, so that nobody overlooks it.
  const again = [...ended.output.matchAll(/^.*\(retry x\d+\).*$/gm)].map(([line]) => line.trim());
  const note = again.length === 0 ? {} : { note: `tried a second time: ${again.join('; ')}` };
  return { ...atLeastOneFailure(count, ended), ...note };
}

/** @param {Ended} ended @returns {Count} */
function countOfSizes(ended) {
  const start = ended.output.indexOf('[');
  if (start < 0) return countOfOne(ended);
  /** @type {{ passed: boolean }[]} */
  const entries = JSON.parse(ended.output.slice(start, ended.output.lastIndexOf(']') + 1));
  const passed = entries.filter((entry) => entry.passed).length;
  return atLeastOneFailure({ passed, failed: entries.length - passed, skipped: 0 }, ended);
}

/** A script that ends like this one: `N passed, N failed[, N skipped]`. @param {Ended} ended @returns {Count} */
function countOfLastLine(ended) {
  const [line] = [...ended.output.matchAll(/(\d+) passed, (\d+) failed(?:, (\d+) skipped)?/g)].slice(-1);
  if (!line) return countOfOne(ended);
  return atLeastOneFailure({ passed: Number(line[1]), failed: Number(line[2]), skipped: Number(line[3] ?? 0) }, ended);
}

/** @param {Part} part @returns {Promise<Result>} */
async function run(part) {
  const args = part.args();
  const { name } = part;
  if (!args) return { name, passed: 0, failed: 0, skipped: 1, seconds: 0, output: '', note: `left out: ${part.leftOut}` };
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'transhumance-test-'));
  const started = performance.now();
  const { code, output, late } = await ended(
    args.map((arg) => arg.replace('SCRATCH', scratch)),
    part,
  );
  /** @type {Count & { note?: string }} */
  const count = late ? { passed: 0, failed: 1, skipped: 0, note: 'ended by us: it took too long' } : (part.count ?? countOfOne)({ code, output, scratch });
  fs.rmSync(scratch, { recursive: true, force: true });
  return { name, ...count, seconds: (performance.now() - started) / 1000, output, note: count.note ?? '' };
}

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/** @param {import('node:child_process').ChildProcess} child */
function endWithChildren(child) {
  try {
    if (child.pid) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // gone already
  }
}

/**
 * @param {string[]} args
 * @param {Part} part
 * @returns {Promise<{ code: number | null, output: string, late: boolean }>}
 */
function ended(args, part) {
  // Nothing asks the network for a newer version of itself, or tells anybody that it ran.
  const quiet = { NO_COLOR: '1', FORCE_COLOR: '0', NO_UPDATE_NOTIFIER: '1', WXT_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' };
  // A group of its own, so that a hanging part can be ended with the browsers it started.
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...quiet },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  running.add(child);
  let output = '';
  let late = false;
  child.stdout.on('data', (data) => {
    output += data;
  });
  child.stderr.on('data', (data) => {
    output += data;
  });
  const clock = setTimeout(
    () => {
      late = true;
      endWithChildren(child);
    },
    (part.minutes ?? noneLeftHanging) * 60_000,
  );
  return new Promise((resolve) => {
    child.once('close', (code) => {
      clearTimeout(clock);
      running.delete(child);
      resolve({ code, output, late });
    });
  });
}

/** @param {Result} result */
const sign = ({ failed, skipped, passed }) => (failed > 0 ? '✗' : passed === 0 && skipped > 0 ? '–' : '✓');

/** @param {Count} count */
const sumLine = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

/** @param {Result} result */
const tableLine = (result) =>
  `${sign(result)} ${result.name.padEnd(22)} ${`${result.seconds.toFixed(1)} s`.padStart(8)}   ${sumLine(result)}${result.note ? `   (${result.note})` : ''}`;

/** @param {Part[]} parts @param {(result: Result) => void} onEnd */
async function runTwoAtATime(parts, onEnd) {
  const waiting = [...parts];
  const worker = async () => {
    for (let part = waiting.shift(); part; part = waiting.shift()) onEnd(await run(part));
  };
  await Promise.all([worker(), worker()]);
}

/** @param {Result} result */
function tell(result) {
  if (result.failed > 0) console.log(`\n──── ${result.name} ────\n${result.output.trim()}\n`);
  console.log(tableLine(result));
}

/** @param {Part[][]} wanted @returns {Promise<Result[]>} */
async function everything(wanted) {
  /** @type {Result[]} */
  const results = [];
  for (const group of wanted) {
    await runTwoAtATime(group, (result) => {
      results.push(result);
      tell(result);
    });
  }
  return results;
}

/**
 * The parts whose name holds one of the words; without words, all but those that run only when named.
 * What a part needs built is built with it, where it never was.
 * @param {string[]} words
 */
function choose(words) {
  const unknown = words.filter((word) => !groups.flat().some(({ name }) => name.includes(word)));
  if (unknown.length > 0) {
    const list = groups.flat().map(({ name, onlyNamed }) => `  ${name}${onlyNamed ? '   (only when named)' : ''}`);
    throw new SetUpError(`There is no part called ${unknown.join(', ')}. These are the parts:\n${list.join('\n')}`);
  }
  const isWanted = (/** @type {Part} */ { name, onlyNamed = false }) => (words.length === 0 ? !onlyNamed : words.some((word) => name.includes(word)));
  const needsBuilds = groups.flat().some((part) => isWanted(part) && part.needsBuilds);
  const isBuilt = ['chrome-mv3', 'firefox-mv3'].every((name) => fs.existsSync(path.join(root, '.output', name, 'manifest.json')));
  return groups.map((group) => group.filter((part) => isWanted(part) || (needsBuilds && !isBuilt && part.name.startsWith('build '))));
}

/** @param {Part[][]} wanted */
function tellPlan(wanted) {
  const parts = wanted.flat();
  const minutes = parts.reduce((sum, { usually = 0 }) => sum + usually, 0) / 2;
  console.log(`${parts.map(({ name }) => name).join(', ')}.`);
  console.log(`On an idle machine with two cores that takes about ${minutes < 1 ? 'a minute' : `${Math.round(minutes)} minutes`}.`);
  const left = groups.flat().filter((part) => !parts.includes(part));
  if (left.length > 0) console.log(`Left out: ${left.map(({ name }) => name).join(', ')}. To run one: npm test -- "its name"`);
  console.log('');
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.once(signal, () => {
    for (const child of running) endWithChildren(child);
    process.exit(130);
  });
}

const started = performance.now();
/** @type {Result[]} */
let results;
try {
  const wanted = choose(process.argv.slice(2));
  setUp();
  tellPlan(wanted);
  if (wanted.flat().some(({ name }) => /^(?:end to end|long)/.test(name))) {
    installBrowsers(['chromium', 'firefox'], { prompts: true });
  }
  results = await everything(wanted);
} catch (error) {
  if (!(error instanceof SetUpError)) throw error;
  console.log(error.message);
  results = [{ name: 'set-up', passed: 0, failed: 1, skipped: 0, seconds: 0, output: '', note: 'see above' }];
}

const sum = results.reduce(
  (sum, { passed, failed, skipped }) => ({ passed: sum.passed + passed, failed: sum.failed + failed, skipped: sum.skipped + skipped }),
  {
    passed: 0,
    failed: 0,
    skipped: 0,
  },
);
console.log(`\n${results.map(tableLine).join('\n')}\n${((performance.now() - started) / 1000).toFixed(0)} s\n\n${sumLine(sum)}`);
process.exitCode = sum.failed > 0 || sum.passed === 0 ? 1 : 0;
