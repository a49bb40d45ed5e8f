/** "Move followers" on the old account: what is said before, what each refusal means, and what comes after. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Party, Plan } from '../../journey/plan';
import { text } from '../../journey/text';
import { listKinds } from '../../lists/kinds';
import type { MoveTarget } from '../practice/state';
import { cardOf, cardSays, expectPointingAt, fresh, goTo, type Journey, named, old, press, rowOf, say, setOut, signIn, tabAt, words } from './journey';
import { longTurn, turn } from './turns';

const DAY = 24 * 3_600_000;
const w = words.migration;
const path = '/settings/migration';
let journey: Journey;

beforeAll(async () => {
  journey = await setOut();
});
afterAll(() => journey?.close());
beforeEach(() => journey.again(ready));

/** As after the steps before: saving left out on purpose, the alias made. */
function ready(plan: Plan): Plan {
  return aliasSeen(unsaved(plan), 'amelie@old.localhost');
}

function unsaved(plan: Plan): Plan {
  const at = Date.now();
  return {
    ...plan,
    said: { save: { what: 'skipped', at }, archive: { what: 'skipped', at } },
    seen: { ...plan.seen, new: { ...plan.seen.new, account: { functional: true, movedTo: null, at } } },
  };
}

function aliasSeen(plan: Plan, alias: string): Plan {
  const name = /^[^@]+/.exec(plan.new?.handle ?? '')?.[0] ?? '';
  for (const server of journey.practice.servers) {
    const account = server.accounts.get(name);
    const uri = journey.old.accounts.get(/^[^@]+/.exec(alias)?.[0] ?? '')?.uri ?? '';
    account?.aliases.push({ id: 1, acct: alias, uri });
  }
  return { ...plan, seen: { ...plan.seen, new: { ...plan.seen.new, aliases: { list: [alias], at: Date.now(), since: null } } } };
}

const amelie = () => journey.old.account('amelie');
const acct = (page: Page) => page.getByLabel(w.field);
const atMigration = (username = 'amelie') => tabAt(journey, journey.old, username, path);

async function send(page: Page, proof: { password: string } | { username: string }) {
  if ('password' in proof) await page.getByLabel(w.password).fill(proof.password);
  else await page.getByLabel(w.username).fill(proof.username);
  await page.getByRole('button', { name: w.submit }).click();
}

async function filled(page: Page) {
  await press(await cardSays(page, 'cards.move.fill.title'), 'buttons.fill');
  return cardSays(page, 'cards.move.filled.title');
}

const target = (handle: string): MoveTarget => {
  const [username = '', domain = ''] = handle.split('@');
  const account = journey.new.accounts.get(username);
  const uri = domain === 'new.localhost' && account ? account.uri : `https://${domain}/users/${username}`;
  return { acct: handle, username, uri, url: `https://${domain}/@${username}`, displayName: username };
};

describe('before anything is filled', () => {
  test('without the alias the card asks for a look at it and leads to it, filled', async () => {
    await journey.again(unsaved);
    const page = await atMigration();
    const card = await cardSays(page, 'cards.move.aliasUnseen.title');
    await card.getByText(say('cards.move.aliasUnseen.body', { old, new: fresh })).waitFor();
    expect(await acct(page).inputValue()).toBe('');
    await signIn(page, journey.new, 'amelie_new');
    const other = await journey.browser.opened(() => press(card, 'buttons.takeMeThere'));
    await cardSays(other, 'cards.press', { button: words.aliases.submit });
  });

  turn('with nothing saved the card says what would be lost, and goes on only after the person has said so', async () => {
    await journey.again((plan) => ({ ...ready(plan), said: {} }));
    const page = await atMigration();
    const card = await cardSays(page, 'cards.move.saveFirst.title');
    await card.getByText(say('cards.move.saveFirst.loss', { lists: listKinds.map((kind) => text(`lists.${kind}`)) })).waitFor();
    await press(card, 'buttons.goWithoutSaving');
    await cardSays(page, 'cards.move.fill.title');
    await rowOf(await journey.popup(), 'steps.save.title')
      .getByText(say('state.skipped'))
      .waitFor();
  });

  turn('the new account is the one signed in: the move starts on the other side', async () => {
    const page = await tabAt(journey, journey.new, 'amelie_new', path);
    await cardSays(page, 'cards.move.wrongSide.title');
    expect(await acct(page).inputValue()).toBe('');
  });

  turn('somebody else is signed in: said, nothing filled, even by the step’s own button', async () => {
    await signIn(journey.inside, journey.old, 'band');
    const page = await goTo(journey, 'move');
    const card = await cardSays(page, 'cards.account.other.title');
    await card.getByText(say('cards.account.other.how', { expected: old })).waitFor();
    expect(await acct(page).inputValue()).toBe('');
  });

  turn('a move not long ago: when the next one is possible', async () => {
    const at = Date.now() - 10 * DAY;
    amelie().migrations.push({ acct: 'before@else.example', url: 'https://else.example/@before', followers: 3, at });
    await cardSays(await atMigration(), 'cards.move.cooldown.titleDate', { date: at + 30 * DAY });
    const row = rowOf(await journey.popup(), 'steps.move.title');
    await row.getByText(say('state.waiting')).waitFor();
    await row.getByRole('button').click();
    await row.getByText(say('steps.move.cooldown', { old, date: at + 30 * DAY })).waitFor();
  });

  turn('it points elsewhere already: said where, with both ways out', async () => {
    amelie().moved = target('elsewhere@third.example');
    const page = await atMigration();
    const card = await cardSays(page, 'cards.move.elsewhere.title', { target: '@elsewhere@third.example' });
    await card.getByRole('button', { name: say('buttons.changeAccounts') }).waitFor();
    await expectPointingAt(page, page.getByRole('link', { name: words.edit.cancel }));
  });

  longTurn('the new account has moved away itself: said where, and nothing is filled', async () => {
    journey.new.account('amelie_new').moved = target('elsewhere@third.example');
    const edit = await tabAt(journey, journey.new, 'amelie_new', '/auth/edit');
    await cardSays(edit, 'cards.join.newMoved.title');
    const page = await atMigration();
    const card = await cardSays(page, 'cards.move.newMoved.title');
    await card.getByText(say('cards.move.newMoved.body', { new: fresh, target: '@elsewhere@third.example' })).waitFor();
    expect(await acct(page).inputValue()).toBe('');
    const there = await journey.browser.opened(() => press(card, 'buttons.toNewRedirect'));
    await there.waitForURL(`${journey.new.origin}${path}`);
    await cardSays(there, 'cards.move.cancelNew.title');
    await expectPointingAt(there, there.getByRole('link', { name: words.edit.cancel }));
  });

  longTurn('the new account waits for its moderators: said, and nothing is filled', async () => {
    journey.new.account('amelie_new').approved = false;
    await cardSays(await tabAt(journey, journey.new, 'amelie_new', '/auth/edit'), 'cards.join.pending.title');
    const page = await atMigration();
    await cardSays(page, 'cards.move.newNotReady.title');
    expect(await acct(page).inputValue()).toBe('');
  });

  turn('it points elsewhere: said on its settings page and before the alias, with the way to the page that knows', async () => {
    await journey.again(unsaved);
    amelie().moved = target('elsewhere@third.example');
    const page = await tabAt(journey, journey.old, 'amelie', '/auth/edit');
    const card = await cardSays(page, 'cards.move.elsewhere.title', { target: '@elsewhere@third.example' });
    await rowOf(await journey.popup(), 'steps.alias.title')
      .getByText(say('steps.move.elsewhere', { old, target: '@elsewhere@third.example' }))
      .waitFor();
    await press(card, 'buttons.toMovePage');
    await page.waitForURL(`${journey.old.origin}${path}`);
  });

  turn('the new account approves followers by hand: said before anything is filled, with the way to its switch, and on', async () => {
    await journey.again((plan) => {
      journey.new.account('amelie_new').locked = true;
      const before = ready(plan);
      const locked = plan.new?.account ? { ...plan.new.account, locked: true } : null;
      return { ...before, new: { ...(plan.new as Party), account: locked }, seen: { ...before.seen, new: { ...before.seen.new, outside: null } } };
    });
    const page = await atMigration();
    const card = await cardSays(page, 'cards.move.newIsLocked.title', { new: fresh });
    expect(await acct(page).inputValue()).toBe('');
    await signIn(page, journey.new, 'amelie_new');
    const privacy = await journey.browser.opened(() => press(card, 'buttons.openPrivacy'));
    await privacy.waitForURL(`${journey.new.origin}/settings/privacy`);
    await press(card, 'buttons.leaveLocked');
    await (await filled(page)).getByText(say('cards.move.locked', { new: fresh, page: `${new URL(journey.new.origin).host}/settings/privacy` })).waitFor();
  });
});

describe('filling', () => {
  test('by the button of the step: the address is there, the password is not touched, nothing is sent', async () => {
    await signIn(journey.inside, journey.old, 'amelie');
    const popup = await journey.popup();
    const page = await journey.browser.opened(() => press(rowOf(popup, 'steps.move.title'), 'buttons.takeMeThere'));
    const card = await cardSays(page, 'cards.move.filled.title');
    await card.getByText(say('cards.move.filled.press', { button: w.submit })).waitFor();
    await card.getByText(say('cards.move.filled.final')).waitFor();
    expect(await acct(page).inputValue()).toBe('amelie_new@new.localhost');
    expect(await page.getByLabel(w.password).inputValue()).toBe('');
    // The ring goes round what is to be done next: the password, which the person types, then the button.
    await expectPointingAt(page, page.getByLabel(w.password));
    await page.getByLabel(w.password).pressSequentially('practice');
    await expectPointingAt(page, page.getByRole('button', { name: w.submit }));
    await page.getByLabel(w.password).fill('');
    await expectPointingAt(page, page.getByLabel(w.password));
    expect(journey.old.requests.filter(({ method }) => method === 'POST')).toEqual([]);
  });
});

describe('refusals', () => {
  test('a wrong password hides everything else, and the card says so', async () => {
    const page = await atMigration();
    await filled(page);
    await send(page, { password: 'not this' });
    const card = await cardSays(page, 'cards.move.wrongPassword.title');
    await card.getByText(say('cards.move.wrongPassword.body', { server: 'old.localhost' })).waitFor();
    await expectPointingAt(page, page.getByLabel(w.password));
  });

  turn('the alias was taken back meanwhile: one of two things, both named', async () => {
    const page = await atMigration();
    await filled(page);
    journey.new.account('amelie_new').aliases = [];
    delete journey.new.account('amelie_new').rendered;
    await send(page, { password: 'practice' });
    const card = await cardSays(page, 'cards.move.notAccepted.title');
    await card.getByText(say('cards.move.notAccepted.causes', { old })).waitFor();
    expect(amelie().moved).toBeNull();
  });

  turn('its own address typed', async () => {
    const page = await atMigration();
    await cardSays(page, 'cards.move.fill.title');
    await acct(page).fill('amelie');
    await send(page, { password: 'practice' });
    await cardSays(page, 'cards.move.self.title');
  });

  turn('somebody else’s address typed', async () => {
    const page = await atMigration();
    await cardSays(page, 'cards.move.fill.title');
    await acct(page).fill('guarded@new.localhost');
    await send(page, { password: 'practice' });
    const card = await cardSays(page, 'cards.move.refused.title');
    await card.getByText(say('cards.move.refused.body', { typed: 'guarded@new.localhost', new: fresh })).waitFor();
  });

  turn('only a redirect was set: the move is refused until it is cancelled, then goes on', async () => {
    amelie().moved = target('amelie_new@new.localhost');
    const page = await atMigration();
    await cardSays(page, 'cards.move.redirectOnly.title');
    await acct(page).fill('amelie_new@new.localhost');
    await send(page, { password: 'practice' });
    await page.getByText(words.errors.alreadyMoved).waitFor();
    const card = await cardSays(page, 'cards.move.redirectOnly.title');
    await card.getByText(say('cards.move.redirectOnly.how', { button: words.edit.cancel })).waitFor();
    await page.getByRole('link', { name: words.edit.cancel }).click();
    await cardSays(page, 'cards.move.fill.title');
  });
});

describe('an account without a password', () => {
  beforeEach(() =>
    journey.again((plan) => {
      const solo = { ...(plan.old as Party), handle: 'solo@old.localhost', account: null };
      return aliasSeen(unsaved({ ...plan, old: solo }), 'solo@old.localhost');
    }),
  );

  turn('is asked for its username, and told which', async () => {
    const page = await atMigration('solo');
    const card = await filled(page);
    await card.getByText(say('cards.move.filled.username', { username: 'solo' })).waitFor();
    expect(await page.getByLabel(w.username).inputValue()).toBe('');
    await send(page, { username: 'sola' });
    await cardSays(page, 'cards.move.wrongUsername.title');
    await send(page, { username: 'solo' });
    await cardSays(page, 'cards.move.done.title');
  });
});

describe('moved', () => {
  test('the followers are on their way, and the checklist shows them arrive', async () => {
    const page = await atMigration();
    await filled(page);
    await send(page, { password: 'practice' });
    const card = await cardSays(page, 'cards.move.done.title');
    await card.getByText(say('cards.move.done.time')).waitFor();
    expect(amelie().moved?.acct).toBe('amelie_new@new.localhost');
    journey.practice.tick(60_000);
    // A look at the servers is fresh for half a minute: as if that had passed.
    const plan = await journey.plan();
    const stale = (side: 'old' | 'new') => ({ ...plan.seen[side], outside: plan.seen[side].outside && { ...plan.seen[side].outside, at: 0 } });
    await journey.store({ ...plan, seen: { old: stale('old'), new: stale('new') } });
    const popup = await journey.popup();
    await rowOf(popup, 'steps.move.done').getByText(say('state.seen')).waitFor();
    const arrive = rowOf(popup, 'steps.arrive.title');
    await arrive.getByText(say('state.waiting')).waitFor();
    const { followers } = journey.new.account('amelie_new');
    await expect.poll(async () => (await journey.plan()).arrivals.at(-1)).toMatchObject({ old: amelie().followers.size, new: followers.size });
    expect(followers.size).toBeGreaterThan(200);
  });

  longTurn('done before the extension was there: done when first seen', async () => {
    amelie().moved = target('amelie_new@new.localhost');
    amelie().migrations.push({ acct: 'amelie_new@new.localhost', url: 'https://new.localhost/@amelie_new', followers: 240, at: Date.now() - DAY });
    await cardSays(await atMigration(), 'cards.move.done.title');
    await rowOf(await journey.popup(), 'steps.move.done')
      .getByText(say('state.seen'))
      .waitFor();
  });
});

describe('the pages beside it', () => {
  longTurn('the redirect was cancelled after the move: only the redirect is missing, and its page fills the address', async () => {
    amelie().migrations.push({ acct: 'amelie_new@new.localhost', url: 'https://new.localhost/@amelie_new', followers: 240, at: Date.now() - DAY });
    const page = await atMigration();
    await press(await cardSays(page, 'cards.move.redirectMissing.title'), 'buttons.toRedirectPage');
    await page.waitForURL(`${journey.old.origin}${path}/redirect/new`);
    await cardSays(page, 'cards.redirect.missing.title');
    await expect.poll(() => page.getByLabel(w.field).inputValue()).toBe('amelie_new@new.localhost');
    await cardSays(await tabAt(journey, journey.old, 'amelie', '/settings/delete'), 'cards.delete.unsaved.title');
    await rowOf(await journey.popup(), 'steps.move.title')
      .getByText(say('steps.move.redirectMissing', { old, new: fresh }))
      .waitFor();
  });

  turn('redirect only: followers do not come along, and the way to the move page', async () => {
    const page = await tabAt(journey, journey.old, 'amelie', '/settings/migration/redirect/new');
    const card = await cardSays(page, 'cards.redirect.leavesFollowers.title');
    expect(await acct(page).inputValue()).toBe('');
    await press(card, 'buttons.toMovePage');
    await page.waitForURL(`${journey.old.origin}${path}`);
    await cardSays(page, 'cards.move.filled.title');
  });

  turn.each([
    ['before the move', false, 'cards.delete.beforeMove.title', []],
    ['after it, with nothing saved', true, 'cards.delete.unsaved.title', ['buttons.takeMeThere']],
  ] as const)('deletion %s: warned, and only the way to what is not saved is offered', async (_when, isMoved, title, offered) => {
    if (isMoved) {
      amelie().moved = target('amelie_new@new.localhost');
      amelie().migrations.push({ acct: 'amelie_new@new.localhost', url: 'https://new.localhost/@amelie_new', followers: 240, at: Date.now() - DAY });
      const before = await atMigration();
      await cardSays(before, 'cards.move.done.title');
    }
    const page = await tabAt(journey, journey.old, 'amelie', '/settings/delete');
    await cardSays(page, title);
    for (const button of ['card.fold', ...offered] as const)
      await cardOf(page)
        .getByRole('button', { name: say(button) })
        .waitFor();
    expect(await cardOf(page).getByRole('button').count()).toBe(1 + offered.length);
  });
});

describe('servers that are not simple', () => {
  longTurn('both accounts on one server', async () => {
    await journey.again((plan) => {
      const band: Party = { server: (plan.old as Party).server, handle: 'band@old.localhost', account: null };
      return { ...unsaved(plan), new: band };
    });
    const aliases = await tabAt(journey, journey.old, 'band', '/settings/aliases');
    await press(await cardSays(aliases, 'cards.alias.fill.title'), 'buttons.fill');
    await aliases.getByRole('button', { name: words.aliases.submit }).click();
    await cardSays(aliases, 'cards.alias.done.title');
    const wrong = await tabAt(journey, journey.old, 'band', path);
    const card = await cardSays(wrong, 'cards.move.wrongSide.title');
    await card.getByText(say('cards.account.other.how', { expected: old })).waitFor();
    expect(await card.getByRole('button', { name: say('buttons.nextStep') }).count()).toBe(0);
    const page = await atMigration();
    await filled(page);
    expect(await acct(page).inputValue()).toBe('band@old.localhost');
    await send(page, { password: 'practice' });
    await cardSays(page, 'cards.move.done.title');
    await rowOf(await journey.popup(), 'steps.move.done')
      .getByText(say('state.seen'))
      .waitFor();
  });

  longTurn('a handle domain unlike the web host', async () => {
    const host = journey.practice.server('handle');
    await journey.store(null);
    await named(journey, { old, new: '@amelie_handle@handle.localhost' });
    expect((await journey.plan()).access.sort()).toEqual(['handle.localhost', 'old.localhost', 'social.handle.localhost']);
    const aliases = await tabAt(journey, host, 'amelie_handle', '/settings/aliases');
    await press(await cardSays(aliases, 'cards.alias.fill.title'), 'buttons.fill');
    await aliases.getByRole('button', { name: words.aliases.submit }).click();
    await cardSays(aliases, 'cards.alias.done.title');
    const page = await atMigration();
    await press(await cardSays(page, 'cards.move.saveFirst.title'), 'buttons.goWithoutSaving');
    await filled(page);
    expect(await acct(page).inputValue()).toBe('amelie_handle@handle.localhost');
    await send(page, { password: 'practice' });
    const card = await cardSays(page, 'cards.move.done.title');
    await card.getByText(say('cards.move.done.body', { old, new: '@amelie_handle@handle.localhost' })).waitFor();
  });
});
