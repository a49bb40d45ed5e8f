/** What the background does with what a page says: all of it, in its order, and for nobody else. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { PageId } from '../../journey/facts';
import { pageOf } from '../../journey/steps';
import { addressSeen, answerPages, stillThere } from '../../worker/pages';
import { fresh, old, page, planAfter, readyToMove } from '../journey/sample';

const world = await vi.hoisted(async () => (await import('./noted')).makeNoted());
vi.mock('../../browser/messages', () => ({ onMessage: (name: string, door: never) => world.doors.set(name, door) }));
vi.mock('../../browser/sites', () => world.all('inject', 'isWatched'));
vi.mock('../../browser/store', () => ({
  ...world.all('getPlan', 'hereOf', 'noteTab'),
  foldedItem: { setValue: world.all('fold').fold },
  proposedItem: { setValue: world.all('propose').propose },
}));
vi.mock('../../browser/tabs', () => world.all('openStartPage'));
vi.mock('../../journey/steps', async (original) => ({ ...(await original<object>()), ...world.all('waitsForOthers') }));
vi.mock('../../worker/access', () => world.all('syncAccess'));
vi.mock('../../worker/acts', () => world.all('perform'));
vi.mock('../../worker/card', () => world.all('pressedAct'));
vi.mock('../../worker/chores', () => world.all('doChores'));
vi.mock('../../worker/details', () => world.all('readDetails'));
vi.mock('../../worker/followers', () => world.all('readFollowers'));
vi.mock('../../worker/import/run', () => world.all('pageSeenWhileImporting'));
vi.mock('../../worker/look', () => world.all('look'));
vi.mock('../../worker/page-reports', () => world.all('hasSpoken', 'isSpeaking', 'itsTurn'));
vi.mock('../../worker/plan-writer', () => world.all('dispatch'));
vi.mock('../../worker/profile', () => world.all('takeProfileOver'));
vi.mock('../../worker/redraw', () => world.all('afterwards', 'cardFor', 'redraw'));
vi.mock('../../worker/saving', () => world.all('pageSeenWhileSaving'));
vi.mock('../../worker/sender', () => world.all('shownBy'));

const [before, plan] = [planAfter(), planAfter(...readyToMove)];
const seen = page('profile', fresh.handle ?? '');
const here = { seen, cameBy: null };
const sender = { tab: { id: 7 }, frameId: 0, url: `${seen.url}?lang=en#top` };
const report = Symbol('report');
const unreadable = { ok: false, problem: 'newer' };
const say = (door: string, data: unknown, from: object = sender) => world.doors.get(door)?.({ data, sender: from });
/** The names of what was called, and no more. */
const names = () => world.called.map(([name]) => name);

beforeEach(() => {
  for (const name of Object.keys(world.answers)) delete world.answers[name];
  Object.assign(world.answers, { itsTurn: report, getPlan: { ok: true, plan: before }, dispatch: plan, noteTab: here, shownBy: here, cardFor: 'a card' });
  answerPages();
  world.called.length = 0;
});

describe('a page that says what it shows', () => {
  test('is noted, and everything that waited for it goes on', async () => {
    await say('pageSeen', seen);
    expect(world.called).toEqual([
      ['itsTurn', 7],
      ['getPlan'],
      ['dispatch', { type: 'pageSeen', seen }],
      ['noteTab', 7, seen, expect.any(Function)],
      ['hasSpoken', 7, report],
      ['pageSeenWhileSaving', 7, seen],
      ['pageSeenWhileImporting', before, plan, 7, seen],
      ['readDetails'],
      ['readFollowers'],
      ['takeProfileOver'],
      ['doChores'],
      ['cardFor', plan, here],
      ['inject', 7, '/guide.js'],
      ['redraw'],
      ['waitsForOthers', plan],
    ]);
  });

  test('counts as where a step led if it is that step’s page', async () => {
    const leads = async () => {
      const shown = page('aliases', fresh.handle ?? '');
      await say('pageSeen', shown, { ...sender, url: shown.url });
      return world.called.find(([name]) => name === 'noteTab')?.[3] as (step: string) => boolean;
    };
    const isIts = await leads();
    expect([isIts('alias'), isIts('save')]).toEqual([pageOf(plan, 'alias') === 'aliases', false]);
    expect(isIts('alias')).toBe(true);
    world.called.length = 0;
    world.answers.dispatch = null;
    expect((await leads())('alias')).toBe(false);
  });

  test.each([
    { ...sender, tab: undefined },
    { ...sender, tab: {} },
    { ...sender, frameId: 1 },
    { ...sender, frameId: undefined },
    { ...sender, url: undefined },
    { ...sender, url: 'nowhere' },
    { ...sender, url: 'https://old.example/settings/profile' },
    { ...sender, url: 'https://new.example/settings/export' },
  ])('is not heard about another page, or in a frame: %#', async (from) => {
    await say('pageSeen', seen, from);
    expect(world.called).toEqual([]);
  });
  test('is not heard where it says something else', async () => {
    await say('pageSeen', { ...seen, page: 'nonsense' });
    await say('pageSeen', null);
    expect(world.called).toEqual([]);
  });
  test('is not heard out of its turn', async () => {
    world.answers.itsTurn = null;
    await say('pageSeen', seen);
    expect(names()).toEqual(['itsTurn']);
  });
  test.each(['dispatch', 'noteTab'])('has no effect where it could not be noted: %s', async (name) => {
    world.answers[name] = null;
    await say('pageSeen', seen);
    expect(names().at(-1)).toBe('hasSpoken');
  });
  test('is compared with itself where the plan before cannot be read', async () => {
    world.answers.getPlan = unreadable;
    await say('pageSeen', seen);
    expect(world.called).toContainEqual(['pageSeenWhileImporting', plan, plan, 7, seen]);
  });
  test('gets no script where there is no card for it', async () => {
    world.answers.cardFor = null;
    await say('pageSeen', seen);
    expect(names()).not.toContain('inject');
    expect(names()).toContain('redraw');
  });

  const ids: PageId[] = ['aliases', 'migration', 'auth-edit', 'redirect-new', 'export', 'imports', 'imports-confirm', 'delete', 'profile'];
  test.each(ids)('makes us look outside where a follower may have come, or the account have moved: %s', async (id) => {
    const shown = page(id, old.handle ?? '');
    await say('pageSeen', shown, { ...sender, url: shown.url });
    expect(names().includes('look')).toBe(['migration', 'aliases', 'auth-edit'].includes(id));
    world.called.length = 0;
    world.answers.waitsForOthers = true;
    await say('pageSeen', shown, { ...sender, url: shown.url });
    expect(names()).toContain('look');
  });
});

describe('a card', () => {
  test('is given to the page that shows what it is for', async () => {
    expect(await say('cardWanted', undefined)).toBe('a card');
    expect(world.called).toEqual([['shownBy', sender], ['getPlan'], ['cardFor', before, here]]);
    world.answers.getPlan = unreadable;
    expect(await say('cardWanted', undefined)).toBeNull();
    Object.assign(world.answers, { getPlan: { ok: true, plan }, shownBy: null });
    expect(await say('cardWanted', undefined)).toBeNull();
  });

  test('is pressed: that is done', async () => {
    Object.assign(world.answers, { pressedAct: { kind: 'go', step: 'move' }, perform: 'done' });
    await say('cardPressed', { card: 'x', button: 'primary' });
    expect(world.called.slice(2)).toEqual([
      ['pressedAct', before, here, { card: 'x', button: 'primary' }],
      ['perform', before, { kind: 'go', step: 'move' }, 7],
      ['afterwards', 'done'],
    ]);
  });
  test('is pressed for another account: that is asked on a page of ours', async () => {
    world.answers.pressedAct = { kind: 'choose-new', handle: 'b@new.example' };
    await say('cardPressed', {});
    expect(world.called.slice(3)).toEqual([['propose', { handle: 'b@new.example', tabId: 7 }], ['openStartPage']]);
  });
  test('has no effect where it has no such button, where it is not shown, and where there is no plan', async () => {
    world.answers.pressedAct = null;
    await say('cardPressed', {});
    expect(names()).toEqual(['shownBy', 'getPlan', 'pressedAct']);
    world.answers.pressedAct = { kind: 'go', step: 'move' };
    for (const none of [{ shownBy: null }, { shownBy: here, getPlan: unreadable }]) {
      world.called.length = 0;
      Object.assign(world.answers, none);
      await say('cardPressed', {});
      expect(names()).toEqual(['shownBy', 'getPlan']);
    }
    world.called.length = 0;
    world.answers.getPlan = { ok: true, plan };
    await say('cardPressed', {}, { ...sender, tab: undefined });
    expect(names()).toEqual(['shownBy', 'getPlan']);
  });

  test('is folded by the page that shows it', async () => {
    for (const folded of [true, false, 'yes']) await say('cardFolded', folded);
    expect(world.called.filter(([name]) => name === 'fold')).toEqual([
      ['fold', true],
      ['fold', false],
      ['fold', false],
    ]);
    world.called.length = 0;
    world.answers.shownBy = null;
    await say('cardFolded', true);
    expect(names()).toEqual(['shownBy']);
  });
});

describe('a tab that is still there', () => {
  const asks = async (answers: object) => {
    world.called.length = 0;
    Object.assign(world.answers, { getPlan: { ok: true, plan }, isWatched: true, hereOf: null, isSpeaking: false, ...answers });
    await stillThere(7, 'https://new.example/x');
    return world.called;
  };
  test('is asked to report again', async () => {
    expect(await asks({})).toEqual([
      ['getPlan'],
      ['isWatched', 'https://new.example/x', ['old.example', 'new.example']],
      ['hereOf', 7],
      ['isSpeaking', 7],
      ['syncAccess'],
      ['inject', 7, '/watch.js'],
    ]);
  });
  test.each([{ getPlan: unreadable }, { isWatched: false }, { hereOf: here }, { isSpeaking: true }])('is left alone: %#', async (answers) => {
    expect((await asks(answers)).map(([name]) => name)).not.toContain('inject');
    expect(names()).not.toContain('syncAccess');
  });
});

describe('an address', () => {
  test('says where the person stands', async () => {
    world.answers.getPlan = { ok: true, plan };
    await addressSeen('https://new.example/auth/sign_in?x');
    expect(world.called).toEqual([['getPlan'], ['dispatch', { type: 'doorSeen', origin: 'https://new.example', place: 'sign-in' }], ['redraw']]);
  });
  test.each(['nowhere', 'https://evil.example/auth/sign_in', 'https://new.example/settings/export'])('says nothing: %s', async (url) => {
    world.answers.getPlan = { ok: true, plan };
    await addressSeen(url);
    expect(names()).toEqual(['getPlan']);
  });
  test('says nothing without a plan', async () => {
    world.answers.getPlan = unreadable;
    await addressSeen('https://new.example/auth/sign_in');
    expect(names()).toEqual(['getPlan']);
  });
});
