/**
 * Pages rendered by Mastodon's own templates, served with Mastodon's Content-Security-Policy: the card stands before
 * the right control, nothing of the page is covered at any width, and the page is as it was. The pages are kept beside
 * the project (MASTODON_CAPTURES names their folder).
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emptyPlan, type Party, type Plan } from '../../journey/plan';
import { makeCertificate } from '../practice/certificate';
import { pageHeaders, themeScript } from '../practice/policy';
import type { ServerState } from '../practice/state';
import { scriptHash } from '../practice/visit';
import { type Browser, browserKind, launch } from './browser';
import { expectNothingCovered, wrong } from './covering';
import { breakOverlay, cardOf, type ExtensionApi, say } from './journey';
import { isLong } from './turns';

const folder = process.env.MASTODON_CAPTURES;
/**
 * The captures come without their styles. Those of the practice know the same classes; only the icons, which it does
 * not draw, would fill the page.
 */
const pageStyle = `${readFileSync(path.join(import.meta.dirname, '../practice/style.css'))} svg.icon { inline-size: 24px; block-size: 24px; }`;
const hosts = ['old.example', 'new.example'];

const acct = (model: string) => `input[name="${model}[acct]"]`;
const aliasField = acct('account_alias');
const moveField = acct('account_migration');
const cancel = 'a[data-method="delete"][href$="/settings/migration/redirect"]';
const proof = ':is([name="account_migration[current_password]"], [name="account_migration[current_username]"])';

/**
 * What the ring must go round, by page and state; null where the card speaks of no control; undefined where that is
 * another test's matter.
 */
const expected: Record<string, string | null | undefined> = {
  'aliases.empty': aliasField,
  'aliases.deleted': aliasField,
  'aliases.idn': aliasField,
  'aliases.error-not-found': aliasField,
  'aliases.error-self': aliasField,
  'aliases.created': null,
  'aliases.two': null,
  'aliases.case': null,
  'aliases.error-duplicate': null,
  'aliases.hostile-name': null,
  'aliases.moved': null,
  'migration.fresh': moveField,
  'migration.fresh-username': moveField,
  'migration.redirect-cancelled': moveField,
  'migration.error-not-found': moveField,
  'migration.error-missing-alias': moveField,
  'migration.error-self': moveField,
  'migration.error-wrong-proof': proof,
  'migration.error-wrong-proof-username': proof,
  // On cooldown as well: cancelling would gain nothing.
  'migration.redirecting': null,
  'migration.redirecting-only': cancel,
  'migration.moved-just-now': null,
  'migration.cooldown': null,
  'auth-edit.functional': ':is(p, span) a[href$="/settings/migration"]',
  'redirect-new.fresh': null,
  'delete.fresh': null,
  'export.none': undefined,
  'export.in-progress': undefined,
  'export.ready': undefined,
  'imports.empty': undefined,
  'imports.unconfirmed': undefined,
  'imports.finished-failures': undefined,
};
/** One for each kind of place. */
const always = [
  'aliases.empty',
  'aliases.error-not-found',
  'aliases.two',
  'migration.fresh',
  'migration.error-wrong-proof',
  'migration.redirecting',
  'auth-edit.functional',
  'export.ready',
  'imports.unconfirmed',
];

interface Capture {
  name: string;
  state: string;
  version: string;
  url: string;
  html: string;
  /** Who is signed in, where the page says it. */
  handle: string | undefined;
}

/**
 * When there is time: every state of the oldest and the newest version in English, every kind of place of the others in
 * all their languages. Else every kind of place of the newest version, right to left, and in Chromium left to right,
 * too.
 */
const few = browserKind() === 'firefox' ? ['ar'] : ['en', 'ar'];

function capturesIn(root: string): Capture[] {
  const versions = readdirSync(root, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  const ends = isLong ? [versions.at(0), versions.at(-1)] : [versions.at(-1)];
  return versions
    .filter((version) => isLong || ends.includes(version))
    .flatMap((version) =>
      readdirSync(path.join(root, version)).flatMap((locale) => {
        const isWhole = isLong && locale === 'en' && ends.includes(version);
        return Object.keys(expected)
          .filter((state) => isWhole || (always.includes(state) && (isLong || few.includes(locale))))
          .map((state) => ({ state, file: path.join(root, version, locale, state) }))
          .filter(({ file }) => existsSync(`${file}.html`))
          .map(({ state, file }) => {
            const told = JSON.parse(readFileSync(`${file}.json`, 'utf8')) as {
              url: string;
              version: string;
              account: { handle: string } | null;
            };
            return {
              name: `${version} ${locale} ${state}`,
              state,
              version: told.version,
              url: told.url,
              html: readFileSync(`${file}.html`, 'utf8'),
              handle: told.account?.handle,
            };
          })
          .filter(({ url }) => hosts.includes(new URL(url).host));
      }),
    );
}

const captures = folder === undefined ? [] : capturesIn(folder);

let served: Capture | null = null;

function party(domain: string, handle = `amelie@${domain}`): Party {
  const account = {
    handle,
    actorId: null,
    displayName: 'Amélie',
    url: `https://${domain}/@${handle.split('@')[0]}`,
    avatar: null,
    locked: false,
    movedTo: null,
  };
  return {
    server: { origin: `https://${domain}`, domain, title: domain, version: '4.5.0', software: 'mastodon', registrations: 'open' },
    handle,
    account: { ...account, followers: 1, following: 1, statuses: 1 },
  };
}

/** Everything before the move is done, so that each page has its own thing to say. */
function plan(): Plan {
  const at = Date.now();
  const empty = emptyPlan(at);
  return {
    ...empty,
    old: party('old.example'),
    new: party('new.example', served !== null && new URL(served.url).host === 'new.example' ? served.handle : undefined),
    access: [...hosts],
    said: { save: { what: 'skipped', at }, archive: { what: 'skipped', at } },
    seen: {
      ...empty.seen,
      new: { ...empty.seen.new, account: { functional: true, movedTo: null, at }, aliases: { list: ['amelie@old.example'], at, since: null } },
    },
  };
}

let server: Server;
let browser: Browser;
let inside: Page;
let page: Page;

async function serve(): Promise<number> {
  server = createServer(await makeCertificate(hosts, Date.now()), (request, response) => {
    const url = new URL(request.url ?? '/', `https://${request.headers.host}`);
    if (url.pathname.endsWith('.css')) {
      response.writeHead(200, { 'content-type': 'text/css', 'access-control-allow-origin': '*' }).end(pageStyle);
      return;
    }
    if (served === null || url.href !== served.url) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end();
      return;
    }
    const state = { origin: url.origin, host: url.host, options: { version: served.version } } as unknown as ServerState;
    response.writeHead(200, pageHeaders(state, 'STUBNONCE', url.pathname, scriptHash(themeScript))).end(served.html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function store(): Promise<void> {
  await inside.evaluate(
    async (plan) => {
      const scope = globalThis as unknown as { browser?: ExtensionApi; chrome: ExtensionApi };
      await (scope.browser ?? scope.chrome).storage.local.set({ plan, language: 'en', folded: false });
    },
    plan() as unknown as object,
  );
}

/** In the extension: whether the page said who is signed in, after `store()` put the plan back. */
async function seenAccount(side: string): Promise<boolean> {
  const scope = globalThis as unknown as { browser?: ExtensionApi; chrome: ExtensionApi };
  const { plan } = (await (scope.browser ?? scope.chrome).storage.local.get('plan')) as { plan: Plan };
  return plan.seen[side === 'new' ? 'new' : 'old'].status !== null;
}

/** In the page: what is not as it was before we came, our own element apart. */
function changed(): string[] {
  const { before, changes } = globalThis as unknown as { before: string; changes: string[] };
  const now = document.documentElement.cloneNode(true) as HTMLElement;
  now.querySelector('transhumance-guide')?.remove();
  return now.outerHTML === before ? changes : [...changes, now.outerHTML];
}

test.runIf(captures.length === 0)('left out: MASTODON_CAPTURES names no folder', ({ skip }) => skip());

describe.runIf(captures.length > 0)('on pages of real Mastodon templates', () => {
  beforeAll(async () => {
    browser = await launch(browserKind(), { port: await serve(), hosts });
    inside = await browser.open('popup.html');
    await browser.preGrant(hosts.map((host) => `https://${host}/*`));
    await inside.evaluate(
      async (plan) => {
        const scope = globalThis as unknown as { browser?: ExtensionApi; chrome: ExtensionApi };
        await (scope.browser ?? scope.chrome).storage.local.set({ plan });
      },
      { ...plan(), access: [] } as unknown as object,
    );
    const start = await browser.open('start.html');
    await start.getByRole('button', { name: say('start.access.button') }).click();
    await start.locator('.now h1').waitFor();
    page = await browser.context.newPage();
    await page.addInitScript(() => {
      const changes: string[] = [];
      Object.assign(globalThis, { changes });
      document.addEventListener('readystatechange', () => {
        if (document.readyState === 'interactive') Object.assign(globalThis, { before: document.documentElement.outerHTML });
      });
      document.addEventListener('securitypolicyviolation', (event) => {
        if (event.sourceFile.includes('extension')) changes.push(`policy ${event.violatedDirective} ${event.sourceFile}`);
      });
    });
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  test.each(captures.map((capture) => [capture.name, capture] as const))('%s', async (_name, capture) => {
    const selector = expected[capture.state];
    served = capture;
    await store();
    await page.setViewportSize({ width: 1000, height: 700 });
    await page.goto(capture.url);
    await cardOf(page).waitFor();
    await expectNothingCovered(page, selector);
    // Without the page's styles, too: forks have their own.
    await page.evaluate(() => {
      for (const sheet of document.styleSheets) sheet.disabled = true;
    });
    await expect.poll(() => wrong(page, selector, false)).toEqual([]);
    expect(await page.evaluate(changed)).toEqual([]);
  });

  describe.each(isLong ? breakOverlay : breakOverlay.slice(0, 1))('where %s', (_what, fight) => {
    const errors: string[] = [];
    const brokenTab = async () => {
      const broken = await browser.context.newPage();
      broken.on('pageerror', ({ message }) => {
        // Firefox tells also what keeps the page's own scripts from running: they were not captured.
        if (!/^Loading module from|blocked an inline script \(script-src-elem\)/.test(message)) errors.push(message);
      });
      await broken.addInitScript(fight);
      return broken;
    };

    test('every page works as if we were not there', async () => {
      for (const capture of captures.filter(({ state }) => always.includes(state))) {
        served = capture;
        await store();
        // A tab of its own for each: of one tab, a number of reports is heard in a short time, and no more.
        const broken = await brokenTab();
        await broken.goto(capture.url);
        const side = new URL(capture.url).host === 'new.example' ? 'new' : 'old';
        // Our scripts were there.
        await expect.poll(() => inside.evaluate(seenAccount, side), { message: capture.name }).toBe(true);
        expect(await broken.locator('transhumance-guide #card').isVisible(), capture.name).toBe(false);
        const field = broken.locator(`:is(${aliasField}, ${moveField}):enabled`);
        if ((await field.count()) > 0) await field.fill('typed@by.hand');
        await browser.closeTab(broken);
      }
      expect(errors).toEqual([]);
    });
  });
});
