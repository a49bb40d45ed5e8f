/**
 * Whatever stops, breaks or happens elsewhere: the plan picks up from what the pages show, and the pages work as if we
 * were not there.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Plan } from '../../journey/plan';
import type { TextKey } from '../../journey/text';
import { breakOverlay, cardOf, cardSays, type Journey, named, press, rowOf, say, setOut, signIn, tabAt, words } from './journey';
import { longTurn, turn } from './turns';

let journey: Journey;

beforeAll(async () => {
  journey = await setOut();
});
afterAll(() => journey?.close());
beforeEach(() => journey.again());

const guides = (page: Page) => page.locator('transhumance-guide').count();

/** Saving left out, so that the move is the next thing after the alias. */
function unsaved(plan: Plan): Plan {
  const at = Date.now();
  return { ...plan, said: { save: { what: 'skipped', at }, archive: { what: 'skipped', at } } };
}

/** Signed in on both sides and the alias made: only saving stands before the move. */
function aliasSeen(plan: Plan): Plan {
  const at = Date.now();
  return {
    ...plan,
    seen: {
      ...plan.seen,
      new: {
        ...plan.seen.new,
        account: { functional: true, movedTo: null, at },
        status: { is: 'functional', since: at },
        aliases: { list: ['amelie@old.localhost'], at, since: null },
      },
    },
  };
}

const makeAlias = () => {
  journey.new.account('amelie_new').aliases.push({ id: 1, acct: 'amelie@old.localhost', uri: journey.old.account('amelie').uri });
};

/** Makes the alias with the page's own form and button. */
async function sendAlias(page: Page) {
  await page.getByLabel(words.aliases.field).fill('amelie@old.localhost');
  await page.getByRole('button', { name: words.aliases.submit }).click();
}

describe('the background is stopped', () => {
  test('between any two steps: nothing is lost', async () => {
    await journey.again(unsaved);
    const stop = () => journey.browser.stopWorker();
    const page = await tabAt(journey, journey.new, 'amelie_new', '/auth/edit');
    const row = await cardSays(page, 'cards.account.rowAliases.title');
    await stop();
    await press(row, 'buttons.takeMeThere');
    await cardSays(page, 'cards.press', { button: words.aliases.submit });
    await stop();
    await page.getByRole('button', { name: words.aliases.submit }).click();
    const made = await cardSays(page, 'cards.alias.done.title');
    await stop();
    await signIn(page, journey.old, 'amelie');
    const move = await journey.browser.opened(() => press(made, 'buttons.nextStep'));
    await cardSays(move, 'cards.move.filled.title');
    await stop();
    await press(cardOf(move), 'buttons.undo');
    await cardSays(move, 'cards.move.fill.title');
    await press(cardOf(move), 'buttons.fill');
    await stop();
    await move.getByLabel(words.migration.password).fill('practice');
    await move.getByRole('button', { name: words.migration.submit }).click();
    await cardSays(move, 'cards.move.done.title');
    await stop();
    await rowOf(await journey.popup(), 'steps.move.done')
      .getByText(say('state.seen'))
      .waitFor();
  });
});

describe('several tabs', () => {
  longTurn('both servers at the same moment: both are seen, and each tab follows what happens in the other', async () => {
    await journey.again(unsaved);
    await signIn(journey.inside, journey.new, 'amelie_new');
    await signIn(journey.inside, journey.old, 'amelie');
    const [aliases, move] = [await journey.tab(), await journey.tab()];
    await Promise.all([
      journey.browser.open(`${journey.new.origin}/settings/aliases`, aliases),
      journey.browser.open(`${journey.old.origin}/settings/migration`, move),
    ]);
    await Promise.all([cardSays(aliases, 'cards.alias.fill.title'), cardSays(move, 'cards.move.aliasFirst.title')]);
    const { seen } = await journey.plan();
    expect([seen.old.account?.functional, seen.new.account?.functional]).toEqual([true, true]);
    await sendAlias(aliases);
    await cardSays(aliases, 'cards.alias.done.title');
    await cardSays(move, 'cards.move.fill.title');
  });
});

describe('the browser ends in the middle', () => {
  const nextDay = async (how: 'close' | 'kill') => {
    await journey.again(unsaved);
    const page = await tabAt(journey, journey.new, 'amelie_new', '/settings/aliases');
    await cardSays(page, 'cards.alias.fill.title');
    await sendAlias(page);
    await cardSays(page, 'cards.alias.done.title');
    await rowOf(await journey.popup(), 'steps.alias.done')
      .getByText(say('state.seen'))
      .waitFor();
    await journey.adopt(await journey.browser.restart(how));
    await rowOf(await journey.popup(), 'steps.alias.done')
      .getByText(say('state.seen'))
      .waitFor();
    await cardSays(await tabAt(journey, journey.old, 'amelie', '/settings/migration'), 'cards.move.fill.title');
  };
  test('kill: the next day goes on where it was', () => nextDay('kill'));
  longTurn('close: the next day goes on where it was', () => nextDay('close'));
});

describe('the extension starts anew under open pages', () => {
  test('one fresh card answers, the one before is gone', async () => {
    const page = await tabAt(journey, journey.new, 'amelie_new', '/settings/aliases');
    await cardSays(page, 'cards.alias.fill.title');
    await page.evaluate(() => document.querySelector('transhumance-guide')?.setAttribute('data-before', ''));
    await journey.browser.reloadExtension();
    await journey.adopt(journey.browser);
    await page.locator('transhumance-guide[data-before]').waitFor({ state: 'detached' });
    await press(await cardSays(page, 'cards.alias.fill.title'), 'buttons.fill');
    expect(await page.getByLabel(words.aliases.field).inputValue()).toBe('amelie@old.localhost');
    expect(await guides(page)).toBe(1);
    await page.getByRole('button', { name: words.aliases.submit }).click();
    await cardSays(page, 'cards.alias.done.title');
  });
});

describe('done by hand, elsewhere', () => {
  turn('an alias made and taken back in another browser: right again at the next visit', async () => {
    const page = await tabAt(journey, journey.new, 'amelie_new', '/settings/aliases');
    await cardSays(page, 'cards.alias.fill.title');
    makeAlias();
    await page.reload();
    await cardSays(page, 'cards.alias.done.title');
    journey.new.account('amelie_new').aliases = [];
    await page.reload();
    await cardSays(page, 'cards.alias.fill.title');
    expect(await rowOf(await journey.popup(), 'steps.alias.done').count()).toBe(0);
  });

  turn('a redirect that was cancelled in another browser: the move is open again', async () => {
    await journey.again(unsaved);
    makeAlias();
    const amelie = journey.old.account('amelie');
    const { uri, username } = journey.new.account('amelie_new');
    amelie.moved = { acct: 'amelie_new@new.localhost', username, uri, url: `${journey.new.origin}/@${username}`, displayName: '' };
    const page = await tabAt(journey, journey.old, 'amelie', '/settings/migration');
    await cardSays(page, 'cards.move.redirectOnly.title');
    amelie.moved = null;
    await signIn(page, journey.new, 'amelie_new');
    await cardSays(await journey.browser.open(`${journey.new.origin}/settings/aliases`), 'cards.alias.done.title');
    await page.reload();
    await cardSays(page, 'cards.move.fill.title');
  });
});

describe('the card', () => {
  turn('is right again after the way back in the history, and there is one', async () => {
    const page = await tabAt(journey, journey.new, 'amelie_new', '/settings/aliases');
    await cardSays(page, 'cards.alias.fill.title');
    await page.goto(`${journey.new.origin}/auth/edit`);
    await cardSays(page, 'cards.account.rowAliases.title');
    await page.goBack();
    await cardSays(page, 'cards.alias.fill.title');
    expect(await guides(page)).toBe(1);
  });

  longTurn('stays folded where the person folded it, until they open it', async () => {
    const page = await tabAt(journey, journey.new, 'amelie_new', '/settings/aliases');
    await press(await cardSays(page, 'cards.alias.fill.title'), 'card.fold');
    const unfold = cardOf(page).getByRole('button', { name: say('card.unfold') });
    await unfold.waitFor();
    await page.goto(`${journey.new.origin}/auth/edit`);
    await cardSays(page, 'cards.account.rowAliases.title');
    await unfold.waitFor();
    expect(await cardOf(page).getByText(say('cards.account.rowAliases.other')).count()).toBe(0);
    await unfold.click();
    await cardOf(page).getByText(say('cards.account.rowAliases.other')).waitFor();
    await page.reload();
    await cardOf(page).getByText(say('cards.account.rowAliases.other')).waitFor();
  });
});

describe('only a person presses the card', () => {
  /**
   * Everything a script of the page can do to our buttons: click them, send them events, and the same once they are
   * taken out.
   */
  const pressByScript = (page: Page) =>
    page.evaluate(() => {
      const root = document.querySelector('transhumance-guide')?.shadowRoot;
      const buttons = [...(root?.querySelectorAll('button') ?? [])];
      const tryAll = () => {
        for (const button of buttons) {
          button.click();
          for (const type of ['pointerdown', 'mousedown', 'click']) button.dispatchEvent(new MouseEvent(type, { bubbles: true, composed: true }));
          for (const key of ['Enter', ' ', 'Escape']) button.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true }));
        }
      };
      tryAll();
      const places = buttons.map((button) => ({ button, parent: button.parentNode, next: button.nextSibling }));
      document.body.append(...buttons);
      tryAll();
      for (const { button, parent, next } of places.reverse()) parent?.insertBefore(button, next);
      return buttons.length;
    });
  const tabs = () => journey.browser.context.pages().map((page) => page.url());
  const fieldsOf = (page: Page) =>
    page
      .locator('input:not([type="hidden"]), select')
      .evaluateAll((fields) =>
        (fields as HTMLInputElement[]).map(({ type, value, checked, files }) => [type, value, checked, [...(files ?? [])].map(({ name }) => name)]),
      );
  /** What the person decided; what was seen, and when, changes by itself. */
  const decided = async () => {
    const { said, new: party, imports } = await journey.plan();
    return { said, handle: party?.handle, pieces: imports.pieces };
  };

  longTurn.each([
    ['the field', 'amelie_new', '/settings/aliases', 'cards.alias.fill.title'],
    ['a way to another page', 'amelie_new', '/auth/edit', 'cards.account.rowAliases.title'],
    ['going on without saving', 'amelie', '/settings/migration', 'cards.move.saveFirst.title'],
    ['another account as the new one', 'guarded', '/settings/aliases', 'cards.account.other.title'],
  ] as const)('%s: a script of the page presses in vain', async (_what, username, path, title) => {
    if (username === 'amelie') await journey.again(aliasSeen);
    const page = await tabAt(journey, username === 'amelie' ? journey.old : journey.new, username, path);
    await cardSays(page, title);
    const before = { decided: await decided(), tabs: tabs(), fields: await fieldsOf(page) };
    expect(await pressByScript(page)).toBeGreaterThan(1);
    // The background would have answered by now: it answers this, which comes after.
    await journey.browser.closeTab(await journey.popup());
    expect({ decided: await decided(), tabs: tabs(), fields: await fieldsOf(page) }).toEqual(before);
    await cardSays(page, title);
    expect(
      await cardOf(page)
        .getByRole('button', { name: say('card.fold') })
        .count(),
    ).toBe(1);
  });

  test('a filled field is not emptied by a script, and Enter and Space are as good as a click', async () => {
    const page = await tabAt(journey, journey.new, 'amelie_new', '/settings/aliases');
    const field = page.getByLabel(words.aliases.field);
    const button = (name: TextKey) => cardOf(page).getByRole('button', { name: say(name), exact: true });
    await cardSays(page, 'cards.alias.fill.title');
    await button('buttons.fill').press('Enter');
    await expect.poll(() => field.inputValue()).toBe('amelie@old.localhost');
    await button('buttons.undo').waitFor();
    await pressByScript(page);
    expect(await field.inputValue()).toBe('amelie@old.localhost');
    await button('buttons.undo').press('Space');
    await expect.poll(() => field.inputValue()).toBe('');
    await button('card.fold').click();
    await button('card.unfold').waitFor();
  });
});

describe('the keyboard', () => {
  longTurn('Escape folds the card and gives the focus back to where it was', async () => {
    const page = await tabAt(journey, journey.new, 'amelie_new', '/settings/aliases');
    await cardSays(page, 'cards.alias.fill.title');
    const field = page.getByLabel(words.aliases.field);
    const fold = cardOf(page).getByRole('button', { name: say('card.fold') });
    await field.focus();
    await fold.focus();
    await page.keyboard.press('Escape');
    await cardOf(page)
      .getByRole('button', { name: say('card.unfold') })
      .waitFor();
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
    // In the page's own field Escape is the page's.
    await page.keyboard.press('Escape');
    await cardOf(page)
      .getByRole('button', { name: say('card.unfold') })
      .waitFor();
  });
});

describe('a stored plan that cannot be read', () => {
  // Starting over gives every access back.
  afterAll(() => named(journey));

  longTurn.each([
    ['damaged', { version: 1, old: 'nonsense' }],
    ['of a newer version', { version: 99 }],
  ])('%s: said, kept as it is, and starting over works', async (_what, broken) => {
    await journey.store(broken);
    const popup = await journey.popup();
    await popup.getByText(say('popup.broken')).waitFor();
    const page = await tabAt(journey, journey.new, 'amelie_new', '/settings/aliases');
    expect(await guides(page)).toBe(0);
    const start = await journey.browser.open('start.html');
    await start.getByText(say('popup.broken')).waitFor();
    expect(await journey.plan()).toEqual(broken);
    await press(start, 'start.manage.startOverButton');
    await press(start, 'start.manage.startOverConfirm');
    await start.getByRole('textbox', { name: say('start.old.label') }).waitFor();
    expect((await journey.plan()).version).toBe(1);
  });
});

describe('a page that fights the card', () => {
  const hostile: [string, () => void][] = [
    [
      'its own showPopover and attachShadow throw',
      () => {
        const fail = () => {
          throw new Error('not here');
        };
        HTMLElement.prototype.showPopover = fail;
        HTMLElement.prototype.hidePopover = fail;
        Element.prototype.attachShadow = fail as never;
      },
    ],
    [
      'prototypes are frozen',
      () => {
        for (const prototype of [Object, Array, Promise, Element, HTMLElement, Document, EventTarget, Event].map((made) => made.prototype))
          Object.freeze(prototype);
      },
    ],
    [
      'what is not of the page is taken out',
      () => {
        new MutationObserver(() => {
          for (const child of [...document.documentElement.children]) if (!['HEAD', 'BODY'].includes(child.tagName)) child.remove();
        }).observe(document, { childList: true, subtree: true });
      },
    ],
    [
      'everything that is not in the body is hidden, and nothing listens',
      () => {
        addEventListener('DOMContentLoaded', () => {
          document.documentElement.style.setProperty('--none', '0');
          for (const name of ['input', 'change', 'focus', 'scroll', 'pointerover']) addEventListener(name, (event) => event.stopImmediatePropagation(), true);
        });
      },
    ],
    [
      'its elements carry the names of what our scripts look for',
      () => {
        addEventListener('DOMContentLoaded', () => {
          for (const id of ['browser', 'chrome', 'transhumanceGuide', 'transhumanceCarries', 'transhumanceBrings'])
            document.body.prepend(Object.assign(document.createElement('form'), { id }));
        });
      },
    ],
  ];

  longTurn.each(hostile)('%s: the form works, and the plan follows', async (_what, fight) => {
    const errors: string[] = [];
    const page = await journey.tab();
    page.on('pageerror', (error) => errors.push(error.message));
    await page.addInitScript(fight);
    await signIn(page, journey.new, 'amelie_new');
    await journey.browser.open(`${journey.new.origin}/settings/aliases`, page);
    await sendAlias(page);
    await page.getByText(words.aliases.created).waitFor();
    await expect.poll(async () => (await journey.plan()).seen.new.aliases?.list).toEqual(['amelie@old.localhost']);
    expect(errors).toEqual([]);
  });

  longTurn.each(breakOverlay)('%s: there is no card, the form works, and the plan follows', async (_what, fight) => {
    const errors: string[] = [];
    const page = await journey.tab();
    page.on('pageerror', (error) => errors.push(error.message));
    await page.addInitScript(fight);
    await signIn(page, journey.new, 'amelie_new');
    await journey.browser.open(`${journey.new.origin}/settings/aliases`, page);
    // Our scripts were there, and the card was asked for.
    await expect.poll(async () => (await journey.plan()).seen.new.aliases?.list).toEqual([]);
    await journey.browser.closeTab(await journey.popup());
    expect(await page.locator('transhumance-guide #card').isVisible()).toBe(false);
    await sendAlias(page);
    await page.getByText(words.aliases.created).waitFor();
    await expect.poll(async () => (await journey.plan()).seen.new.aliases?.list).toEqual(['amelie@old.localhost']);
    expect(errors).toEqual([]);
  });

  longTurn('frozen prototypes and throwing methods of the page do not reach the card', async () => {
    for (const [, fight] of hostile.filter(([what]) => /throw|frozen|carry the names/.test(what))) {
      const page = await journey.tab();
      await page.addInitScript(fight);
      await signIn(page, journey.new, 'amelie_new');
      await journey.browser.open(`${journey.new.origin}/settings/aliases`, page);
      await press(await cardSays(page, 'cards.alias.fill.title'), 'buttons.fill');
      expect(await page.getByLabel(words.aliases.field).inputValue()).toBe('amelie@old.localhost');
    }
  });
});
