import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type BringSession, type BringStep, bringList, type Parcel } from '../../mastodon/bring';
import { documentOf, makeClient } from '../practice/client';
import { type RunningPractice, startPractice } from '../practice/server';
import type { BulkImport } from '../practice/state';

let practice: RunningPractice;
let client: ReturnType<typeof makeClient>;
const HANDLE = 'amelie_new@new.localhost';

/** Node's FormData reads no form: here it does, as in a browser. */
class PageFormData extends FormData {
  constructor(form?: HTMLFormElement) {
    super();
    for (const control of form?.querySelectorAll<HTMLInputElement>('input, select') ?? []) {
      if (control.type === 'radio' && !control.checked) continue;
      if (control.type !== 'file') this.append(control.name, control.value);
    }
  }
}

beforeAll(async () => {
  practice = await startPractice({ servers: { new: { host: 'new.localhost', version: '4.6' } } });
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
  let passed = 0;
  return {
    origin: practice.server('new').origin,
    send: (async (url: string, init: RequestInit) => {
      const answer = await client.get(url, { method: init.method ?? 'GET', ...(init.body ? { body: init.body as FormData } : {}) });
      const headers = new Headers(
        Object.entries(answer.headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as [string, string]] : [])),
      );
      const response = new Response(Uint8Array.from(answer.bytes), { status: answer.status, headers });
      Object.defineProperty(response, 'url', { value: answer.url });
      return response;
    }) as typeof fetch,
    parse: (text) => documentOf({ text }),
    now: () => new Date(Date.now() + passed),
    wait: async (ms) => {
      passed += ms;
    },
    signal: new AbortController().signal,
    patience: 10_000,
    ...changed,
  };
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
  at: Date.now(),
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

describe('a list is brought', () => {
  test('by the page’s own form, looked at, confirmed and seen among the recent ones', async () => {
    expect(await run()).toEqual([
      { what: 'sending' },
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
    const steps = await run(parcel({ state: 'sending', at: Date.now() - 60_000 }));
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
