/**
 * A whole move, as a person makes it: the extension's own pages and cards, the servers' own forms and buttons.
 * `npm start -- --headless` shows it, `walk.e2e.ts` checks what the servers know afterwards, the README has its
 * pictures.
 */
import type { Page } from 'playwright-core';
import type { RunningPractice } from '../practice/server';
import type { Browser } from './browser';

export interface Walk {
  /** Called at every place where a person would stop and read; the page is as they see it. */
  onStop(name: string, page: Page): Promise<void>;
  /** How the lists are brought across. */
  way?: 'guided' | 'import all';
}

const OLD = 'amelie@old.localhost';
const NEW = 'amelie_new@new.localhost';
/** All that a 4.6 server exports. */
const LISTS = 7;
const POPUP = { width: 368, height: 600 };

/**
 * What the person pressed on purpose, by part of the move; going to another open tab is a press, too. A field typed or
 * a file chosen is counted by its own name. Signing in stands apart, as it does when the same is done by hand.
 */
export interface Effort {
  naming: number;
  moving: number;
  /** To learn what arrived and who came along, take the profile over, and read the inventory. */
  people: number;
  signIns: number;
  passwords: number;
  fileDialogs: number;
}

export async function walk(browser: Browser, practice: RunningPractice, { onStop, way = 'import all' }: Walk): Promise<Effort> {
  const effort: Effort = { naming: 0, moving: 0, people: 0, signIns: 0, passwords: 0, fileDialogs: 0 };
  browser.context.on('page', (page) => page.on('filechooser', () => (effort.fileDialogs += 1)));

  /** A look at the checklist, as the popup shows it. */
  const popup = async (name: string) => {
    const page = await browser.open('popup.html');
    await page.setViewportSize(POPUP);
    await page.getByRole('list', { name: 'Your move, step by step' }).waitFor();
    await onStop(name, page);
    await browser.closeTab(page);
  };
  /** Presses a button that takes the person to another tab. */
  const taken = async (page: Page, button: string) => {
    effort.moving += 1;
    return browser.opened(() => page.getByRole('button', { name: button, exact: true }).click());
  };
  const press = async (page: Page, button: string) => {
    effort.moving += 1;
    await page.getByRole('button', { name: button, exact: true }).click();
  };
  const signIn = async (page: Page) => {
    await signInAt(page);
    effort.signIns += 1;
  };
  const card = (page: Page) => page.locator('transhumance-guide .card');
  const cardSays = (page: Page, title: string) => card(page).getByRole('heading', { name: title }).waitFor();

  // Both accounts
  // ------------------------------------------------------------
  const start = await browser.open('start.html');
  await start.setViewportSize({ width: 900, height: 900 });
  await start.getByLabel('Your old account').fill(`@${OLD}`);
  await onStop('start', start);
  await start.getByRole('button', { name: 'Look it up' }).first().click();
  await start.getByRole('region', { name: `Old @${OLD}` }).waitFor();
  await start.getByLabel('Your new account').fill('https://new.localhost/@amelie_new');
  await start.getByRole('button', { name: 'Look it up' }).click();
  await start.getByRole('region', { name: `New @${NEW}` }).waitFor();
  await onStop('accounts-found', start);
  await browser.preGrant(['https://old.localhost/*', 'https://new.localhost/*']);
  await start.getByRole('button', { name: 'Give access' }).click();
  await start.locator('.now h1').waitFor();
  effort.naming += 3;
  await onStop('access-given', start);

  // Save
  // ------------------------------------------------------------
  await popup('checklist-save');
  let old = await taken(start, 'Save my lists');
  await signIn(old);
  await cardSays(old, 'Your lists are saved, and your archive is being made');
  await onStop('lists-saved', old);

  // The new account
  // ------------------------------------------------------------
  await popup('checklist-join');
  const fresh = await taken(old, 'Take me to the next step');
  await signIn(fresh);
  await cardSays(fresh, 'First, create an alias');
  await onStop('new-account-settings', fresh);

  // The alias
  // ------------------------------------------------------------
  await press(fresh, 'Take me there');
  await cardSays(fresh, 'Press “Create alias”');
  await onStop('alias-filled', fresh);
  await press(fresh, 'Create alias');
  await cardSays(fresh, 'Alias created');
  await onStop('alias-made', fresh);

  // The move
  // ------------------------------------------------------------
  old = await taken(fresh, 'Take me to the next step');
  await cardSays(old, 'Read this, then decide');
  await onStop('move-filled', old);
  await old.locator('[name="account_migration[current_password]"]').fill('practice');
  effort.passwords += 1;
  await press(old, 'Move followers');
  await cardSays(old, 'Your followers are on their way');
  await onStop('moved', old);

  // The lists, list by list
  // ------------------------------------------------------------
  practice.tick(60_000);
  await popup('checklist-import');
  if (way === 'guided') {
    const imports = await taken(old, 'One list at a time');
    for (let list = 1; list <= LISTS; list++) {
      await cardSays(imports, 'Press “Upload”');
      if (list === 1) await onStop('list-put-in', imports);
      await press(imports, 'Upload');
      await cardSays(imports, 'Press “Confirm”');
      if (list === 1) await onStop('list-checked', imports);
      await imports.getByRole('link', { name: 'Confirm', exact: true }).click();
      effort.moving += 1;
    }
    await imports.waitForURL((url) => url.pathname === '/settings/imports');
    await finished();
    // The page of recent imports is looked at again, as its own text asks for: it says there that they have finished.
    await imports.reload();
    await cardSays(imports, 'All lists have been processed');
  } else {
    // In one go: the consent is on a page of the extension's own, whose tab has been open all the while.
    await start.bringToFront();
    effort.moving += 1;
    await start.getByRole('heading', { name: 'Lists to import' }).evaluate((heading) => heading.scrollIntoView({ block: 'start' }));
    await onStop('import-sheet', start);
    await press(start, 'Import all');
    // Firefox asks, too, whether data may go to that server (browser/data-consent.ts); in these runs it answers itself.
    if (browser.kind === 'firefox') effort.moving += 1;
    await start.getByText('Nothing is left to send').or(start.getByText('entries processed')).first().waitFor();
  }
  await finished();

  // What arrived
  // ------------------------------------------------------------
  await browser.reload(start);
  await start.getByRole('button', { name: 'Compare now' }).click();
  effort.people += 1;
  // Every list of both accounts is read, and every follower: on a busy machine that takes its time.
  await start.getByRole('button', { name: 'Compare again' }).waitFor({ timeout: 120_000 });
  await start.getByRole('heading', { name: 'What arrived', exact: true }).evaluate((heading) => heading.scrollIntoView({ block: 'start' }));
  await onStop('report', start);
  const followers = start.getByRole('region', { name: 'Your followers, by name' });
  await followers.getByText(/have arrived$/).waitFor();
  await followers.getByRole('heading', { level: 2 }).evaluate((heading) => heading.scrollIntoView({ block: 'start' }));
  await onStop('followers', start);
  await popup('checklist-arrive');

  // The profile, and what became of everything
  // ------------------------------------------------------------
  const go = async (page: string) => {
    await start.getByRole('navigation').getByRole('link', { name: page }).click();
    effort.people += 1;
  };
  await go('Profile');
  await start.getByRole('table').first().waitFor();
  await onStop('profile', start);
  await start.getByRole('button', { name: /^Send \d+ entr/ }).click();
  effort.people += 1;
  await start.getByText('Taken over', { exact: true }).first().waitFor();
  await go('Inventory');
  await start.getByRole('table').first().waitFor();
  await onStop('inventory', start);
  return effort;

  /** The server has taken every list and worked through what it could. */
  async function finished() {
    const { imports } = practice.server('new').account('amelie_new');
    await until(() => imports.length === LISTS && imports.every((each) => each.state !== 'unconfirmed'));
    practice.tick(300_000);
  }
}

async function signInAt(page: Page): Promise<void> {
  await page.locator('#user_email').fill('amelie@mail.example');
  await page.locator('#user_password').fill('practice');
  await page.locator('form#new_user button[type="submit"]').click();
  await page.waitForURL((url) => !url.pathname.startsWith('/auth/sign_in'));
}

async function until(is: () => boolean, seconds = 240): Promise<void> {
  const end = Date.now() + seconds * 1_000;
  while (!is()) {
    if (Date.now() > end) throw new Error(`Waited ${seconds} s for ${is.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
