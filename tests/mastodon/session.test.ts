// @vitest-environment happy-dom
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { listFacts } from '../../lists/kinds';
import { MOST_BYTES } from '../../lists/parse';
import { type Collected, collectLists, type Session } from '../../mastodon/session';

const origin = 'https://old.example';

/** A server of which only what is read here is real: who is signed in, its export page, its lists. */
let server: {
  signedIn: string | null;
  version: string;
  functional: boolean;
  lists: Record<string, string | Uint8Array<ArrayBuffer>>;
  /** Instead of the usual answer. */
  instead: Record<string, () => Promise<Response> | Response>;
  asked: string[];
};
beforeEach(() => {
  server = {
    signedIn: 'amelie',
    version: '4.6.5',
    functional: true,
    lists: {
      '/settings/exports/follows.csv': 'Account address,Show boosts,Notify on new posts,Languages\nada@bakers.example,true,false,\n',
      '/settings/exports/blocks.csv': '',
      '/settings/exports/custom_filters.json': '{"custom_filters":[]}',
    },
    instead: {},
    asked: [],
  };
});

const exportPage = () => {
  const id = '7';
  const meta = { domain: 'old.example', version: server.version, ...(server.functional ? { me: id } : { disabled_account_id: id }) };
  const state = { meta, accounts: { [id]: { username: server.signedIn, acct: server.signedIn } } };
  const rows = Object.keys(server.lists).map(
    (path, index) => `<tr><th>List</th><td>${index + 1}</td><td><a class="table-action-link" href="${path}">CSV</a></td></tr>`,
  );
  return `<!doctype html><html><head><script id="initial-state" type="application/json">${JSON.stringify(state)}</script></head>
<body class="admin"><table class="table"><tbody>${rows.join('')}</tbody></table></body></html>`;
};

/** A `Response` that says where it came from: the constructor cannot. */
function answer(
  body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>,
  type: string,
  { path, status = 200, headers = {} }: { path: string; status?: number; headers?: Record<string, string> },
) {
  const response = new Response(body, { status, headers: { 'content-type': type, ...headers } });
  Object.defineProperty(response, 'url', { value: origin + path });
  return response;
}

const MEBIBYTE = 1_048_576;
/** A body that never ends; says how many parts of one MiB were taken of it, and whether it was let go. */
function endlessBody() {
  const endless = { given: 0, cancelled: false, body: new ReadableStream<Uint8Array<ArrayBuffer>>() };
  const part = new Uint8Array(MEBIBYTE).fill(0x61);
  endless.body = new ReadableStream({
    pull: (controller) => {
      endless.given += 1;
      controller.enqueue(part.slice());
    },
    cancel: () => {
      endless.cancelled = true;
    },
  });
  return endless;
}

const send: typeof fetch = async (input) => {
  const path = new URL(String(input)).pathname;
  server.asked.push(path);
  const instead = server.instead[path];
  if (instead !== undefined) return instead();
  if (server.signedIn === null) return answer('<html></html>', 'text/html; charset=utf-8', { path: '/auth/sign_in' });
  if (path === '/settings/export') return answer(exportPage(), 'text/html; charset=utf-8', { path });
  const list = server.lists[path];
  return list === undefined ? answer('', 'text/html', { path, status: 404 }) : answer(list, path.endsWith('.json') ? 'application/json' : 'text/csv', { path });
};

const session = (changed: Partial<Session> = {}): Session => ({
  origin,
  send,
  parse: (html) => new DOMParser().parseFromString(html, 'text/html'),
  now: () => new Date('2026-11-20T09:30:00Z'),
  signal: new AbortController().signal,
  patience: 1_000,
  ...changed,
});

async function collect(kinds: Parameters<typeof collectLists>[0]['kinds'] = null, changed: Partial<Session> = {}): Promise<Collected[]> {
  const steps: Collected[] = [];
  for await (const step of collectLists({ handle: 'amelie@old.example', kinds }, session(changed))) steps.push(step);
  return steps;
}

const what = (steps: readonly Collected[]) =>
  steps.map((step) => ('kind' in step ? `${step.what} ${step.kind}` : step.what === 'list' ? `list ${step.file.kind}` : step.what));

describe('collecting', () => {
  test('looks who is signed in before the first list and after each', async () => {
    await collect();
    expect(server.asked).toEqual([
      '/settings/export',
      '/settings/exports/follows.csv',
      '/settings/export',
      '/settings/exports/custom_filters.json',
      '/settings/export',
      '/settings/exports/blocks.csv',
      '/settings/export',
    ]);
  });

  test('says each step as it happens', async () => {
    const steps = await collect();
    expect(what(steps)).toEqual([
      'seen',
      'began',
      'reading follows',
      'list follows',
      'reading custom_filters',
      'list custom_filters',
      'reading blocks',
      'list blocks',
    ]);
    expect(steps[1]).toMatchObject({ kinds: ['follows', 'custom_filters', 'blocks'] });
    expect(steps[3]).toMatchObject({ version: '4.6.5', file: { rows: 1, pageCount: 1, name: 'following_accounts.csv', source: 'export' } });
  });

  test('keeps a list as it came, a mark at its beginning too', async () => {
    const bytes = new TextEncoder().encode('\ufeffada@bakers.example\n');
    server.lists = { '/settings/exports/blocks.csv': bytes };
    const list = (await collect()).find((step) => step.what === 'list');
    expect(list?.file.bytes).toEqual(bytes);
  });

  test('asks only for what is wanted, and only if the page offers it', async () => {
    expect(what(await collect(['blocks', 'mutes']))).toEqual(['seen', 'began', 'reading blocks', 'list blocks']);
  });

  test('reads nothing while somebody else is signed in, and says who', async () => {
    server.signedIn = 'band';
    const steps = await collect();
    expect(what(steps)).toEqual(['seen', 'stopped']);
    expect(steps[1]).toEqual({ what: 'stopped', why: 'other-account', detail: 'band@old.example' });
    expect(server.asked).toEqual(['/settings/export']);
  });

  test('lets go of a list during which the account changed', async () => {
    server.instead['/settings/exports/custom_filters.json'] = () => {
      server.signedIn = 'band';
      return answer('{"custom_filters":[]}', 'application/json', { path: '/settings/exports/custom_filters.json' });
    };
    expect(what(await collect())).toEqual(['seen', 'began', 'reading follows', 'list follows', 'reading custom_filters', 'seen', 'stopped']);
  });

  test.each<[string, () => void, object]>([
    ['signed out', () => (server.signedIn = null), { why: 'signed-out' }],
    [
      'sent elsewhere',
      () => (server.instead['/settings/export'] = () => answer('', 'text/html', { path: '/auth/setup' })),
      { why: 'no-export-page', detail: '/auth/setup' },
    ],
    [
      'an error',
      () => (server.instead['/settings/export'] = () => answer('', 'text/html', { path: '/settings/export', status: 502 })),
      { why: 'server-error', detail: '502' },
    ],
    ['no connection', () => (server.instead['/settings/export'] = () => Promise.reject(new TypeError('network'))), { why: 'unreachable' }],
    [
      'another page',
      () => (server.instead['/settings/export'] = () => answer('<p>Hello', 'text/html', { path: '/settings/export' })),
      { why: 'no-export-page' },
    ],
  ])('stops when the export page answers: %s', async (_, change, expected) => {
    change();
    expect(await collect()).toEqual([expect.objectContaining({ what: 'stopped', ...expected })]);
  });

  test('does not call a list lost when the connection went with it', async () => {
    server.instead['/settings/exports/follows.csv'] = () => {
      server.instead['/settings/export'] = () => Promise.reject(new TypeError('network'));
      return Promise.reject(new TypeError('network'));
    };
    expect(what(await collect())).toEqual(['seen', 'began', 'reading follows', 'stopped']);
  });
});

describe('a list that cannot be had does not keep the others from coming', () => {
  const path = listFacts.follows.exportPath;
  const page = '<!DOCTYPE html><html><title>Wait</title></html>';
  test.each<[string, () => Promise<Response> | Response, object]>([
    ['an error', () => answer('', 'text/html', { path, status: 500 }), { problem: 'server-error', detail: '500' }],
    ['too many requests', () => answer('', 'application/json', { path, status: 429 }), { problem: 'busy' }],
    ['a broken connection', () => Promise.reject(new TypeError('network')), { problem: 'unreachable' }],
    ['fewer bytes than announced', () => answer('Account address,', 'text/csv', { path, headers: { 'content-length': '900' } }), { problem: 'unreachable' }],
    ['a list that stops in a row', () => answer('Account address\nada@bakers.exam', 'text/csv', { path }), { problem: 'cut-off' }],
    ['a page', () => answer(page, 'text/html', { path }), { problem: 'other-answer', detail: 'text/html' }],
    ['a page that calls itself a list', () => answer(page, 'text/csv', { path }), { problem: 'other-answer', detail: 'html' }],
    ['another page of the server', () => answer('', 'text/html', { path: '/auth/edit' }), { problem: 'other-answer', detail: '/auth/edit' }],
    ['a quotation mark that never closes', () => answer('Account address\n"ada\n', 'text/csv', { path }), { problem: 'unreadable' }],
    ['more than any list', () => answer('x\n', 'text/csv', { path, headers: { 'content-length': String(MOST_BYTES + 1) } }), { problem: 'too-big' }],
  ])('%s', async (_, instead, expected) => {
    server.instead[path] = instead;
    const steps = await collect();
    expect(what(steps)).toEqual([
      'seen',
      'began',
      'reading follows',
      'lost follows',
      'reading custom_filters',
      'list custom_filters',
      'reading blocks',
      'list blocks',
    ]);
    expect(steps[3]).toMatchObject(expected);
  });

  test('and no redirect to another server is followed', async () => {
    const modes = new Set<unknown>();
    const noting: typeof fetch = (input, init) => {
      modes.add(init?.mode);
      return send(input, init);
    };
    await collect(null, { send: noting });
    expect([...modes]).toEqual(['same-origin']);
  });

  test.each([
    ['a list', path, MOST_BYTES, 'text/csv'],
    ['a page', '/settings/export', 8 * MEBIBYTE, 'text/html'],
  ])('%s without end is let go as soon as it is larger than can be kept', async (_, where, most, type) => {
    const endless = endlessBody();
    server.instead[where] = () => answer(endless.body, type, { path: where });
    const steps = await collect(['follows']);
    expect(endless).toMatchObject({ cancelled: true });
    expect(endless.given * MEBIBYTE).toBeLessThanOrEqual(most + 3 * MEBIBYTE);
    expect(JSON.stringify(steps)).toContain(type === 'text/csv' ? 'too-big' : 'no-export-page');
  });

  test.each([
    ['a list', path, 'text/csv', 'too-slow'],
    ['a page', '/settings/export', 'text/html', 'too-slow'],
  ])('%s that drips byte by byte and never ends is given up when patience is over', async (_, where, type, why) => {
    // The test says when: no clock of this machine is asked.
    const patience = new AbortController();
    const asked: number[] = [];
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
      asked.push(ms);
      return patience.signal;
    });
    let given = 0;
    // A real `fetch` breaks the body off when its signal says so.
    const dripping: typeof fetch = async (input, init) => {
      if (new URL(String(input)).pathname !== where) return send(input, init);
      const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
        pull: (controller) => {
          if (init?.signal?.aborted) return controller.error(init.signal.reason);
          given += 1;
          if (given === 5_000) patience.abort(new DOMException('', 'TimeoutError'));
          controller.enqueue(Uint8Array.of(0x61));
        },
      });
      return answer(body, type, { path: where });
    };
    const steps = await collect(['follows'], { send: dripping, patience: 7_777 });
    expect(JSON.stringify(steps)).toContain(why);
    expect(new Set(asked)).toEqual(new Set([7_777]));
    expect(given).toBeLessThan(5_010);
  });

  test('no answer in time', async () => {
    server.instead[path] = () => new Promise(() => undefined);
    const patient = session({ patience: 20 });
    // A real `fetch` gives up when its signal says so.
    const giveUp: typeof fetch = (input, init) =>
      Promise.race([
        send(input, init),
        new Promise<never>((_, reject) => init?.signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError')))),
      ]);
    const steps: Collected[] = [];
    for await (const step of collectLists({ handle: 'amelie@old.example', kinds: ['follows'] }, { ...patient, send: giveUp })) steps.push(step);
    expect(steps[3]).toMatchObject({ what: 'lost', problem: 'too-slow' });
  });
});

describe('filters of a server that does not export them', () => {
  const index = (rows: string) => answer(`<a href="/filters/new">New</a><div class="filters-list__item">${rows}</div>`, 'text/html', { path: '/filters' });
  const editPage = `<form action="/filters/3"><input name="custom_filter[title]" value="Spoilers"><input type="checkbox" name="custom_filter[context][]" value="home" checked>
<input type="radio" name="custom_filter[filter_action]" value="hide" checked><input name="custom_filter[keywords_attributes][0][keyword]" value="finale">
<input type="checkbox" name="custom_filter[keywords_attributes][0][whole_word]" value="1" checked></form>`;
  beforeEach(() => {
    server.version = '4.5.15';
    server.lists = { '/settings/exports/blocks.csv': '' };
    server.instead['/filters'] = () => index('<a class="filters-list__item__title" href="/filters/3/edit">Spoilers</a>');
    server.instead['/filters/3/edit'] = () => answer(editPage, 'text/html', { path: '/filters/3/edit' });
  });

  test('are read from their pages and written as the JSON that newer servers import', async () => {
    const list = (await collect()).find((step) => step.what === 'list');
    expect(list?.file).toMatchObject({ kind: 'custom_filters', rows: 1, pageCount: null, source: 'filters-pages', name: 'custom_filters.json' });
    expect(JSON.parse(new TextDecoder().decode(list?.file.bytes))).toEqual({
      custom_filters: [
        {
          title: 'Spoilers',
          expires_at: null,
          context: ['home'],
          action: 'hide',
          keywords_attributes: [{ keyword: 'finale', whole_word: true }],
          statuses: [],
        },
      ],
    });
  });

  test('are not asked for once the account has moved', async () => {
    server.functional = false;
    expect(what(await collect())).toEqual(['seen', 'began', 'reading blocks', 'list blocks']);
  });

  test('are not asked for one by one where a page names more of them than anybody has', async () => {
    server.instead['/filters'] = () => index(Array.from({ length: 1_001 }, (_, at) => `<a href="/filters/${at + 1}/edit">x</a>`).join(''));
    expect((await collect())[3]).toMatchObject({ what: 'lost', kind: 'custom_filters', problem: 'too-big', detail: '1001' });
    expect(server.asked.filter((path) => path.startsWith('/filters/'))).toEqual([]);
  });

  test('are all or nothing: a page that is not as we know it says so', async () => {
    server.instead['/filters/3/edit'] = () => answer('<form action="/filters/3"></form>', 'text/html', { path: '/filters/3/edit' });
    expect((await collect())[3]).toMatchObject({ what: 'lost', kind: 'custom_filters', problem: 'filters-page' });
  });
});
