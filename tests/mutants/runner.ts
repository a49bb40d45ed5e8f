/**
 * Tries all mutants of a file in one worker: each test runs once as it is, which shows what mutants it comes upon, and
 * then once for each of these. Where a mutant makes it fail, it runs as it is once more: only if it succeeds then was
 * it the mutant, and not what an earlier one left behind. What is loaded before any test cannot be tried like that.
 */
import fs from 'node:fs';
import { type RunnerTestCase, TestRunner, type TestRunnerConfig } from 'vitest';

/** What the changed code looks at. */
interface Switch {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: { static: Record<string, number>; perTest: Record<string, Record<string, number>> };
}
const world = globalThis as { __stryker__?: Switch; mutantsDone?: Set<string>; mutantsSpoilt?: boolean };
world.__stryker__ ??= {};
const mutants = world.__stryker__;
/** Those that were caught, and those that shall not be tried here. */
world.mutantsDone ??= new Set((process.env.MUTANTS_SKIP ?? '').split(','));
const done = world.mutantsDone;
/** Of so many mutants, one is tried: which, says the rest. All, where nothing is said. */
const [every, rest] = (process.env.MUTANTS_EVERY ?? '1,0').split(',').map(Number) as [number, number];
const report = process.env.MUTANTS_REPORT ?? '';
const note = (what: object) => fs.appendFileSync(report, `${JSON.stringify(what)}\n`);
// Tests put their own clocks in the place of these.
const [later, clock] = [setTimeout, performance.now.bind(performance)];
/** Those that survived since a test last succeeded as it is: any of them may have left something behind. */
let since: string[] = [];

type Phase = 'as it is' | 'changed' | 'as it is again';

export default class extends TestRunner {
  private phase: Phase = 'as it is';
  private left: string[] = [];
  private usual = 0;
  private isLate = false;

  constructor(config: TestRunnerConfig) {
    super(config as never);
  }

  override async onBeforeRunTask(test: RunnerTestCase) {
    await super.onBeforeRunTask(test);
    test.retry = Number.MAX_SAFE_INTEGER;
    this.change('as it is');
  }

  async runTask(test: RunnerTestCase): Promise<void> {
    const run = TestRunner.getTestFn(test);
    const began = clock();
    if (this.phase !== 'changed') {
      await run();
      if (this.phase === 'as it is') this.usual = clock() - began;
      return;
    }
    let isOver = false;
    const late = new Promise<void>((resolve) => {
      later(
        () => {
          this.isLate ||= !isOver;
          resolve();
        },
        10_000 + 20 * this.usual,
      );
    });
    await Promise.race([run(), late]).finally(() => {
      isOver = true;
    });
  }

  override onBeforeTryTask(test: RunnerTestCase) {
    super.onBeforeTryTask(test);
    if (this.phase === 'as it is') mutants.currentTestId = test.id;
  }

  /** After the test and all that is done after it: what comes next. */
  onAfterRetryTask(test: RunnerTestCase) {
    mutants.currentTestId = undefined;
    const failed = test.result?.state === 'fail';
    if (this.phase === 'as it is') {
      if (failed && (since.length > 0 || world.mutantsSpoilt)) return this.spoil(test, since);
      if (failed) return this.end(test, { broken: test.name, why: test.result?.errors?.[0]?.message });
      since = [];
      this.left = world.mutantsSpoilt ? [] : Object.keys(mutants.mutantCoverage?.perTest[test.id] ?? {});
      note({ met: this.left, loaded: Object.keys(mutants.mutantCoverage?.static ?? {}) });
    } else if (this.phase === 'changed') {
      if (failed || this.isLate || (mutants.hitCount ?? 0) > (mutants.hitLimit ?? 0)) return this.change('as it is again', test);
      since.push(this.left.shift() ?? '');
    } else {
      const mutant = this.left.shift() ?? '';
      if (failed) return this.spoil(test, [...since, mutant]);
      since = [];
      done.add(mutant);
      note({ caught: mutant, by: test.name });
    }
    this.left = this.left.filter((mutant) => !done.has(mutant) && Number(mutant) % every === rest);
    if (this.left.length === 0) return this.end(test);
    this.change('changed', test);
  }

  /** What runs next. A test is run again for as long as it is said to fail. */
  private change(phase: Phase, test?: RunnerTestCase) {
    this.phase = phase;
    this.isLate = false;
    const [mutant] = this.left;
    mutants.activeMutant = phase === 'changed' ? mutant : undefined;
    mutants.hitCount = phase === 'changed' ? 0 : undefined;
    if (test?.result) Object.assign(test.result, { state: 'fail', errors: [{ message: 'The next.' }] });
    if (phase !== 'changed' || test === undefined || mutant === undefined) return;
    mutants.hitLimit = 100 * (mutants.mutantCoverage?.perTest[test.id]?.[mutant] ?? 0) + 100;
    note({ tries: mutant });
  }

  /** Nothing that is tried from here on would mean anything. */
  private spoil(test: RunnerTestCase, mutants: readonly string[]) {
    if (!world.mutantsSpoilt) note({ spoilt: mutants });
    world.mutantsSpoilt = true;
    this.end(test);
  }

  private end(test: RunnerTestCase, what?: object) {
    if (what) note(what);
    this.left = [];
    mutants.activeMutant = undefined;
    mutants.hitCount = undefined;
    if (test.result) Object.assign(test.result, { state: 'pass', errors: undefined });
  }
}
