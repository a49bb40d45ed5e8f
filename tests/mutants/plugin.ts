/** Every mutant of some files, all in their code: the one that `__stryker__.activeMutant` names is what runs. */
import fs from 'node:fs';
import path from 'node:path';
import { Instrumenter } from '@stryker-mutator/instrumenter';
import type { Plugin } from 'vitest/config';

const say = () => undefined;
const quiet = { isTraceEnabled: () => false, isDebugEnabled: () => false, isInfoEnabled: () => false, isWarnEnabled: () => false };
const logger = { ...quiet, isErrorEnabled: () => false, isFatalEnabled: () => false, trace: say, debug: say, info: say, warn: say, error: say, fatal: say };

/** `report` gets the list of the mutants as one line, before any test runs. */
export function mutated(names: readonly string[], report: string): Plugin {
  const originals = names.map((name) => ({ name: path.resolve(name), mutate: true, content: fs.readFileSync(name, 'utf8') }));
  const options = { plugins: null, ignorers: [], excludedMutations: [] };
  // All at once, so that no two mutants have the same number.
  const changed = new Instrumenter(logger).instrument(originals, options).then(({ files, mutants }) => {
    fs.appendFileSync(report, `${JSON.stringify({ mutants })}\n`);
    return new Map(files.map(({ name, content }) => [name, content]));
  });
  return {
    name: 'mutated',
    enforce: 'pre',
    async transform(_, id) {
      const code = (await changed).get(path.resolve(id.replace(/\?.*$/, '')));
      return code === undefined ? null : { code, map: null };
    },
  };
}
