import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { GECKO_ID } from '../wxt.config';
import { rooms } from './rooms';

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8');

test('every file that a document names is there', () => {
  const documents = [
    'README.md',
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    'ACCESSIBILITY.md',
    'README.fr.md',
    'PRIVACY.md',
    'docs/permissions.md',
    'docs/captures.md',
    'docs/faults.md',
    'docs/messages.md',
    'docs/releasing.md',
    'docs/reviewing.md',
  ];
  const missing = documents.flatMap((document) => {
    const named = [
      ...read(document).matchAll(/`((?:tests|journey|lists|kit|mastodon|browser|worker|components|page|views|entrypoints|scripts|modules)\/[\w./-]+\.\w+)`/g),
    ];
    return named.flatMap(([, file = '']) => (fs.existsSync(path.join(root, file)) ? [] : [`${document}: ${file}`]));
  });
  expect(missing).toEqual([]);
});

test('docs/messages.md has every message in its order, with who may send it and a test that names it', () => {
  const [, protocol = ''] = read('browser/messages.ts').split('export interface Protocol {');
  const names = [...(protocol.split('\n}')[0] ?? '').matchAll(/^ {2}(\w+)\(/gm)].map(([, name]) => name);
  const rows = [...read('docs/messages.md').matchAll(/^\| `(\w+)` \| ([^|]+) \| ([^|]+) \| `([^`]+)` \|$/gm)];
  expect(rows.map(([, name]) => name)).toEqual(names);
  for (const [, name = '', sender = '', worst = '', file = ''] of rows) {
    expect(['page', 'errand', 'page, or errand', 'ours', 'background']).toContain(sender);
    // What only our own pages may say, a page can do nothing with.
    expect(worst === 'nothing', name).toBe(sender === 'ours');
    expect(read(file), `${file} names ${name}`).toMatch(new RegExp(`\\b${name}\\b`));
  }
});

test('docs/faults.md names a test for each fault, and each of them is there', () => {
  const rows = read('docs/faults.md')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (?:---|fault )/.test(line))
    .map((line) => line.split(' | '));
  expect(rows.length).toBeGreaterThan(20);
  for (const [fault = '', sees = '', stays = '', tests = '', ...more] of rows) {
    expect([more, sees === '', stays === ''], fault).toEqual([[], false, false]);
    const named = [...tests.matchAll(/`(tests\/[\w./-]+)`: “([^”]+)”/g)];
    expect(named.length, fault).toBeGreaterThan(0);
    for (const [, file = '', name = ''] of named) expect(read(file).includes(name), `${file}: ${name}`).toBe(true);
  }
});

/** What a newcomer asks first. Each has a way through at most three files, and the files are there. */
const questions = [
  'Where is the rule that forbids filling on the wrong account?',
  'What decides the text on the alias page when the alias was not found?',
  'How does a new kind of list get in?',
  'What happens when the worker is killed between upload and confirmation?',
  'Where is the follow limit known and used?',
  'Which code may talk to which hosts?',
  'How is a stored plan of an older version read?',
  'Where would I add German?',
  'What makes the badge appear?',
  'How does the start page learn that an import has finished?',
];
test.each(questions)('ARCHITECTURE.md answers: %s', (question) => {
  const [, way = ''] = read('ARCHITECTURE.md').split(`\n| ${question} | `);
  const [answer = ''] = way.split(' |\n');
  const files = [...answer.matchAll(/`([\w./-]+\.\w+)`/g)].map(([, file = '']) => file);
  expect(files.length).toBeGreaterThan(0);
  expect(files.length).toBeLessThanOrEqual(3);
  expect(files.filter((file) => !fs.existsSync(path.join(root, file)))).toEqual([]);
  // What is named beside a file stands in one of them.
  const names = [...answer.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
  const text = files.map(read).join('\n');
  expect(names.filter((name) => !text.includes(name))).toEqual([]);
});

test('ARCHITECTURE.md tells the budgets that are held', () => {
  const budgets = [...read('.size-limit.mjs').matchAll(/'([\w-]+)\.(?:js|html)': '([\d.]+) kB'/g)].map(([, name = '', size]) => `${name} ${size} KB`);
  expect(budgets.length).toBeGreaterThan(4);
  const told = read('ARCHITECTURE.md').replaceAll('start page', 'start');
  expect(budgets.filter((budget) => !told.includes(budget))).toEqual([]);
});

test('the README says the same in French: every heading, picture, link and command', () => {
  const [english, french] = ['README.md', 'README.fr.md'].map((file) => {
    const text = read(file);
    const found = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, what]) => what);
    return {
      headings: found(/^(#+) /gm),
      steps: found(/^ *(\d\.) /gm),
      pictures: found(/!\[[^\]]+\]\(([^)]+)\)/g),
      links: found(/(?<!!)\[[^\]]+\]\(([^)]+)\)/g).filter((link) => !/^README/.test(link ?? '')),
      commands: found(/`(npm [^`]+)`|^(?:npm \w+)/gm),
    };
  });
  expect(french).toEqual(english);
});

test('both READMEs lead to the place that addons.mozilla.org will give our id, and say that nothing is there yet', () => {
  const link = `[addons.mozilla.org](https://addons.mozilla.org/firefox/addon/${GECKO_ID}/)`;
  for (const [file, notYet] of [
    ['README.md', '**From a store: not yet.**'],
    ['README.fr.md', '**Depuis une boutique\u00a0: pas encore.**'],
  ] as const) {
    const line = read(file)
      .split('\n')
      .find((each) => each.includes(link));
    expect(line, file).toContain(notYet);
  }
});

test('docs/permissions.md names exactly what the manifest asks for', () => {
  const config = read('wxt.config.ts');
  const asked = [...config.matchAll(/(?:permissions|optional_permissions|optional_host_permissions): \[([^\]]+)\]/g)]
    .flatMap(([, list = '']) => [...list.matchAll(/'([^']+)'/g)].map(([, name]) => name))
    .sort();
  const told = [...read('docs/permissions.md').matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name).sort();
  expect(told).toEqual(asked);
  // Each is used by a step that a reviewer of a store takes, and by code that is named.
  const page = read('docs/reviewing.md');
  expect([...page.matchAll(/^\d\. `([^`]+)`/gm)].map(([, name]) => name).sort()).toEqual(asked);
  const [, code = ''] = page.split('## Where a permission is used');
  expect([...(code.split('\n## ')[0] ?? '').matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name).sort()).toEqual(asked);
});

test('the steps of docs/reviewing.md name buttons as they are named', () => {
  const names = JSON.stringify(JSON.parse(read('locales/en.json'))).replaceAll('{{handle}}', '@amelie@old.localhost');
  const theirs = ['Create alias', 'Move followers'];
  const [, steps = ''] = read('docs/reviewing.md').split('## Try it');
  const named = [...(steps.split('\n## ')[0] ?? '').matchAll(/“([^”]+)”/g)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(8);
  expect(named.filter((name) => !theirs.includes(name) && !names.includes(`"${name}"`))).toEqual([]);
});

describe('what comments cite', () => {
  const folders = [...rooms.map(({ room }) => room), 'assets', 'modules', 'scripts', 'tests'];
  const files = folders.flatMap((folder) =>
    fs
      .readdirSync(path.join(root, folder), { recursive: true })
      .map((name) => `${folder}/${String(name)}`)
      .filter((file) => /\.(?:tsx?|mjs|css)$/.test(file) && !file.endsWith('docs.test.ts')),
  );
  const lines = files.flatMap((file) =>
    read(file)
      .split('\n')
      .map((line) => ({ file, line })),
  );
  const headings = (document: string) => [...read(document).matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading);

  test('is a heading of docs/mastodon.md, or a number of docs/rules.md', () => {
    const facts = headings('docs/mastodon.md');
    const numbers = [...read('docs/rules.md').matchAll(/^(\d+)\. /gm)].map(([, number = '']) => number);
    // A citation may go on in the next line of its comment.
    const flowing = files.map((file) => ({ file, line: read(file).replace(/\n\s*(?:\*|\/\/) /g, ' ') }));
    const wrong = flowing.flatMap(({ file, line }) => {
      const cited = [...line.matchAll(/docs\/(mastodon|rules)\.md,? ([^)\n]*)/g)];
      return cited.flatMap(([, document, what = '']) => {
        const isThere = document === 'mastodon' ? facts.some((heading) => what.startsWith(heading)) : numbers.some((number) => what.startsWith(number));
        return isThere ? [] : [`${file}: ${what}`];
      });
    });
    expect(wrong).toEqual([]);
    expect(lines.filter(({ line }) => line.includes('docs/mastodon.md, ')).length).toBeGreaterThan(50);
  });
  test('is nothing outside this repository', () => {
    const outside = /(?<![\w/])(?:pages|server-rules|not-moved|seen-on-servers|product|house|look|ux-findings|toolchain|style-examples)\.md/;
    expect(lines.filter(({ line }) => outside.test(line))).toEqual([]);
  });
});
