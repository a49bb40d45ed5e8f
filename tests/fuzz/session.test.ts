/**
 * Answers in the person's own session as a server may give them that lies, breaks or means harm: the pages and files of
 * a practice server, recorded once, and then broken, late, lost, sent on, of another type or of another account. Every
 * run ends after few requests and asks this one server alone; a list is sent once, as *merge*, and its yes only after a
 * page that said everything as meant; a list is kept only if the same person was signed in before and after; and no
 * token is in anything that is told.
 */
import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import * as v from 'valibot';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { pageSeenSchema } from '../../journey/facts';
import { sameHandle } from '../../lists/handle';
import { listKinds } from '../../lists/kinds';
import { parseList } from '../../lists/parse';
import { bringList, type Parcel } from '../../mastodon/bring';
import type { BringSession } from '../../mastodon/bring-step';
import { misfitsOf, readConfirmation } from '../../mastodon/confirmation';
import { followersCount, readFollowersPage } from '../../mastodon/followers';
import { readFailures } from '../../mastodon/import-pages';
import { detectPage } from '../../mastodon/page';
import { collectLists, type Session } from '../../mastodon/session';
import { makeClient } from '../practice/client';
import { plantedToken } from '../practice/initial-state';
import { PageFormData, pageSession } from '../practice/page-session';
import { startPractice } from '../practice/server';
import { attempt, edited, edits, expectReached, harmful, seldom, timeout } from './cases';

const OLD = 'amelie@old.localhost';
const NEW = 'amelie_new@new.localhost';
const OTHER = 'guarded';
const NAME = 'following_accounts-0a1b2c3d.csv';
const FILE = 'Account address,Show boosts,Notify on new posts,Languages\nada@bakers.example,true,false,\nbruno@bakers.example,true,false,\n';
const NOW = Date.UTC(2026, 10, 20, 9, 30);

/** A recorded answer: where it came from in the end, what it was. */
interface Recorded {
  path: string;
  status: number;
  type: string;
  body: string;
}
type Recording = Record<string, Recorded>;
let exporting: Recording;
/** By how far the import is: nothing there, waiting for its yes, confirmed. */
let importing: readonly Recording[];
let origins: { old: string; new: string };

beforeAll(async () => {
  vi.stubGlobal('FormData', PageFormData);
  const practice = await startPractice({ now: () => NOW });
  const client = makeClient(practice);
  origins = { old: practice.server('old').origin, new: practice.server('new').origin };
  const follows = practice.server('old').account('amelie').follows;
  for (const handle of [...follows.keys()].slice(12)) follows.delete(handle);
  const recorder = (key: 'old' | 'new', record: (method: string, path: string, recorded: Recorded) => void): BringSession => {
    const session = pageSession(practice, client, key);
    const send: typeof fetch = async (input, init) => {
      const response = await session.send(input, init);
      const body = await response.clone().text();
      const [from, end] = [new URL(String(input)), new URL(response.url)];
      record(init?.method ?? 'GET', from.pathname, {
        path: end.pathname,
        status: response.status,
        type: response.headers.get('content-type') ?? '',
        body,
      });
      return Object.defineProperty(response, 'url', { value: end.href });
    };
    return { ...session, send };
  };
  await client.signIn(origins.old, 'amelie@mail.example');
  exporting = {};
  const saving = recorder('old', (_, path, recorded) => {
    exporting[path] = recorded;
  });
  for await (const step of collectLists({ handle: OLD, kinds: null }, saving)) expect(step.what).not.toBe('stopped');

  await client.signIn(origins.new, 'amelie@mail.example');
  const stages: Recording[] = [{}, {}, {}];
  let stage = 0;
  const sending = recorder('new', (method, path, recorded) => {
    if (method === 'POST') stage += 1;
    const at = stages[stage];
    if (at) at[`${method} ${path}`] = recorded;
  });
  const asked = async (path: string) => void (await sending.send(`${origins.new}${path}?lang=en`, { method: 'GET', mode: 'same-origin' }));
  for await (const step of bringList(NEW, parcel(), new TextEncoder().encode(FILE), sending)) {
    if (step.what === 'sent') await asked('/settings/imports');
    if (step.what === 'confirmed') await asked(`/settings/imports/${step.importId}`);
  }
  importing = stages;
  expect(stages.map((each) => Object.keys(each).length)).toEqual([1, 3, 3]);
  await practice.close();
}, timeout);
afterAll(() => vi.unstubAllGlobals());

const parcel = (): Parcel => ({
  type: 'following',
  name: NAME,
  contentType: 'text/csv',
  rows: 2,
  filterPosts: 0,
  state: 'ready',
  importId: null,
  at: NOW,
  newest: null,
  taken: [],
});

const harm = [
  ...harmful,
  '<form action="/settings/imports" method="post" enctype="multipart/form-data">',
  '<form action="https://evil.example/settings/imports" method="post">',
  '<input name="form_import[mode]" value="overwrite">',
  '<input type="hidden" name="form_import[mode]" value="overwrite" checked>',
  '<input name="form_import[data]" value="x">',
  '<select name="form_import[type]"><option value="blocking">',
  '<a href="/settings/imports/7/confirm" data-method="post">',
  '<a href="https://evil.example/settings/imports/7/confirm" data-method="post">',
  '<tr id="bulk_import_9"><td>Following</td></tr>',
  '<p class="hint"><strong>3</strong> <strong>x.csv</strong> replace</p>',
  '<div class="flash-message warning">x</div>',
  '<base href="https://evil.example/">',
  '<meta name="csrf-param" content="_method">',
  '<meta name="csrf-token" content="">',
  '<script id="initial-state" type="application/json">{}</script>',
  '<table>',
  '</form>',
  '</table>',
  'overwrite',
  '<!--',
  '<template>',
];
const words = fc.constantFrom('/auth/sign_in', '/settings/imports', '/settings/export', '/settings/imports/9', '/about', '/');

/** What becomes of one answer; mostly nothing. */
const answer = fc.record({
  changes: seldom(edits(harm, 3)),
  who: seldom(fc.constantFrom(OTHER, 'amelie', '')),
  status: fc.oneof({ weight: 12, arbitrary: fc.constant(null) }, fc.constantFrom(200, 204, 302, 403, 404, 410, 422, 429, 500, 502, 503, 504)),
  endsAt: fc.oneof({ weight: 12, arbitrary: fc.constant(null) }, words, fc.constant('https://evil.example/settings/imports')),
  type: fc.oneof({ weight: 12, arbitrary: fc.constant(null) }, fc.constantFrom('text/html', 'text/csv', 'application/json', 'text/plain; x=<y>', '')),
  length: fc.oneof({ weight: 12, arbitrary: fc.constant(null) }, fc.constantFrom('0', '-1', '1e9', 'x', '99999999999999999999')),
  /** `before`: it never arrived; `after`: all was done, and the answer is lost; `half`: it breaks in the middle. */
  breaks: fc.oneof({ weight: 10, arbitrary: fc.constant(null) }, fc.constantFrom('before', 'after', 'half')),
  /** One byte after the other. */
  drips: fc.oneof({ weight: 20, arbitrary: fc.constant(false) }, fc.constant(true)),
});
type Said = typeof answer extends fc.Arbitrary<infer T> ? T : never;
const honest: Said = { changes: null, who: null, status: null, endsAt: null, type: null, length: null, breaks: null, drips: false };

/** No run of ours needs more requests, whatever it is told; each look for what may still arrive waits twice as long. */
const MOST_REQUESTS = 60;

const theCase = fc.record({
  task: fc.constantFrom('collect', 'bring', 'followers', 'failures'),
  /** One after the other; beyond, all is honest. */
  said: fc.array(fc.oneof({ weight: 2, arbitrary: fc.constant(honest) }, { weight: 1, arbitrary: answer }), { maxLength: 14 }),
});

interface Asked {
  method: string;
  path: string;
  body: FormData | null;
  /** Whether this answer was as the server meant it. */
  isHonest: boolean;
  html: string;
}

/** The server: what it was asked, and how it stands with the import. */
function serverOf(task: string, said: readonly Said[]) {
  const origin = task === 'bring' || task === 'failures' ? origins.new : origins.old;
  const asked: Asked[] = [];
  let stage = task === 'failures' ? 2 : 0;
  let now = NOW;

  const recorded = (method: string, { pathname, search }: URL): Recorded => {
    if (task === 'followers') return { path: pathname, status: 200, type: 'application/json', body: JSON.stringify(followersAt(pathname, search)) };
    if (pathname.endsWith('failures.csv')) return { path: pathname, status: 200, type: 'text/csv', body: 'ada@bakers.example,true,false,\n' };
    const missing = { path: pathname, status: 404, type: 'text/html', body: '<html><title>404</title>' };
    if (task === 'collect') return exporting[pathname] ?? missing;
    return importing[stage]?.[`${method} ${pathname}`] ?? missing;
  };
  const send: typeof fetch = async (input, init = {}) => {
    const url = new URL(String(input));
    const { changes, who, status, endsAt, type, length, breaks, drips } = said[asked.length] ?? honest;
    const one = { method: init.method ?? 'GET', path: url.pathname, body: (init.body as FormData | undefined) ?? null, isHonest: true, html: '' };
    asked.push(one);
    expect(asked.length).toBeLessThanOrEqual(MOST_REQUESTS);
    expect(url.origin).toBe(origin);
    expect(init).toMatchObject({ mode: 'same-origin', credentials: 'same-origin', cache: 'no-store' });
    expect(Object.keys(init.headers ?? {})).toEqual(['accept']);
    if (breaks === 'before') throw new TypeError('Failed to fetch');
    if (one.method === 'POST') stage = url.pathname.endsWith('/confirm') ? 2 : one.body?.get('_method') === 'delete' ? 0 : Math.max(stage, 1);
    const plain = recorded(one.method, url);
    if (breaks === 'after') throw new TypeError('Failed to fetch');
    const named = who === null ? plain.body : plain.body.replaceAll('"amelie"', `"${who}"`).replaceAll('"amelie_new"', `"${who}"`);
    const body = changes === null ? named : edited(named, changes);
    one.isHonest = changes === null && who === null && [status, endsAt, type, length, breaks].every((each) => each === null);
    one.html = body;
    const headers = new Headers({ 'content-type': type ?? plain.type, ...(length === null ? {} : { 'content-length': length }) });
    if (task === 'followers') headers.set('link', `<${origin}/api/v1/accounts/7/followers?max_id=${1_000 - asked.length}>; rel="next"`);
    const bytes = new TextEncoder().encode(body);
    const parts = drips ? [...bytes.subarray(0, 400)].map((each) => Uint8Array.of(each)).concat(bytes.slice(400)) : [bytes];
    const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: (controller) => {
        const part = parts.shift();
        if (part === undefined) controller.close();
        else if (breaks === 'half') {
          controller.enqueue(part.slice(0, part.length / 2));
          controller.error(new TypeError('network error'));
        } else controller.enqueue(part);
      },
    });
    const code = status ?? plain.status;
    const response = new Response([204, 304].includes(code) ? null : stream, { status: code, headers });
    return Object.defineProperty(response, 'url', { value: new URL(endsAt ?? plain.path, origin).href });
  };
  const session: BringSession = {
    origin,
    send,
    parse: (html) => parseHTML(html).document,
    now: () => new Date(now),
    wait: async (ms) => {
      now += ms;
    },
    signal: new AbortController().signal,
    patience: 5_000,
  };
  return { asked, session, isConfirmed: () => stage === 2 };
}

const followersAt = (path: string, search: string) =>
  path.endsWith('/followers')
    ? Array.from({ length: 3 }, (_, at) => ({ acct: `f${at}@x.example`, url: 'https://x.example/@f', uri: `https://x.example/users/f${at}${search.length}` }))
    : { id: '7', followers_count: 9 };

/** Pages that are as the server meant them come again and again: they are read once. */
const owners = new Map<string, string>();

/** Whoever is signed in, as a page says it. */
function ownerOf(look: Asked | undefined, origin: string): string {
  const { html, path, isHonest } = look ?? { html: '', path: '', isHonest: false };
  const key = `${origin}${path} ${html}`;
  const owner = owners.get(key) ?? detectPage({ origin, pathname: path }, parseHTML(html).document)?.account.handle ?? '';
  if (isHonest) owners.set(key, owner);
  return owner;
}

function expectNoToken(...told: readonly unknown[]): void {
  const said = JSON.stringify(told);
  for (const token of [plantedToken, plantedToken.slice(0, 18), plantedToken.slice(-18)]) expect(said).not.toContain(token);
}

type Server = ReturnType<typeof serverOf>;

async function collecting({ asked, session }: Server): Promise<string> {
  let end = 'collect: all that is there';
  for await (const step of collectLists({ handle: OLD, kinds: null }, session as Session)) {
    if (step.what === 'seen') expect(v.is(pageSeenSchema, step.seen)).toBe(true);
    if (step.what === 'lost') end = 'collect: some lost';
    if (step.what === 'stopped') end = 'collect: stopped';
    if (step.what === 'list') {
      const { bytes, ...file } = step.file;
      expect(listKinds).toContain(file.kind);
      expect(parseList(file.kind, bytes)).toMatchObject({ ok: true });
      // Two looks, before the list and after it, at whoever is signed in.
      const looks = asked.filter(({ path }) => path === '/settings/export');
      for (const look of looks.slice(-2)) expect(sameHandle(ownerOf(look, session.origin), OLD)).toBe(true);
      expectNoToken(file, new TextDecoder().decode(bytes));
    } else expectNoToken(step);
  }
  for (const { method } of asked) expect(method).toBe('GET');
  return end;
}

async function importingOnce({ asked, session, isConfirmed }: Server): Promise<string> {
  let last = '';
  let before = '';
  const noted = new Set<string>();
  for await (const step of bringList(NEW, parcel(), new TextEncoder().encode(FILE), session)) {
    expectNoToken(step);
    expect(['confirmed', 'stopped', 'paused']).not.toContain(last);
    if (step.what === 'seen') expect(v.is(pageSeenSchema, step.seen)).toBe(true);
    if (step.what === 'sending' || step.what === 'confirming') {
      expect(noted).not.toContain(step.what);
      noted.add(step.what);
    }
    if (step.what === 'confirming') {
      // The page that was read last said everything as meant.
      const page = asked.at(-1);
      expect([before, page?.method, page?.path]).toEqual(['sent', 'GET', `/settings/imports/${step.importId}`]);
      expect(misfitsOf(readConfirmation(parseHTML(page?.html ?? '').document), parcel())).toEqual([]);
      expect(sameHandle(ownerOf(page, session.origin), NEW)).toBe(true);
    }
    if (step.what !== 'seen') before = step.what;
    last = step.what;
  }
  const posts = asked.filter(({ method }) => method === 'POST');
  const uploads = posts.filter(({ path }) => path === '/settings/imports');
  const yeses = posts.filter(({ path }) => path.endsWith('/confirm'));
  expect(uploads.length).toBeLessThanOrEqual(noted.has('sending') ? 1 : 0);
  expect(yeses.length).toBeLessThanOrEqual(noted.has('confirming') ? 1 : 0);
  // Everything else that was sent takes back what is ours.
  for (const { body } of posts.filter((post) => !uploads.includes(post) && !yeses.includes(post))) expect(body?.get('_method')).toBe('delete');
  for (const { body } of uploads) {
    expect(body?.getAll('form_import[mode]')).toEqual(['merge']);
    expect(body?.getAll('form_import[type]')).toEqual(['following']);
    expect(body?.getAll('form_import[data]').map((file) => (file as File).name)).toEqual([NAME]);
  }
  if (asked.every(({ isHonest }) => isHonest) && last === 'confirmed') expect(isConfirmed()).toBe(true);
  return `bring: ${last}`;
}

async function readingFollowers({ session }: Server): Promise<string> {
  const account = { id: '7', domain: 'old.localhost' };
  const count = await followersCount(session, account.id);
  const page = await readFollowersPage(session, account, '999');
  expectNoToken(count, page);
  if (count.ok && count.value !== null) expect(count.value).toBeGreaterThanOrEqual(0);
  if (!page.ok) return `followers: ${page.trouble.kind}`;
  for (const { handle, url } of page.value.followers) expect([handle.length > 0, url === '' || /^https?:/.test(url)]).toEqual([true, true]);
  if (page.value.next !== null) expect(BigInt(page.value.next)).toBeLessThan(999n);
  expect(page.value.wait).toBeGreaterThanOrEqual(0);
  return 'followers: read';
}

async function readingFailures({ asked, session }: Server): Promise<string> {
  const read = await readFailures(NEW, '/settings/imports/1/failures.csv', session);
  if (!read.ok) return `failures: ${read.trouble}`;
  const look = asked.at(-1);
  expect(sameHandle(ownerOf(look, session.origin), NEW)).toBe(true);
  return 'failures: read';
}

test('answers of any kind in the person’s session: few requests, to one server, and nothing sent twice or unseen', { timeout }, async () => {
  const run = { collect: collecting, bring: importingOnce, followers: readingFollowers, failures: readingFailures };
  const tried = await attempt('answers in the session', 0.1, theCase, ({ task, said }) => run[task as keyof typeof run](serverOf(task, said)));
  const ends = ['bring: confirmed', 'bring: stopped', 'bring: paused', 'followers: read', 'followers: unreadable', 'failures: read', 'failures: session'];
  expectReached(tried, 'collect: all that is there', 'collect: some lost', 'collect: stopped', ...ends);
});
