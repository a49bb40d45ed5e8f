/** Details of the old account in the background: who may bring them, what is kept, and what becomes of the plan. */
import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { toBase64 } from '../../browser/base64';
import { deleteDatabase } from '../../browser/database';
import type { Errand, ErrandNews } from '../../browser/errand';
import { allSnapshots, keptDetailFiles } from '../../browser/kit-store';
import type { Protocol } from '../../browser/messages';
import { noteTab } from '../../browser/store';
import { detailsOf } from '../../journey/detail-ids';
import { failedDetails, wantedDetails } from '../../journey/detail-reading';
import type { PlanEvent } from '../../journey/events';
import { hash } from '../../lists/hash';
import { settingsCsv } from '../../lists/settings';
import { perform } from '../../worker/acts';
import { answerDetails, detailsDesk, readDetails } from '../../worker/details';
import { answerErrands } from '../../worker/errand';
import { page, planAfter, readyToMove, saved, seen } from '../journey/sample';
import { planNow } from './plan-now';

const door = vi.hoisted(() => ({
  handlers: new Map<string, (received: { data: unknown; sender: unknown }) => unknown>(),
  injected: [] as [number, string][],
}));
vi.mock('../../browser/messages', async (original) => ({
  ...(await original<typeof import('../../browser/messages')>()),
  onMessage: (name: string, handler: never) => door.handlers.set(name, handler),
}));
vi.mock('../../browser/sites', async (original) => ({
  ...(await original<typeof import('../../browser/sites')>()),
  inject: async (tab: number, file: string) => void door.injected.push([tab, file]),
}));

const OLD = 7;
type Detail = Errand<'details'>['detail'];
const exportPage = page('export', 'amelie@old.example');
const onOld = (more: object = {}) => ({ tab: { id: OLD }, frameId: 0, url: 'https://old.example/settings/export', ...more });
const ours = { url: 'chrome-extension://test-extension-id/start.html' };
const say = async <N extends keyof Protocol>(name: N, data: unknown, sender: unknown = onOld()) => door.handlers.get(name)?.({ data, sender });
const order = async (sender: unknown = onOld()) => (await say('errandWanted', 'details', sender)) as Errand<'details'> | null;
/** The errand that the page of the old account has now. */
const idNow = async () => (await order())?.id;
/** Resolves with what that page may read next. */
const tell = async (news: unknown, sender: unknown = onOld(), id?: string) =>
  (await say('errandNews', { kind: 'details', id: id ?? (await idNow()), news }, sender)) === true ? order(sender) : null;
const bytes = settingsCsv([{ label: 'Name', value: 'Amélie', shown: '', field: 'account[display_name]' }]);
const sendBytes = async (sender: unknown = onOld(), id?: string) =>
  say('errandChunk', { kind: 'details', id: id ?? (await idNow()), file: '0', index: 0, base64: toBase64(bytes) }, sender);
const report = async (detail: Detail, more: object = {}): Promise<ErrandNews<'details'>> => ({
  detail,
  what: 'read',
  files: [{ name: `${detail}.csv`, chunks: 1, size: bytes.length, sha256: await hash(bytes), contentType: 'text/csv', ...more }],
  elsewhere: {},
});

const saving: PlanEvent[] = [seen(exportPage), saved('follows')];
const all = detailsOf('4.6.5');
beforeEach(async () => {
  fakeBrowser.reset();
  await deleteDatabase();
  door.injected = [];
  vi.spyOn(fakeBrowser.tabs, 'get').mockImplementation(async (id) => ({ id }) as never);
  await fakeBrowser.storage.local.set({ plan: planAfter(...saving) });
  await noteTab(OLD, exportPage);
  answerErrands({ details: detailsDesk(async () => undefined) });
  answerDetails(
    async () => undefined,
    (sender) => sender === ours.url,
  );
});

describe('a page of the old account', () => {
  test('is told one detail after the other, and each is in the kit before the next', async () => {
    const first = await order();
    expect(first).toEqual({ kind: 'details', id: expect.any(String), detail: 'severed', owner: { handle: 'amelie@old.example', id: '1' } });
    expect(await sendBytes()).toBe(true);
    expect(await tell(await report('severed'))).toMatchObject({ detail: 'profile' });
    const { severed } = (await planNow()).details.read;
    expect(severed).toMatchObject({ rows: 1, files: [{ name: 'severed.csv' }] });
    expect(await keptDetailFiles(severed?.files ?? [])).toMatchObject([{ detail: 'severed', bytes }]);
    expect((await allSnapshots('amelie@old.example'))[0]?.details).toHaveLength(1);
  });
  test('that was told to read it long ago is not heard once another tab was', async () => {
    const slow = await idNow();
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 121_000);
    const other = onOld({ tab: { id: 8 } });
    await noteTab(8, exportPage);
    expect(await order(other)).toMatchObject({ detail: 'severed' });
    vi.restoreAllMocks();
    expect(await sendBytes(onOld(), slow)).toBe(false);
    expect(await tell({ ...(await report('severed')), files: [] }, onOld(), slow)).toBeNull();
    expect((await planNow()).details.read).toEqual({});
  });
  test('whose page holds nothing has nothing kept, and is not asked again', async () => {
    expect(await tell({ ...(await report('severed')), files: [] })).toMatchObject({ detail: 'profile' });
    expect((await planNow()).details.read.severed).toMatchObject({ rows: 0, files: [] });
  });
  test('bytes that did not arrive whole count as lost, not as kept', async () => {
    await sendBytes();
    await tell(await report('severed', { size: bytes.length + 1 }));
    const { details } = await planNow();
    expect(details.read.severed).toBeUndefined();
    expect(details.problems.severed).toMatchObject({ why: 'damaged' });
    await tell(await report('profile', { chunks: 2 }));
    expect((await planNow()).details.problems.profile).toMatchObject({ why: 'damaged' });
  });
  test('what failed is tried again when the person asks, and left when they go on', async () => {
    await tell({ detail: 'severed', what: 'failed', why: 'server-error', info: '500' });
    expect(failedDetails(await planNow())).toEqual(['severed']);
    expect(await order()).toMatchObject({ detail: 'profile' });
    await perform(await planNow(), { kind: 'read-details' });
    expect(wantedDetails(await planNow(), 'old')[0]).toBe('severed');
    await perform(await planNow(), { kind: 'leave-details' });
    expect(wantedDetails(await planNow(), 'old')).toEqual([]);
    expect(failedDetails(await planNow())).toEqual([]);
  });
});

describe('nothing is read', () => {
  const never = async (...events: PlanEvent[]) => {
    await fakeBrowser.storage.local.set({ plan: planAfter(...events) });
    return order();
  };
  test('before the person has saved', async () => expect(await never(seen(exportPage))).toBeNull());
  test('after the move', async () => {
    const moved = page('export', 'amelie@old.example', {}, { functional: false, movedTo: 'amelie_new@new.example' });
    expect(await never(...readyToMove, ...saving, seen(moved))).toBeNull();
  });
  test.each([
    ['a frame', onOld({ frameId: 3 })],
    ['another site', onOld({ url: 'https://evil.example/settings/export' })],
    ['a page of the new account', onOld({ tab: { id: 8 } })],
    ['a page of the extension', ours],
  ])('from %s', async (_, sender) => {
    expect(await order(sender)).toBeNull();
    expect(await sendBytes(sender)).toBe(false);
    expect(await tell(await report('severed'), sender)).toBeNull();
    expect((await planNow()).details.read).toEqual({});
  });
});

test.each([
  ['a name that leads out of its folder', { name: '../profile.csv' }],
  ['a page with scripts', { name: 'profile.html' }],
  ['another kind of file', { contentType: 'text/html' }],
])('%s is not taken', async (_, more) => {
  await sendBytes();
  expect(await tell(await report('severed', more))).toBeNull();
  expect((await planNow()).details.read).toEqual({});
});

test('the reader goes into tabs of the old account, while there is something to read', async () => {
  await readDetails();
  expect(door.injected).toEqual([[OLD, '/errand.js']]);
  for (const detail of all) await tell({ ...(await report(detail)), files: [] });
  await readDetails();
  expect(door.injected).toHaveLength(1);
});

test('a dropped kit brings its details back, the newest of each', async () => {
  await sendBytes();
  await tell(await report('severed'));
  const files = (await planNow()).details.read.severed?.files;
  await fakeBrowser.storage.local.set({ plan: planAfter(...saving) });
  await say('detailsKept', files, onOld());
  expect((await planNow()).details.read).toEqual({});
  await say('detailsKept', files, ours);
  expect((await planNow()).details.read.severed).toMatchObject({ rows: 1, files });
});
