import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { MOST_BYTES } from '../../lists/parse';
import { bringList, type Parcel } from '../../mastodon/bring';
import type { BringSession, BringStep } from '../../mastodon/bring-step';
import { readFailures } from '../../mastodon/import-pages';
import { makeClient } from '../practice/client';
import type { Trouble } from '../practice/faults';
import { PageFormData, pageSession } from '../practice/page-session';
import { type RunningPractice, startPractice } from '../practice/server';
import type { BulkImport } from '../practice/state';

let practice: RunningPractice;
let client: ReturnType<typeof makeClient>;
const HANDLE = 'amelie_new@new.localhost';

beforeAll(async () => {
  // Practice time stands still unless a test turns it: on a busy machine an import would start between two requests.
  practice = await startPractice({ now: () => Date.UTC(2026, 10, 20, 9, 30), servers: { new: { host: 'new.localhost', version: '4.6' } } });
  vi.stubGlobal('FormData', PageFormData);
});
afterAll(() => practice.close());
beforeEach(async () => {
  vi.stubGlobal('FormData', PageFormData);
  practice.reset();
  client = makeClient(practice);
  await client.signIn(practice.server('new').origin, 'amelie@mail.example');
  practice.server('new').requests.length = 0;
});

function session(changed: Partial<BringSession> = {}): BringSession {
  return { ...pageSession(practice, client), ...changed };
}

const FILE = 'Account address,Show boosts,Notify on new posts,Languages\nada@bakers.example,true,false,\nbruno@bakers.example,true,false,\n';
const parcel = (changed: Partial<Parcel> = {}): Parcel => ({
  type: 'following',
  name: 'following_accounts-0a1b2c3d.csv',
  contentType: 'text/csv',
  rows: 2,
  filterPosts: 0,
  state: 'ready',
  importId: null,
  at: practice.clock.now(),
  newest: null,
  taken: [],
  ...changed,
});

async function run(given: Parcel = parcel(), file = FILE, on: (step: BringStep) => void | Promise<void> = () => {}, used = session()): Promise<BringStep[]> {
  const steps: BringStep[] = [];
  for await (const step of bringList(HANDLE, given, new TextEncoder().encode(file), used)) {
    steps.push(step);
    await on(step);
  }
  return steps.filter(({ what }) => what !== 'seen');
}
const names = (steps: readonly BringStep[]) => steps.map(({ what }) => what);
const imports = (): BulkImport[] => practice.server('new').account('amelie_new').imports;
const posts = (path: string) => practice.server('new').requests.filter((request) => request.method === 'POST' && request.path === path);
const server = () => practice.server('new');
const ONE = /^\/settings\/imports\/\d+$/;
const CONFIRM = /^\/settings\/imports\/\d+\/confirm$/;

describe('a list is brought', () => {
  test('by the page’s own form, looked at, confirmed and seen among the recent ones', async () => {
    expect(await run()).toEqual([
      { what: 'sending', newest: 0 },
      { what: 'sent', importId: expect.any(Number), misfits: [] },
      { what: 'confirming', importId: expect.any(Number) },
      { what: 'confirmed', importId: imports()[0]?.id },
    ]);
    expect(imports()).toMatchObject([{ type: 'following', overwrite: false, filename: 'following_accounts-0a1b2c3d.csv', state: 'scheduled', total: 2 }]);
    expect(new TextDecoder().decode(imports()[0]?.bytes)).toBe(FILE);
  });
  test('with every page read in English where words count, and the account read before and after', async () => {
    server().account('amelie_new').locale = 'fr';
    expect(names(await run())).toEqual(['sending', 'sent', 'confirming', 'confirmed']);
    const { requests } = server();
    const changing = requests.flatMap((request, at) => (request.method === 'POST' ? [at] : []));
    for (const at of changing) {
      expect(requests[at - 1]).toMatchObject({ method: 'GET', query: '?lang=en' });
      expect(requests.slice(at + 1).find((next) => next.query === '?lang=en')).toBeDefined();
    }
    expect(changing.length).toBe(2);
  });
  test.each(['4.2', '4.3', '4.5'])('into %s', async (version) => {
    server().options.version = version;
    expect(names(await run())).toEqual(['sending', 'sent', 'confirming', 'confirmed']);
    expect(imports().length).toBe(1);
  });
  test('only if everything was noted before it is sent', async () => {
    await run(parcel(), FILE, (step) => {
      if (step.what === 'sending') expect(imports()).toEqual([]);
      if (step.what === 'confirming') expect(imports()).toMatchObject([{ state: 'unconfirmed' }]);
    });
  });
});

describe('a surprise stops it', () => {
  test('another number of rows: taken back', async () => {
    const steps = await run(parcel({ rows: 3 }));
    expect(steps.at(-1)).toEqual({ what: 'stopped', why: 'other-count', detail: '', takenBack: true });
    expect(imports()).toEqual([]);
  });
  test('a file of another name: it is not ours, and stays', async () => {
    await run(parcel({ name: 'somebody-elses.csv' }), FILE, (step) => {
      if (step.what === 'sent') throw new Error('closed');
    }).catch(() => undefined);
    const steps = await run(parcel({ state: 'unconfirmed', importId: imports()[0]?.id ?? 0 }));
    expect(steps.at(-1)).toMatchObject({ what: 'stopped', why: 'other-name', takenBack: false });
    expect(imports()).toMatchObject([{ state: 'unconfirmed', filename: 'somebody-elses.csv' }]);
  });
  test('a warning of the server: taken back', async () => {
    const steps = await run(parcel({ type: 'blocking', name: 'muted_accounts-1.csv' }), 'ada@bakers.example\nbruno@bakers.example\n');
    expect(steps.at(-1)).toMatchObject({ what: 'stopped', why: 'warned', takenBack: true });
    expect(imports()).toEqual([]);
  });
  test('an import that would overwrite: taken back', async () => {
    const overwriting = () => {
      for (const bulk of imports()) bulk.overwrite = true;
    };
    const steps = await run(parcel(), FILE, (step) => {
      if (step.what === 'sending') server().failNext(/^\/settings\/imports\/\d+$/, { kind: 'before', run: overwriting });
    });
    expect(steps.at(-1)).toMatchObject({ what: 'stopped', why: 'overwrites', takenBack: true });
    expect(imports()).toEqual([]);
  });
  test('refused by the form: in the server’s own words', async () => {
    server().options.followLimit = 1;
    const steps = await run();
    expect(steps.at(-1)).toMatchObject({ what: 'stopped', why: 'refused', takenBack: false });
    expect(JSON.stringify(steps.at(-1))).toContain('1');
    expect(imports()).toEqual([]);
  });
  test('an error that means “not your form” is told from one after which it was looked for, and from one to the yes', async () => {
    server().failNext('POST /settings/imports', { kind: 'status', status: 422 });
    expect((await run()).at(-1)).toMatchObject({ what: 'stopped', why: 'not-taken', detail: '422' });
    server().failNext('POST /settings/imports', { kind: 'status', status: 500 });
    expect((await run()).at(-1)).toMatchObject({ what: 'stopped', why: 'server-error', detail: '500' });
    server().failNext(/confirm$/, { kind: 'status', status: 500 });
    expect((await run()).at(-1)).toMatchObject({ what: 'stopped', why: 'yes-refused', detail: '500' });
    expect(imports()).toMatchObject([{ state: 'unconfirmed' }]);
  });
  test('a type this server does not have: nothing is sent', async () => {
    server().options.version = '4.5';
    expect(await run(parcel({ type: 'custom_filters' }))).toEqual([{ what: 'stopped', why: 'no-such-type', detail: '', takenBack: false }]);
    expect(posts('/settings/imports')).toEqual([]);
  });
  test.each([
    [400, 'server-error'],
    [403, 'not-taken'],
    [404, 'server-error'],
    [413, 'server-error'],
    [422, 'not-taken'],
  ] as const)('an answer %i: it would be the same the next time', async (status, why) => {
    server().failNext('POST /settings/imports', { kind: 'status', status });
    const steps = await run();
    expect(names(steps)).toEqual(['sending', 'not-sent', 'stopped']);
    expect(steps.at(-1)).toMatchObject({ why, detail: String(status) });
    expect(posts('/settings/imports').length).toBe(1);
  });
  test('a page that nobody expects', async () => {
    server().failNext('POST /settings/imports', { kind: 'other-page' });
    const steps = await run();
    expect(names(steps)).toEqual(['sending', 'not-sent', 'stopped']);
    expect(steps.at(-1)).toMatchObject({ why: 'unreadable' });
  });
  test('an error of the server', async () => {
    server().failNext('POST /settings/imports', { kind: 'status', status: 500 });
    const steps = await run();
    expect(names(steps)).toEqual(['sending', 'not-sent', 'stopped']);
    expect(steps.at(-1)).toMatchObject({ why: 'server-error', detail: '500' });
  });
});

describe('somebody else', () => {
  test('is signed in: nothing is sent', async () => {
    await client.signIn(server().origin, 'guarded@mail.example');
    server().requests.length = 0;
    expect(await run()).toEqual([{ what: 'paused', why: 'other-account', detail: 'guarded@new.localhost' }]);
    expect(server().requests.filter(({ method }) => method === 'POST')).toEqual([]);
  });
  test('signs in half-way: the yes is not sent', async () => {
    const changed = await run(parcel(), FILE, async (step) => {
      if (step.what === 'sent') await client.signIn(server().origin, 'guarded@mail.example');
    });
    expect(names(changed)).toEqual(['sending', 'sent', 'confirming', 'paused']);
    expect(imports()).toMatchObject([{ state: 'unconfirmed' }]);
  });
  test('signs in between the look and the upload: the server refuses a form that is not theirs', async () => {
    const steps = await run(parcel(), FILE, async (step) => {
      if (step.what === 'sending') await client.signIn(server().origin, 'guarded@mail.example');
    });
    expect(steps.at(-1)?.what).toMatch(/stopped|paused/);
    expect([imports(), server().account('guarded').imports]).toEqual([[], []]);
  });
  test('nobody is: it waits', async () => {
    server().signEverybodyOut();
    expect(await run()).toEqual([{ what: 'paused', why: 'signed-out', detail: '' }]);
  });
});

describe('a lost answer is looked up before anything is sent again', () => {
  test('to the upload', async () => {
    server().failNext('POST /settings/imports', { kind: 'lost-answer' });
    expect(names(await run())).toEqual(['sending', 'sent', 'confirming', 'confirmed']);
    expect(posts('/settings/imports').length).toBe(1);
    expect(imports().length).toBe(1);
  });
  test('to the yes', async () => {
    server().failNext(/^\/settings\/imports\/\d+\/confirm$/, { kind: 'lost-answer' });
    expect(names(await run())).toEqual(['sending', 'sent', 'confirming', 'confirmed']);
    expect(imports().length).toBe(1);
  });
  test('when the tab was closed after the upload', async () => {
    await run(parcel(), FILE, (step) => {
      if (step.what === 'sent') throw new Error('closed');
    }).catch(() => undefined);
    expect(imports()).toMatchObject([{ state: 'unconfirmed' }]);
    expect(names(await run(parcel({ state: 'sending' })))).toEqual(['sent', 'confirming', 'confirmed']);
    expect(posts('/settings/imports').length).toBe(1);
    expect(imports().length).toBe(1);
  });
  test('when the tab was closed after the yes', async () => {
    const steps = await run();
    const importId = imports()[0]?.id ?? 0;
    expect(steps.at(-1)).toEqual({ what: 'confirmed', importId });
    expect(names(await run(parcel({ state: 'confirming', importId })))).toEqual(['confirmed']);
    expect(server().requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/confirm')).length).toBe(1);
  });
  test('among others that wait, ours is known by its name', async () => {
    await run(parcel({ name: 'following_accounts-ffffffff.csv' }), FILE, (step) => {
      if (step.what === 'sent') throw new Error('closed');
    }).catch(() => undefined);
    const steps = await run(parcel({ state: 'sending', at: practice.clock.now() - 60_000 }));
    expect(names(steps)).toEqual(['not-sent', 'sending', 'sent', 'confirming', 'confirmed']);
    expect(imports().map(({ state }) => state)).toEqual(['scheduled', 'unconfirmed']);
  });
  test('what never arrived is waited for, then said; nothing is sent twice by itself', async () => {
    server().failNext('POST /settings/imports', { kind: 'refused' });
    const steps = await run();
    expect(names(steps)).toEqual(['sending', 'not-sent', 'paused']);
    expect(posts('/settings/imports').length).toBe(1);
    expect(imports()).toEqual([]);
  });
  test('a form that the browser sent twice by itself: one is confirmed, the other taken back', async () => {
    const twin = () => {
      const [first] = imports();
      if (first && imports().length === 1) imports().push({ ...first, id: 9_999 });
    };
    const steps = await run(parcel(), FILE, (step) => {
      if (step.what === 'sending') server().failNext(/^\/settings\/imports\/\d+$/, { kind: 'before', run: twin }, 2);
    });
    expect(names(steps)).toEqual(['sending', 'sent', 'confirming', 'confirmed']);
    expect(imports().map(({ state }) => state)).toEqual(['scheduled']);
  });
  test('what others left unconfirmed stays as it is', async () => {
    await run(parcel({ name: 'somebody-elses.csv' }), FILE, (step) => {
      if (step.what === 'sent') throw new Error('closed');
    }).catch(() => undefined);
    await run();
    expect(imports().map(({ state }) => state)).toEqual(['scheduled', 'unconfirmed']);
  });
  test('a limit on requests means that nothing was done', async () => {
    server().failNext('POST /settings/imports', { kind: 'status', status: 429 });
    expect(names(await run())).toEqual(['sending', 'not-sent', 'paused']);
  });
  test('an import that somebody took back meanwhile is said to have vanished', async () => {
    expect((await run(parcel({ state: 'unconfirmed', importId: 999 }))).at(-1)).toMatchObject({ what: 'stopped', why: 'vanished' });
  });
});

describe('what is sent late', () => {
  test.each([60_000, 110_000])('and lost after %i ms of silence may arrive for half a minute more', async (silence) => {
    const used = session();
    server().failNext('POST /settings/imports', { kind: 'arrives-late', ms: silence + 20_000 });
    server().failNext(ONE, { kind: 'before', run: () => undefined });
    const slow: typeof fetch = async (...given) => {
      const isUpload = given[1]?.method === 'POST' && String(given[0]).endsWith('/settings/imports');
      return used.send(...given).catch(async (error) => {
        if (isUpload) await used.wait(silence);
        throw error;
      });
    };
    const steps = await run(parcel(), FILE, undefined, { ...used, send: slow });
    expect(names(steps)).toEqual(['sending', 'sent', 'confirming', 'confirmed']);
    expect(imports()).toMatchObject([{ state: 'scheduled' }]);
    expect(posts('/settings/imports').length).toBe(1);
  });
  test('and was given up is found by its name, and not sent again', async () => {
    server().failNext('POST /settings/imports', { kind: 'arrives-late', ms: 90_000 });
    expect(names(await run())).toEqual(['sending', 'not-sent', 'paused']);
    practice.tick(90_000);
    await vi.waitFor(async () => expect((await client.get(`${server().origin}/settings/imports`)).text).toContain('bulk_import_'));
    expect(names(await run())).toEqual(['sent', 'confirming', 'confirmed']);
    expect(posts('/settings/imports').length).toBe(1);
  });
  test('and arrives beside its second try is taken back', async () => {
    server().failNext('POST /settings/imports', { kind: 'arrives-late', ms: 90_000 });
    await run();
    server().failNext(CONFIRM, { kind: 'before', run: () => practice.tick(90_000) });
    expect(names(await run())).toEqual(['sending', 'sent', 'confirming', 'confirmed']);
    expect(imports().filter(({ state }) => state === 'unconfirmed')).toEqual([]);
  });
});

describe.each([1, 1_000, 120_000])('with a patience of %i ms', (patience) => {
  /** Tries until it is through; in between the person waits a minute, and presses "Try again" where it stopped. */
  async function untilConfirmed(): Promise<void> {
    let parcelNow = parcel();
    for (let round = 0; round < 5 && parcelNow.state !== 'confirmed'; round++) {
      for await (const step of bringList(HANDLE, parcelNow, new TextEncoder().encode(FILE), session({ patience }))) parcelNow = noted(parcelNow, step);
      practice.tick(60_000);
      // What arrived is dealt with.
      await vi.waitFor(async () => expect((await client.get(`${server().origin}/settings/imports`)).status).toBe(200));
    }
    practice.tick(300_000);
    expect(parcelNow.state).toBe('confirmed');
  }

  test.each([
    ['no answer', 20_000, undefined],
    ['another page', 20_000, 'other-page'],
    ['another page', 100_000, 'other-page'],
    ['a late 504', 100_000, 504],
  ] as const)('an upload that is answered with %s and arrives after %i ms is sent once', async (_, ms, answer) => {
    server().failNext('POST /settings/imports', { kind: 'arrives-late', ms, ...(answer === undefined ? {} : { answer }) });
    await untilConfirmed();
    expect(posts('/settings/imports').length).toBe(1);
    expect(imports().length).toBe(1);
  });
  test.each([
    ['no answer', undefined],
    ['another page', 'other-page'],
    ['a late 504', 504],
  ] as const)('a yes that is answered with %s and arrives when it was given up is no reason to send the list again', async (_, answer) => {
    server().failNext(CONFIRM, { kind: 'arrives-late', ms: 45_000, ...(answer === undefined ? {} : { answer }) });
    await untilConfirmed();
    expect(posts('/settings/imports').length).toBe(1);
    expect(imports().length).toBe(1);
  });
});

describe('confirmed elsewhere meanwhile', () => {
  /** The upload arrives, its answer does not, and the person finds it on a telephone. */
  async function confirmedElsewhere(): Promise<number> {
    const steps = await run(parcel(), FILE, (step) => {
      if (step.what === 'sent') throw new Error('closed');
    }).catch(() => []);
    expect(steps).toEqual([]);
    const id = imports()[0]?.id ?? 0;
    await client.press(await client.get(`${server().origin}/settings/imports/${id}`), 'a[data-method="post"]');
    return id;
  }
  test('it is known by type, length, and being newer than all before it', async () => {
    const id = await confirmedElsewhere();
    expect(await run(parcel({ state: 'sending', newest: id - 1 }))).toEqual([{ what: 'confirmed', importId: id }]);
    expect(posts('/settings/imports').length).toBe(1);
  });
  test.each([
    ['was there before', {}, 0],
    ['is another kind of list', { type: 'blocking', name: 'blocked_accounts-0a1b2c3d.csv' }, 1],
    ['has another length', { rows: 3 }, 1],
  ] as const)('but not one that %s', async (_, changed, before) => {
    const id = await confirmedElsewhere();
    const steps = await run(parcel({ state: 'sending', newest: id - before, at: practice.clock.now() - 60_000, ...changed }));
    expect(names(steps).slice(0, 2)).toEqual(['not-sent', 'sending']);
  });
});

describe('sent on to another server', () => {
  const elsewhere = () => practice.server('old');
  beforeEach(() => {
    elsewhere().requests.length = 0;
  });
  test('an upload goes nowhere else, and neither does its token', async () => {
    server().failNext('POST /settings/imports', { kind: 'redirect', status: 307, to: `${elsewhere().origin}/settings/imports` });
    expect(names(await run())).toEqual(['sending', 'not-sent', 'paused']);
    expect(elsewhere().requests).toEqual([]);
    expect(imports()).toEqual([]);
  });
  test('a page is not read there', async () => {
    server().failNext('GET /settings/imports', { kind: 'redirect', status: 302, to: `${elsewhere().origin}/settings/imports` });
    expect(await run()).toEqual([{ what: 'paused', why: 'unreachable', detail: '' }]);
    expect(elsewhere().requests).toEqual([]);
  });
  test('nor are the rows that failed', async () => {
    const path = '/settings/imports/9/failures.csv';
    server().failNext(path, { kind: 'redirect', status: 302, to: elsewhere().origin + path });
    expect(await readFailures(HANDLE, path, session())).toEqual({ ok: false, trouble: 'file' });
    expect(elsewhere().requests).toEqual([]);
  });
  test('and an answer that came from there all the same is not taken', async () => {
    const path = '/settings/imports/9/failures.csv';
    const there = new Response('rosa@gardens.example\n', { headers: { 'content-type': 'text/csv' } });
    Object.defineProperty(there, 'url', { value: elsewhere().origin + path });
    const usual = session();
    const send: typeof fetch = (input, init) => (String(input).endsWith(path) ? Promise.resolve(there) : usual.send(input, init));
    expect(await readFailures(HANDLE, path, session({ send }))).toEqual({ ok: false, trouble: 'file' });
  });
});

describe('the rows that failed', () => {
  const path = '/settings/imports/9/failures.csv';
  const answer = (body: string, headers: Record<string, string> = {}, status = 200, url = path) =>
    Object.defineProperty(new Response(body, { status, headers: { 'content-type': 'text/csv', ...headers } }), 'url', { value: server().origin + url });
  /** Only the file is answered otherwise. */
  const read = (file: Response, used = session()) =>
    readFailures(HANDLE, path, {
      ...used,
      send: ((url: string, init: RequestInit) => (url.includes('failures') ? file : used.send(url, init))) as typeof fetch,
    });
  const rows = 'ada@bakers.example\n';

  test('are taken when they are complete', async () => {
    expect(await read(answer(rows, { 'content-length': String(rows.length) }))).toEqual({ ok: true, bytes: new TextEncoder().encode(rows) });
    expect(await read(answer('{"custom_filters":[]}', { 'content-type': 'application/json' }))).toMatchObject({ ok: true });
    expect(await read(answer(''))).toMatchObject({ ok: true });
  });
  test.each([
    ['are fewer bytes than announced', () => answer(rows, { 'content-length': '900' })],
    ['stop in a row', () => answer('ada@bakers.example\nbru')],
    ['stop in a filter', () => answer('{"custom_filters":[', { 'content-type': 'application/json' })],
    ['are more than any list', () => answer(rows, { 'content-length': String(MOST_BYTES + 1) })],
    ['are more than any list and do not say so', () => answer(`${'x'.repeat(MOST_BYTES)}\n`)],
    ['are a page', () => answer('<html>', { 'content-type': 'text/html' })],
    ['are an error', () => answer('', {}, 500)],
  ])('that %s are not taken, and others may be', async (_, file) => {
    expect(await read(file())).toEqual({ ok: false, trouble: 'file' });
  });
  test.each([
    ['the server asks us to wait', () => answer('', {}, 429)],
    ['nobody is signed in', () => answer('<html>', { 'content-type': 'text/html' }, 200, '/auth/sign_in')],
  ])('are not asked for further when %s', async (_, file) => {
    expect(await read(file())).toEqual({ ok: false, trouble: 'session' });
  });
  test('nor when somebody else is signed in', async () => {
    expect(
      await readFailures('guarded@new.localhost', path, {
        ...session(),
        send: (async (url: string, init: RequestInit) => (url.includes('failures') ? answer(rows) : session().send(url, init))) as typeof fetch,
      }),
    ).toEqual({ ok: false, trouble: 'session' });
  });
});

// Every accident at every point
// ----------------------------------------------------------------------------------------------------------------

/** Which request of an undisturbed run, and how many to the same address come before it. */
const points = {
  'before the upload': ['GET', '/settings/imports', 0],
  'the upload is sent': ['POST', '/settings/imports', 0],
  'the upload is answered': ['GET', ONE, 0],
  'the confirmation is read': ['GET', ONE, 1],
  'the yes is sent': ['POST', CONFIRM, 0],
  'the yes is answered': ['GET', '/settings/imports', 1],
} as const;

const stranger = () => {
  for (const one of server().sessions.values()) if (one.username === 'amelie_new') Object.assign(one, { username: 'guarded', csrf: '00'.repeat(32) });
};
const accidents: Record<string, (then: { leave(): void; cut(): void }) => Trouble> = {
  'its answer is lost': () => ({ kind: 'lost-answer' }),
  'an error 500': () => ({ kind: 'status', status: 500 }),
  'an error 503': () => ({ kind: 'status', status: 503 }),
  'a limit on requests': () => ({ kind: 'status', status: 429 }),
  'a late 504 of a server in front': () => ({ kind: 'gave-up', status: 504 }),
  'signed out': () => ({ kind: 'signed-out' }),
  'somebody else signs in': () => ({ kind: 'before', run: stranger }),
  'the network is gone': ({ cut }) => ({ kind: 'refused', run: cut }),
  'the tab is gone, and it arrived': ({ leave }) => ({ kind: 'before', run: leave }),
  'the tab is gone, and it did not arrive': ({ leave }) => ({ kind: 'refused', run: leave }),
};

/** What the background has noted of the piece when the next try begins. */
function noted(before: Parcel, step: BringStep): Parcel {
  const at = practice.clock.now();
  switch (step.what) {
    case 'sending':
      return { ...before, state: 'sending', newest: step.newest, at };
    case 'sent':
      return { ...before, state: 'unconfirmed', importId: step.importId, at };
    case 'confirming':
    case 'confirmed':
      return { ...before, state: step.what, importId: step.importId, at };
    case 'not-sent':
      return { ...before, state: 'ready', importId: null, at };
    case 'stopped': {
      // The person presses "Try this one again": what the server has is asked for, not sent again (`pieceTriedAgain`).
      const isThere = before.importId !== null && !step.takenBack && step.why !== 'vanished';
      return isThere ? before : { ...before, state: 'ready', importId: null, at };
    }
    default:
      return before;
  }
}

/** One try, as far as it goes: a tab that is gone does nothing more. */
async function tryOnce(given: Parcel, gone: Promise<void>): Promise<{ parcel: Parcel; end: BringStep | 'gone' }> {
  let isGone = false;
  void gone.then(() => {
    isGone = true;
  });
  const used = session();
  const send: typeof fetch = async (...asked) => {
    const answer = await used.send(...asked).catch((error) => (isGone ? null : Promise.reject(error)));
    return isGone || answer === null ? new Promise<never>(() => undefined) : answer;
  };
  const steps = bringList(HANDLE, given, new TextEncoder().encode(FILE), { ...used, send });
  let parcel = given;
  let end: BringStep | 'gone' = 'gone';
  for (;;) {
    const next = await Promise.race([steps.next(), gone.then(() => null)]);
    if (next === null || isGone) return { parcel, end: 'gone' };
    if (next.done) return { parcel, end };
    end = next.value;
    parcel = noted(parcel, next.value);
  }
}

describe.each(Object.entries(points))('when %s', (_, [method, path, before]) => {
  test.each(Object.entries(accidents))('%s: every row once, or a clear word, and nothing twice', async (_, accident) => {
    let leave = () => {};
    const gone = new Promise<void>((resolve) => {
      leave = resolve;
    });
    const fail = (trouble: Trouble, times = 1) => server().failNext(typeof path === 'string' ? `${method} ${path}` : path, trouble, times);
    if (before > 0) fail({ kind: 'before', run: () => undefined }, before);
    fail(accident({ leave, cut: () => server().failNext(/./, { kind: 'refused' }, Number.POSITIVE_INFINITY) }));

    let parcelNow = parcel();
    const ends: (BringStep | 'gone')[] = [];
    for (let round = 0; round < 5 && parcelNow.state !== 'confirmed'; round++) {
      const tried = await tryOnce(parcelNow, round === 0 ? gone : new Promise(() => undefined));
      parcelNow = tried.parcel;
      ends.push(tried.end);
      // The trouble is over, and the right person is there.
      server().calm();
      await client.signIn(server().origin, 'amelie@mail.example');
    }
    expect(parcelNow.state).toBe('confirmed');
    for (const end of ends.slice(0, -1)) expect(end === 'gone' ? 'paused' : end.what).toMatch(/^(paused|stopped)$/);
    expect(imports()).toMatchObject([{ state: 'scheduled', overwrite: false, total: 2 }]);
    // Nothing had to be taken back: it was never there twice.
    expect(server().requests.filter((request) => request.method === 'POST' && ONE.test(request.path))).toEqual([]);
    expect(server().account('guarded').imports).toEqual([]);
  });
});
