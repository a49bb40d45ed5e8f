/** The whole move in one go, and what the servers know afterwards. */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type RunningPractice, startPractice } from '../practice/server';
import { type Browser, browserKind, launch } from './browser';
import { isLong } from './turns';
import { walk } from './walk';

let practice: RunningPractice;
let browser: Browser;

beforeAll(async () => {
  practice = await startPractice();
});
beforeEach(async () => {
  // Each from its first page on.
  browser = await launch(browserKind(), { port: practice.port, hosts: practice.hosts });
});
afterEach(() => browser?.close());
afterAll(async () => {
  await practice?.close();
  keepCounts();
});

/** For `npm run bench`, which shows them beside doing it by hand. */
function keepCounts() {
  fs.mkdirSync('.practice', { recursive: true });
  const file = path.join('.practice', 'clicks.json');
  const others = (fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')).runs : []).filter(
    (run: { browser: string }) => run.browser !== browserKind(),
  );
  fs.writeFileSync(file, JSON.stringify({ runs: [...others, ...runs] }, null, 2));
}

const runs: unknown[] = [];

/** When time is short, each browser goes one way: Firefox the one on which it asks for a consent of its own. */
const ways = isLong ? (['import all', 'guided'] as const) : ([browserKind() === 'firefox' ? 'import all' : 'guided'] as const);

test.each(ways)('a person who presses what they are shown moves their account: %s', async (way) => {
  practice.reset();
  const stops: string[] = [];
  const effort = await walk(browser, practice, {
    way,
    onStop: async (name) => {
      stops.push(name);
    },
  });
  const old = practice.server('old').account('amelie');
  const fresh = practice.server('new').account('amelie_new');
  expect(old.moved?.acct).toBe('amelie_new@new.localhost');
  expect(fresh.aliases.map((alias) => alias.acct)).toEqual(['amelie@old.localhost']);
  expect(fresh.followers.size).toBeGreaterThan(0);
  expect(fresh.imports.map(({ type, overwrite }) => `${type} ${overwrite}`).sort()).toEqual(
    ['blocking', 'bookmarks', 'custom_filters', 'domain_blocking', 'following', 'lists', 'muting'].map((type) => `${type} false`),
  );
  expect(stops).toEqual(expect.arrayContaining(['report', 'followers', 'profile', 'inventory']));
  expect(fresh).toMatchObject({ note: old.note, fields: old.fields, featuredTags: old.featuredTags });
  expect(effort).toMatchObject({ passwords: 1, fileDialogs: 0, signIns: 2 });
  expect(effort.moving).toBeLessThanOrEqual(way === 'guided' ? 22 : 10);
  expect(effort.moving + effort.people).toBeLessThanOrEqual(way === 'guided' ? 26 : 14);
  const { moving: clicks, naming: setUp, passwords, fileDialogs, signIns } = effort;
  runs.push({ browser: browser.kind, way, clicks, setUp, signIns, fileDialogs, passwords });
});
