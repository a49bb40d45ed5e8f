/**
 * Every message, in every shape, from everywhere, at the doors of the background as it stands in the middle of a move.
 * A page that has taken over its own process can send whatever a content script can: what it can do with that at worst
 * is said in docs/messages.md, and held here.
 */
import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { errandKinds } from '../../browser/errand';
import { keepSnapshot, keptFile } from '../../browser/kit-store';
import type { Protocol } from '../../browser/messages';
import { shelve } from '../../browser/piece-store';
import type { PlanEvent } from '../../journey/events';
import type { PageSeen } from '../../journey/facts';
import { nextPiece } from '../../journey/import/pieces';
import type { Plan } from '../../journey/plan';
import { isPlan, readPlan } from '../../journey/stored-plan';
import { type KitFile, makeKitFile } from '../../kit/kit-file';
import english from '../../locales/en.json';
import { startBackground } from '../../worker/background';
import { fresh, NOW, newPiece, old, page, planAfter, prepared, readyToMove, saved, seen } from '../journey/sample';
import { anywhere, attempt, expectReached, harmful, timeout } from './cases';

const door = vi.hoisted(() => ({
  handlers: new Map<string, (received: { data: unknown; sender: unknown }) => unknown>(),
  opened: [] as string[],
  injected: [] as number[],
  asked: 0,
}));
vi.mock('../../browser/messages', async (original) => ({
  ...(await original<typeof import('../../browser/messages')>()),
  onMessage: (name: string, handler: never) => door.handlers.set(name, handler),
  // The page of the errand answers that it goes on.
  sendMessage: async (name: string) => name === 'errandAlive',
}));
vi.mock('../../browser/sites', async (original) => ({
  ...(await original<typeof import('../../browser/sites')>()),
  grantedHosts: async (hosts: string[]) => hosts,
  giveBackAllBut: async () => undefined,
  giveBackEverything: async () => undefined,
  inject: async (tab: number) => door.injected.push(tab) > 0,
  onAccessGiven: () => undefined,
  register: async () => undefined,
  watchOpenPages: async () => undefined,
}));
vi.mock('../../browser/tabs', () => {
  const open = async (url: string) => {
    door.opened.push(url);
    return null;
  };
  return { SHOWING: 0, openPage: open, quietTab: open, openStartPage: async () => undefined, tabsOf: async () => [], inVain: async () => null };
});
vi.mock('../../browser/notify', () => ({ onNewsClicked: () => undefined, tellNews: async () => undefined }));
vi.mock('../../worker/look-up', () => ({
  lookOutside: async () => {
    door.asked += 1;
    return [];
  },
}));

const OLD = 'amelie@old.example';
const NEW = 'amelie_new@new.example';
const RUN_TAB = 7;
const ids = ['a1b2c3d4', 'b1b2c3d4'] as const;
const kept = await Promise.all(
  (['follows', 'lists'] as const).map(async (kind) => {
    const text = kind === 'follows' ? 'Account address,Show boosts,Notify on new posts,Languages\na@b.example,true,false,\n' : 'Cats,a@b.example\n';
    const made = await makeKitFile(kind, new TextEncoder().encode(text), { source: 'export', takenAt: new Date(NOW).toISOString() });
    if (!made.ok) throw new Error(made.problem.kind);
    return made.file;
  }),
);
const preparedFrom = (file: KitFile | undefined) => ({ ...prepared, sha256: file?.sha256 ?? '' });
const cut: PlanEvent = {
  type: 'piecesCut',
  lists: [
    { kind: 'follows', prepared: preparedFrom(kept[0]), pieces: [newPiece(ids[0], 'follows')] },
    { kind: 'lists', prepared: preparedFrom(kept[1]), pieces: [newPiece(ids[1], 'lists')] },
  ],
};
const savedLists = kept.map(({ kind, sha256, rows, bytes }) => saved(kind as 'follows', { sha256, rows, pageCount: rows, bytes: bytes.length }));
const ready = readyToMove.map((event) =>
  event.type === 'listSaved' ? (savedLists.find((own) => own.type === 'listSaved' && own.kind === event.kind) ?? event) : event,
);
const errand = { id: 'run', name: '', tabId: RUN_TAB, at: Date.now(), state: 'running' } as const;
/** The background in the middle of something: the plan, and what is noted until the browser closes. */
const worlds = {
  'nothing under way': { plan: planAfter(...ready, cut), session: {} },
  'lists are saved': {
    plan: planAfter(
      seen(page('export', OLD)),
      { type: 'savingBegan', side: 'old', lists: ['follows', 'lists'], snapshot: { id: 's', at: NOW } },
      ...savedLists,
    ),
    session: { errands: { 'lists ': { ...errand, kind: 'lists', task: 'save', origin: 'https://old.example', handle: OLD, lists: null } } },
  },
  'lists are imported': {
    plan: planAfter(...ready, cut, { type: 'importAllBegan', ticked: [ids[0]], unticked: [ids[1]] }),
    session: { errands: { 'imports ': { ...errand, kind: 'imports', task: 'import', origin: 'https://new.example', handle: NEW } } },
  },
} satisfies Record<string, { plan: Plan; session: object }>;

const shownTab = page('aliases', NEW);
const pages: PageSeen[] = [
  shownTab,
  page('imports', NEW, { recent: [{ id: 12, state: 'unconfirmed', imported: 0, total: 3, failures: 0, failuresUrl: null }] }),
  page('imports-confirm', NEW),
  page('auth-edit', NEW),
  page('migration', OLD, { redirectingTo: NEW }),
  page('export', OLD),
  page('delete', OLD),
  page('aliases', 'stranger@new.example'),
];
const bringStep = { what: 'step', id: ids[0], step: { what: 'sent', importId: 12, misfits: [] } };
/** Each message as the honest one is; every kind of its news. */
const honest: { [Name in keyof Protocol]?: unknown[] } = {
  pageSeen: pages,
  cardWanted: [undefined],
  cardPressed: ['alias.fill', 'alias.done', 'account.other', 'move.saveFirst', 'save.offer', 'import.fill'].flatMap((card) => [
    { card, button: 'primary' },
    { card, button: 'quiet' },
  ]),
  cardFolded: [true],
  errandWanted: [...errandKinds],
  errandNews: [
    { kind: 'chores', id: 'close-app 17', news: { what: 'app', isClosed: true } },
    { kind: 'chores', id: 'request-archive', news: { what: 'archive', answer: 'requested', seen: page('export', OLD) } },
    ...[
      { what: 'seen', seen: page('export', OLD) },
      { what: 'began', kinds: ['follows'] },
      { what: 'reading', kind: 'follows' },
      {
        what: 'list',
        kind: 'blocks',
        chunks: 1,
        size: 12,
        name: 'blocked_accounts.csv',
        sha256: 'f'.repeat(64),
        rows: 1,
        pageCount: 1,
        contentType: 'text/csv',
        source: 'export',
        takenAt: '2026-11-20T09:30:00.000Z',
        notes: [],
        version: '4.5.0',
      },
      { what: 'lost', kind: 'follows', problem: 'busy', detail: '' },
      { what: 'stopped', why: 'signed-out', detail: '' },
      { what: 'ended' },
    ].map((news) => ({ kind: 'lists', id: 'run', news })),
    ...[
      bringStep,
      { ...bringStep, step: { what: 'sending', newest: 3 } },
      { ...bringStep, step: { what: 'confirming', importId: 12 } },
      { ...bringStep, step: { what: 'confirmed', importId: 12 } },
      { ...bringStep, id: ids[1], step: { what: 'confirmed', importId: 12 } },
      { ...bringStep, step: { what: 'stopped', why: 'overwrites', detail: '', takenBack: true } },
      { ...bringStep, step: { what: 'paused', why: 'busy', detail: '' } },
      { what: 'looked', step: { what: 'seen', seen: pages[1] } },
      { what: 'failures', id: ids[0], chunks: 1 },
      { what: 'checked', id: ids[0], importId: 12, misfits: ['overwrites'] },
      { what: 'uncheckable', id: ids[0] },
      { what: 'ended' },
    ].map((news) => ({ kind: 'imports', id: 'run', news })),
    ...[
      { list: 'before', what: 'page', index: 0, followers: [{ handle: 'a@b.example', actor: null, url: '' }], next: null, of: 1 },
      { list: 'new', what: 'wait', seconds: 60 },
      { list: 'old', what: 'failed', why: 'hidden', detail: '' },
    ].map((news) => ({ kind: 'followers', id: 'run', news })),
    ...[
      {
        detail: 'profile',
        what: 'read',
        files: [{ name: 'profile.csv', chunks: 1, size: 1, sha256: 'f'.repeat(64), contentType: 'text/csv' }],
        elsewhere: {},
      },
      { detail: 'severed', what: 'failed', why: 'unreadable', info: '' },
    ].map((news) => ({ kind: 'details', id: 'run', news })),
    ...[
      {
        what: 'read',
        there: { values: { note: ['x'] }, most: { name: 40, note: 500, fields: 4, label: 255, value: 255 } },
        answers: { note: 'accepted' },
      },
      { what: 'failed', why: 'busy', info: '' },
    ].map((news) => ({ kind: 'profile', id: 'run', news })),
  ],
  errandChunk: [
    { kind: 'lists', id: 'run', file: 'blocks', index: 0, base64: 'YUBiLmV4YW1wbGUK' },
    { kind: 'imports', id: 'run', file: ids[0], index: 0, base64: 'YUBiLmV4YW1wbGUK' },
    { kind: 'details', id: 'run', file: '0', index: 0, base64: 'QQ==' },
  ],
  followersKept: ['f'.repeat(64)],
  detailsKept: [[{ name: 'profile.csv', sha256: 'f'.repeat(64) }]],
  profileSend: [{ note: ['Bread.'] }],
  filesKept: [[{ kind: 'follows', sha256: 'a'.repeat(64) }]],
  kitDoubted: [undefined],
  bytesWanted: [...ids.map((id) => ({ kind: 'imports', id: null, file: id, at: 0 })), { kind: 'profile', id: 'run', file: 'avatar', at: 0 }],
  pieceHanded: [...ids],
  prepareWanted: [null, { wanted: ['follows'], renewed: [] }],
  importAll: [{ ticked: [ids[1]], unticked: [ids[0]] }],
  failuresCut: [{ of: [ids[0]], pieces: [newPiece('c1b2c3d4', 'follows', { again: true })] }],
  failuresLookedUp: [{ moved: { 'a@b.example': 'c@d.example' }, lookedUp: {}, others: {}, blocked: ['evil.example'] }],
  personDid: [
    { type: 'startedOver' },
    { type: 'accountsNamed', old, new: fresh },
    { type: 'newAccountChosen', handle: 'evil@new.example' },
    { type: 'said', step: 'move', what: 'done' },
  ],
  personPressed: [
    { kind: 'choose-new', handle: 'evil@new.example' },
    { kind: 'go', step: 'move' },
    { kind: 'say', step: 'save', what: 'skipped' },
    { kind: 'import', what: 'go-on' },
    { kind: 'leave-out', list: 'follows' },
    { kind: 'save-lists' },
  ],
  viewOpened: [undefined],
  forgetEverything: [undefined],
};
const names = Object.keys(honest) as (keyof Protocol)[];

const top = (tab: number, url: string) => ({ tab: { id: tab }, frameId: 0, url });
const senders = {
  'a page of ours': { url: 'chrome-extension://test-extension-id/start.html' },
  'a page of the new server': top(100, 'https://new.example/settings/aliases'),
  'the import page of the new server': top(101, 'https://new.example/settings/imports'),
  'a page of the old server': top(102, 'https://old.example/settings/export'),
  'the page of the errand, on the new server': top(RUN_TAB, 'https://new.example/settings/imports'),
  'the page of the errand, on the old server': top(RUN_TAB, 'https://old.example/settings/export'),
  'a frame in the page of the errand': { tab: { id: RUN_TAB }, frameId: 3, url: 'https://new.example/settings/imports' },
  'another site': top(100, 'https://evil.example/settings/aliases'),
  'another site in the tab of the errand': top(RUN_TAB, 'https://evil.example/settings/imports'),
  'a page without an address': top(100, 'about:blank'),
  'a page that calls itself like ours': top(100, 'https://test-extension-id/start.html'),
  'another extension': { url: 'chrome-extension://somebody-else/start.html' },
  nowhere: {},
} as const;
type Sender = keyof typeof senders;
const OURS: Sender = 'a page of ours';
/** Nothing that these say may have any effect. */
const strangers: readonly Sender[] = [
  'another site',
  'another site in the tab of the errand',
  'a frame in the page of the errand',
  'a page without an address',
  'a page that calls itself like ours',
  'another extension',
  'nowhere',
];

function placesIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, inner]) => placesIn(inner, [...path, name]))];
}
function replaced(value: unknown, [name, ...rest]: readonly string[], by: unknown): unknown {
  if (name === undefined) return by;
  if (Array.isArray(value)) return value.map((inner, at) => (String(at) === name ? replaced(inner, rest, by) : inner));
  return { ...(value as object), [name]: replaced((value as Record<string, unknown>)[name], rest, by) };
}

const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    true,
    false,
    0,
    -1,
    1e300,
    0.5,
    '',
    [],
    {},
    'run',
    ids[0],
    ids[1],
    12,
    'https://evil.example',
    'evil@new.example',
    OLD,
  ),
  fc.constantFrom(...harmful),
  fc.jsonValue(),
);
const message = fc
  .record({
    name: fc.constantFrom(...names),
    which: fc.nat(29),
    changes: fc.oneof(
      { weight: 3, arbitrary: fc.constant<{ at: number; by: unknown }[]>([]) },
      fc.array(fc.record({ at: anywhere, by: odd }), { minLength: 1, maxLength: 2 }),
    ),
    from: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...(Object.keys(senders) as Sender[]).filter((from) => !strangers.includes(from))) },
      fc.constantFrom(...strangers),
    ),
  })
  .map(({ name, which, changes, from }) => {
    const whole = honest[name] ?? [];
    const data = changes.reduce<unknown>(
      (value, { at, by }) => {
        const places = placesIn(value);
        return replaced(value, places[Math.floor(at * places.length)] ?? [], by);
      },
      whole[which % whole.length],
    );
    return { name, data, from };
  });
const theCase = fc.record({
  world: fc.constantFrom(...(Object.keys(worlds) as (keyof typeof worlds)[])),
  messages: fc.array(message, { minLength: 1, maxLength: 3 }),
});

beforeEach(() => {
  vi.spyOn(fakeBrowser.tabs, 'get').mockImplementation(async (id) => ({ id }) as never);
  vi.spyOn(fakeBrowser, 'permissions', 'get').mockReturnValue({ onRemoved: { addListener: () => undefined } } as never);
  vi.spyOn(fakeBrowser, 'action', 'get').mockReturnValue({
    setBadgeText: async () => undefined,
    setBadgeBackgroundColor: async () => undefined,
    setTitle: async () => undefined,
  } as never);
  vi.spyOn(fakeBrowser.i18n, 'getUILanguage').mockReturnValue('en');
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  vi.stubGlobal('fetch', async () => Response.json(english));
  startBackground();
});

let cases = 0;

/** What is stored where no message may reach it by itself. */
const stored = async () => ({ ...(await fakeBrowser.storage.local.get()), session: await fakeBrowser.storage.session.get() }) as unknown as { plan: Plan };

function planIn(value: unknown): Plan {
  const read = readPlan(value, Date.now());
  if (!read.ok || read.isRepaired === true) throw new Error(`The plan cannot be read any more: ${JSON.stringify(value)}`);
  expect(isPlan(read.plan)).toBe(true);
  return read.plan;
}

/** What no page of a server can change, whatever it says. */
function decided(plan: Plan) {
  const { old: from, new: to, access, imports, fresh: own, profile, grants } = plan;
  return {
    from: [from?.handle, from?.server.origin],
    to: [to?.handle, to?.server.origin],
    access,
    moved: imports.moved,
    fresh: own.lists,
    send: profile.job?.send,
    asked: [grants.old?.kinds, grants.new?.kinds],
  };
}

test('these are all the messages that the background answers: what it says to a page itself, no page can say to another', () => {
  expect([...door.handlers.keys()].sort()).toEqual([...names].sort());
  for (const name of ['cardChanged', 'errandAlive']) expect(door.handlers.has(name)).toBe(false);
});

test('a message of any kind, from anywhere: no door is broken, and no page says more than is its to say', { timeout }, async () => {
  const tried = await attempt('messages', 0.2, theCase, async ({ world, messages }) => {
    const { plan, session } = worlds[world];
    // Another tab each time, or the limit of reports in a time would hide the rest.
    cases += 1;
    const tab = (id: number) => (id === RUN_TAB ? id : id + 10 * cases);
    await fakeBrowser.storage.session.clear();
    await fakeBrowser.storage.local.set({ plan, folded: false });
    const tabs = { [RUN_TAB]: pages[1], [tab(100)]: shownTab, [tab(101)]: pages[1], [tab(102)]: page('export', OLD) };
    await fakeBrowser.storage.session.set({
      ...session,
      tabs: Object.fromEntries(Object.entries(tabs).map(([id, shown]) => [id, { seen: shown, cameBy: null }])),
    });
    const [first] = kept;
    if ((await keptFile('follows', first?.sha256 ?? '')) === null) {
      const server = { origin: 'https://old.example', software: 'mastodon', version: '4.6.5' };
      await keepSnapshot({ id: 's', takenAt: new Date(NOW).toISOString(), handle: OLD, server, files: kept });
    }
    await Promise.all(ids.map((id) => shelve('pieces', { id, kind: 'follows', bytes: new TextEncoder().encode(`${id}@secret.example\n`) })));
    let reached = 'refused';
    for (const { name, data, from } of messages) {
      // What the one before still does by itself ends first.
      for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
      Object.assign(door, { opened: [], injected: [], asked: 0 });
      const before = await stored();
      const sender = structuredClone(senders[from]) as { tab?: { id: number } };
      if (sender.tab) sender.tab.id = tab(sender.tab.id);
      const answer = await door.handlers.get(name)?.({ data, sender });
      const after = await stored();
      const [was, is] = [planIn(before.plan), planIn(after.plan)];
      const said = JSON.stringify(answer) ?? '';
      if (from !== OURS) {
        expect(decided(is)).toEqual(decided(was));
        // What was agreed to stays agreed to until nothing of it is left to send: then "Import all" is over.
        const isOver = was.imports.run.state === 'running' && is.imports.run.state === 'idle' && nextPiece(was) === null;
        expect(is.imports.run.agreed).toEqual(isOver ? [] : was.imports.run.agreed);
        // The import page may be the moment to cut files; those that there were are the same still.
        const files = ({ imports: { pieces } }: Plan) => pieces.map(({ id, kind, name, sha256, rows }) => ({ id, kind, name, sha256, rows }));
        expect(files(is)).toEqual(name === 'pageSeen' ? expect.arrayContaining(files(was)) : files(was));
        // What an errand sends is kept when the bytes are those of its name; here they never are.
        expect(is.kit.lists).toEqual(was.kit.lists);
        // Only what a card offers to leave out is said by a press on it, and nothing by any other message.
        if (name !== 'cardPressed') expect(is.said).toEqual(was.said);
        expect(is.said.move).toEqual(was.said.move);
      }
      if (strangers.includes(from)) {
        expect(after).toEqual(before);
        expect([door.opened, door.injected, door.asked]).toEqual([[], [], 0]);
        expect([null, undefined, false]).toContain(answer ?? null);
      }
      if (name === 'bytesWanted' && answer !== null && answer !== undefined) {
        const wanted = (data as { file: string }).file;
        // Agreed to, and next; or on the import page, what its card offers for its own form.
        expect([ids[0]]).toContain(wanted);
        expect(from).toMatch(/^the (?:page of the errand, on the new server|import page of the new server)$/);
      } else expect(said).not.toContain('secret');
      for (const url of door.opened) expect(['https://old.example', 'https://new.example']).toContain(new URL(url).origin);
      if (JSON.stringify(after) !== JSON.stringify(before)) reached = `heard from ${from}`;
    }
    return reached;
  });
  expectReached(tried, 'refused', `heard from ${OURS}`, 'heard from the page of the errand, on the new server', 'heard from a page of the new server');
});
