import { afterEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing';
import { isWatched, onAccessGiven, originPattern, pathPatterns, register, watchedPaths } from '../../browser/sites';
import { steps } from '../../journey/steps';
import { pages } from '../../mastodon/pages';
import { addresses } from '../../worker/acts';

describe('the script is registered', () => {
  test('on every address of every page we know', () => {
    for (const page of pages) for (const path of page.paths) expect(watchedPaths, path).toContain(path.replace(':id', '*'));
  });
  test('and on no other: not where second factors, sign-in, sign-up or apps live', () => {
    const known = pages.flatMap((page) => page.paths.map((path) => path.replace(':id', '*')));
    for (const path of watchedPaths) expect(known, path).toContain(path);
    for (const pattern of pathPatterns('old.example')) expect(pattern).not.toMatch(/two_factor|sign_|setup|oauth|\/settings\/\*|\/\*$(?<!imports\/\*)/);
  });
  test('with and without a query', () => {
    expect(pathPatterns('old.example')).toEqual(expect.arrayContaining(['https://old.example/settings/aliases', 'https://old.example/settings/aliases?*']));
  });
});

test('a port is left out of patterns, because Firefox knows none there', () => {
  expect(originPattern('old.example:8443')).toBe('https://old.example/*');
});

test('only access to sites is told as such: notifications and Firefox’s consent come by the same event', () => {
  const given = new Set<(permissions: { origins?: string[]; permissions?: string[] }) => void>();
  vi.spyOn(fakeBrowser, 'permissions', 'get').mockReturnValue({ onAdded: { addListener: given.add.bind(given) } } as never);
  const onGiven = vi.fn();
  onAccessGiven(onGiven);
  const add = (permissions: { origins?: string[]; permissions?: string[] }) => [...given].map((listener) => listener(permissions));
  add({ permissions: ['notifications'], origins: [] });
  add({});
  expect(onGiven).not.toHaveBeenCalled();
  add({ origins: ['https://old.example/*'] });
  expect(onGiven).toHaveBeenCalledOnce();
});

test('every step’s page has its address, and it is the page’s own', () => {
  for (const { page } of steps) {
    if (page !== null) expect(pages.find((candidate) => candidate.id === page)?.paths, page).toContain(addresses[page]);
  }
});

test.each([
  ['https://old.example/settings/aliases', true],
  ['https://old.example/settings/aliases?lang=en', true],
  ['https://old.example/settings/imports/12', true],
  ['https://old.example/settings/two_factor_authentication_methods', false],
  ['https://old.example/auth/sign_in', false],
  ['https://else.example/settings/aliases', false],
  ['http://old.example/settings/aliases', false],
  ['about:blank', false],
])('%s is watched: %s', (url, expected) => {
  expect(isWatched(url, ['old.example'])).toBe(expected);
});

describe('registering', () => {
  interface Script {
    id: string;
  }
  /** As a browser does it; `surprise` is what this one does besides, before each answer. */
  function scripting(surprise: (kept: Map<string, Script>, call: number) => void) {
    const kept = new Map<string, Script>();
    let calls = 0;
    const answering = async <Answer>(answer: () => Answer) => {
      surprise(kept, ++calls);
      return answer();
    };
    vi.spyOn(fakeBrowser, 'scripting', 'get').mockReturnValue({
      getRegisteredContentScripts: () => answering(() => [...kept.values()]),
      unregisterContentScripts: ({ ids }: { ids: string[] }) => answering(() => void ids.map((id) => kept.delete(id))),
      registerContentScripts: (scripts: Script[]) =>
        answering(() => {
          for (const script of scripts) {
            if (kept.has(script.id)) throw new Error(`Duplicate script ID '${script.id}'`);
            kept.set(script.id, script);
          }
        }),
    } as unknown as typeof fakeBrowser.scripting);
    return () => [...kept.keys()].sort();
  }
  afterEach(() => vi.restoreAllMocks());

  test.each<[string, Parameters<typeof scripting>[0]]>([
    ['an ordinary browser', () => {}],
    ['one that drops what it had while we register', (kept, call) => call === 3 && kept.clear()],
    ['one that still has scripts of a host that is gone', (kept, call) => call === 1 && kept.set('watch else.example', { id: 'watch else.example' })],
    [
      'one that says a script is there only when it is registered again',
      (kept, call) => call === 2 && kept.set('watch new.example', { id: 'watch new.example' }),
    ],
  ])('ends with exactly the scripts that are wanted, in %s', async (_what, surprise) => {
    const kept = scripting(surprise);
    await register(['old.example', 'new.example']);
    expect(kept()).toEqual(['watch new.example', 'watch old.example']);
    await register([]);
    expect(kept()).toEqual([]);
  });

  test('says so when the browser refuses for good', async () => {
    scripting(() => {
      throw new Error('not now');
    });
    await expect(register(['old.example'])).rejects.toThrow('not now');
  });
});
