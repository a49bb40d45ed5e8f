/** The doors of the background that pages of servers knock at during an errand, each opened by nothing else. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { StoredErrand } from '../../browser/errand-store';
import * as desk from '../../worker/errand';
import { fresh, old, page, planAfter, readyToMove } from '../journey/sample';

const world = vi.hoisted(() => ({
  doors: new Map<string, (received: { data: unknown; sender: unknown }) => Promise<unknown>>(),
  asked: [] as unknown[][],
  answer: (() => Promise.resolve(true)) as () => Promise<boolean>,
  tabs: {} as Record<string, { seen: unknown }>,
  injected: [] as unknown[][],
  stored: null as unknown,
}));
vi.mock('../../browser/messages', () => ({
  onMessage: (name: string, door: never) => world.doors.set(name, door),
  sendMessage: (...message: unknown[]) => {
    world.asked.push(message);
    return world.answer();
  },
}));
vi.mock('../../browser/sites', () => ({ inject: async (...injected: unknown[]) => void world.injected.push(injected) }));
vi.mock('../../browser/store', () => ({ allTabs: async () => world.tabs, hereOf: async (tab: number) => world.tabs[tab] ?? null }));
vi.mock('../../browser/tabs', () => ({ SHOWING: 2_000, quietTab: async (url: string) => `opened ${url}` }));
vi.mock('../../browser/errand-store', () => ({ errandOf: async (kind: string, name: string) => (kind === 'imports' && name === '' ? world.stored : null) }));

const sender = { tab: { id: 7 }, frameId: 0, url: 'https://new.example/settings/imports' } as unknown as desk.Sender;
const errand = { kind: 'imports', name: '', task: 'import', id: 'run', tabId: 7, origin: 'https://new.example', handle: 'a@new.example', at: 0 } as const;
const running: StoredErrand = { ...errand, state: 'running' };
const knock = (door: string, data: unknown) => world.doors.get(door)?.({ data, sender });

beforeEach(() => {
  Object.assign(world, { asked: [], answer: () => Promise.resolve(true), tabs: {}, injected: [], stored: running });
  world.doors.clear();
});
afterEach(() => void vi.useRealTimers());

describe('the script of an errand', () => {
  const said: unknown[] = [];
  const open = { next: 'something', told: true, chunk: true, file: Uint8Array.of(1, 2, 3) as Uint8Array | null };
  beforeEach(() => {
    said.length = 0;
    Object.assign(open, { next: 'something', told: true, chunk: true, file: Uint8Array.of(1, 2, 3) });
    const answers = (value: () => unknown) => async (what: unknown, from?: unknown) => {
      said.push(from === undefined ? [what] : [what, from]);
      return value();
    };
    const whole = { next: answers(() => open.next), told: answers(() => open.told), chunk: answers(() => open.chunk), file: answers(() => open.file) };
    const { chunk: _, file: __, ...short } = whole;
    desk.answerErrands({ imports: whole, lists: whole, profile: whole, details: short } as never);
  });

  test('is told what to do next by the desk of its kind', async () => {
    expect(await knock('errandWanted', 'imports')).toBe('something');
    expect(said).toEqual([[sender]]);
    open.next = null as never;
    expect(await knock('errandWanted', 'imports')).toBeNull();
    open.next = undefined as never;
    expect(await knock('errandWanted', 'imports')).toBeNull();
  });
  test.each(['chores', 'constructor', '', null, { imports: 1 }])('is told nothing where there is no such desk: %j', async (kind) => {
    expect(await knock('errandWanted', kind)).toBeNull();
    expect(await knock('errandNews', { kind, id: 'run', news: 1 })).toBe(false);
    expect(await knock('errandChunk', { kind, id: 'run', file: 'a', index: 0, base64: 'QQ==' })).toBe(false);
    expect(await knock('bytesWanted', { kind, id: 'run', file: 'a', at: 0 })).toBeNull();
    expect(said).toEqual([]);
  });

  test('tells its desk, which says whether it goes on', async () => {
    expect(await knock('errandNews', { kind: 'imports', id: 'run', news: { what: 'ended' } })).toBe(true);
    expect(said).toEqual([[{ kind: 'imports', id: 'run', news: { what: 'ended' } }, sender]]);
    open.told = false;
    expect(await knock('errandNews', { kind: 'imports', id: 'run', news: 1 })).toBe(false);
  });
  test.each([null, {}, { kind: 'imports', news: 1 }, { kind: 'imports', id: 'x'.repeat(100_000), news: 1 }])(
    'tells nothing that is not in order: %#',
    async (data) => {
      expect(await knock('errandNews', data)).toBe(false);
      expect(said).toEqual([]);
    },
  );

  const slice = { kind: 'imports', id: 'run', file: 'a', index: 1, base64: 'QUI=' };
  test('hands over a slice of a file', async () => {
    expect(await knock('errandChunk', slice)).toBe(true);
    expect(said).toEqual([[{ ...slice, bytes: Uint8Array.of(65, 66) }, sender]]);
    open.chunk = false;
    expect(await knock('errandChunk', slice)).toBe(false);
  });
  test('hands over the last one that a file may have', async () => {
    expect(await knock('errandChunk', { ...slice, index: 1_000 })).toBe(true);
  });
  test.each([
    { ...slice, base64: '*' },
    { ...slice, base64: 'QUJD'.repeat(1_048_577) },
    { ...slice, base64: null },
    { ...slice, index: 1_001 },
    { ...slice, index: -1 },
    { ...slice, index: 0.5 },
    { ...slice, file: null },
    { ...slice, id: null },
    null,
    { ...slice, kind: 'details' },
  ])('hands over nothing else: %#', async (data) => {
    expect(await knock('errandChunk', data)).toBe(false);
    expect(said).toEqual([]);
  });

  const wanted = { kind: 'imports', id: null, file: 'a', at: 0 };
  test('gets a slice of a file from its desk, and how long the whole is', async () => {
    expect(await knock('bytesWanted', wanted)).toEqual({ base64: 'AQID', size: 3 });
    expect(said).toEqual([[wanted, sender]]);
    expect(await knock('bytesWanted', { ...wanted, kind: 'profile', id: 'run', at: 1 })).toEqual({ base64: 'AgM=', size: 3 });
    open.file = null;
    expect(await knock('bytesWanted', wanted)).toBeNull();
  });
  test('gets none where its desk has none to give', async () => {
    desk.answerErrands({ imports: { next: async () => null, told: async () => true } });
    expect(await knock('bytesWanted', wanted)).toBeNull();
  });
  test.each([{ ...wanted, kind: 'lists' }, { ...wanted, kind: 'details' }, { ...wanted, at: -1 }, { ...wanted, id: 3 }, { ...wanted, file: null }, null])(
    'gets nothing else: %#',
    async (data) => {
      expect(await knock('bytesWanted', data)).toBeNull();
      expect(said).toEqual([]);
    },
  );
});

describe('a page speaks of an errand', () => {
  test('in its tab, its top frame and its server', () => {
    expect(desk.isFrom(sender, running)).toBe(true);
    expect(desk.isHeard(running as never, 'run', sender)).toBe(true);
    expect(desk.isHeard({ ...errand, state: 'starting' } as never, 'run', sender)).toBe(true);
  });
  test.each([
    { ...sender, tab: { id: 8 } },
    { ...sender, tab: undefined },
    { ...sender, frameId: 1 },
    { ...sender, frameId: undefined },
    { ...sender, url: 'https://old.example/settings/imports' },
    { ...sender, url: undefined },
  ])('and nowhere else: %#', (other) => {
    expect(desk.isFrom(other as never, running)).toBe(false);
    expect(desk.isHeard(running as never, 'run', other as never)).toBe(false);
  });
  test('that goes on, and of no other', () => {
    expect(desk.isHeard(null, 'run', sender)).toBe(false);
    expect(desk.isHeard(running as never, 'other', sender)).toBe(false);
    expect(desk.isHeard({ ...errand, state: 'awaited' } as never, 'run', sender)).toBe(false);
  });
});

describe('whether an errand goes on', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 100_000 }));
  test('is asked of its tab', async () => {
    expect(await desk.goesOn(running)).toBe(true);
    expect(world.asked).toEqual([['errandAlive', 'run', 7]]);
    world.answer = () => Promise.resolve(false);
    expect(await desk.goesOn(running)).toBe(false);
    world.answer = () => Promise.reject(new Error('no such tab'));
    expect(await desk.isAnswering(running)).toBe(false);
  });
  test('is not waited for longer than five seconds', async () => {
    world.answer = () => new Promise(() => undefined);
    let said: boolean | null = null;
    void desk.isAnswering(running).then((answer) => (said = answer));
    await vi.advanceTimersByTimeAsync(4_999);
    expect(said).toBeNull();
    await vi.advanceTimersByTimeAsync(1);
    expect(said).toBe(false);
  });
  test('is taken for granted in the first fifteen seconds', async () => {
    world.answer = () => Promise.resolve(false);
    expect(await desk.goesOn({ ...errand, state: 'starting', at: 100_000 - 14_999 })).toBe(true);
    expect(world.asked).toEqual([]);
    expect(await desk.goesOn({ ...errand, state: 'starting', at: 100_000 - 15_000 })).toBe(false);
    expect(await desk.goesOn({ ...errand, state: 'running', at: 100_000 })).toBe(false);
  });
});

describe('a tab is that of an errand', () => {
  beforeEach(() => void vi.useFakeTimers());
  test('by its number', async () => {
    expect(await desk.isItsTab('imports', 7, 'loaded')).toBe(true);
    expect(await desk.isItsTab('imports', 8, 'loaded')).toBe(false);
    expect(await desk.isItsTab('lists', 7, 'loaded')).toBe(false);
  });
  test('and has a moment to show something where that is awaited', async () => {
    world.stored = { ...errand, state: 'awaited' };
    let isIts = false;
    void desk.isItsTab('imports', 7, 'loaded').then((its) => (isIts = its));
    await vi.advanceTimersByTimeAsync(1_999);
    expect(isIts).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(isIts).toBe(true);
    expect(await desk.isItsTab('imports', 7, 'closed')).toBe(true);
  });
});

test('an errand is elsewhere while another tab that is open had its turn lately', async () => {
  vi.useFakeTimers({ now: 10_000 });
  world.tabs = { 7: { seen: null } };
  expect(await desk.isElsewhere({ ...running, at: 9_001 }, 8, 1_000)).toBe(true);
  expect(await desk.isElsewhere({ ...running, at: 9_000 }, 8, 1_000)).toBe(false);
  expect(await desk.isElsewhere({ ...running, at: 9_001 }, 7, 1_000)).toBe(false);
  expect(await desk.isElsewhere(null, 8, 1_000)).toBe(false);
  world.tabs = {};
  expect(await desk.isElsewhere({ ...running, at: 9_001 }, 8, 1_000)).toBe(false);
});

describe('the tabs of an account', () => {
  const plan = planAfter(...readyToMove);
  const [mine, other] = [{ seen: page('aliases', fresh.handle ?? '') }, { seen: page('aliases', 'stranger@new.example') }];
  test('get the script, and no other tab does', async () => {
    world.tabs = { 3: mine, 4: other, 5: { seen: page('export', old.handle ?? '') }, 6: mine };
    expect(await desk.visitTabs(plan, 'new', true)).toBeNull();
    expect(world.injected).toEqual([
      [3, '/errand.js'],
      [6, '/errand.js'],
    ]);
  });
  test('are opened where there is none, if wanted', async () => {
    world.tabs = { 4: other };
    expect(await desk.visitTabs(plan, 'new')).toBeNull();
    expect(await desk.visitTabs({ ...plan, new: null }, 'new', true)).toBeNull();
    expect(await desk.visitTabs(plan, 'new', true)).toBe('opened https://new.example/settings/export');
    expect(world.injected).toEqual([]);
  });
});
