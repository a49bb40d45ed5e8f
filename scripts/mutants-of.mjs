// @ts-check
/**
 * Tries every mutant of some files. Most are tried in one worker (tests/mutants/runner.ts), hundreds a minute. Those
 * that only show when everything is loaded anew, that upset the worker, or that survived there, Stryker tries alone.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { binary, root, SetUpError } from './set-up.mjs';

/** @typedef {{ line: number, column: number }} Place */
/** @typedef {'caught' | 'survived' | 'met by no test' | 'changes nothing' | 'not tried'} End */
/** @typedef {{ id: string, file: string, location: { start: Place, end: Place }, replacement: string, end: End }} Mutant */
/** @typedef {{ mutants?: (Mutant & { fileName: string })[], met?: string[], loaded?: string[], tries?: string, caught?: string, spoilt?: string[], broken?: string, why?: string }} Note */
/** `quick` leaves out what is to be tried alone; of so many mutants, `part` takes one, and says which. */
/** @typedef {{ quick: boolean, isKnown: (mutant: Mutant) => boolean, part?: readonly [every: number, rest: number] }} How */

const CONFIG = 'tests/mutants/config.ts';
/** For so long, a mutant may say nothing: milliseconds. It may run for ever. */
const PATIENCE = 300_000;

/** @param {string[]} files @param {string[]} tests @param {How} how @returns {Promise<Mutant[]>} */
export async function mutantsOf(files, tests, { quick, isKnown, part: [every, rest] = [1, 0] }) {
  process.env.MUTANTS_TESTS = tests.join(',');
  const all = await triedTogether(files, { MUTANTS_EVERY: `${every},${rest}` });
  const mutants = all.filter(({ id }) => Number(id) % every === rest);
  for (const mutant of mutants) if (mutant.end === 'survived' || mutant.end === 'met by no test') settle(mutant, mutant.end, isKnown);
  const alone = mutants.filter(({ end }) => end === 'survived' || end === 'not tried');
  if (quick || alone.length === 0) return mutants;
  const ends = await triedAlone(alone);
  for (const mutant of alone) {
    const end = ends.get(keyOf(mutant));
    if (end === undefined) throw new Error(`Stryker does not know ${keyOf(mutant)}`);
    settle(mutant, end, isKnown);
  }
  return mutants;
}

/** @param {Mutant} mutant @param {End} end @param {How['isKnown']} isKnown */
function settle(mutant, end, isKnown) {
  mutant.end = end !== 'caught' && isKnown(mutant) ? 'changes nothing' : end;
}

/** @param {Pick<Mutant, 'file' | 'location' | 'replacement'>} mutant */
const keyOf = ({ file, location: { start, end }, replacement }) => JSON.stringify([file, start.line, start.column, end.line, end.column, replacement]);

/** @param {string} file */
const inside = (file) => path.relative(root, file).replaceAll('\\', '/');

/** @param {string[]} files @param {Record<string, string>} more @returns {Promise<Mutant[]>} */
async function triedTogether(files, more) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'transhumance-mutants-'));
  const report = path.join(folder, 'report.jsonl');
  /** @type {Map<string, End>} */
  const ends = new Map();
  /** @type {NonNullable<Note['mutants']>} */
  let mutants = [];
  let status = 1;
  for (let round = 0; round < 20; round++) {
    status = await together({ ...more, MUTANTS_FILES: files.join(','), MUTANTS_REPORT: report, MUTANTS_SKIP: [...ends.keys()].join(',') });
    if (!fs.existsSync(report)) throw new SetUpError('The tests do not start. npx vitest run says why.');
    const notes = notesIn(report);
    fs.rmSync(report);
    mutants = notes.find((note) => note.mutants)?.mutants ?? mutants;
    const broken = notes.find((note) => note.broken !== undefined);
    if (broken) throw new SetUpError(`With nothing changed in ${files.join(', ')}, a test fails: ${broken.broken}\n${broken.why}`);
    for (const { caught } of notes) if (caught !== undefined) ends.set(caught, 'caught');
    const spoilt = notes.find((note) => note.spoilt !== undefined)?.spoilt ?? (status === 0 ? undefined : [notes.findLast((note) => note.tries)?.tries ?? '']);
    for (const id of spoilt ?? []) ends.set(id, 'not tried');
    if (spoilt === undefined) {
      const [met, loaded] = [notes.flatMap((note) => note.met ?? []), notes.flatMap((note) => note.loaded ?? [])].map((ids) => new Set(ids));
      for (const { id } of mutants) if (!ends.has(id)) ends.set(id, met?.has(id) ? 'survived' : loaded?.has(id) ? 'not tried' : 'met by no test');
      break;
    }
  }
  fs.rmSync(folder, { recursive: true, force: true });
  if (status !== 0) throw new SetUpError(`The tests of ${files.join(', ')} do not come to an end.`);
  return mutants.map((mutant) => ({ ...mutant, file: inside(mutant.fileName), location: counted(mutant.location), end: ends.get(mutant.id) ?? 'not tried' }));
}

/** @param {string} report @returns {Note[]} */
function notesIn(report) {
  const lines = fs.readFileSync(report, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line));
}

/** Lines and columns from one, as Stryker's results count them. @param {Mutant['location']} location */
function counted({ start, end }) {
  const one = (/** @type {Place} */ { line, column }) => ({ line: line + 1, column: column + 1 });
  return { start: one(start), end: one(end) };
}

/** One run of the tests. @param {Record<string, string>} env @returns {Promise<number>} */
async function together(env) {
  const report = env.MUTANTS_REPORT ?? '';
  const child = spawn(process.execPath, [binary('vitest'), 'run', '--config', CONFIG, '--reporter', 'dot'], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  let heard = Date.now();
  const watch = setInterval(() => {
    if (fs.existsSync(report)) heard = Math.max(heard, fs.statSync(report).mtimeMs);
    if (Date.now() - heard > PATIENCE) child.kill('SIGKILL');
  }, 5_000);
  const status = await new Promise((resolve) => child.on('close', (code) => resolve(code ?? 1)));
  clearInterval(watch);
  return status;
}

/** @param {Mutant[]} mutants @returns {Promise<Map<string, End>>} */
async function triedAlone(mutants) {
  const { Stryker } = await import('@stryker-mutator/core');
  const results = await new Stryker({
    mutate: mutants.map(({ file, location: { start, end } }) => `${file}:${start.line}:${start.column - 1}-${end.line}:${end.column - 1}`),
    testRunner: 'vitest',
    vitest: { configFile: CONFIG, related: false },
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
  /** @type {Record<string, End>} */
  const ends = { Killed: 'caught', Timeout: 'caught', Survived: 'survived', NoCoverage: 'met by no test' };
  return new Map(
    results.map(({ fileName, location, replacement = '', status }) => [keyOf({ file: inside(fileName), location, replacement }), ends[status] ?? 'not tried']),
  );
}
