/** The new account names the old one: found, filled, made, and every way it can fail. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Plan } from '../../journey/plan';
import { cardOf, cardSays, expectPointingAt, fresh, goTo, type Journey, old, press, rowOf, say, setOut, signIn, signInByForm, tabAt, words } from './journey';
import { longTurn, turn } from './turns';

let journey: Journey;

beforeAll(async () => {
  journey = await setOut();
});
afterAll(() => journey?.close());
beforeEach(() => journey.again());

const field = words.aliases.field;
const { submit } = words.aliases;
const aliasPage = () => `${journey.new.origin}/settings/aliases`;

/** On the alias page, by the button of the step. */
async function cameByButton() {
  const page = await tabAt(journey, journey.new, 'amelie_new', '/auth/edit');
  await press(await cardSays(page, 'cards.account.rowAliases.title'), 'buttons.takeMeThere');
  await page.waitForURL(aliasPage());
  return page;
}

describe('account settings', () => {
  turn('the card points at the row for the alias on the new account', async () => {
    const page = await tabAt(journey, journey.new, 'amelie_new', '/auth/edit');
    const card = await cardSays(page, 'cards.account.rowAliases.title');
    await card.getByText(say('cards.account.rowAliases.body', { old })).waitFor();
    await card.getByRole('button', { name: say('buttons.showWhere') }).click();
    await expectPointingAt(page, page.getByRole('link', { name: words.edit.moveFromLink }));
  });

  turn('the card points at the row for the move on the old account, and asks for a look at the alias page first', async () => {
    const page = await tabAt(journey, journey.old, 'amelie', '/auth/edit');
    const card = await cardSays(page, 'cards.move.aliasUnseen.title');
    await card.getByText(say('cards.move.aliasUnseen.body', { old, new: fresh })).waitFor();
    await card.getByRole('button', { name: say('buttons.showWhere') }).click();
    await expectPointingAt(page, page.getByRole('link', { name: words.edit.moveToLink }));
  });
});

describe('the way there', () => {
  test('from the card: the field fills by itself, says so, and undo empties it', async () => {
    const page = await cameByButton();
    const card = await cardSays(page, 'cards.press', { button: submit });
    await card.getByText(say('card.filledIn', { value: old })).waitFor();
    const acct = page.getByLabel(field);
    expect(await acct.inputValue()).toBe('amelie@old.localhost');
    // The ring goes round what is to be done next.
    await expectPointingAt(page, page.getByRole('button', { name: submit }));
    await press(card, 'buttons.undo');
    await cardSays(page, 'cards.alias.fill.title');
    expect(await acct.inputValue()).toBe('');
    await expectPointingAt(page, acct);
    expect(journey.new.account('amelie_new').aliases).toEqual([]);
  });

  turn('from the popup: the right page opens on the right server, filled', async () => {
    await signIn(journey.inside, journey.new, 'amelie_new');
    const popup = await journey.popup();
    // Which account is new was said on the start page; that it works is seen on the way.
    await press(rowOf(popup, 'steps.save.title'), 'buttons.goWithoutSaving');
    await popup.getByText(say('steps.save.skip')).waitFor();
    await press(rowOf(popup, 'steps.save.title'), 'buttons.goWithoutSaving');
    const page = await journey.browser.opened(() => press(rowOf(popup, 'steps.join.title'), 'buttons.takeMeThere'));
    await press(await cardSays(page, 'cards.account.rowAliases.title'), 'buttons.takeMeThere');
    await page.waitForURL(aliasPage());
    await cardSays(page, 'cards.press', { button: submit });
    expect(await page.getByLabel(field).inputValue()).toBe('amelie@old.localhost');
  });

  longTurn('without the button: the card offers to fill, and the field is left alone until then', async () => {
    const page = await tabAt(journey, journey.new, 'amelie_new', '/settings/aliases');
    const card = await cardSays(page, 'cards.alias.fill.title');
    expect(await page.getByLabel(field).inputValue()).toBe('');
    await press(card, 'buttons.fill');
    await cardSays(page, 'cards.press', { button: submit });
    expect(await page.getByLabel(field).inputValue()).toBe('amelie@old.localhost');
  });

  turn('to a page that is open already: it comes to the front, and the field fills', async () => {
    await journey.again((plan) => functional(plan));
    const page = await tabAt(journey, journey.new, 'amelie_new', '/settings/aliases');
    await cardSays(page, 'cards.alias.fill.title');
    await press(rowOf(await journey.popup(), 'steps.alias.title'), 'buttons.takeMeThere');
    await cardSays(page, 'cards.press', { button: submit });
    expect(await page.getByLabel(field).inputValue()).toBe('amelie@old.localhost');
  });

  turn('what the person typed stays until they ask for the fill', async () => {
    const page = await cameByButton();
    await cardSays(page, 'cards.press', { button: submit });
    await page.getByLabel(field).fill('somebody@else.example');
    await page.reload();
    await cardSays(page, 'cards.alias.fill.title');
  });

  turn('a field that takes nothing any more: the card says why it stays empty', async () => {
    const page = await tabAt(journey, journey.new, 'amelie_new', '/settings/aliases');
    const card = await cardSays(page, 'cards.alias.fill.title');
    await page.getByLabel(field).evaluate((input) => input.setAttribute('readonly', ''));
    await press(card, 'buttons.fill');
    await card.getByText(say('card.refused.locked')).waitFor();
    expect(await page.getByLabel(field).inputValue()).toBe('');
  });
});

describe('the alias is made', () => {
  test('the row lands in the table, the card says so, and the popup calls the step seen', async () => {
    const page = await cameByButton();
    await cardSays(page, 'cards.press', { button: submit });
    await page.getByRole('button', { name: submit }).click();
    const card = await cardSays(page, 'cards.alias.done.title');
    await card.getByText(say('cards.alias.done.body', { old, new: fresh })).waitFor();
    expect(journey.new.account('amelie_new').aliases.map(({ acct }) => acct)).toEqual(['amelie@old.localhost']);
    const row = rowOf(await journey.popup(), 'steps.alias.done');
    await row.getByText(say('state.seen')).waitFor();
  });

  longTurn('typed by hand, with capitals and an @: seen all the same', async () => {
    const page = await tabAt(journey, journey.new, 'amelie_new', '/settings/aliases');
    await cardSays(page, 'cards.alias.fill.title');
    await page.getByLabel(field).fill('@Amelie@OLD.localhost');
    await page.getByRole('button', { name: submit }).click();
    await cardSays(page, 'cards.alias.done.title');
  });

  longTurn('made before the extension was there: done when first seen', async () => {
    journey.new.account('amelie_new').aliases.push({ id: 1, acct: 'amelie@old.localhost', uri: journey.old.account('amelie').uri });
    const page = await tabAt(journey, journey.new, 'amelie_new', '/settings/aliases');
    await cardSays(page, 'cards.alias.done.title');
  });
});

describe('refusals', () => {
  async function sent(typed: string) {
    const page = await tabAt(journey, journey.new, 'amelie_new', '/settings/aliases');
    await cardSays(page, 'cards.alias.fill.title');
    await page.getByLabel(field).fill(typed);
    await page.getByRole('button', { name: submit }).click();
    await page.getByText(words.errorAlert).waitFor();
    return page;
  }

  turn('the old server does not answer: both causes are named', async () => {
    journey.practice.elsewhere.dead.add('old.localhost');
    const card = await cardSays(await sent('amelie@old.localhost'), 'cards.alias.notFound.title', { server: 'new.localhost' });
    await card.getByText(say('cards.alias.notFound.causes', { old, oldServer: 'old.localhost', server: 'new.localhost' })).waitFor();
  });

  turn('the account named itself', async () => {
    await cardSays(await sent('amelie_new'), 'cards.alias.self.title');
  });

  turn('nothing was typed', async () => {
    await cardSays(await sent(''), 'cards.alias.empty.title');
  });

  test('an address that no server understands is stopped before it is sent, and the second press sends it', async () => {
    const page = await tabAt(journey, journey.new, 'amelie_new', '/settings/aliases');
    await cardSays(page, 'cards.alias.fill.title');
    const sends = () => journey.new.requests.filter(({ method, path }) => method === 'POST' && path === '/settings/aliases').length;
    await page.getByLabel(field).fill('not a handle@@x y');
    await page.getByRole('button', { name: submit }).click();
    await cardOf(page).getByText(say('card.refused.malformed')).waitFor();
    expect(sends()).toBe(0);
    await page.getByRole('button', { name: submit }).click();
    await expect.poll(sends).toBe(1);
  });

  turn('somebody who does not exist', async () => {
    const page = await sent('nobody@old.localhost');
    await press(await cardSays(page, 'cards.alias.refused.title'), 'buttons.fill');
    await cardSays(page, 'cards.press', { button: submit });
  });

  turn('named a second time: it was there already, and all is well', async () => {
    const page = await tabAt(journey, journey.new, 'amelie_new', '/settings/aliases');
    for (const title of ['cards.alias.done.title', 'cards.alias.again.title'] as const) {
      await page.getByLabel(field).fill('amelie@old.localhost');
      await page.getByRole('button', { name: submit }).click();
      await cardSays(page, title);
    }
  });
});

describe('the wrong account', () => {
  test('a third account on the new server: said, nothing filled, and it can be taken instead', async () => {
    const page = await tabAt(journey, journey.new, 'guarded', '/settings/aliases');
    const card = await cardSays(page, 'cards.account.other.title');
    await card.getByText(say('cards.account.other.body', { handle: '@guarded@new.localhost', expected: fresh })).waitFor();
    expect(await page.getByLabel(field).inputValue()).toBe('');
    await press(card, 'buttons.takeAsNew', { handle: '@guarded@new.localhost' });
    await chooseOnOurPage('@guarded@new.localhost');
    await cardSays(page, 'cards.alias.fill.title');
    const chosen = async () => {
      const { new: party, seen } = await journey.plan();
      return [party?.handle, seen.new.account?.functional];
    };
    await expect.poll(chosen).toEqual(['guarded@new.localhost', true]);
  });

  longTurn('a tab from before somebody else signed in elsewhere: the button loads it anew, and nothing fills for the wrong account', async () => {
    await journey.again((plan) => functional(plan));
    const page = await tabAt(journey, journey.new, 'amelie_new', '/settings/aliases');
    await cardSays(page, 'cards.alias.fill.title');
    const other = await tabAt(journey, journey.new, 'guarded', '/auth/edit');
    await cardSays(other, 'cards.account.other.title');
    await press(rowOf(await journey.popup(), 'steps.alias.title'), 'buttons.takeMeThere');
    await cardSays(page, 'cards.account.other.title');
    expect(await page.getByLabel(field).inputValue()).toBe('');
    await journey.browser.closeTab(other);
    // Signed in rightly again, in another tab: that stale one shows somebody else until it is loaded.
    const right = await tabAt(journey, journey.new, 'amelie_new', '/auth/edit');
    await cardSays(right, 'cards.account.rowAliases.title');
    await press(rowOf(await journey.popup(), 'steps.alias.title'), 'buttons.takeMeThere');
    await cardSays(page, 'cards.press', { button: submit });
    expect(await page.getByLabel(field).inputValue()).toBe('amelie@old.localhost');
  });

  longTurn('of two tabs with the same page, the one of the right account comes first', async () => {
    await journey.again((plan) => functional(plan));
    const stranger = await tabAt(journey, journey.new, 'guarded', '/settings/aliases');
    await cardSays(stranger, 'cards.account.other.title');
    const right = await tabAt(journey, journey.new, 'amelie_new', '/settings/aliases');
    await cardSays(right, 'cards.alias.fill.title');
    await press(rowOf(await journey.popup(), 'steps.alias.title'), 'buttons.takeMeThere');
    await cardSays(right, 'cards.press', { button: submit });
    await cardSays(stranger, 'cards.account.other.title');
  });

  turn('a third account that came by the button: nothing is filled', async () => {
    await signIn(journey.inside, journey.new, 'guarded');
    const page = await goTo(journey, 'alias');
    await cardSays(page, 'cards.account.other.title');
    expect(await page.getByLabel(field).inputValue()).toBe('');
  });

  turn('the old account on its own alias page: the way to the other side', async () => {
    const page = await tabAt(journey, journey.old, 'amelie', '/settings/aliases');
    const card = await cardSays(page, 'cards.alias.wrongSide.title');
    expect(await page.getByLabel(field).inputValue()).toBe('');
    const other = await journey.browser.opened(() => press(card, 'buttons.takeMeThere'));
    await other.waitForURL(`${journey.new.origin}/auth/sign_in`);
  });
});

describe('signed out', () => {
  test('the popup says so, and after the sign-in the step goes on where it was', async () => {
    await journey.again((plan) => functional(plan));
    const page = await goTo(journey, 'alias');
    await page.waitForURL(`${journey.new.origin}/auth/sign_in`);
    expect(await cardOf(page).count()).toBe(0);
    const popup = await journey.popup();
    await rowOf(popup, 'steps.alias.title')
      .getByText(say('door.sign-in', { server: 'new.localhost', handle: fresh }))
      .waitFor();
    await signInByForm(page, 'amelie_new');
    await cardSays(page, 'cards.press', { button: submit });
    expect(await page.getByLabel(field).inputValue()).toBe('amelie@old.localhost');
    await rowOf(popup, 'steps.alias.title').getByText(say('steps.alias.now', { old })).waitFor();
  });
});

describe('the new account is not ready', () => {
  turn('its e-mail is not confirmed: said on its page and in the popup', async () => {
    journey.new.account('amelie_new').confirmed = false;
    const page = await tabAt(journey, journey.new, 'amelie_new', '/auth/edit');
    await cardSays(page, 'cards.join.unconfirmed.title');
    const row = rowOf(await journey.popup(), 'steps.join.title');
    await row.getByText(say('state.waiting')).waitFor();
  });

  turn('moderators look at it: said, and the lists can be saved meanwhile', async () => {
    journey.new.account('amelie_new').approved = false;
    const page = await tabAt(journey, journey.new, 'amelie_new', '/auth/edit');
    const card = await cardSays(page, 'cards.join.pending.title');
    await card.getByRole('button', { name: say('buttons.saveMeanwhile') }).waitFor();
    journey.new.approve('amelie_new');
    await page.reload();
    await cardSays(page, 'cards.account.rowAliases.title');
  });

  turn.each([
    ['seen in public', false],
    ['seen in secure mode, too', true],
  ])('the approval is %s', async (_how, secureMode) => {
    journey.new.options.secureMode = secureMode;
    journey.new.account('amelie_new').approved = false;
    await lookAnew();
    const page = await tabAt(journey, journey.new, 'amelie_new', '/auth/edit');
    await cardSays(page, 'cards.join.pending.title');
    const row = rowOf(await journey.popup(), 'steps.join.title');
    await row.getByText(say('state.waiting')).waitFor();
    await expect.poll(async () => (await journey.plan()).seen.new.outside?.account?.handle).toBe('amelie_new@new.localhost');
    expect((await journey.plan()).seen.new.outside?.isPublic).toBe(false);
    journey.new.approve('amelie_new');
    await lookAnew();
    const later = rowOf(await journey.popup(), 'steps.join.title');
    await expect.poll(async () => (await journey.plan()).seen.new.outside?.at).toBeGreaterThan(0);
    await expect.poll(async () => (await journey.plan()).seen.new.outside?.isPublic).toBe(true);
    expect(await later.getByText(say('state.waiting')).count()).toBe(0);
    // Reading the actor would hide the alias that is made next.
    expect(journey.new.account('amelie_new').rendered).toBeUndefined();
  });
});

/** A look at the servers is fresh for half a minute: as if that had passed. */
async function lookAnew() {
  const plan = await journey.plan();
  const stale = (side: 'old' | 'new') => ({ ...plan.seen[side], outside: plan.seen[side].outside && { ...plan.seen[side].outside, at: 0 } });
  await journey.store({ ...plan, seen: { old: stale('old'), new: stale('new') } });
}

describe('no new account yet', () => {
  turn('sign up, confirm, be approved, and say that this is the one', async () => {
    journey.new.options.registrations = 'approval';
    journey.new.options.approvalAfterMs = null;
    await journey.store(null);
    const start = await journey.browser.open('start.html');
    await start.getByRole('textbox', { name: say('start.old.label') }).fill('amelie@old.localhost');
    await start.getByRole('textbox', { name: say('start.old.label') }).press('Enter');
    await start.getByRole('region', { name: old }).waitFor();
    await start.getByRole('checkbox', { name: say('start.new.none') }).check();
    await start.getByRole('textbox', { name: say('start.new.serverLabel') }).fill('new.localhost');
    await start.getByRole('textbox', { name: say('start.new.serverLabel') }).press('Enter');
    await start.getByText(say('start.registrations.approval')).waitFor();
    await press(start, 'start.access.button');
    await start.locator('.now h1').waitFor();

    const popup = await journey.popup();
    await press(rowOf(popup, 'steps.save.title'), 'buttons.goWithoutSaving');
    await popup.getByText(say('steps.save.skip')).waitFor();
    await press(rowOf(popup, 'steps.save.title'), 'buttons.goWithoutSaving');
    await rowOf(popup, 'steps.join.title')
      .getByText(say('steps.join.signUp', { server: 'new.localhost' }))
      .waitFor();
    const page = await journey.browser.opened(() => press(popup, 'buttons.signUp'));
    await page.getByRole('button', { name: words.sign.accept }).click();
    await page.getByLabel(words.sign.username).fill('amelie_late');
    await page.getByLabel(words.sign.email).fill('late@mail.example');
    await page.getByLabel(new RegExp(`^${words.sign.password}`)).fill('practice');
    await page.getByLabel(words.sign.passwordAgain).fill('practice');
    await page.getByLabel(words.sign.why).fill('To move here.');
    await page.getByLabel(words.sign.agree).check();
    journey.practice.tick(4_000);
    await page.getByRole('button', { name: words.sign.up }).click();
    await page.waitForURL(`${journey.new.origin}/auth/setup`);

    const waiting = await journey.popup();
    // While others are waited for, there is time for the archive.
    await press(rowOf(waiting, 'steps.archive.title'), 'buttons.skip');
    await rowOf(waiting, 'steps.join.title')
      .getByText(say('steps.join.setup', { server: 'new.localhost' }))
      .waitFor();
    await page.goto(journey.new.mailbox.at(-1)?.link ?? '');
    const card = await cardSays(page, 'cards.account.new.title');
    await card.getByText(say('cards.account.new.body', { handle: '@amelie_late@new.localhost', old })).waitFor();
    expect((await journey.plan()).new?.handle).toBeNull();
    await press(card, 'buttons.takeAsNew', { handle: '@amelie_late@new.localhost' });
    await chooseOnOurPage('@amelie_late@new.localhost');
    await cardSays(page, 'cards.join.pending.title');
    journey.new.approve('amelie_late');
    await page.reload();
    await cardSays(page, 'cards.account.rowAliases.title');
    expect((await journey.plan()).new?.handle).toBe('amelie_late@new.localhost');
  });
});

/** A press on a server's page changes nothing yet: it is asked again on the start page. */
async function chooseOnOurPage(handle: string): Promise<void> {
  const before = (await journey.plan()).new?.handle;
  const start = await journey.browser.open('start.html');
  await start.getByText(say('start.proposed.title', { handle })).waitFor();
  expect((await journey.plan()).new?.handle).toBe(before);
  await press(start, 'buttons.takeAsNew', { handle });
  await start.getByText(say('start.proposed.title', { handle })).waitFor({ state: 'detached' });
}

function functional(plan: Plan): Plan {
  const at = Date.now();
  return {
    ...plan,
    said: { save: { what: 'skipped', at }, archive: { what: 'skipped', at } },
    seen: { ...plan.seen, new: { ...plan.seen.new, account: { functional: true, movedTo: null, at } } },
  };
}
