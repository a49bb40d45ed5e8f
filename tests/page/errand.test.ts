// @vitest-environment happy-dom
/** The one script of errands in a page: put there as often as it likes, each errand goes on once, and is told apart. */
import { beforeEach, expect, test, vi } from 'vitest';
import { type Errand, type ErrandKind, errandKinds } from '../../browser/errand';
import { runErrands } from '../../page/errand';

const page = vi.hoisted(() => ({
  wanted: new Map<string, unknown[]>(),
  asked: [] as string[],
  alive: null as null | ((id: string) => boolean),
  begun: [] as { id: string; signal: AbortSignal; end: (goesOn: boolean) => void }[],
}));
vi.mock('../../browser/messages', () => ({
  isAlive: () => true,
  async sendMessage(_: string, kind: string) {
    page.asked.push(kind);
    return page.wanted.get(kind)?.shift() ?? null;
  },
  onMessage(_: string, handle: (received: { data: string }) => boolean) {
    page.alive = (id) => handle({ data: id });
    return () => {
      page.alive = null;
    };
  },
}));
const work = vi.hoisted(
  () => (errand: { id: string }, session: { signal: AbortSignal }) =>
    new Promise<boolean>((end) => page.begun.push({ id: errand.id, signal: session.signal, end })),
);
vi.mock('../../page/errands/lists', () => ({ readLists: work }));
vi.mock('../../page/errands/imports', () => ({ workOnImports: work }));
vi.mock('../../page/errands/followers', () => ({ readNextPage: work }));
vi.mock('../../page/errands/details', () => ({ readNextDetail: work }));
vi.mock('../../page/errands/profile', () => ({ workOnProfile: work }));
vi.mock('../../page/errands/chores', () => ({ doChore: work }));

const order = (kind: ErrandKind, id: string) => ({ kind, id }) as Errand;
const settled = () => new Promise((resolve) => setImmediate(resolve));
async function inject(...orders: Errand[]): Promise<void> {
  page.wanted.clear();
  for (const one of orders) page.wanted.set(one.kind, [...(page.wanted.get(one.kind) ?? []), one]);
  runErrands(location);
  await settled();
}
const ids = () => page.begun.map(({ id }) => id);

beforeEach(() => {
  dispatchEvent(new Event('pagehide'));
  Object.assign(page, { asked: [], begun: [] });
});

test('asks for every kind, and is gone when there is nothing', async () => {
  await inject();
  expect([page.asked, page.begun, page.alive]).toEqual([[...errandKinds], [], null]);
});

test('errands of different kinds go on beside each other, and each says that it does', async () => {
  await inject(order('lists', 'a'), order('imports', 'b'));
  expect(ids()).toEqual(['a', 'b']);
  expect(['a', 'b', 'c'].map((id) => page.alive?.(id))).toEqual([true, true, false]);
  page.begun[0]?.end(false);
  await settled();
  expect(['a', 'b'].map((id) => page.alive?.(id))).toEqual([false, true]);
  page.begun[1]?.end(false);
  await settled();
  expect(page.alive).toBeNull();
});

test('what is next is asked for when the last one says so, and not before', async () => {
  await inject(order('imports', 'a'), order('imports', 'a'), order('imports', 'a'));
  expect(ids()).toEqual(['a']);
  page.begun[0]?.end(true);
  await settled();
  page.begun[1]?.end(false);
  await settled();
  expect(ids()).toEqual(['a', 'a']);
});

test.each(errandKinds)('%s: put in once more, the same errand is left alone', async (kind) => {
  await inject(order(kind, 'a'));
  await inject(order(kind, 'a'));
  expect(ids()).toEqual(['a']);
  expect(page.begun[0]?.signal.aborted).toBe(false);
});

test.each(errandKinds)('%s: another errand takes its place only where the background has begun it in this tab', async (kind) => {
  await inject(order(kind, 'a'));
  await inject(order(kind, 'b'));
  const isReplaced = kind === 'lists' || kind === 'imports';
  expect(ids()).toEqual(isReplaced ? ['a', 'b'] : ['a']);
  expect(page.begun[0]?.signal.aborted).toBe(isReplaced);
  expect(page.alive?.('a')).toBe(!isReplaced);
});

test('a page that is left ends everything there', async () => {
  await inject(order('lists', 'a'), order('followers', 'b'));
  dispatchEvent(new Event('pagehide'));
  expect(page.begun.map(({ signal }) => signal.aborted)).toEqual([true, true]);
  expect(page.alive).toBeNull();
  for (const { end } of page.begun) end(true);
  await settled();
  expect(page.asked).toHaveLength(errandKinds.length);
});
