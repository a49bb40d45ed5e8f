import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { documentOf, makeClient } from './client';
import { plantedToken } from './initial-state';
import { type RunningPractice, startPractice } from './server';

const day = 24 * 3_600_000;
let practice: RunningPractice;
beforeAll(async () => {
  practice = await startPractice({ now: () => Date.UTC(2026, 10, 20, 9, 30) });
});
afterAll(() => practice.close());
beforeEach(() => practice.reset());

async function signedInBoth() {
  const client = makeClient(practice);
  await client.signIn('https://old.localhost', 'amelie@mail.example');
  await client.signIn('https://new.localhost', 'amelie@mail.example');
  return client;
}
type Client = Awaited<ReturnType<typeof signedInBoth>>;

async function tryAlias(client: Client, acct: string) {
  return client.submit(await client.get('https://new.localhost/settings/aliases'), '#new_account_alias', { 'account_alias[acct]': acct });
}
async function tryMove(client: Client, acct: string, password = 'practice') {
  const page = await client.get('https://old.localhost/settings/migration');
  return client.submit(page, '#new_account_migration', { 'account_migration[acct]': acct, 'account_migration[current_password]': password });
}
function errorsOn(page: { url: string; text: string }): string[] {
  return [...documentOf(page).querySelectorAll('.error, .flash-message.alert')].map((node) => node.textContent?.trim() ?? '');
}

describe('a whole move', () => {
  test('alias, move, followers arriving over a while, redirect cancelled', async () => {
    const client = await signedInBoth();
    expect((await tryAlias(client, '@amelie@old.localhost')).text).toContain('Alias made');
    expect(practice.server('new').account('amelie_new').aliases).toMatchObject([{ acct: 'amelie@old.localhost', uri: 'https://old.localhost/users/amelie' }]);

    const moved = await tryMove(client, 'amelie_new@new.localhost');
    expect([moved.status, moved.url]).toEqual([200, 'https://old.localhost/settings/migration']);
    expect(documentOf(moved).querySelector('.flash-message.notice')).not.toBeNull();
    expect(documentOf(moved).querySelector('a[data-method="delete"][href="/settings/migration/redirect"]')).not.toBeNull();
    expect(documentOf(moved).querySelector<HTMLInputElement>('#account_migration_acct')?.disabled).toBe(true);

    const old = practice.server('old').account('amelie');
    const fresh = practice.server('new').account('amelie_new');
    expect([old.followers.size, fresh.followers.size]).toEqual([240, 0]);
    practice.tick(5_000);
    expect([old.followers.size, fresh.followers.size]).toEqual([180, 60]);
    practice.tick(60_000);
    expect([old.followers.size, fresh.followers.size]).toEqual([5, 235]); // five live on a server nobody can reach
    expect(practice.server('old').account('band').follows.has('amelie_new@new.localhost')).toBe(true);

    const cancelled = await client.press(
      await client.get('https://old.localhost/settings/migration'),
      'a[data-method="delete"][href="/settings/migration/redirect"]',
    );
    expect(documentOf(cancelled).querySelector('.positive-hint')?.textContent).toContain('does not point');
    expect(fresh.followers.size).toBe(235);
  });

  test('on one server: the past move names the new account by name alone, its card in full', async () => {
    const client = makeClient(practice);
    await client.signIn('https://old.localhost', 'amelie@mail.example');
    const { account } = practice.server('old');
    account('band').aliases.push({ id: 1, acct: 'amelie', uri: account('amelie').uri });
    await tryMove(client, 'band');
    const page = documentOf(await client.get('https://old.localhost/settings/migration'));
    expect(page.querySelector('.name-tag')?.textContent?.trim()).toBe('band');
    expect(page.querySelector('.display-name span')?.textContent?.trim()).toBe('@band@old.localhost');
  });

  test('a moved account is sent to its account settings, keeps its exports, and its page has no token', async () => {
    const client = await signedInBoth();
    await tryAlias(client, 'amelie@old.localhost');
    await tryMove(client, 'amelie_new@new.localhost');
    expect((await client.get('https://old.localhost/settings/preferences/other')).url).toBe('https://old.localhost/auth/edit');
    const page = await client.get('https://old.localhost/auth/edit');
    const state = JSON.parse(documentOf(page).querySelector('#initial-state')?.textContent ?? '');
    expect(state.meta).toMatchObject({ access_token: null, disabled_account_id: practice.server('old').account('amelie').id });
    expect(state.meta.me).toBeUndefined();
    expect(state.accounts[state.meta.moved_to_account_id].acct).toBe('amelie_new@new.localhost');
    expect(documentOf(page).querySelector('.flash-message.warning a')?.getAttribute('href')).toBe('/settings/migration');
  });

  test('followers of another server ask first when the new account is locked', async () => {
    const client = await signedInBoth();
    const fresh = practice.server('new').account('amelie_new');
    fresh.locked = true;
    await tryAlias(client, 'amelie@old.localhost');
    await tryMove(client, 'amelie_new@new.localhost');
    practice.tick(60_000);
    expect([fresh.followers.size, fresh.followRequests.size]).toEqual([0, 235]);
  });
});

describe('refusals of an alias', () => {
  test.each([
    ['', "can't be blank"],
    ['nobody@old.localhost', 'could not be found'],
    ['https://old.localhost/@amelie', 'could not be found'],
    ['amelie@sunken.example', 'could not be found'],
    ['amelie@old local', 'is not a valid domain name'],
    ['amelie_new', 'cannot be current account'],
  ])('%s: %s', async (typed, message) => {
    const client = await signedInBoth();
    const page = await tryAlias(client, typed);
    expect([page.status, page.url]).toEqual([200, 'https://new.localhost/settings/aliases']);
    expect(errorsOn(page)).toContain(message);
  });

  test('one that exists gets only the general alert', async () => {
    const client = await signedInBoth();
    await tryAlias(client, 'amelie@old.localhost');
    const page = await tryAlias(client, 'AMELIE@OLD.localhost');
    expect(errorsOn(page)).toHaveLength(1);
    expect(documentOf(page).querySelector('.field_with_errors')).toBeNull();
    expect(practice.server('new').account('amelie_new').aliases).toHaveLength(1);
  });

  test('a malformed handle is an error page', async () => {
    const client = await signedInBoth();
    expect((await tryAlias(client, 'not a handle@@x y')).status).toBe(500);
  });

  test('of two saved at the same moment, one is in the table alone, until it is unlinked and added again', async () => {
    const client = await signedInBoth();
    const { account, origin } = practice.server('new');
    // Another request saves one while the first still looks its account up.
    const run = () => void account('amelie_new').aliases.unshift({ id: 1, acct: 'band@old.localhost', uri: practice.server('old').account('band').uri });
    practice.server('old').failNext('/.well-known/webfinger', { kind: 'before', run });
    await tryAlias(client, 'amelie@old.localhost');
    const published = async () => {
      practice.tick(180_000);
      const headers = { accept: 'application/activity+json' };
      return JSON.parse((await client.get(account('amelie_new').uri, { headers })).text).alsoKnownAs;
    };
    const [last, lost] = account('amelie_new').aliases;
    expect([account('amelie_new').aliases.length, await published()]).toEqual([2, [last?.uri]]);
    const form = await client.get(`${origin}/settings/aliases`);
    await client.press(form, `a[data-method="delete"][href="/settings/aliases/${lost?.id}"]`);
    await tryAlias(client, lost?.acct ?? '');
    expect(await published()).toEqual([lost?.uri, last?.uri]);
  });

  test('a suspended old server resolves to nothing', async () => {
    const client = await signedInBoth();
    practice.server('new').options.suspendedDomains = ['old.localhost'];
    expect(errorsOn(await tryAlias(client, 'amelie@old.localhost'))).toContain('could not be found');
  });
});

describe('refusals of a move', () => {
  test('a wrong password hides everything else', async () => {
    const client = await signedInBoth();
    expect(errorsOn(await tryMove(client, 'nobody@nowhere.example', 'wrong')).slice(1)).toEqual(['is invalid']);
  });

  test('no alias', async () => {
    const client = await signedInBoth();
    expect(errorsOn(await tryMove(client, 'amelie_new@new.localhost')).slice(1)).toEqual(['is not an alias of this account']);
  });

  test('an actor that was read just before the alias hides it for three minutes', async () => {
    const client = await signedInBoth();
    await tryMove(client, 'amelie_new@new.localhost');
    await tryAlias(client, 'amelie@old.localhost');
    practice.tick(179_000);
    expect(errorsOn(await tryMove(client, 'amelie_new@new.localhost')).slice(1)).toEqual(['is not an alias of this account']);
    practice.tick(1_000);
    expect((await tryMove(client, 'amelie_new@new.localhost')).text).toContain('followers are on their way');
  });

  test('redirected there already, then moving there', async () => {
    const client = await signedInBoth();
    await tryAlias(client, 'amelie@old.localhost');
    const form = await client.get('https://old.localhost/settings/migration/redirect/new');
    await client.submit(form, '#new_form_redirect', { 'form_redirect[acct]': 'amelie_new@new.localhost', 'form_redirect[current_password]': 'practice' });
    expect(practice.server('old').account('amelie').migrations).toHaveLength(0);
    expect(errorsOn(await tryMove(client, 'amelie_new@new.localhost')).slice(1)).toEqual(['is where this account has already moved to']);
  });

  test('thirty days of cooldown, also after cancelling', async () => {
    const client = await signedInBoth();
    await tryAlias(client, 'amelie@old.localhost');
    await tryMove(client, 'amelie_new@new.localhost');
    await client.press(await client.get('https://old.localhost/settings/migration'), 'a[href="/settings/migration/redirect"]');
    practice.tick(12 * day);
    const page = await client.get('https://old.localhost/settings/migration');
    expect(documentOf(page).querySelector('#new_account_migration .warning-hint')?.textContent).toContain('18 days');
    practice.tick(18 * day);
    expect(
      documentOf(await client.get('https://old.localhost/settings/migration'))
        .querySelector('#account_migration_acct')
        ?.hasAttribute('disabled'),
    ).toBe(false);
  });

  test('an account without a password proves itself by its name', async () => {
    const client = makeClient(practice);
    await client.press(await client.get('https://old.localhost/auth/sign_in'), 'a[data-method="post"]');
    const page = await client.get('https://old.localhost/settings/migration');
    const refused = await client.submit(page, '#new_account_migration', {
      'account_migration[acct]': 'x@y.example',
      'account_migration[current_username]': 'amelie',
    });
    expect(documentOf(refused).querySelector('.account_migration_current_username.field_with_errors')).not.toBeNull();
  });
});

describe('the form guard', () => {
  test('a wrong token, another origin and a token from before sign-in are refused with 422', async () => {
    const client = await signedInBoth();
    const page = await client.get('https://new.localhost/settings/aliases');
    const wrong = await client.submit(page, '#new_account_alias', { authenticity_token: 'AAAA', 'account_alias[acct]': 'amelie@old.localhost' });
    const foreign = await client.submit(
      page,
      '#new_account_alias',
      { 'account_alias[acct]': 'amelie@old.localhost' },
      { headers: { origin: 'https://evil.example' } },
    );
    await client.signIn('https://new.localhost', 'guarded@mail.example');
    const stale = await client.submit(page, '#new_account_alias', { 'account_alias[acct]': 'amelie@old.localhost' });
    expect([wrong.status, foreign.status, stale.status]).toEqual([422, 422, 422]);
    expect(documentOf(stale).body.className).toBe('error');
    expect(practice.server('new').account('amelie_new').aliases).toHaveLength(0);
  });
});

describe('signed out', () => {
  test('a settings page leads to sign-in and back, and the token is only on pages of a working account', async () => {
    const client = makeClient(practice);
    const asked = await client.get('https://old.localhost/settings/aliases?lang=fr');
    expect(asked.url).toBe('https://old.localhost/auth/sign_in');
    expect(documentOf(asked).querySelector('.flash-message.alert')).not.toBeNull();
    expect(asked.text).not.toContain(plantedToken);
    const back = await client.submit(asked, '#new_user', { 'user[email]': 'amelie@mail.example', 'user[password]': 'practice' });
    expect(back.url).toBe('https://old.localhost/settings/aliases?lang=fr');
    expect(documentOf(back).documentElement.lang).toBe('fr');
    expect(back.text).toContain(plantedToken);
  });
});
