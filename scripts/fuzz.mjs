// @ts-check
/**
 * `npm run fuzz`: a million hostile cases of everything that comes from outside (`tests/fuzz/`), set-up included, in
 * rounds of ten thousand, each from the next seed. `npm run fuzz -- 20000` tries fewer; with `--seed 7`, others; with
 * `--minutes 15`, no round begins after that. Whatever ends it, the last lines say what was tried, what it reached, and
 * how to go on.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { binary, command, numberAfter, root, setUp, wholeNumber } from './set-up.mjs';

const ROUND = 10_000;

/** @typedef {import('../tests/fuzz/cases').Tried} Tried */

const USAGE = 'npm run fuzz -- [CASES] [--seed NUMBER] [--minutes NUMBER]';

/**
 * One round, as a run of the tests of its own: what it tried, and whether all was well. Where it is stopped, the
 * report says what was tried until then, but for some hundred cases.
 * @param {number} cases @param {number} seed @param {string} folder @param {AbortSignal} stop
 */
async function round(cases, seed, folder, stop) {
  const report = path.join(folder, `${seed}.jsonl`);
  const env = { ...process.env, FUZZ_CASES: String(cases), FUZZ_SEED: String(seed), FUZZ_REPORT: report };
  const child = spawn(process.execPath, [binary('vitest'), 'run', '--project', 'unit', 'tests/fuzz/'], { cwd: root, stdio: 'inherit', env });
  const end = () => child.kill();
  stop.addEventListener('abort', end);
  const status = await new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
  stop.removeEventListener('abort', end);
  const lines = fs.existsSync(report) ? fs.readFileSync(report, 'utf8').split('\n').filter(Boolean) : [];
  return { status, all: lines.map((line) => /** @type {Tried} */ (JSON.parse(line))) };
}

/** @param {Map<string, Tried>} sums @param {Tried} one */
function add(sums, { what, cases, slowest, ms, reached }) {
  const sum = sums.get(what) ?? { what, cases: 0, slowest: 0, ms: 0, reached: {} };
  sum.cases += cases;
  sum.ms += ms;
  sum.slowest = Math.max(sum.slowest, slowest);
  for (const [end, count] of Object.entries(reached)) sum.reached[end] = (sum.reached[end] ?? 0) + count;
  sums.set(what, sum);
}

/** @param {Map<string, Tried>} sums */
function show(sums) {
  for (const { what, cases, slowest, ms, reached } of sums.values()) {
    const ends = Object.entries(reached).sort(([, a], [, b]) => b - a);
    const speed = Math.round(cases / Math.max(ms / 1_000, 0.001));
    console.log(`\n${what}: ${cases} cases, ${speed} a second of the processor, the slowest took ${Math.round(slowest)} ms of it`);
    for (const [end, count] of ends) console.log(`  ${count} ${end}`);
  }
}

await command(async () => {
  const args = process.argv.slice(2);
  const first = numberAfter(args, '--seed', USAGE) ?? Date.now() % 2 ** 31;
  const until = Date.now() + (numberAfter(args, '--minutes', USAGE) ?? 24 * 60) * 60_000;
  const cases = args[0] === undefined ? 1_000_000 : wholeNumber(args[0], USAGE);
  setUp();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'transhumance-fuzz-'));
  /** @type {Map<string, Tried>} */
  const sums = new Map();
  const stopped = new AbortController();
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => stopped.abort());
  let [seed, left, status] = [first, cases, 0];
  console.log(`${cases} cases from the seed ${seed}.`);
  for (; left > 0 && status === 0 && Date.now() < until; seed++) {
    const some = Math.min(ROUND, left);
    const tried = await round(some, seed, folder, stopped.signal);
    for (const one of tried.all) add(sums, one);
    status = tried.status;
    if (status === 0) left -= some;
    console.log(
      `${cases - left} of ${cases} cases, the last ${some} from the seed ${seed}${status === 0 ? '' : stopped.signal.aborted ? ': it was stopped' : ': it fails'}`,
    );
  }
  show(sums);
  const all = [...sums.values()].reduce((sum, one) => sum + one.cases, 0);
  console.log(`\n${all} cases tried, seeds ${first} to ${seed - 1}`);
  if (left > 0) console.log(`To go on: npm run fuzz -- ${left} --seed ${status === 0 ? seed : seed - 1}`);
  fs.rmSync(folder, { recursive: true, force: true });
  process.exitCode = status;
});
