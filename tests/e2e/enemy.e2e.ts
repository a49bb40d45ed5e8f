/**
 * A server that means harm: its pages lie, its forms lead elsewhere, its scripts fight, its answers never end. Nothing
 * is filled in or sent that should not be, nothing goes to anybody else, the page stays usable, and the person is told.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, vi } from 'vitest';
import type { Party } from '../../journey/plan';
import {
  buttonLeadsTo,
  fieldIsHidden,
  formLeadsTo,
  formShowsAll,
  framing,
  hostileWords,
  mayBeFramed,
  namesAreTaken,
  stateIsBroken,
  stateIsHuge,
  stateNames,
  tellsOfOthers,
  withFlood,
  withHostileButton,
  withManyFilters,
  withScript,
} from '../practice/enemy';
import { plantedToken } from '../practice/initial-state';
import type { Reply } from '../practice/visit';
import { cardOf, cardSays, emptyKit, type Journey, press, say, setOut, signIn, tabAt, words } from './journey';
import { turn } from './turns';

const ALIASES = '/settings/aliases';
const OLD = 'amelie@old.localhost';
const always = Number.POSITIVE_INFINITY;

let journey: Journey;
beforeAll(async () => {
  journey = await setOut();
});
afterAll(() => journey?.close());
beforeEach(() => journey.again());

/** A third server, which has no part in the move. */
const third = () => journey.practice.server('handle');

/** The page of aliases as the enemy sends it. */
async function aliasesAs(by: (reply: Reply) => Reply): Promise<Page> {
  journey.new.failNext(`GET ${ALIASES}`, { kind: 'rewritten', by }, always);
  return tabAt(journey, journey.new, 'amelie_new', ALIASES);
}

const fieldOf = (page: Page) => page.locator('[name="account_alias[acct]"]');
const typedIn = (page: Page) => fieldOf(page).evaluate((field) => (field as HTMLInputElement).value);

/** The page's script has been heard: it answers what comes after it. */
const settled = async () => journey.browser.closeTab(await journey.popup());

/** Whatever a server does, nobody else hears of it. */
function expectNoLeak(): void {
  expect(third().requests.filter(({ from }) => from === 'browser')).toEqual([]);
  const all = journey.practice.servers.flatMap(({ requests }) => requests);
  expect(all.filter((request) => JSON.stringify(request).includes(plantedToken))).toEqual([]);
  expect(journey.old.requests.filter(({ method, path }) => method === 'POST' && path.startsWith('/settings'))).toEqual([]);
}

describe('forms that lie', () => {
  turn('a form that leads to another server is no page of ours: nothing is said, and nothing filled in', async () => {
    const page = await aliasesAs(formLeadsTo(third().origin));
    await settled();
    expect(await cardOf(page).count()).toBe(0);
    expect(await typedIn(page)).toBe('');
    expectNoLeak();
  });

  turn.each([
    ['whose button leads elsewhere', () => buttonLeadsTo(`${third().origin}/settings/aliases`), 'card.refused.form'],
    ['that would show the address to everybody', () => formShowsAll, 'card.refused.form'],
    ['whose field nobody sees', () => fieldIsHidden, 'card.refused.locked'],
  ] as const)('a form %s: it is refused, and said', async (_what, by, why) => {
    const page = await aliasesAs(by());
    await press(await cardSays(page, 'cards.alias.fill.title'), 'buttons.fill');
    await cardOf(page).getByText(say(why)).waitFor();
    expect(await typedIn(page)).toBe('');
    expectNoLeak();
  });

  turn('another address is put into the field before it is sent: the step is not done, as the page does not show it', async () => {
    const page = await aliasesAs(
      withScript(() => {
        addEventListener('submit', ({ target }) => {
          const field = (target as HTMLFormElement).querySelector<HTMLInputElement>('[name="account_alias[acct]"]');
          if (field) field.value = 'guarded@new.localhost';
        });
      }),
    );
    await press(await cardSays(page, 'cards.alias.fill.title'), 'buttons.fill');
    expect(await typedIn(page)).toBe(OLD);
    await page.getByRole('button', { name: words.aliases.submit }).click();
    await vi.waitFor(async () => expect((await journey.plan()).seen.new.aliases?.list).toEqual(['guarded@new.localhost']));
    await cardSays(page, 'cards.alias.fill.title');
    expectNoLeak();
  });
});

describe('who is signed in', () => {
  turn('is somebody else when it comes to filling: it is refused, and said', async () => {
    const page = await tabAt(journey, journey.new, 'amelie_new', ALIASES);
    const card = await cardSays(page, 'cards.alias.fill.title');
    await page.evaluate(() => {
      const block = document.querySelector('#initial-state');
      if (block) block.textContent = (block.textContent ?? '').replaceAll('"amelie_new"', '"guarded"');
    });
    await press(card, 'buttons.fill');
    await cardOf(page).getByText('signed in').first().waitFor();
    expect(await typedIn(page)).toBe('');
  });

  turn('is a lie of the page: it is a stranger’s page then, and nothing of ours is filled in', async () => {
    const page = await aliasesAs(stateNames('amelie_new', 'guarded'));
    await cardSays(page, 'cards.account.other.title');
    expect(await typedIn(page)).toBe('');
    expect((await journey.plan()).new?.handle).toBe('amelie_new@new.localhost');
  });

  turn.each([
    ['no JSON', stateIsBroken, 0],
    ['eight megabytes', stateIsHuge, 1],
  ] as const)('is %s: the page and its form work', async (_what, by, cards) => {
    const page = await aliasesAs(by);
    await settled();
    if (cards > 0) await cardSays(page, 'cards.alias.fill.title');
    expect(await cardOf(page).count()).toBe(cards);
    await fieldOf(page).fill(OLD);
    await page.getByRole('button', { name: words.aliases.submit }).click();
    await page.getByText(words.aliases.created).waitFor();
  });
});

describe('scripts of the page', () => {
  turn('have taken the names of what is asked of a document: the form works, and nothing is filled in', async () => {
    const page = await aliasesAs(namesAreTaken);
    await settled();
    expect(await typedIn(page)).toBe('');
    // The driver asks the form by the names that are taken, and fails: so this is done as a script that does not ask.
    await fieldOf(page).evaluate((field, value) => {
      (field as HTMLInputElement).value = value;
      HTMLFormElement.prototype.requestSubmit.call((field as HTMLInputElement).form);
    }, OLD);
    await page.getByText(words.aliases.created).waitFor();
    expectNoLeak();
  });

  turn('show a copy of the card: what is pressed there fills in nothing, and says nothing to us', async () => {
    const page = await tabAt(journey, journey.new, 'amelie_new', ALIASES);
    await cardSays(page, 'cards.alias.fill.title');
    const before = await journey.plan();
    await page.evaluate(() => {
      const ours = document.querySelector('transhumance-guide');
      const copy = Object.assign(document.createElement('div'), { id: 'copy' });
      const root = copy.attachShadow({ mode: 'open' });
      for (const child of ours?.shadowRoot?.childNodes ?? []) root.append(child.cloneNode(true));
      ours?.replaceWith(copy);
    });
    const copied = page.locator('#copy');
    await copied.getByRole('button', { name: say('buttons.fill') }).click();
    await settled();
    expect(await typedIn(page)).toBe('');
    expect(await journey.plan()).toEqual(before);
  });

  turn('make the card transparent and lay it over a bait: what it does is what it always does, with the right address', async () => {
    const page = await aliasesAs(
      withScript(() => {
        addEventListener('DOMContentLoaded', () => {
          const style = document.createElement('style');
          style.textContent = 'transhumance-guide { opacity: 0.01; position: fixed !important; top: 0; left: 0; z-index: 9999 }';
          document.head.append(style);
        });
      }),
    );
    const card = await cardSays(page, 'cards.alias.fill.title');
    const box = await card.getByRole('button', { name: say('buttons.fill') }).boundingBox();
    await page.mouse.click((box?.x ?? 0) + 5, (box?.y ?? 0) + 5);
    await vi.waitFor(async () => expect(await typedIn(page)).toBe(OLD));
    // It never submits, so nothing has happened yet.
    expect(journey.new.account('amelie_new').aliases).toEqual([]);
    expectNoLeak();
  });

  turn('take the card out whenever it comes: there is no endless fight, and the form works', async () => {
    const page = await aliasesAs(
      withScript(() => {
        Object.assign(globalThis, { taken: 0 });
        new MutationObserver(() => {
          for (const guide of document.querySelectorAll('transhumance-guide')) {
            guide.remove();
            (globalThis as unknown as { taken: number }).taken += 1;
          }
        }).observe(document, { childList: true, subtree: true });
      }),
    );
    await settled();
    await fieldOf(page).fill(OLD);
    await page.getByRole('button', { name: words.aliases.submit }).click();
    await page.getByText(words.aliases.created).waitFor();
    expect(await page.evaluate(() => (globalThis as unknown as { taken: number }).taken)).toBeLessThan(20);
  });
});

describe('frames', () => {
  const FRAMING = '/somewhere';

  turn.each([
    ['another server', () => third()],
    ['the server itself', () => journey.new],
  ])('a page of %s holds ours: there is no card in it, nothing is filled in, and nothing is heard of it', async (_which, host) => {
    let ours: Reply | null = null;
    // A frame of another server has no cookie: the enemy sends the page all the same.
    const page = await aliasesAs((reply) => {
      ours ??= mayBeFramed(reply);
      return ours;
    });
    await cardSays(page, 'cards.alias.fill.title');
    await journey.browser.closeTab(page);
    const before = await journey.plan();
    host().failNext(FRAMING, { kind: 'rewritten', by: framing(journey.new.origin + ALIASES) }, always);
    const bait = await journey.browser.open(host().origin + FRAMING);
    const frame = bait.frameLocator('iframe');
    await frame.locator('[name="account_alias[acct]"]').waitFor();
    await settled();
    expect(await frame.locator('transhumance-guide').count()).toBe(0);
    expect(await frame.locator('[name="account_alias[acct]"]').inputValue()).toBe('');
    expect((await journey.plan()).seen.new.aliases).toEqual(before.seen.new.aliases);
    expect(await cardOf(bait).count()).toBe(0);
  });
});

turn('a script that floods the page: it has its say, and form, card and popup work, with no request more than for any page', async () => {
  const page = await aliasesAs(withFlood);
  await expect.poll(() => page.evaluate(() => (globalThis as unknown as { flooded: number }).flooded), { timeout: 120_000 }).toBe(40);
  await cardSays(page, 'cards.alias.fill.title');
  expect(await cardOf(page).count()).toBe(1);
  expect(journey.new.requests.filter(({ path }) => path.startsWith('/api/')).length).toBeLessThan(10);
  const popup = await journey.popup();
  await popup.getByRole('list').first().waitFor();
  await fieldOf(page).fill(OLD);
  await page.getByRole('button', { name: words.aliases.submit }).click();
  await page.getByText(words.aliases.created).waitFor();
});

turn('what servers tell of the accounts names another server everywhere: it is not asked', async () => {
  const unseen = { outside: null };
  // As they were told when the accounts were named.
  const withPicture = (party: Party | null): Party | null =>
    party?.account == null ? party : { ...party, account: { ...party.account, avatar: `${third().origin}/evil.png` } };
  await journey.again((plan) => ({
    ...plan,
    old: withPicture(plan.old),
    new: withPicture(plan.new),
    seen: { old: { ...plan.seen.old, ...unseen }, new: { ...plan.seen.new, ...unseen } },
  }));
  for (const server of [journey.old, journey.new]) server.failNext('/api/v1/accounts/lookup', { kind: 'rewritten', by: tellsOfOthers(third().origin) }, always);
  const start = await journey.browser.open('start.html');
  const told = await journey.planWhere(
    ({ seen }) => seen.old.outside !== null && seen.new.outside !== null,
    ({ seen }) => seen,
  );
  // The servers are believed about themselves, and no picture comes from elsewhere.
  expect(told.seen.old.outside?.account?.movedTo).toBe(`evil@${third().host}`);
  await start.locator('.now h1').waitFor();
  const accounts = await journey.browser.open('start.html#accounts');
  await accounts.getByRole('region', { name: OLD }).waitFor();
  await settled();
  expectNoLeak();
});

turn('markup, another direction and control characters in the page’s words are shown as text', async () => {
  const page = await aliasesAs(withHostileButton);
  await press(await cardSays(page, 'cards.alias.fill.title'), 'buttons.fill');
  await cardOf(page).getByText('<img src=x').first().waitFor();
  expect(hostileWords).toContain('<img');
  expect(await page.locator('transhumance-guide img').count()).toBe(0);
  expect(await page.evaluate(() => (globalThis as { wasHacked?: number }).wasHacked)).toBeUndefined();
});

describe('answers to what we ask ourselves', () => {
  beforeEach(() => emptyKit(journey));

  const save = async () => {
    const page = await journey.tab();
    await signIn(page, journey.old, 'amelie');
    await page.goto(`${journey.old.origin}/settings/export`);
    await press(await cardSays(page, 'cards.save.offer.title'), 'buttons.saveAll');
  };
  const saved = () =>
    vi.waitFor(async () => {
      const { kit } = await journey.plan();
      expect([kit.saving, Object.keys(kit.lists).length + Object.keys(kit.problems).length]).toEqual([null, 7]);
      return kit;
    });

  turn('a list that never ends and one that leads elsewhere: both are said to be missing, the others are saved', async () => {
    let out = 0;
    const text = 'ada@bakers.example\n';
    const note = (bytes: number) => {
      out = bytes;
    };
    journey.old.failNext('/settings/exports/blocks.csv', { kind: 'never-ending', type: 'text/csv', text, out: note });
    journey.old.failNext('/settings/exports/mutes.csv', { kind: 'redirect', status: 307, to: `${third().origin}/steal` });
    await save();
    const kit = await saved();
    expect(kit.problems).toMatchObject({ blocks: { kind: 'too-big' }, mutes: { kind: 'unreachable' } });
    expect(Object.keys(kit.lists).length).toBe(5);
    // What lies between the two takes some more.
    expect(out).toBeLessThan(100 * 1_048_576);
    expectNoLeak();
  });

  turn('a page with more filters than anybody has: they are not asked for one by one', async () => {
    journey.old.failNext('/filters', { kind: 'rewritten', by: withManyFilters(5_000) }, always);
    await save();
    const kit = await saved();
    expect(kit.problems.custom_filters).toMatchObject({ kind: 'too-big' });
    expect(journey.old.requests.filter(({ path }) => /^\/filters\/\d/.test(path))).toEqual([]);
  });
});
