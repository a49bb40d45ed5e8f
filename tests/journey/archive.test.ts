import { describe, expect, test } from 'vitest';
import { archiveAgainAt, isArchiveOf } from '../../journey/archive';
import { checklist } from '../../journey/checklist';
import type { PlanEvent } from '../../journey/events';
import { reduce } from '../../journey/reduce';
import { listKinds } from '../../lists/kinds';
import { NOW, old, page, party, planAfter, saved, seen } from './sample';
import { guidance } from './short';

const OLD = 'amelie@old.example';
const DAY = 24 * 60 * 60 * 1_000;
const asked = Date.parse('2026-11-18T09:30:00Z');
const listed = (ready: boolean, created: string | null = '2026-11-18T09:30:00Z') => ({ id: 31, ready, created });
const shown = (archive: 'requestable' | 'in-progress' | 'ready', archives: ReturnType<typeof listed>[], canRequest = false) =>
  page('export', OLD, { archive, canRequest, archives });

function planOn(version: string, ...pages: ReturnType<typeof shown>[]) {
  const plan = planAfter({ type: 'said', step: 'save', what: 'skipped' }, ...pages.map(seen));
  return { ...plan, old: { ...old, server: { ...old.server, version } } };
}

describe('when another archive can be asked for', () => {
  test.each([
    ['4.1.0', 7],
    ['4.2.0', 7],
    ['4.2.0+glitch', 7],
    ['4.2.1', 6],
    ['4.2.19', 6],
    ['4.3.0-beta.1', 6],
    ['5.0.0', 6],
    ['unknown', 7],
  ])('on %s: after %d days', (version, days) => {
    expect(archiveAgainAt(planOn(version, shown('ready', [listed(true)])))).toBe(asked + days * DAY);
  });

  test('by the newest that is listed, in whatever order', () => {
    const archives = [listed(true, '2026-11-01T00:00:00Z'), listed(false)];
    expect(archiveAgainAt(planOn('4.5.0', shown('in-progress', archives)))).toBe(asked + 6 * DAY);
  });

  test('also when that one is gone from the page', () => {
    const plan = planOn('4.5.0', shown('ready', [listed(true)]), shown('requestable', []));
    expect(archiveAgainAt(plan)).toBe(asked + 6 * DAY);
    expect(archiveAgainAt(planOn('4.5.0', shown('ready', [listed(true)]), shown('requestable', [], true)))).toBeNull();
  });

  test('is not said where it can be at once, or where the page has no date that can be read', () => {
    expect(archiveAgainAt(planOn('4.5.0', shown('ready', [listed(true)], true)))).toBeNull();
    expect(archiveAgainAt(planOn('4.1.0', shown('ready', [listed(true, null)])))).toBeNull();
    expect(archiveAgainAt(planOn('4.5.0'))).toBeNull();
  });
});

describe('what is said of the archive', () => {
  const again = { key: 'cards.archive.again', params: { date: asked + 6 * DAY } };
  const since = { date: asked };
  test.each([
    ['in the making', [shown('in-progress', [listed(false)])], ['cards.archive.waiting.since', 'steps.archive.waiting'], since],
    ['ready', [shown('ready', [listed(true)])], ['cards.archive.ready.body', 'steps.archive.ready'], undefined],
    ['gone too soon', [shown('ready', [listed(true)]), shown('requestable', [])], ['cards.archive.tooSoon.body', 'steps.archive.tooSoon'], undefined],
  ] as const)('%s: on the card and in the checklist, with the date of the next', (_name, pages, [card, step], params) => {
    const plan = planOn('4.5.0', ...pages);
    const here = pages.at(-1) ?? pages[0];
    const sentence = (key: string) => (params === undefined ? { key } : { key, params });
    expect(guidance(reduce(plan, seen(here), NOW), { seen: here, cameBy: null })?.body).toEqual([sentence(card), again]);
    expect(checklist(plan).find(({ id }) => id === 'archive')?.body).toEqual([sentence(step), again]);
  });

  test('where the lists were saved, it says so: nothing else on the page does', () => {
    const here = shown('in-progress', [listed(false)]);
    const titleAfter = (...events: PlanEvent[]) => guidance(planAfter(...events, seen(here)), { seen: here, cameBy: null })?.title.key;
    expect(titleAfter({ type: 'said', step: 'save', what: 'skipped' })).toBe('cards.archive.waiting.title');
    expect(titleAfter(seen(here), ...listKinds.map((kind) => saved(kind)))).toBe('cards.archive.waiting.titleSaved');
  });

  describe('on a page that has stood open since before', () => {
    const open = shown('requestable', [], true);
    const cardOn = (...later: ReturnType<typeof shown>[]) => guidance(planOn('4.5.0', open, ...later), { seen: open, cameBy: null });

    test('in the making: its button is not spoken of any more, the server would refuse it', () => {
      const said = cardOn(shown('in-progress', [listed(false)]));
      expect(said).toMatchObject({ id: 'archive.waiting' });
      expect(said?.point).toBeUndefined();
    });

    test('ready: the link is on the page as it is now', () => {
      const said = cardOn(shown('ready', [listed(true)]));
      expect(said).toMatchObject({ id: 'archive.ready', primary: { act: { kind: 'go', step: 'archive' } } });
      expect(said?.point).toBeUndefined();
    });

    test('gone too soon: it cannot be requested', () => {
      expect(cardOn(shown('ready', [listed(true)]), shown('requestable', []))?.id).toBe('archive.tooSoon');
    });
  });

  // until 4.2 the page writes the date in words of its language, which nobody reads.
  test('without dates, where the page has none: it is waited for all the same', () => {
    const here = shown('in-progress', [listed(false, null)]);
    const plan = planOn('4.2.0', here);
    expect(guidance(plan, { seen: here, cameBy: null })?.body).toEqual([{ key: 'cards.archive.waiting.body' }]);
    expect(checklist(plan).find(({ id }) => id === 'archive')).toMatchObject({ state: 'waiting', body: [{ key: 'steps.archive.inProgress' }] });
  });
});

test.each([
  ['the account', { username: 'Amelie', host: 'old.example', actorUrl: null }, true],
  ['the same name elsewhere', { username: 'amelie', host: 'third.example', actorUrl: null }, false],
  ['another name there', { username: 'bob', host: 'old.example', actorUrl: 'https://old.example/users/bob' }, false],
  ['the actor the server names', { username: 'renamed', host: null, actorUrl: 'https://old.example/users/amelie' }, true],
])('an archive of %s is known by its actor', (_name, actor, expected) => {
  expect(isArchiveOf(actor, party('amelie@old.example', 'old.example'))).toBe(expected);
  expect(isArchiveOf(actor, null)).toBe(false);
});
