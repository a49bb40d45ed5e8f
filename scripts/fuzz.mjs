// @ts-check
/**
 * `npm run fuzz`: a million hostile cases of everything that comes from outside (`tests/fuzz/`), set-up included.
 * `npm run fuzz -- 20000` tries fewer; with `--seed 7`, others. The last lines say what was tried, and what it reached.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { binary, command, root, SetUpError, setUp } from './set-up.mjs';

/** @param {string | undefined} given @param {number} usual */
function numberOr(given, usual) {
  if (given === undefined) return usual;
  if (!/^\d+$/.test(given)) throw new SetUpError(`${given} is no number. npm run fuzz -- [CASES] [--seed NUMBER]`);
  return Number(given);
}

await command(() => {
  const args = process.argv.slice(2);
  const at = args.indexOf('--seed');
  const seed = numberOr(at === -1 ? undefined : (args[at + 1] ?? ''), Date.now() % 2 ** 31);
  const cases = numberOr(args.filter((_, index) => at === -1 || (index !== at && index !== at + 1))[0], 1_000_000);
  setUp();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'transhumance-fuzz-'));
  const report = path.join(folder, 'tried.jsonl');
  console.log(`${cases} cases from the seed ${seed}.`);
  const env = { ...process.env, FUZZ_CASES: String(cases), FUZZ_SEED: String(seed), FUZZ_REPORT: report };
  const { status } = spawnSync(process.execPath, [binary('vitest'), 'run', '--project', 'unit', 'tests/fuzz/'], { cwd: root, stdio: 'inherit', env });
  const lines = fs.existsSync(report) ? fs.readFileSync(report, 'utf8').trim().split('\n') : [];
  let all = 0;
  for (const line of lines) {
    /** @type {import('../tests/fuzz/cases').Tried} */
    const tried = JSON.parse(line);
    all += tried.cases;
    const reached = Object.entries(tried.reached)
      .sort(([, a], [, b]) => b - a)
      .map(([what, count]) => `${count} ${what}`);
    console.log(`\n${tried.what}: ${tried.cases} cases, the slowest took ${Math.round(tried.slowest)} ms of the processor\n  ${reached.join('\n  ')}`);
  }
  console.log(`\n${all} cases tried, seed ${seed}`);
  fs.rmSync(folder, { recursive: true, force: true });
  process.exitCode = status ?? 1;
});
