import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { clickLines } from './clicks';

function linesFor(content: string | null): string[] {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'transhumance-clicks-'));
  try {
    fs.mkdirSync(path.join(root, '.practice'));
    if (content !== null) fs.writeFileSync(path.join(root, '.practice', 'clicks.json'), content);
    return clickLines(root);
  } finally {
    fs.rmSync(root, { recursive: true });
  }
}
const run = { browser: 'firefox', way: 'guided', clicks: 22, setUp: 3, signIns: 2, fileDialogs: 0, passwords: 1 };

test('without a count the bench says where one comes from', () => {
  expect(linesFor(null).join()).toContain('.practice/clicks.json is left by');
});

test('each run stands beside what it takes by hand, and says when it takes more than promised', () => {
  const runs = [run, { ...run, browser: 'chromium', way: 'import all', clicks: 11 }];
  expect(linesFor(JSON.stringify({ runs }))).toEqual([
    'firefox, guided: 22 clicks, within 22, by hand 68; 0 file dialogs (by hand 14); passwords typed: 1; naming and access: 3 clicks; sign-ins: 2',
    'chromium, import all: 11 clicks, MORE THAN 10, by hand 68; 0 file dialogs (by hand 14); passwords typed: 1; naming and access: 3 clicks; sign-ins: 2',
  ]);
});

test('a count of another shape is not shown as one', () => {
  expect(linesFor('{"runs":[{"clicks":1}]}').join()).toContain('is not as tests/bench/clicks.ts describes it');
});
