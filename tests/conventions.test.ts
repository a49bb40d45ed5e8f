/**
 * House rules that a linter cannot say alone. Each failure is an instruction: it names the place and what to do
 * instead.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rooms } from './rooms';

const root = path.resolve(import.meta.dirname, '..');
const sourceFolders = rooms.map(({ room }) => room);

const filesIn = (folder: string) =>
  fs.existsSync(path.join(root, folder))
    ? fs
        .readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    : [];
const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8');
const isCode = (file: string) => /\.(ts|tsx|mjs)$/.test(file);

const source = sourceFolders.flatMap(filesIn);
const code = source.filter(isCode);
const tests = filesIn('tests').filter((file) => /\.(test|e2e)\.tsx?$/.test(file));

/** `file:line  what is there`, for every line that matches. */
const places = (files: readonly string[], pattern: RegExp) =>
  files.flatMap((file) =>
    read(file)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}  ${line.trim()}`] : [])),
  );

test('there is code to hold to these rules', () => {
  expect(code.length).toBeGreaterThan(20);
  expect(tests.length).toBeGreaterThan(5);
});

describe('what the linter refuses', () => {
  const cases: readonly (readonly [file: string, line: string, allowed: boolean])[] = [
    ['lists/x1.ts', "import { a } from 'csv-parse/browser/esm/sync';", true],
    ['lists/x2.ts', 'export const a = (document: Document) => document.title;', true],
    ['journey/x1.ts', "import { a } from 'wxt/browser';", false],
    ['journey/x2.ts', 'export const a = document.title;', false],
    ['kit/x1.ts', "export const a = fetch('/');", false],
    ['mastodon/x1.ts', 'export const a = browser.tabs;', false],
    ['mastodon/x2.ts', 'export const a = chrome.tabs;', false],
    ['mastodon/x3.ts', "import { a } from 'preact';", false],
    ['mastodon/x4.ts', "export const a = fetch('/');", false],
    ['mastodon/http.ts', "export const a = fetch('/');", true],
    ['mastodon/session.ts', "export const a = fetch('/');", true],
    ['mastodon/bring.ts', 'export const a = new WebSocket("/");', false],
    ['page/x2.ts', "export const a = fetch('/');", false],
    ['views/x2.ts', "export const a = fetch('/');", false],
    ['worker/x2.ts', 'export const a = new EventSource("/");', false],
    ['entrypoints/x1.ts', "export const a = fetch('/');", false],
    ['browser/x2.ts', "export const a = fetch('/');", false],
    // Our own files.
    ['browser/i18n.ts', "export const a = fetch('/');", true],
    ['browser/x1.ts', "import { a } from 'wxt/browser';", true],
    ['components/X1.tsx', "import { a } from 'wxt/browser';", false],
    ['views/x1.ts', "import { planItem } from '../browser/plan-item';", false],
    ['page/x1.ts', "import { planItem } from '../browser/plan-item';", false],
    ['worker/x1.ts', "import { planItem } from '../browser/plan-item';", false],
    ['worker/plan-writer.ts', "import { planItem } from '../browser/plan-item';", true],
  ];
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'transhumance-conventions-'));
  const refused = new Set<string>();

  beforeAll(() => {
    fs.copyFileSync(path.join(root, 'biome.json'), path.join(scratch, 'biome.json'));
    for (const [file, line] of cases) {
      fs.mkdirSync(path.join(scratch, path.dirname(file)), { recursive: true });
      fs.writeFileSync(path.join(scratch, file), `${line}\n`);
    }
    const lint = spawnSync(
      process.execPath,
      [
        path.join(root, 'node_modules/@biomejs/biome/bin/biome'),
        'lint',
        '--only=style/noRestrictedImports',
        '--only=style/noRestrictedGlobals',
        '--reporter=json',
        '--max-diagnostics=none',
        '.',
      ],
      { cwd: scratch, encoding: 'utf8' },
    );
    const report = JSON.parse(lint.stdout) as { diagnostics: { location: { path: string } }[] };
    for (const { location } of report.diagnostics) refused.add(location.path.replace(/^\.\//, ''));
  });
  afterAll(() => fs.rmSync(scratch, { recursive: true, force: true }));

  test.each(cases)('%s: %s', (file, _line, allowed) => {
    expect(refused.has(file), allowed ? 'biome.json refuses what it should allow' : 'biome.json lets this pass: repair its overrides').toBe(!allowed);
  });
});

test('components know the browser only by its types', () => {
  const values = places(
    code.filter((file) => file.startsWith('components/')),
    /^import (?!type\b).*from '(\.\.\/)+(browser|mastodon)\//,
  );
  expect(values, 'Take it as a prop; the entry point passes it in.').toEqual([]);
});

test('no server text can become markup', () => {
  const markup = /\binnerHTML\b|\bouterHTML\b|insertAdjacentHTML|dangerouslySetInnerHTML|document\.write|setHTMLUnsafe|createContextualFragment/;
  expect(places(code, markup), 'Make elements and set textContent.').toEqual([]);
});

test('no request goes round the two doors', () => {
  // The linter sees the bare name alone.
  const around = /\b(globalThis|window|self)(\.|\[['"])(fetch|XMLHttpRequest|WebSocket|EventSource)\b|\bsendBeacon\b/;
  expect(places(code, around), 'Requests to servers leave from mastodon/http.ts or mastodon/session.ts.').toEqual([]);
});

test('no code is made from text', () => {
  expect(places(code, /\beval\(|new Function\(/), 'Mastodon’s pages and ours forbid it.').toEqual([]);
});

test('no folder is named for the kind of thing in it', () => {
  const forbidden = /(^|\/)(utils?|helpers?|common|shared|lib|types|constants)\//;
  const found = [...source, ...filesIn('tests'), ...filesIn('scripts')].filter((file) => forbidden.test(file));
  expect(found, 'Put it beside its only user, or name the folder for what it is about.').toEqual([]);
});

test('no barrels: an index file only where it is a list', () => {
  const barrels = code.filter((file) => /(^|\/)index\.tsx?$/.test(file) && file !== 'mastodon/pages/index.ts' && !file.startsWith('entrypoints/'));
  expect(barrels, 'Import from the file that has it.').toEqual([]);
});

test('files are kebab-case, component files PascalCase', () => {
  const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/;
  const pascal = /^[A-Z][A-Za-z0-9]*\.tsx$/;
  const misnamed = code.filter((file) => {
    const name = path.basename(file);
    if (file.startsWith('components/')) return !pascal.test(name) && !(kebab.test(name) && name.endsWith('.ts'));
    return !kebab.test(name) && !(file.endsWith('.tsx') && pascal.test(name));
  });
  expect(misnamed, 'The file name is the name of the one thing in it.').toEqual([]);
});

test('tests lie in the folder of what they test', () => {
  const places = new Set([...sourceFolders, 'e2e', 'practice', 'bench', 'fuzz', 'scripts', 'tests']);
  const lost = tests.filter((file) => !places.has(file.split('/')[1] ?? '') && file.split('/').length > 2);
  expect(lost, `tests/<folder>/ mirrors one of: ${[...places].join(', ')}`).toEqual([]);
});

test('tests wait for what they want to see, not for time to pass', () => {
  // Written so that this line is not its own example.
  const sleeping = new RegExp(`\\b(setTimeout|waitForTimeout|sleep)${'\\('}|\\bretry:`);
  expect(places(tests, sleeping), 'Wait for the element, the message, or move the clock (vi.useFakeTimers). A flaky test is a bug, not a retry.').toEqual([]);
});

test('no test is left out or run alone by mistake', () => {
  const marked = new RegExp(`\\b(test|describe|it)\\.(only|todo)${'\\b'}`);
  expect(places(tests, marked), 'Finish it or delete it.').toEqual([]);
});

test('every TODO says when: a version or a date', () => {
  const mine = path.relative(root, import.meta.filename).replaceAll('\\', '/');
  const undated = places(
    [...code, ...filesIn('tests').filter((file) => isCode(file) && file !== mine), ...filesIn('scripts').filter(isCode)],
    /\bTODO\b(?! \[[\d.-]+\])/,
  );
  expect(undated, 'Write TODO [2027-01-31]: … or TODO [4.9]: …').toEqual([]);
});

describe('the repository', () => {
  const tracked = spawnSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
    .stdout.split('\0')
    .filter((file) => fs.existsSync(path.join(root, file)) && file !== '');

  test('is known file by file', () => {
    expect(tracked).toContain('package.json');
  });

  test('names no registry in its lock file', () => {
    expect(places(['package-lock.json'], /"resolved":/), 'Set omit-lockfile-registry-resolved=true for npm and install again.').toEqual([]);
  });

  test('locks the builds for other systems too, without which `npm ci` refuses the lock file', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, { optionalDependencies?: Record<string, string> }> };
    const missing = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !packages[`node_modules/${name}`] && !packages[`${place}/node_modules/${name}`]),
    );
    expect(missing, 'Run: node scripts/complete-lock.mjs').toEqual([]);
  });

  test('names no path of one machine', () => {
    const text = tracked.filter((file) => !/\.(png|ico|woff2?|zip|gz)$/.test(file) && file !== 'package-lock.json');
    const machine = new RegExp(`(^|[\\s'"\`(=])/(work|root|home|Users)${'/'}`);
    expect(places(text, machine), 'Make it relative, or an environment variable.').toEqual([]);
  });
});

test('a line of a comment has at most 120 characters', () => {
  expect(places([...code, ...tests], /^(?=.{121,})\s*(?:\/\*\*|\*|\/\/)\s(?!biome-ignore|@)/)).toEqual([]);
});
