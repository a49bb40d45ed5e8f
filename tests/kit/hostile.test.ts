import { fork } from 'node:child_process';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { translator } from '../../browser/i18n';
import type { Text } from '../../journey/text';
import english from '../../locales/en.json';
import french from '../../locales/fr.json';
import { hostileFiles } from './hostile-files';

/** Megabytes of heap for everything: our readers, and what they make of these files. */
const HEAP = 220;

interface Told {
  what: string;
  says: Text | null;
  beside: string | null;
}

const told: Told[] = [];
let end: number | null = null;

beforeAll(async () => {
  const child = fork(path.join(import.meta.dirname, 'hostile-case.ts'), {
    execArgv: ['--import', 'tsx', `--max-old-space-size=${HEAP}`],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  child.on('message', (message) => told.push(message as Told));
  end = await new Promise((resolve) => child.once('exit', resolve));
}, 300_000);

describe('a file that means harm, or was meant for something else', () => {
  test.each(hostileFiles.map((file, at) => [`${file.on}: ${file.what}`, file, at] as const))('%s', (_name, file, at) => {
    const answer = told[at];
    if (answer === undefined) throw new Error(`${told.length === at ? 'This one' : 'One before it'} took more than ${HEAP} MB, or ended with ${end}`);
    expect(answer.says?.key ?? null).toBe(file.says);
    // What was dropped beside it, or can be read of it, is not lost.
    expect(answer.beside).toBe(file.on === 'kit' ? 'list' : null);
    for (const [language, texts] of [
      ['en', english],
      ['fr', french],
    ] as const) {
      if (answer.says === null) continue;
      const sentence = translator(language, texts)(answer.says);
      expect(sentence).not.toMatch(/^$|\{\{|kit\.drop|archive\.p|undefined/);
    }
  });

  test('only lists are kept, under their names as text', () => {
    expect(told.at(-1)).toEqual({ what: 'kept', says: null, beside: 'blocked_accounts.csv,lists.csv' });
    expect(end).toBe(0);
  });
});
