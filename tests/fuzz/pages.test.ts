/**
 * Settings pages as no honest server would send them: broken, doubled, cut off, with hostile markup in them. Reading
 * one ends soon and says something that the door of the background takes, or nothing; and the token that stands in it
 * is in no value, whatever the markup makes of it.
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { parse, serialize } from 'parse5';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { translator } from '../../browser/i18n';
import { type PageSeen, pageSeenSchema } from '../../journey/facts';
import type { Plan } from '../../journey/plan';
import { reduce } from '../../journey/reduce';
import { isPlan } from '../../journey/stored-plan';
import english from '../../locales/en.json';
import { readAccount } from '../../mastodon/account';
import { readConfirmation } from '../../mastodon/confirmation';
import { readFilter, readFilterIndex } from '../../mastodon/filters';
import { confirmForm, takeBackForm } from '../../mastodon/import-forms';
import { detectPage } from '../../mastodon/page';
import { capturesIn } from '../../scripts/captures';
import { drawCard } from '../../worker/card';
import { NOW, party, planAfter, readyToMove } from '../journey/sample';
import { attempt, edited, edits, expectReached, harmful, seldom, timeout } from './cases';

const TOKEN = 'heather-token-lantern-token-1f3a';
/** Stands for what the block holds, so that no change copies the token to where any page shows it. */
const STATE = '{STATE}';
const t = translator('en', english);

interface Sample {
  file: string;
  url: URL;
  html: string;
  state: string;
  handle: string | null;
}

const folders = ['tests/fixtures', ...(process.env.MASTODON_CAPTURES ? [process.env.MASTODON_CAPTURES] : [])];
/** Pages that we read something of; what is no such page from the start has tests of its own. */
const ours = /\/(?:aliases|migration|redirect-new|export|imports|imports-confirm|auth-edit|delete|profile|filter[^/]*)\.[^/]*$/;
const files = folders.flatMap((folder) => capturesIn(folder).map((file) => `${folder}/${file}`)).filter((file) => ours.test(file));

/** Read when its turn comes: all of them are some megabytes. */
function sampleOf(file: string): Sample {
  const html = readFileSync(file, 'utf8');
  const expected = JSON.parse(readFileSync(file.replace(/\.html$/, '.json'), 'utf8')) as { url: string };
  const [, state = ''] = /<script[^>]*id="initial-state"[^>]*>([\s\S]*?)<\/script>/.exec(html) ?? [];
  const { document } = parseHTML(html);
  const handle = readAccount(document)?.account.handle ?? null;
  const withToken = state.replace(/("access_token"\s*:\s*)(?:"[^"]*"|null)/, `$1"${TOKEN}"`);
  return { file, url: new URL(expected.url), html: state === '' ? html : html.replace(state, () => STATE), state: withToken, handle };
}

const samples = new Map<string, Sample>();
function sample(file: string): Sample {
  const known = samples.get(file) ?? sampleOf(file);
  samples.set(file, known);
  return known;
}

const harm = [
  ...harmful,
  '<',
  '>',
  '</',
  '<!--',
  '-->',
  '<button type="submit">',
  '</button>',
  '<a href="/settings/aliases/1" data-method="delete">',
  '<a href="/settings/imports/1/confirm" data-method="post">',
  '</a>',
  '<form action="/settings/aliases" method="post">',
  '</form>',
  '<form action="https://evil.example/settings/aliases" method="post">',
  '<base href="https://evil.example/">',
  '<input name="account_alias[acct]">',
  '<input name="account_migration[acct]" disabled>',
  '<svg>',
  '<math><mtext>',
  '<template>',
  '<table>',
  '<tr><td>',
  '<select>',
  '<option value="following">',
  '<textarea>',
  '<plaintext>',
  '<noscript>',
  '<iframe srcdoc="',
  '<style>',
  '<title>',
  '<script>',
  '</script>',
  '<script id="initial-state" type="application/json">',
  '<p class="hint"><strong>',
  '<div class="flash-message warning">',
  '<div class="flash-message notice">',
  '<div>'.repeat(200),
  '<a href="/auth/edit">'.repeat(50),
  '<tr><td>@a@b.example</td><td><a data-method="delete" href="/settings/aliases/7">x</a></td></tr>'.repeat(300),
  '<time datetime="+275760-09-13T00:00:00Z">',
  '&lt;img src=x onerror=alert(1)&gt;',
  '&#0;',
  '&#x202e;',
  ' hidden ',
  ' name="q" ',
];

const theCase = fc.record({
  file: fc.nat(files.length - 1).map((at) => files[at] ?? ''),
  changes: edits(harm, 3),
  // What happens to the block itself: mostly nothing.
  state: seldom(edits(['{', '}', '[', '"me":null,', '"accounts":{},', '"access_token":"', ...harmful], 3)),
});

/** How often elements were asked for something: by it, and by no clock, time is held to the size of the page. */
let asked = 0;
function countQuestions(document: Document): void {
  const { document: own } = parseHTML('<form><a></a></form>');
  const prototypes = new Set<object>();
  for (const node of [document, own, ...own.querySelectorAll('*')])
    for (let proto = Object.getPrototypeOf(node); proto !== null; proto = Object.getPrototypeOf(proto)) prototypes.add(proto);
  for (const proto of prototypes)
    for (const method of ['querySelector', 'querySelectorAll', 'closest', 'matches', 'getElementsByTagName', 'getAttribute', 'hasAttribute']) {
      const real = Object.getOwnPropertyDescriptor(proto, method);
      if (typeof real?.value !== 'function') continue;
      const value = function (this: unknown, ...args: unknown[]) {
        asked += 1;
        return real.value.apply(this, args);
      };
      Object.defineProperty(proto, method, { ...real, value });
    }
}
countQuestions(parseHTML('').document);

/** Everything that a value says, also the names in it. */
const wordsIn = (value: unknown): string => JSON.stringify(value) ?? '';

function expectNoToken(...values: unknown[]): void {
  const said = values.map(wordsIn).join();
  // Half of it would be as bad: what is cut to a length is cut in the middle.
  const found = Array.from({ length: TOKEN.length - 11 }, (_, at) => TOKEN.slice(at, at + 12)).filter((part) => said.includes(part));
  expect(found).toEqual([]);
}

/** The move of whoever the page is of, and the plan as the page makes it. */
function planOf({ url, handle }: Sample, seen: PageSeen): Plan {
  const owner = handle ?? seen.account.handle;
  const domain = url.host;
  const isOld = seen.page !== 'imports' && seen.page !== 'aliases';
  const here = { ...party(owner, domain), server: { ...party(owner, domain).server, origin: url.origin } };
  const there = party('somebody@else.example', 'else.example');
  return planAfter(
    ...readyToMove,
    { type: 'accountsNamed', old: isOld ? here : there, new: isOld ? there : here },
    { type: 'accessChanged', hosts: [domain, 'else.example'] },
  );
}

test('a broken or hostile page: read to an end, believed within the schema, and without its token', { timeout }, async () => {
  const tried = await attempt('pages', 0.1, theCase, ({ file, changes, state }) => {
    const one = sample(file);
    const block = state === null ? one.state : edited(one.state, state, 1_000_000);
    const [before = '', ...rest] = edited(one.html, changes).split(STATE);
    const markup = rest.length === 0 ? before : before + block + rest.join('');
    // As a browser makes it: of linkedom, only its tree is used.
    const { document } = parseHTML(serialize(parse(markup)));
    const size = document.querySelectorAll('*').length;
    asked = 0;
    const seen = detectPage(one.url, document);
    expect(asked).toBeLessThan(1_000 + 50 * size);

    const origin = one.url.origin;
    const others = [
      readConfirmation(document),
      readFilterIndex(document, origin),
      readFilter(document, origin, { id: 1, path: '/filters/1/edit', expires: true, expired: false, endsAt: null }, new Date(NOW)),
      confirmForm(12, document, origin)?.action,
      takeBackForm(12, document, origin)?.action,
    ];
    expectNoToken(seen, others);
    if (seen === null) return 'nothing seen';
    // Who is signed in is the block's alone to say.
    if (state === null) expect(seen.account.handle).toBe(one.handle);
    const parsed = v.safeParse(pageSeenSchema, structuredClone(seen));
    if (!parsed.success) return 'refused at the door';
    const plan = reduce(planOf(one, seen), { type: 'pageSeen', seen: parsed.output }, NOW);
    expect(isPlan(plan)).toBe(true);
    const card = drawCard(plan, { seen: parsed.output, cameBy: null }, t, { language: 'en', folded: false });
    expectNoToken(plan, card);
    if (card?.fill) {
      expect(card.fill.expect).toEqual({ origin: one.url.origin, handle: seen.account.handle });
      // Only ever the other account's address, never one that the page has named.
      for (const { value } of card.fill.fills) if (typeof value === 'string') expect(['somebody@else.example', 'following', 'merge']).toContain(value);
    }
    return card === null ? 'seen' : 'a card';
  });
  // Broken a little, most pages are still themselves: else the cases would show nothing.
  expectReached(tried, 'a card', 'seen', 'nothing seen');
});
