/**
 * Every card of a move, one after the other, left to right and right to left: nothing of the page is covered at any
 * width, and axe finds nothing wrong with it, in the light and in the dark. (captures.e2e.ts: the same on Mastodon's
 * own pages, where they are at hand.)
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Plan } from '../../journey/plan';
import type { PracticeServer } from '../practice/server';
import { axeProblems } from './axe';
import { expectNothingCovered } from './covering';
import { cardOf, type Journey, press, setOut, tabAt } from './journey';

type Side = 'old' | 'new';
interface Shown {
  on: Side;
  path: string;
  /** What the ring goes round, at last; null: no ring. */
  control?: string | null;
  /** What is known before, and what the servers have. */
  before?: (plan: Plan) => Plan;
  /** The address is filled in first. */
  isFilled?: true;
}

const isSettled = (plan: Plan): Plan => {
  const at = Date.now();
  const list = { rows: 3, pageCount: 3, bytes: 60, sha256: 'a'.repeat(64), source: 'export' as const, notes: [], at, served: true };
  return {
    ...plan,
    kit: { ...plan.kit, lists: { follows: list, mutes: list } },
    said: { save: { what: 'skipped', at }, archive: { what: 'skipped', at } },
    seen: { ...plan.seen, new: { ...plan.seen.new, account: { functional: true, movedTo: null, at } } },
  };
};
const withAlias = (plan: Plan): Plan => {
  journey.new.account('amelie_new').aliases.push({ id: 1, acct: 'amelie@old.localhost', uri: journey.old.account('amelie').uri });
  const settled = isSettled(plan);
  return { ...settled, seen: { ...settled.seen, new: { ...settled.seen.new, aliases: { list: ['amelie@old.localhost'], at: Date.now(), since: null } } } };
};
const hasMoved = (plan: Plan): Plan => {
  const { uri } = journey.new.account('amelie_new');
  const target = { acct: 'amelie_new@new.localhost', username: 'amelie_new', uri, url: 'https://new.localhost/@amelie_new', displayName: 'Amélie' };
  Object.assign(journey.old.account('amelie'), { moved: target });
  journey.old.account('amelie').migrations.push({ acct: target.acct, url: target.url, followers: 240, at: Date.now() - 60_000 });
  return withAlias(plan);
};
const aliasField = 'input[name="account_alias[acct]"]';
const moveField = 'input[name="account_migration[acct]"]';
const cards: Record<string, Shown> = {
  'an alias to fill in': { on: 'new', path: '/settings/aliases', control: aliasField },
  'an alias filled in': { on: 'new', path: '/settings/aliases', control: '#new_account_alias [type="submit"]', isFilled: true },
  'an alias made': { on: 'new', path: '/settings/aliases', control: null, before: withAlias },
  'the wrong side': { on: 'old', path: '/settings/aliases', control: null },
  'the link to the aliases': { on: 'new', path: '/auth/edit', control: ':is(p, span) a[href$="/settings/aliases"]' },
  'the link to the move': { on: 'old', path: '/auth/edit', before: withAlias, control: ':is(p, span) a[href$="/settings/migration"]' },
  'lists to be saved': { on: 'old', path: '/settings/export', before: (plan) => ({ ...plan, said: {} }) },
  'a move that comes too early': { on: 'old', path: '/settings/migration', control: null },
  'a move to fill in': { on: 'old', path: '/settings/migration', control: moveField, before: withAlias },
  'a move filled in': {
    on: 'old',
    path: '/settings/migration',
    before: withAlias,
    control: '[name="account_migration[current_password]"]',
    isFilled: true,
  },
  moved: { on: 'old', path: '/settings/migration', control: null, before: hasMoved },
  'only a redirect': { on: 'old', path: '/settings/migration/redirect/new', control: null },
  'lists to import': { on: 'new', path: '/settings/imports', before: hasMoved },
  'deletion before the move': { on: 'old', path: '/settings/delete', control: null },
  'deletion after the move': { on: 'old', path: '/settings/delete', control: null, before: hasMoved },
};

let journey: Journey;
beforeAll(async () => {
  journey = await setOut();
});
afterAll(() => journey?.close());

describe.each(['en', 'ar'])('on pages in %s', (locale) => {
  const usernames: Record<Side, string> = { old: 'amelie', new: 'amelie_new' };
  test.each(Object.entries(cards))('%s', async (_, { on, path, control, before = isSettled, isFilled }) => {
    await journey.again((plan) => {
      for (const side of ['old', 'new'] as const) journey[side].account(usernames[side]).locale = locale;
      return before(plan);
    });
    const server: PracticeServer = journey[on];
    const page = await tabAt(journey, server, usernames[on], path);
    expect(await page.evaluate(() => getComputedStyle(document.body).direction)).toBe(locale === 'ar' ? 'rtl' : 'ltr');
    const card = cardOf(page);
    await card.waitFor();
    if (isFilled) {
      await press(card, 'buttons.fill');
      await card.locator('.note.yes').waitFor();
    }
    await expectNothingCovered(page, control);
    const found: string[] = [];
    // The card follows what the page paints (tests/page), not the system.
    for (const theme of ['light', 'dark'] as const) {
      await page.locator('transhumance-guide').evaluate((host, theme) => {
        (host as HTMLElement).dataset.theme = theme;
      }, theme);
      for (const problem of await axeProblems(page, 'transhumance-guide')) found.push(`${theme}: ${problem}`);
    }
    expect(found).toEqual([]);
    await journey.browser.closeTab(page);
  });
});
